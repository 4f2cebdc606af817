"""Which sets of a zone were out before the data were as they are."""

from __future__ import annotations

import numpy as np
import shapely

from layers.periods import Period
from layers.zones.counts import Chosen, Events, Kind, Shaped, Span, chosen_sets
from layers.zones.guard import FeedRows, Released
from layers.zones.index import PointIndex

QUARTER = 8000  # the first


def kind(years: int) -> Kind:
    """Return a kind of event with one event a month, all at one point."""
    month = np.arange(12 * years) + 3 * QUARTER
    rows = FeedRows(month, {"place": np.zeros(len(month), np.int64)}, {"all": np.ones(len(month), bool)})
    index = PointIndex(np.zeros(len(month)), np.zeros(len(month)))
    released = Released(rows, [], 7, 12.0)
    events = Events(rows, np.full(len(month), -1), np.arange(len(month), dtype=np.uint64), index, released)
    year = [span(QUARTER + 4 * at, QUARTER + 4 * at + 3, "year") for at in range(years)]
    whole = [span(QUARTER, QUARTER + 4 * at + 3, "window") for at in range(years)]
    return Kind("need", "all", events, (*year, whole[-1]), 0.0, tuple(whole[:-1]))


def span(first: int, last: int, which: str) -> Span:
    period = Period(f"{first}-{last}-{which}", which, "", first, last)  # type: ignore[arg-type]
    return Span(period, np.arange(3 * first, 3 * last + 3), (last - first + 1) / 4)


def longest(of: Kind) -> Chosen:
    return chosen_sets({"need": of}, Shaped({"inside": shapely.box(-1, -1, 1, 1)}, ""))[-1]


def test_a_zone_was_shown_over_every_longest_period_since_its_approval() -> None:
    chosen = longest(kind(4))
    assert len(chosen.events) == 48
    sizes = {
        newest: [len(each) for each in chosen.shown_before(QUARTER + newest)] for newest in (3, 7, 10, 11, 15)
    }
    assert sizes == {3: [12, 24, 36], 7: [24, 36], 10: [24, 36], 11: [36], 15: []}


def test_years_do_not_change_so_none_was_shown_before() -> None:
    of = kind(3)
    years = [
        each
        for each in chosen_sets({"need": of}, Shaped({"inside": shapely.box(-1, -1, 1, 1)}, ""))
        if each.by_year
    ]
    assert len(years) == 3
    assert [each.shown_before(QUARTER) for each in years] == [[], [], []]
