from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.spreadsheet import safe_text
from layers.look.classes import class_ranges
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from layers.published.rows import STATES
from web.listing.grid import build_grid
from web.listing.summary import summarise
from web.listing.table import table_rows, write_csv
from web.view.state import View, default_view, settle


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


@pytest.fixture
def fine(offer: Offer) -> View:
    """Overdose calls by fine hexagons, where every state occurs but missing data."""
    view = default_view(offer)
    shown = tuple(replace(part, layer_id="overdose_calls") if part.on else part for part in view.shown)
    return settle(offer, replace(view, shown=shown, grid="r9"))


def test_withheld_zero_and_missing_stay_apart(offer: Offer, fine: View) -> None:
    rows = table_rows(offer, fine)
    figures = offer.published.figures("overdose_calls", "r9", fine.period)
    assert len(rows) == len(figures.state) == offer.published.size("r9")
    seen = set()
    for row in rows:
        at, value, shown = row["row"], row["value:overdose_calls"], row["shown:overdose_calls"]
        state = STATES[figures.state[at]]
        seen.add((state, value == 0))
        if state == "withheld":
            assert (value, shown, row["count:overdose_calls"]) == (None, "withheld", None)
            assert row["state:overdose_calls"].startswith("withheld")
        elif state == "parent":
            assert shown.endswith("(larger area)")
            assert "surrounding larger area" in row["state:overdose_calls"]
        elif value == 0:
            assert (shown, row["state:overdose_calls"]) == ("0", "zero")
        else:
            assert value == figures.value[at]
            assert row["state:overdose_calls"] == "figure"
    assert {("withheld", False), ("parent", False), ("released", True), ("released", False)} <= seen


def test_missing_is_said_and_a_zero_rank_is_a_figure(offer: Offer) -> None:
    view = default_view(offer)
    shown = tuple(
        replace(part, on=part.environment in {"social", "economic"}, layer_id=layer_id)
        for part, layer_id in zip(
            view.shown, ("score_physical", "score_social", "income_deprivation", "score_policy"), strict=True
        )
    )
    rows = table_rows(offer, replace(view, shown=shown))
    missing = [row for row in rows if row["state:income_deprivation"] == "no data"]
    assert missing
    assert {row["shown:income_deprivation"] for row in missing} == {"no data"}
    assert {row["value:income_deprivation"] for row in missing} == {None}
    lowest = min(rows, key=lambda row: float(row["value:score_social"]))
    assert (lowest["shown:score_social"], lowest["state:score_social"]) == ("0.00", "figure")


def test_the_file_says_what_it_is_and_holds_exactly_the_figures(offer: Offer, fine: View) -> None:
    lines = list(csv.reader(io.StringIO(write_csv(offer, fine, "sp-0"))))
    assert lines[0][0] == "Purpose"
    assert "Not for targeting, search or arrest" in lines[0][1]
    head = {line[0]: line[1] for line in lines[:6]}
    assert head["Data"] == f"Published figures, version {offer.published.version}"
    assert "invented" in head["Note"]
    assert head["Content id"] == "sp-0"
    start = next(at for at, line in enumerate(lines) if line and line[0] == "Hexagon")
    body = lines[start + 1 :]
    figures = offer.published.figures("overdose_calls", "r9", fine.period)
    cells = offer.published.cells("r9").cell
    assert [line[0] for line in body] == [f"{int(cell):x}" for cell in cells]
    for line, value, state in zip(body, figures.value, figures.state, strict=True):
        assert (line[2] == "") == bool(np.isnan(value))
        if line[2]:
            assert float(line[2]) == pytest.approx(value)
        assert ("withheld" in line[3]) == (STATES[state] in {"withheld", "parent"})
        if STATES[state] == "withheld":
            assert line[4] == ""


def test_the_grid_has_a_column_for_each_part(offer: Offer, fine: View) -> None:
    grid = build_grid(offer, fine)[0]
    assert [column["headerName"] for column in grid.columnDefs] == [
        "Hexagon",
        "Neighbourhood",
        "Overdose calls (calls per km² per year)",
        "State",
        "Count, rounded to 5",
    ]
    nothing = replace(fine, shown=tuple(replace(part, on=False) for part in fine.shown))
    assert "switch on an environment" in build_grid(offer, nothing)[0].children


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-5", "-5"),
        ("@sum", "'@sum"),
        ("Harbour", "Harbour"),
        ("\t=1", "'\t=1"),
    ],
)
def test_no_text_becomes_a_formula(text: str, written: str) -> None:
    assert safe_text(text) == written


def test_the_summary_counts_every_state(offer: Offer, fine: View) -> None:
    said = summarise(offer, fine)[0]
    state = offer.published.figures("overdose_calls", "r9", fine.period).state
    counts = {name: int((state == code).sum()) for code, name in enumerate(STATES)}
    assert f"{counts['released']:,} of {len(state):,} hexagons have a figure of their own" in said
    assert f"{counts['withheld']:,} are withheld" in said
    assert f"{counts['parent']:,} take the figure of the larger area" in said
    assert said.startswith("Overdose calls, October 2023 to September 2026: ")


@pytest.mark.parametrize(
    ("limits", "ranges"),
    [
        ((), ["All figures"]),
        ((5.0,), ["Under 5", "5 or more"]),
        ((0.2, 12.25, 1500.0), ["Under 0.2", "0.2 to under 12.2", "12.2 to under 1,500", "1,500 or more"]),
    ],
)
def test_class_ranges_leave_no_gap(limits: Any, ranges: list[str]) -> None:
    assert class_ranges(limits) == ranges
