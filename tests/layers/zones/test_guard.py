"""The guard of drawn shapes, against a second plain implementation and against who would get round it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest

from etl.errors import RefusedError
from layers.zones.guard import VERSIONS_A_YEAR, Close, FeedRows, Fixed, Released, need_room, refusal

FEW = 7


def feed(rng: np.random.Generator, events: int) -> FeedRows:
    """Return events over six months, on a grid of eight cells and one of two halves, some outside both."""
    cell = rng.integers(-1, 8, events)
    return FeedRows(
        month=rng.integers(100, 106, events),
        ground={"r8": cell, "area": np.where(cell < 0, -1, cell // 4), "place": np.zeros(events, np.int64)},
        counted={"all": np.ones(events, bool), "some": rng.random(events) < 0.8},
    )


def fixed() -> list[Fixed]:
    """Return what is released on fixed ground: all months, and each half of them."""
    spans = [frozenset(range(100, 106)), frozenset(range(100, 103)), frozenset(range(103, 106))]
    return [
        Fixed(name, grid, span)
        for name in ("all", "some")
        for grid in ("place", "area", "r8")
        for span in spans
    ]


def sets_of(rows: FeedRows) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield every set released on fixed ground, empty ones too, one event at a time."""
    for each in fixed():
        for row in range({"place": 1, "area": 2, "r8": 8}[each.grid]):
            yield (
                each.grid,
                frozenset(
                    event
                    for event in range(len(rows.month))
                    if rows.counted[each.condition][event]
                    and rows.ground[each.grid][event] == row
                    and int(rows.month[event]) in each.months
                ),
            )


def plainly(rows: FeedRows, shapes: dict[str, frozenset[int]], chosen: frozenset[int]) -> bool:
    """Return whether a set is too close to one that is out, as the rule says it."""
    out = [*shapes.values(), *(found for _, found in sets_of(rows))]
    if chosen in out:
        return False
    return any(1 <= len(chosen ^ other) <= FEW and max(len(chosen), len(other)) > FEW for other in out)


def test_the_guard_is_the_plain_rule_for_every_set() -> None:
    answers = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rows = feed(rng, int(rng.integers(20, 120)))
        released = Released(rows, fixed(), FEW, 12.0)
        shapes = {}
        for name in ("first", "second"):
            chosen = np.flatnonzero(rows.ground["r8"] % 3 == rng.integers(3))
            chosen = np.sort(rng.choice(chosen, max(len(chosen) - int(rng.integers(12)), 0), replace=False))
            released.add(name, chosen)
            shapes[name] = frozenset(chosen.tolist())
        near = [found for _, found in sets_of(rows)] + list(shapes.values())
        for _ in range(60):
            start = set(near[rng.integers(len(near))])
            for event in rng.integers(0, len(rows.month), rng.integers(0, 10)).tolist():
                start ^= {event}
            wanted = plainly(rows, shapes, frozenset(start))
            found = released.close_to(np.array(sorted(start), np.int64))
            assert (found is not None) == wanted
            answers.append(wanted)
    assert 0.2 < np.mean(answers) < 0.8


def lonely(events: int) -> Released:
    """Return a feed whose events lie far from any fixed ground that is released."""
    none = np.full(events, -1)
    return Released(
        FeedRows(np.full(events, 100), {"r8": none}, {"all": np.ones(events, bool)}), [], FEW, 12.0
    )


@pytest.mark.parametrize("more", range(1, 12))
def test_of_two_nested_shapes_the_second_is_refused_when_they_differ_by_few(more: int) -> None:
    released = lonely(60)
    released.add("Old Quay, version 1", np.arange(30))
    close = released.close_to(np.arange(30 + more))
    assert (close is None) == (more > FEW)
    if close:
        assert close == Close(shape="Old Quay, version 1")


def test_an_edge_moved_until_it_flips_finds_nobody() -> None:
    """Shapes of 0 to 20 events: whatever is released first, no second one tells of fewer than 8 events."""
    for first in range(21):
        released = lonely(40)
        assert released.close_to(np.arange(first)) is None
        released.add("first", np.arange(first))
        for second in range(21):
            refused = released.close_to(np.arange(second)) is not None
            both_under = max(first, second) <= FEW
            assert refused == (first != second and abs(first - second) <= FEW and not both_under)


def test_what_is_out_already_may_be_said_again() -> None:
    rows = feed(np.random.default_rng(5), 200)
    released = Released(rows, fixed(), FEW, 12.0)
    cell = np.flatnonzero((rows.ground["r8"] == 3) & (rows.month < 103))
    assert len(cell) > FEW
    assert released.close_to(cell) is None
    released.add("near the cell", cell[2:])
    assert released.close_to(cell) is None
    assert released.close_to(cell[:-1]) is not None


def test_a_place_releases_so_many_versions_a_year_and_no_more() -> None:
    today = dt.date(2026, 11, 22)
    days = [today - dt.timedelta(days=each) for each in range(VERSIONS_A_YEAR)]
    need_room(days[1:], today)
    need_room([*days[1:], today - dt.timedelta(days=365)], today)
    with pytest.raises(RefusedError) as error:
        need_room(days, today)
    assert (days[-1] + dt.timedelta(days=365)).isoformat() in error.value.next_step


def test_a_refusal_says_what_to_do_and_no_number() -> None:
    for close in (Close(shape="Old Quay, version 1"), Close(grid="area"), Close(grid="r8")):
        error = refusal("Quayside", close)
        assert not any(letter.isdigit() for letter in str(error).replace("version 1", ""))
        assert "Move the border" in error.next_step
