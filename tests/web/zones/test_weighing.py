"""What is said of a weighed zone: never the inside alone, and never a number where there is none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from layers.zones.figure_words import detail_words, value_words
from layers.zones.weighed import (
    After,
    Ahead,
    Caution,
    Effect,
    Equity,
    Figure,
    FigureState,
    Quintile,
    ServiceEffect,
    Weighed,
)
from web.zones.weighing import build_weighing

SHARE = Figure("need", 0.123, 0.1, 0.15, count=31, of=252, unit="share")
FEW = Figure("need", state=FigureState.TOO_FEW, why="Under 8 events.")


def example() -> Weighed:
    """Return a zone of which something of every kind is known."""
    none = Figure("concentration", state=FigureState.NO_DATA, why="No deprivation on file.")
    return Weighed(
        zone="Harbour Street",
        zone_version="a1b2c3d4e5f6a7b8",
        data_version="d1",
        hours="",
        first_day=dt.date(2025, 10, 6),
        last_day=dt.date(2026, 10, 4),
        inside={"need": SHARE},
        ring={"need": FEW},
        comparison={"need": replace(SHARE, value=0.05, low=0.03, high=0.08, count=12)},
        measures={"leverage": Figure("leverage", 2.4, unit="times")},
        footprint={"residents": Figure("residents", 1234.0, unit="people")},
        equity=Equity("IMD", (Quintile(1, 900, SHARE),), none, none),
        services=(
            ServiceEffect("s1", "", "Quay", True, "clash", 9.0, 4.0, 225.0, (After(0.5, 6.0, 150.0),), SHARE),
        ),
        ahead=(Ahead("need", "Overdose calls", 30.0, 28.0, 52, None, "No change would be seen in a year."),),
        ledger=(
            Effect(
                "e1",
                "Fewer calls missed",
                "policy",
                "micro",
                "health",
                "people who use",
                "enforcement",
                "benefit",
                None,
                "Ambulance records",
                "",
            ),
        ),
        warnings=(Caution("hotspot", "North quay", "Lies inside a declared hotspot."),),
        notes=("Counts are of recorded events.",),
    )


def text_of(component: object) -> str:
    return re.sub(r"\s+", " ", str(component))


@pytest.mark.parametrize(
    ("figure", "value", "detail"),
    [
        (SHARE, "12.3\u00a0%", "95 %: 10 to 15\u00a0%; 31 of 252 events"),
        (FEW, "Too few to say", "Under 8 events."),
        (Figure("area", 0.1963, unit="km²"), "0.2 km²", ""),
        (Figure("schools", 0.0, count=0), "0 inside", "0 events"),
        (Figure("need", state=FigureState.WITHHELD), "Withheld", ""),
        (Figure("need"), "No data", ""),
        (Figure("concentration", -0.21), "-0.21 (index, -1 to 1)", ""),
    ],
)
def test_a_figure_is_a_number_with_its_interval_or_says_why_it_is_none(
    figure: Figure, value: str, detail: str
) -> None:
    assert value_words(figure) == value
    assert detail_words(figure) == detail


def test_the_inside_is_shown_beside_ring_and_comparison_and_warnings_come_first() -> None:
    said = text_of(build_weighing(example())).replace(r"\xa0", " ")
    heads = [said.index(each) for each in ("Inside the zone", "Ring around it", "Comparison area")]
    assert heads == sorted(heads)
    for shown in ("12.3 %", "Too few to say", "5 %", "2.4 times", "1,234 people", "225", "150", "Clash"):
        assert shown in said, shown
    assert said.index("Lies inside a declared hotspot") < min(heads)
    assert "Not measured here" in said
    assert "6 Oct 2025 to 4 Oct 2026" in said


def test_a_zone_of_which_nothing_is_known_says_so() -> None:
    equity = replace(example().equity, quintiles=(), why="No deprivation on file.")
    bare = replace(
        example(), first_day=None, last_day=None, services=(), ahead=(), ledger=(), warnings=(), equity=equity
    )
    said = text_of(build_weighing(bare))
    for shown in ("No weeks on file", "names no service", "No deprivation on file", "The ledger is empty"):
        assert shown in said
    assert "Look at these first" not in said
