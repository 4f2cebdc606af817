"""Whose need a zone covers: fifths of the residents by deprivation, and the concentration index.

Each fifth's share is the part of its overdose calls that lie in the zone and its hours. The index is that of
covered calls per resident over the five fifths, set beside the index of all calls: a zone may lie with the
deprived only because need does.
"""

from __future__ import annotations

import math

import numpy as np
import shapely

from layers.statistics.checked import Floats, Ints
from layers.statistics.clustered_share import Sums, clustered_shares
from layers.statistics.concentration import FIFTHS, concentration_bounds, concentration_index
from layers.week import WeekHours
from layers.zones.counted import counted
from layers.zones.events import SETS
from layers.zones.figures import NOT_ON_FILE, NOT_THESE_WEEKS, exact, missing, none_on_file, too_fine
from layers.zones.index import Found
from layers.zones.material import Deprivation, ZoneMaterial
from layers.zones.measures import MEASURES
from layers.zones.weekly import Weeks
from layers.zones.weighed import Equity, Figure, FigureState, Quintile

FEWEST_COVERED = 20  # overdose calls behind a concentration index


def equity(
    material: ZoneMaterial, shape: shapely.Geometry, found: Found | None, week: WeekHours | None
) -> Equity:
    """Return the equity of a zone. found: the overdose calls inside, None where none are on file."""
    known, held = material.deprivation, counted(material, "need", week)
    if known is None:
        return _none("no indicator of deprivation is on file")
    if held is None or found is None:
        return _none(f"overdose calls are {none_on_file(material, SETS['need'].feed)}", known)
    refused = too_fine(material, "need", shape)
    if refused or not held.weeks:
        return _none(refused or NOT_THESE_WEEKS, known)
    inside = _by_fifth(found.take(held.window.week), known.of_need[found.positions()], held.weeks)
    whole = _by_fifth(held.week_known, known.of_need, held.weeks)
    shares = clustered_shares(_sums(inside), _sums(whole))
    quintiles = []
    for row in range(FIFTHS):
        counts = round(float(inside[row].sum())), round(float(whole[row].sum()))
        if not counts[1]:
            figure = missing("need", "no overdose calls there")
        elif not shares.enough[row]:
            figure = Figure(
                "need",
                count=counts[0],
                of=counts[1],
                state=FigureState.TOO_FEW,
                unit=MEASURES["need"].unit,
                why="too few events",
            )
        else:
            value, low, high = (float(one[row]) for one in (shares.value, shares.low, shares.high))
            figure = exact("need", value, low, high, *counts)
        quintiles.append(Quintile(row + 1, round(float(known.residents[row])), figure))
    return Equity(
        known.title,
        tuple(quintiles),
        _index("concentration", inside, known.residents),
        _index("concentration_of_need", whole, known.residents),
    )


def _none(why: str, known: Deprivation | None = None) -> Equity:
    return Equity(
        "" if known is None else known.title,
        (),
        missing("concentration", why),
        missing("concentration_of_need", why),
        why,
    )


def _by_fifth(week: Weeks, fifth: Ints, weeks: int) -> Floats:
    """Return counts as fifths x weeks; -1 counts nowhere."""
    some = (week >= 0) & (fifth >= 0)
    flat = np.bincount(fifth[some] * weeks + week[some], minlength=FIFTHS * weeks)
    return flat.reshape(FIFTHS, weeks).astype(np.float64)


def _sums(by_fifth: Floats) -> Sums:
    return Sums(by_fifth, by_fifth.sum(axis=1))


def _index(id_: str, by_fifth: Floats, residents: Floats) -> Figure:
    count = round(float(by_fifth.sum()))
    if (residents <= 0).any():
        return missing(id_, NOT_ON_FILE)
    if count < FEWEST_COVERED:
        return Figure(
            id_,
            count=count,
            state=FigureState.TOO_FEW,
            unit=MEASURES[id_].unit,
            why=f"fewer than {FEWEST_COVERED} overdose calls",
        )
    each = by_fifth / residents[:, None]
    value = concentration_index(each.sum(axis=1))
    low, high = concentration_bounds(each)
    return exact(id_, value, low, high, count) if math.isfinite(value) else missing(id_, NOT_ON_FILE)
