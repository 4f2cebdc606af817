"""docs/benchmarks.md is what docs/benchmarks.json makes, and says whether each figure keeps its bound."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import benchmarks, machine
from tests.bench.document import page
from tests.bench.growth import exponent, growth_of
from tests.bench.measured import About, Bound, Found, Measurement, measured, number, report
from tests.bench.results import Section, read_results, write_results

MACHINE = machine.Machine("Processor", 2, 8.0, "System 1")
ABOUT = About("A title", "How.", sized="rows")
FAST = measured(
    "load", "CPU s", [2.0, 1.0, 9.0], "pandas", [20.0, 10.0], size=100, bound=Bound(least_ratio=5)
)


def section(*measurements: Measurement) -> Section:
    return Section(
        "2026-11-23", "abc", 1, MACHINE, (0.5, 1.5), {"Python": "3.11.7"}, measurements, ("No x.",)
    )


def test_the_page_is_what_the_results_make() -> None:
    made = page(read_results(), benchmarks.benches(), benchmarks.others())
    written = benchmarks.PAGE.read_text(encoding="utf-8")
    assert made == written, "run: python -m tests.bench.benchmarks --page"


def test_every_bench_is_on_the_page_and_every_section_has_its_bench() -> None:
    written = benchmarks.PAGE.read_text(encoding="utf-8")
    known = benchmarks.benches()
    assert set(read_results()) <= set(known)
    for name, about in known.items():
        assert f"\n## {about.title}\n" in written or f"`make bench SECTION={name}`: {about.title}" in written
    for name in benchmarks.others():
        assert f"`python -m tests.bench.{name}`" in written


def test_the_results_name_no_folder_and_no_machine() -> None:
    written = benchmarks.FILE.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users)\b", written)
    assert socket.gethostname() not in written


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    alone = Measurement("draw", "updates/s", 9.5, (9.0, 10.0), 4, more_is_better=True, bound=Bound(least=8))
    sections = {"load": section(FAST, alone), "none": section()}
    write_results(sections, tmp_path / "x.json")
    assert read_results(tmp_path / "x.json") == sections


def test_a_ratio_says_how_many_times_better_ours_is() -> None:
    assert FAST.ours == 2.0
    assert FAST.theirs == 15.0
    assert FAST.ratio == 7.5
    assert replace(FAST, more_is_better=True).ratio == pytest.approx(2 / 15)
    assert replace(FAST, theirs=None).ratio is None


@pytest.mark.parametrize(
    ("bound", "met"),
    [
        (Bound(most=2.0), True),
        (Bound(most=1.9), False),
        (Bound(least=2.0), True),
        (Bound(least=2.1), False),
        (Bound(least_ratio=7.5), True),
        (Bound(least_ratio=7.6), False),
        (None, None),
    ],
)
def test_a_bound_is_kept_or_missed(
    bound: Bound | None, met: bool | None, capsys: pytest.CaptureFixture[str]
) -> None:
    each = replace(FAST, bound=bound)
    assert each.met is met
    assert report(Found((each,))) == (1 if met is False else 0)
    assert ("NOT MET" in capsys.readouterr().out) == (met is False)
    shown = page({"load": section(each)}, {"load": ABOUT}, {})
    assert ("**missed**" in shown) == (met is False)


def test_a_ratio_that_is_promised_is_missed_without_a_rival() -> None:
    assert replace(FAST, theirs=None).met is False


def test_growth_is_the_exponent_of_the_medians() -> None:
    assert exponent([10, 1000, 100_000], [3.0, 30.0, 300.0]) == pytest.approx(0.5)
    larger = replace(FAST, size=10_000, ours=200.0, theirs=150_000.0)
    (grown,) = growth_of([FAST, larger, replace(FAST, what="once")])
    assert (grown.ours, grown.theirs) == (pytest.approx(1.0), pytest.approx(2.0))
    shown = page({"load": section(FAST, larger)}, {"load": ABOUT}, {})
    assert "- load, CPU s: 1.00 (pandas 2.00), from 100 to 10,000" in shown
    assert growth_of([FAST]) == []


def test_a_section_says_what_it_ran_on_and_what_was_left_out() -> None:
    shown = page({"load": section(FAST)}, {"load": ABOUT, "map": About("Map", "")}, {"bench_x": "What."})
    assert "| load | 100 | CPU s | 2.00 (1.00 to 9.00) | pandas | 15.0 (10.0 to 20.0) | 7.50 |" in shown
    for words in ("seed 1", "commit abc", "0.5 at the start and 1.5 at", "- No x.", "SECTION=map`: Map"):
        assert words in shown


def test_one_section_replaces_itself_alone(tmp_path: Path) -> None:
    write_results({"load": section(FAST), "map": section()}, tmp_path / "x.json")
    before = (tmp_path / "x.json").read_text().partition('"map"')[0]
    write_results({**read_results(tmp_path / "x.json"), "map": section(FAST)}, tmp_path / "x.json")
    after = (tmp_path / "x.json").read_text()
    assert after.startswith(before)
    assert after.count('"what"') == 2


def test_figures_keep_three_digits() -> None:
    assert [number(each) for each in (12345.6, 45.67, 4.567, 0.04567)] == ["12,346", "45.7", "4.57", "0.0457"]
