"""The page of measures that count: outcomes first, enforcement apart, withheld in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.published.home import PublishedHome
from layers.published.version import Published
from tests.web.clash.test_clash_page import texts
from web.pages.measures import NO_RETURNS, OLDER, build_measures_page


def test_outcomes_are_shown_by_year_and_quarter(published_home: Path) -> None:
    said = list(texts(build_measures_page(PublishedHome(published_home).current())))
    for text in ("Overdoses and naloxone", "Overdoses reversed", "Uptake of coerced referrals", "By quarter"):
        assert text in said
    assert "60% (few)" in said
    assert "withheld" in said
    assert "7.4 of 10" in said
    assert "no data" in said
    assert "reversals · 6 services" in said
    assert any(text.startswith("Reversals are counted as they were reported") for text in said)


def test_a_version_without_outcomes_says_why(published_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = PublishedHome(published_home).current()
    monkeypatch.setattr(Published, "measures", lambda _: {})
    assert NO_RETURNS in list(texts(build_measures_page(published)))
    monkeypatch.setattr(Published, "measures_known", lambda _: False)
    assert OLDER in list(texts(build_measures_page(published)))
