"""How a layer's released figures at one place went over its periods, and whether it is more than noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.published.rows import Figure, LayerInfo, Period
from layers.statistics.released_change import count_changes, share_changes


@dataclass(frozen=True)
class Point:
    """One period: its figure (a count of events, or a per cent), None where it is withheld or missing.

    whole: the released count behind a share.
    """

    period: Period
    value: float | None
    state: str
    whole: float | None = None


def points_of(
    layer: LayerInfo, history: Mapping[tuple[str, str], Figure], periods: list[Period], kind: str
) -> list[Point]:
    """Return a layer's figures at one place over the periods of a kind, earliest first.

    A figure borrowed from the larger area is not this place's: it counts as withheld.
    """
    found = []
    for period in periods:
        figure = history.get((layer.id, period.id)) if period.kind == kind else None
        if figure is None:
            continue
        own = figure.state == "released"
        value = figure.count if layer.kind == "event" else figure.value
        state = "withheld" if figure.state == "parent" else figure.state
        found.append(Point(period, value if own else None, state, figure.count if own else None))
    return found


def is_followed(layer: LayerInfo) -> bool:
    """Return whether changes of a layer can be told from noise: counts of events, and shares of a count."""
    return layer.kind == "event" or (layer.kind == "rate" and layer.unit.startswith("%"))


def direction_of(layer: LayerInfo, years: list[Point], rounding: int) -> int:
    """Return 1 or -1 where the last year with a figure clearly differs from the first, else 0."""
    known = [point for point in years if point.value is not None and point.whole is not None]
    if len(known) < 2:
        return 0
    first, last = known[0], known[-1]
    if layer.kind == "event":
        changes = count_changes(_one(first.value), _one(last.value), (1.0, 1.0), rounding)
    else:
        begun, ended = ((_one(each.value), _one(each.whole)) for each in (first, last))
        changes = share_changes(begun, ended, rounding)
    return int(changes.direction[0])


def _one(number: float | None) -> NDArray[np.float64]:
    return np.array([number], float)


def unit_noun(layer: LayerInfo) -> str:
    """Return what a layer counts: 'calls' of 'calls per km² and year'."""
    return layer.unit.partition(" per ")[0] or "records"
