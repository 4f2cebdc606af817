"""A service's published figures stay while few records come or go: else their noise is drawn anew."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

from layers.clash.shown import ClashService
from layers.clash.states import Note, State
from layers.disclosure import Law
from layers.publish.clash import _as_told
from layers.publish.told import Told
from layers.rule import Protected


def service(index: float, *notes: Note) -> ClashService:
    figures = (2.5, 1.5, index, 90.0, 210.0, None, None)
    return ClashService("S1", "", "Needle exchange", "nsp", 47.2, -31.5, State.CLASH, *figures, notes)


def told_as(
    told: Told, told_now: ClashService, records: int, start: dt.date = dt.date(2025, 10, 2)
) -> ClashService:
    material = SimpleNamespace(told=told, rule=Protected(Law(), bytes(32)))
    window = SimpleNamespace(start=start, last_day=start + dt.timedelta(days=363))
    return _as_told(cast(Any, material), cast(Any, SimpleNamespace(window=window)), told_now, records)


def test_figures_of_the_same_weeks_stay_until_eight_records_have_come() -> None:
    first, before = Told(), service(150.0, Note.EDGE)
    assert told_as(first, before, 60) == before
    for records, moved in ((63, False), (67, False), (53, False), (68, True), (52, True)):
        again = told_as(Told(first.table()), service(170.0), records)
        assert again == (service(170.0) if moved else before)


def test_other_weeks_have_figures_of_their_own() -> None:
    first = Told()
    told_as(first, service(150.0), 60)
    again = told_as(Told(first.table()), service(170.0), 61, dt.date(2026, 1, 1))
    assert again.index == 170.0
