"""Counts by kind: counted again in the plainest way, and attacked beside their totals."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator

import numpy as np
import pytest

from etl import store
from layers.disclosure import RELEASED, WITHHELD, Law, Release, release, withhold_partner
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.published.version import Published
from tests.layers.conftest import AS_OF
from tests.layers.test_disclosure import plain_release
from tests.layers.town import MIDDLE, SECRET, Rows, build_town, events, write

YEARS = ("2023Q4-2024Q3", "2024Q4-2025Q3", "2025Q4-2026Q3")


@pytest.fixture(scope="module")
def needles() -> Rows:
    """Needle reports of which few were collected."""
    rng = np.random.default_rng(5)
    found = events(rng, "needle_report", 700, "needles")
    found["status"] = ["collected" if flag else "discarded" for flag in rng.random(700) < 0.06]
    return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, needles: Rows) -> Iterator[Published]:
    home = tmp_path_factory.mktemp("kinds") / "home"
    build_town(home)
    con = store.connect(store.restricted_path(home))
    write(con, home, "needle_report", needles)
    con.close()
    publish(home, as_of=AS_OF)
    follower = PublishedHome(home)
    yield follower.current()
    follower.close()


def plain(needles: Rows, year: str, side: int | None) -> dict[str, tuple[int, int]]:
    """Count the needles of a year by kind, with key sums. side: 0 west of the middle, 1 east, None all."""
    first = dt.date(int(year[:4]), 10, 1)
    found = {"discarded": (0, 0), "collected": (0, 0)}
    for at, month in enumerate(needles["occurred_month"]):
        if not first <= month < dt.date(first.year + 1, 10, 1):  # type: ignore[operator]
            continue
        if side is not None and (needles["longitude"][at] > MIDDLE) != side:  # type: ignore[operator]
            continue
        message = "\x1f".join(("needle_report", "needles", f"id:{needles['identity'][at]}", "0")).encode()
        key = int.from_bytes(hmac.new(SECRET, message, hashlib.sha256).digest()[:4], "big")
        n, k = found[str(needles["status"][at])]
        found[str(needles["status"][at])] = (n + 1, (k + key) % 2**32)
    return found


def test_every_count_by_kind_equals_a_plain_second_count(needles: Rows, published: Published) -> None:
    seen = set()
    for year in YEARS:
        for grid, row, side in (("place", 0, None), ("area", 0, 0), ("area", 1, 1)):
            expected = {
                kind: plain_release(SECRET, *counts) for kind, counts in plain(needles, year, side).items()
            }
            if None in expected.values():  # one of two is withheld, so the other is too
                expected = dict.fromkeys(expected)
            found = {each.kind: each for each in published.kinds("discarded_needles", grid, year, row)}
            assert {kind: each.count for kind, each in found.items()} == expected
            assert {each.state for each in found.values()} <= {"released", "withheld"}
            seen |= {each.state for each in found.values()}
    assert seen == {"released", "withheld"}


def test_there_is_one_set_of_periods_and_no_list_of_a_single_kind(published: Published) -> None:
    assert published.kind_periods() == {("discarded_needles", year) for year in YEARS}
    assert published.kinds("recorded_police_activity", "place", YEARS[-1], 0) == ()


def test_the_smallest_of_the_others_is_withheld_beside_a_single_withheld_part() -> None:
    count = np.array([[30, 10, -1], [30, -1, -1], [30, 10, 0], [-1, 0, 0], [20, 20, -1]])
    state = np.where(count < 0, WITHHELD, RELEASED).astype(np.int8)
    guarded = withhold_partner(Release(count, state))
    assert guarded.count.tolist() == [[30, -1, -1], [30, -1, -1], [30, 10, 0], [-1, 0, 0], [-1, 20, -1]]
    assert ((guarded.count < 0) == (guarded.state == WITHHELD)).all()


def gain(seed: int, *, guarded: bool) -> float:
    """Return how much more often a withheld part is guessed from the total and the other parts than without.

    Three parts, the third of 1 to 7 events, small ones likelier; the guess for each difference is the
    commonest truth among the training half.
    """
    rng, law = np.random.default_rng(seed), Law()
    size = 20_000
    truth = rng.choice(np.arange(1, 8), size, p=np.arange(12, 5, -1) / 63)
    parts = np.column_stack([rng.integers(8, 60, size), rng.integers(8, 60, size), truth])
    keys = rng.integers(0, 2**32, (size, 3), dtype=np.uint64)
    sums = np.column_stack([keys, keys.sum(axis=1)]) & np.uint64(0xFFFFFFFF)
    counts = np.column_stack([parts, parts.sum(axis=1)])
    each = release(law, SECRET, counts.ravel(), sums.ravel().astype(np.uint32))
    seen = Release(each.count.reshape(size, 4)[:, :3], each.state.reshape(size, 4)[:, :3])
    total = each.count.reshape(size, 4)[:, 3]
    if guarded:
        seen = withhold_partner(seen)
    left = np.clip(total - np.maximum(seen.count, 0).sum(axis=1), -20, 80) + 20
    train, test = slice(0, size // 2), slice(size // 2, size)
    table = np.zeros((101, 8))
    np.add.at(table, (left[train], truth[train]), 1)
    best = table.argmax(axis=1)[left[test]]
    blind = np.bincount(truth[train]).argmax()
    return float((best == truth[test]).mean() - (blind == truth[test]).mean())


def test_the_total_less_the_other_parts_hardly_helps_to_guess_a_withheld_part() -> None:
    with_guard = max(gain(seed, guarded=True) for seed in (1, 2, 3))
    without = min(gain(seed, guarded=False) for seed in (1, 2, 3))
    assert with_guard <= 0.03
    assert without > with_guard
