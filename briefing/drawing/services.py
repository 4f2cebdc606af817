"""Services on a map: told by shape and letter, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import ServicePoint
from briefing.drawing.frame import Frame
from layers.look.symbols import SIZE, ServiceSymbol, service_marks

STRONG_MM: Final = 4.6
OTHER_MM: Final = 3.5
CROWDED: Final = ((240, 0.42), (60, 0.62))  # more services than so many are drawn so much smaller


def symbol_mm(service: ServicePoint, crowd: int) -> float:
    """Return how wide a service's symbol is among so many."""
    part = next((part for more, part in CROWDED if crowd > more), 1.0)
    return (STRONG_MM if service.strong else OTHER_MM) * part


def draw_symbol(service: ServicePoint, x: float, y: float, width: float, ident: str = "") -> str:
    """Return a service's symbol around a point; ident: of the definition it uses, else it is drawn whole."""
    corner = f'x="{x - width / 2:.2f}" y="{y - width / 2:.2f}" width="{width:.2f}" height="{width:.2f}"'
    if ident:
        return f'<use href="#{ident}-{_name(service)}" {corner}/>'
    return f'<svg {corner} viewBox="0 0 {SIZE} {SIZE}">{_marks(service)}</svg>'


def symbols(services: Iterable[ServicePoint], ident: str) -> str:
    """Return each kind of symbol once, as a definition."""
    kinds = {_name(each): each for each in services}
    return "".join(
        f'<symbol id="{ident}-{name}" viewBox="0 0 {SIZE} {SIZE}">{_marks(each)}</symbol>'
        for name, each in sorted(kinds.items())
    )


def points_of(services: Sequence[ServicePoint], frame: Frame) -> NDArray[np.float64]:
    """Return where services lie, millimetres (n, 2)."""
    return frame.place(np.array([(each.longitude, each.latitude) for each in services], float).reshape(-1, 2))


def draw_services(services: Sequence[ServicePoint], frame: Frame, ident: str) -> list[str]:
    """Return the symbols of the services in the frame, those that the clash index protects on top."""
    placed = sorted(
        zip(services, points_of(services, frame).tolist(), strict=True),
        key=lambda each: (each[0].strong, each[0].type, each[1]),
    )
    room = shapely.box(0, 0, frame.size.width_mm, frame.size.height_mm)
    return [
        draw_symbol(service, x, y, symbol_mm(service, len(services)), ident)
        for service, (x, y) in placed
        if shapely.intersects_xy(room, x, y)
    ]


def _name(service: ServicePoint) -> str:
    return f"{service.type}{'-about' if service.approximate else ''}"


def _marks(service: ServicePoint) -> str:
    symbol = ServiceSymbol(service.type_title, service.letter, service.shape, service.strong)
    return service_marks(symbol, "light", approximate=service.approximate)
