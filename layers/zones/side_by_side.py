"""Up to six zones side by side: which figures are set beside each other, and which no other beats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.published.zones import ZoneShown
from layers.statistics.front import non_dominated
from layers.zones.said import is_known

ROWS = (
    ("inside", "need"),
    ("inside", "confiscation"),
    ("inside", "enforcement"),
    ("", "forgone"),
    ("", "exposure_removed_50"),
    ("", "exposure_removed_80"),
    ("", "exposure_removed_100"),
    ("", "leverage"),
    ("", "concentration"),
    ("", "area"),
    ("", "residents"),
    ("", "schools"),
)
GAINS = (("inside", "need"), ("", "exposure_removed_80"))
LOSSES = (("", "forgone"), ("", "area"))


@dataclass(frozen=True)
class Option:
    """A zone on the chart. gains, losses: None where a figure may not be shown. stays: nothing beats it."""

    number: int
    name: str
    gains: tuple[float | None, ...]
    losses: tuple[float | None, ...]
    stays: bool | None


def options(zones: Sequence[ZoneShown]) -> list[Option]:
    """Return the zones with whether any other beats each on everything; None where it cannot be told."""
    found = [
        (tuple(_value(zone, *each) for each in GAINS), tuple(_value(zone, *each) for each in LOSSES))
        for zone in zones
    ]
    known = [at for at, (gains, losses) in enumerate(found) if None not in (*gains, *losses)]
    stays: dict[int, bool] = {}
    if known:
        gains, losses = (np.array([found[at][side] for at in known], float) for side in (0, 1))
        stays = dict(zip(known, non_dominated(gains, losses).tolist(), strict=True))
    return [Option(at + 1, zone.zone.name, *found[at], stays.get(at)) for at, zone in enumerate(zones)]


def _value(zone: ZoneShown, region: str, measure: str) -> float | None:
    figure, _ = zone.over(region, measure)
    return figure.value if is_known(figure) else None
