"""The benchmark of a country: the same events every time, and counts that must be the rivals'."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etl.disk import file_digest
from layers.zones.making import around
from tests.bench import bench_scale
from tests.bench.bench_scale import FILTERED, filter_rows, queries, ring_rows
from tests.bench.many_towns import DAYS, TOWNS, batches, make_towns, write_towns

EVENTS = 20_000


def test_a_seed_makes_the_same_towns_and_every_town_has_events(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_towns(tmp_path / name, EVENTS, 7)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["calls.csv", "outline.csv", "police.csv"]
    for name in files:
        assert file_digest(tmp_path / "one" / name) == file_digest(tmp_path / "two" / name)
    random = np.random.default_rng(7)
    towns = make_towns(random)
    (batch,) = batches(towns, EVENTS, random)
    nearest = np.hypot(
        batch.latitude[:, None] - towns.latitude, (batch.longitude[:, None] - towns.longitude) * 0.62
    ).argmin(axis=1)
    assert len(np.unique(nearest)) == TOWNS
    assert 0 <= batch.minute.min() < batch.minute.max() < DAYS * 1440


def test_filters_are_of_all_kinds_and_their_counts_the_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = queries(60, np.random.default_rng(1))
    assert sum(query.of_months for query in asked) >= 18
    assert any(query.chosen.week for query in asked)
    assert any(span.days for query in asked for span in query.spans)
    monkeypatch.setattr(bench_scale, "QUERIES", 9)
    told = [row for row in filter_rows(EVENTS, 1) if row.part == FILTERED]
    assert {row.what for row in told} >= {"whole months, p50", "any days and hours, p95", "all, p95"}
    plain = bench_scale.plain
    monkeypatch.setattr(
        bench_scale, "plain", lambda query: plain(query) + " having count(*) > 1 and fine_row > 0"
    )
    with pytest.raises(AssertionError, match="not the plain count"):
        list(filter_rows(EVENTS, 1))


def test_rings_are_those_of_the_rival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_scale, "SERVICES", 50)
    assert [row.part for row in ring_rows(EVENTS, 1)] == ["rings"] * 3
    monkeypatch.setattr(bench_scale, "around", lambda points, radius: around(points, radius / 2))
    with pytest.raises(AssertionError, match="rings hold"):
        list(ring_rows(EVENTS, 1))
