"""How each class of service looks, and where its figures stand on the scale that all services share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.clash.states import COMPARED, State
from layers.published.clash import ClashService

SAME: Final = 100.0  # the index of comparable places
TICKS: Final = (12.5, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0)
ROOM: Final = 1.2  # beyond the outermost bounds, so that no mark touches the edge
# A class is told by the mark's shape and words as well as by its colour
MARKS: Final = {
    "light": {
        State.CLASH: "#8a1538",
        State.POSSIBLE: "#c8691c",
        State.NO_EVIDENCE: "#5f6e77",
        State.LESS: "#1f7281",
    },
    "dark": {
        State.CLASH: "#ff8fa6",
        State.POSSIBLE: "#f0b36b",
        State.NO_EVIDENCE: "#9fb0ba",
        State.LESS: "#6cc3d1",
    },
}
UNMARKED: Final = {"light": "#ffffff", "dark": "#192026"}  # no figure: an empty mark
EDGE: Final = {"light": "#2b3640", "dark": "#dfe6ea"}


def mark(state: State, theme: str) -> str:
    """Return the colour of a class; one without an index is left empty."""
    return MARKS[theme].get(state, UNMARKED[theme])


@dataclass(frozen=True)
class Scale:
    """A logarithmic scale of the index from `low` to `high`."""

    low: float
    high: float

    def place(self, index: float) -> float:
        """Return where an index stands, 0 at the left end and 1 at the right; beyond an end it is the end."""
        held = min(max(index, self.low), self.high)
        return math.log(held / self.low) / math.log(self.high / self.low)

    def ticks(self) -> tuple[float, ...]:
        """Return the round indices on the scale: each twice the one before."""
        return tuple(tick for tick in TICKS if self.low <= tick <= self.high)


def common_scale(services: Sequence[ClashService]) -> Scale:
    """Return the scale on which every interval fits, with 50 and 200 always on it and a little room."""
    ends = [
        bound
        for service in services
        if has_index(service)
        for bound in (service.low, service.high)
        if bound is not None
    ]
    return scale_over(ends)


def scale_over(ends: Sequence[float]) -> Scale:
    """Return the scale on which these indices fit, with 50 and 200 always on it and a little room."""
    held = [min(max(bound, TICKS[0]), TICKS[-1]) for bound in (50.0, 200.0, *ends)]
    return Scale(min(held) / ROOM, max(held) * ROOM)


def has_index(service: ClashService) -> bool:
    """Return whether its index means anything: that of a place that cannot be compared is not shown."""
    return service.index is not None and service.state in COMPARED


def is_uncertain(service: ClashService) -> bool:
    """Return whether the 95 % interval holds 100: then neither more nor less can be told from it."""
    if service.low is None or service.high is None or not has_index(service):
        return False
    return service.low <= SAME <= service.high
