"""The rivals of the bench of the load do its job; one that would not fit the memory is left out by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.load.place import load_place
from tests.bench import bench_load, rival_duckdb, rival_pandas, rival_polars
from tests.bench.bench_load import RIVALS, Cost, Costs, Rival, require_alike
from tests.bench.dirty_calls import PLACE, write_calls, write_outline
from tests.bench.measured import Asked

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CHEAP = Cost(1.0, 1.0, 100.0)


def test_every_rival_counts_as_the_load_does(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    calls, outline = raw / "calls.csv", raw / "outline.csv"
    write_calls(calls, 4_000, 3)
    write_outline(outline)
    with calls.open("a", encoding="utf-8") as stream:  # one of each that the file has too few of
        stream.write("A1,27/10/2024 01:30,53.8,-1.7,,,died,yes,2025-01-01T00:00:00,x\n")
        stream.write("A2,31/03/2024 01:30,53.8,-1.7,,,died,no,2025-01-01T00:00:00,x\n")
        stream.write("A3,01/05/2027 01:30,53.8,1.7,,,died,maybe,2025-01-01T00:00:00,x\n")
        stream.write("A4,01/05/2024 01:30,53800000,-1700000,,,died,,2025-01-01T00:00:00,x\n")
        stream.write("A5,01/05/2024 01:30,95,-190,,,,,2025-01-01T00:00:00,x\n")
        stream.write("A6,,53.8,here,,,,,2025-01-01T00:00:00,x\n")
    (tmp_path / "place.toml").write_text(PLACE, encoding="utf-8")
    *_, report = load_place(tmp_path / "place.toml", raw, tmp_path / "home", now=NOW)
    counts = {
        name: getattr(report, f"rows_{name}") for name in ("read", "loaded", "quarantined", "superseded")
    }
    ours = counts | {"unlocated": report.rows_unlocated, "reasons": report.reasons}
    ours |= bench_load.flags_of(tmp_path / "home")
    assert ours["ambiguous"]
    assert ours["missing"]
    assert len(report.reasons) >= 10
    for theirs in (
        rival_pandas.load(calls, outline, tmp_path / "pandas.parquet", own=True),
        rival_polars.load(calls, outline, tmp_path / "polars.parquet"),
        rival_duckdb.load(calls, outline, tmp_path / "rival.duckdb"),
    ):
        require_alike(ours, theirs, 0)


def test_a_rival_that_counts_otherwise_is_no_rival() -> None:
    counts = {"read": 9, "loaded": 8, "reasons": {"coordinates_zero": 1}}
    require_alike(counts, {**counts, "loaded": 7}, 1)
    with pytest.raises(AssertionError, match="coordinates_zero"):
        require_alike(counts, {**counts, "reasons": {"coordinates_zero": 3}}, 1)


def test_a_rival_that_would_not_fit_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[int, list[str]]] = []

    def bench(rows: int, seed: int, runs: int, rivals: tuple[Rival, ...]) -> Costs:
        ran.append((rows, [rival.name for rival in rivals]))
        costs = Costs(rows)
        for rival in rivals:
            hungry = rival.name == "polars" and rows == 1_000
            costs.add(rival.name, replace(CHEAP, peak_mb=10.0**6) if hungry else CHEAP)
        costs.add("", CHEAP)
        return costs

    monkeypatch.setattr(bench_load, "bench", bench)
    found = bench_load.measure(Asked(sizes=(1_000, 10_000, 100_000, 100_000_000)))
    names = [rival.name for rival in RIVALS]
    without = [name for name in names if name != "polars"]
    assert ran == [(1_000, names), (10_000, without), (100_000, without), (100_000_000, [])]
    assert found.left_out[0].startswith("polars at 10,000 rows: it would hold about 9766 GB")
    assert "polars at 100,000 rows: it was left out at 10,000 too." in found.left_out
    assert sum("100,000,000" in line for line in found.left_out) == len(RIVALS)
