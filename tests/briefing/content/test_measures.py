"""The measures that count: what services returned by year, and enforcement named as what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.given import Given
from briefing.content.measures import measures_table
from briefing.content.model import Content, Table
from briefing.words.words import words_in
from layers.published.measures import Measured
from layers.published.rows import Figure
from layers.published.version import Published

LAST = "2025Q4-2026Q3"


def cells(table: Table | None) -> dict[str, list[str]]:
    assert table is not None
    assert all(len(row.cells) + 1 == len(table.head) == len(table.numbers) for row in table.rows)
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}


def test_outcomes_stand_year_by_year_with_what_may_be_said_of_a_change(opened: Content) -> None:
    found = cells(opened.measures)
    assert list(found) == [
        "Overdoses reversed",
        "Voluntary referrals offered",
        "Voluntary referrals accepted",
        "Uptake of voluntary referrals",
        "Coerced referrals offered",
        "Coerced referrals accepted",
        "Uptake of coerced referrals",
        "Visits to services",
        "Satisfaction, mean score",
    ]
    assert found["Overdoses reversed"] == ["80", "85", "90", "No clear change"]
    assert found["Uptake of voluntary referrals"] == [
        "42\u00a0%",
        "42\u00a0%",
        "42\u00a0%",
        "No clear change",
    ]
    assert found["Coerced referrals accepted"][-1] == "Too few to say"
    assert found["Satisfaction, mean score"] == ["No data", "7.4 of 10", "7.4 of 10", "Not tested"]
    assert opened.measures is not None
    coerced = next(row for row in opened.measures.rows if row.label == "Uptake of coerced referrals")
    assert coerced.cells[2].note == "On fewer than 20: uncertain. From 6 services."
    assert "never turned into lives saved" in opened.measures.note
    assert "Returns do not cover the whole period." in opened.measures.note


@pytest.mark.parametrize("language", ["en", "es"])
def test_enforcement_is_beside_them_and_named_so(
    town: Published, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    police = {
        ("recorded_police_activity", period): Figure("", "place", period, 0, 3.0, count, "released", False)
        for period, count in (("2024Q4-2025Q3", 400), (LAST, 260))
    }
    layers = dict(town.layers())
    layers["recorded_police_activity"] = replace(layers["police_activity"], id="recorded_police_activity")
    monkeypatch.setattr(Published, "history", lambda *_: police)
    monkeypatch.setattr(Published, "layers", lambda _: layers)
    given = Given(town, replace(opening(town), language=language), words_in(language))
    found = cells(measures_table(given))
    (label,) = (each for each in found if each.startswith(("Enforcement: ", "Actuación policial: ")))
    assert label == list(found)[-1]
    assert found[label][1:] == ["400", "260", "−35 %"]


def test_a_place_that_returns_nothing_has_no_table(town: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Published, "measures", lambda _: {})
    assert compose(town, opening(town)).measures is None


def test_quarters_stand_in_where_no_year_is_whole(town: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    quarters = {("naloxone_used", f"2026Q{n}"): Measured(20.0 + n, "released") for n in (1, 2, 3)}
    monkeypatch.setattr(Published, "measures", lambda _: quarters)
    table = measures_table(Given(town, opening(town), words_in("en")))
    assert cells(table) == {"Naloxone kits used": ["21", "22", "23", "No clear change"]}
    assert table is not None
    assert table.head[-1] == "Change on the period before"
