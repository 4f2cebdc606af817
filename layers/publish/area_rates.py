"""An indicator of the place's statistical areas or neighbourhoods, as a rate of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl import store
from layers.grids import Area, Floats, Ground, Ints


class MissingDataError(Exception):
    """The place has no data for a layer; the argument says what it would need."""


@dataclass(frozen=True)
class AreaRates:
    """One value an area. rate: NaN where not known; denominator: NaN where none is given.

    sample_row: the area of each sample of the ground, -1 for none. known: areas with a number, in `words`.
    """

    areas: tuple[Area, ...]
    sample_row: Ints
    rate: Floats
    denominator: Floats
    known: int
    words: str


def area_rates(con: store.Connection, ground: Ground, names: Sequence[str]) -> AreaRates:
    """Return the first of the named indicators that has any value, on the areas that know most of it.

    Raises MissingDataError where the place has none of them.
    """
    given: dict[str, tuple[float, float, str]] = {}
    for name in reversed(names):
        found = store.rows(con, store.sql("publish_indicator"), {"indicator": name})
        given = {row[0]: row[1:] for row in found} or given
    choices = (
        (ground.small_areas, ground.small_area_row, "statistical areas"),
        (ground.areas, ground.samples.area_row, "neighbourhoods"),
    )
    areas, area_row, words = max(choices, key=lambda choice: sum(area.area_id in given for area in choice[0]))
    if not any(area.area_id in given for area in areas):
        raise MissingDataError("area_indicator: " + " or ".join(names))
    blank = (np.nan, np.nan, "rate")
    value, base, kind = zip(*(given.get(area.area_id, blank) for area in areas), strict=True)
    number, denominator = np.array(value, float), np.array(base, float)
    counted = np.array([one == "count" for one in kind]) & ~np.isfinite(denominator)
    if (counted & np.isfinite(number)).any():  # counts without a base are shared by residents
        denominator = np.where(counted, [area.residents for area in areas], denominator)
        if not np.isfinite(denominator[counted & np.isfinite(number)]).any():
            raise MissingDataError(f"boundary: residents, to make a rate of the counts of {names[0]}")
    based = np.isfinite(denominator) & (denominator > 0)
    rate = np.where(based, 100 * number / np.where(based, denominator, 1.0), number)
    rate = np.where(counted & ~based, np.nan, rate)
    return AreaRates(areas, area_row, rate, denominator, int(np.isfinite(number).sum()), words)
