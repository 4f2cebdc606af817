"""The exact result: for analysts on the partnership's own machine, not for publication."""

from __future__ import annotations

import math
from dataclasses import dataclass

from layers.clash.services import TestedService
from layers.clash.states import Note, State, Trouble
from layers.clash.window import Window

NOTHING = math.nan


@dataclass(frozen=True)
class ServiceResult:
    """One service's exact figures; NaN where a figure does not exist.

    exposure (X) and expected are events at the door per 28 days; ratio is exposure / expected, index 100
    times that, low and high its 95 % bounds. p and q exist in the states of COMPARED alone. need:
    kernel-weighted overdoses in the window. events: those within 3h on foot. outside_share: the part of the
    kernel that lies outside the place.
    """

    service: TestedService
    state: State
    notes: tuple[Note, ...]
    events: int
    exposure: float = NOTHING
    expected: float = NOTHING
    ratio: float = NOTHING
    low: float = NOTHING
    high: float = NOTHING
    p: float = NOTHING
    q: float = NOTHING
    need: float = NOTHING
    outside_share: float = NOTHING

    @property
    def index(self) -> float:
        """Return 100 x ratio: 100 = comparable places."""
        return 100 * self.ratio


@dataclass(frozen=True)
class ClashResult:
    """Every service's figures and what they rest on.

    tested: services in the false-discovery family; compared: placebo cells each is set against; placebos:
    all there are; clash_needs: how many services must reach the smallest p before one can be a clash.
    """

    window: Window | None
    trouble: Trouble
    types: tuple[str, ...]
    services: tuple[ServiceResult, ...]
    tested: int
    compared: int
    placebos: int
    clash_needs: int
    attainable: bool
    weakly_adjusted: bool
    approximate_m: float
