"""The page of measures that count: outcomes first, enforcement apart, withheld in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers.published.home import PublishedHome
from layers.published.measures import Line, Measured
from layers.published.version import Published
from tests.web.clash.test_clash_page import texts
from web.pages.measure_tiles import build_glance
from web.pages.measures import NO_RETURNS, OLDER, build_measures_page


def classes(content: Any) -> Iterator[str]:
    """Yield the class names of components, in reading order."""
    if isinstance(content, list | tuple):
        for each in content:
            yield from classes(each)
    elif not isinstance(content, str) and content is not None:
        yield getattr(content, "className", "")
        yield from classes(getattr(content, "children", None))


def test_outcomes_are_shown_by_year_and_quarter(published_home: Path) -> None:
    said = list(texts(build_measures_page(PublishedHome(published_home).current())))
    for text in ("Overdoses and naloxone", "Overdoses reversed", "Uptake of coerced referrals", "By quarter"):
        assert text in said
    assert "60\u00a0% (few)" in said
    assert "withheld" in said
    assert "7.4 of 10" in said
    assert "no data" in said
    assert "In reversals, from 6 services" in said
    assert any(text.startswith("Reversals are counted as they were reported") for text in said)


def test_the_latest_year_is_told_at_a_glance_and_police_records_apart(published_home: Path) -> None:
    """A bar stands for each figure, a hatched one for what is withheld, none for what is not on file."""
    published = PublishedHome(published_home).current()
    section = build_measures_page(published)[1]
    said = list(texts(section))
    assert said[:3] == ["The latest year: October 2025 to September 2026", "Overdoses reversed", "90"]
    assert "No clear change in a year" in said
    assert "Change not tested" in said
    assert "Recorded police activity" not in " ".join(said)  # of which this version has no year
    line = Line("overdose_reversals", "count", {})
    quarters = [each for each in published.periods() if each.kind == "quarter"][-3:]
    cells = [Measured(None, "withheld"), Measured(None, "no_data"), Measured(25.0, "released")]
    ids = [each.id for each in quarters]
    police = Line("referrals_offered:coerced", "count", dict(zip(ids, cells, strict=True)), enforcement=True)
    found = build_glance(published, [replace(line, cells=police.cells), police], quarters)
    bars = [each for each in classes(found) if each in ("own", "held", "gone")]
    assert bars == ["held", "gone", "own"] * 2
    told, beside = found.children[1].children
    assert (told.className, beside.className) == ("tiles", "glance-police")
    assert "no measure of success" in " ".join(texts(beside))


def test_a_version_without_outcomes_says_why(published_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = PublishedHome(published_home).current()
    monkeypatch.setattr(Published, "measures", lambda _: {})
    assert NO_RETURNS in list(texts(build_measures_page(published)))
    monkeypatch.setattr(Published, "measures_known", lambda _: False)
    assert OLDER in list(texts(build_measures_page(published)))
