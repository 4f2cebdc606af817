"""What a reader asked to see on the clash page: the surface, its level of detail and the open service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from etl.errors import BadInputError
from layers.published.clash import Clash
from web.clash.ranking import service_key

NO_SURFACE = "none"


@dataclass(frozen=True)
class ClashView:
    """surface: an id or 'none'; grid: '' without a surface; opened: a service's key or ''."""

    surface: str
    grid: str
    hotspots: bool
    opened: str = ""


def opening_view(clash: Clash) -> ClashView:
    """Return what the page opens with: the first surface on its finest grid."""
    if not clash.surfaces:
        return ClashView(NO_SURFACE, "", False)
    return ClashView(clash.surfaces[0].id, clash.surfaces[0].grids[-1], False)


def read_choice(clash: Clash, surface: Any, grid: Any, hotspots: Any) -> ClashView:
    """Return the view that the page's controls ask for, on a grid that the surface has.

    Raises:
        BadInputError: a value that no control of this version could have sent.
    """
    grids = {each.id: each.grids for each in clash.surfaces} | {NO_SURFACE: ()}
    if not isinstance(surface, str) or surface not in grids:
        raise BadInputError("surface", "is not one of this version", "Reload the page and choose again.")
    if not isinstance(hotspots, bool):
        raise BadInputError("hotspots", "is neither true nor false", "Reload the page.")
    known = {name for names in grids.values() for name in names}
    if grid and not (isinstance(grid, str) and grid in known):
        raise BadInputError("grid", "is not one of this version", "Reload the page and choose again.")
    own = grids[surface]
    return ClashView(surface, grid if grid in own else own[-1] if own else "", hotspots)


def read_query(clash: Clash, query: str) -> ClashView:
    """Return what an address asks for; what this version does not have is as at the opening."""
    opening = opening_view(clash)
    asked: Mapping[str, str] = dict(parse_qsl(query.removeprefix("?")[:2000]))
    try:
        view = read_choice(
            clash,
            asked.get("surface", opening.surface),
            asked.get("grid", opening.grid),
            asked.get("hotspots") == "1",
        )
    except BadInputError:
        view = opening
    opened = asked.get("service", "")
    known = {service_key(service) for service in clash.services}
    return ClashView(view.surface, view.grid, view.hotspots, opened if opened in known else "")
