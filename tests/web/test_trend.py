"""Trends: gaps stay gaps, and no sentence takes noise for a change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from layers.published.home import PublishedHome
from layers.published.rows import Figure, LayerInfo, Period
from layers.published.trend import Point, direction_of, points_of
from layers.published.version import Published
from web.inspect.trend import build_chart, chart_words, trend_words

YEARS = [
    Period(f"{y}Q4-{y + 1}Q3", "year", f"{y}/{y + 1}", dt.date(y, 10, 1), dt.date(y + 1, 9, 30))
    for y in range(2022, 2026)
]


@pytest.fixture
def published(published_home: Path) -> Published:
    return PublishedHome(published_home).current()


@pytest.fixture
def calls(published: Published) -> LayerInfo:
    return published.layers()["overdose_calls"]


@pytest.fixture
def share(calls: LayerInfo) -> LayerInfo:
    return replace(calls, kind="rate", unit="% of calls")


def years(*values: float | None, whole: float | None = None) -> list[Point]:
    return [
        Point(period, value, "withheld" if value is None else "released", whole or value)
        for period, value in zip(YEARS, values, strict=False)
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((40, 100), "Rose from about 40 to about 100 calls a year (2022/2023 to 2023/2024)."),
        ((200, 130, 90), "Fell from about 200 to about 90 calls a year (2022/2023 to 2024/2025)."),
        ((40, 50), "No clear change since 2022/2023 (about 40, then about 50)."),
        ((10, 20), "No clear change since 2022/2023 (about 10, then about 20)."),
        ((40, None, 40), "No clear change since 2022/2023 (about 40 then and now)."),
        ((None, 40, 120, None), "Rose from about 40 to about 120 calls a year (2023/2024 to 2024/2025)."),
        ((0, 60), "Rose from 0 to about 60 calls a year (2022/2023 to 2023/2024)."),
        ((None, 40), ""),
        ((0, 0, 0), ""),
        ((), ""),
    ],
)
def test_a_change_is_claimed_only_beyond_chance_noise_and_rounding(
    calls: LayerInfo, values: tuple[float | None, ...], said: str
) -> None:
    assert trend_words(calls, years(*values), 5) == said


def test_a_share_is_compared_in_per_cent_of_its_count(share: LayerInfo) -> None:
    assert (
        trend_words(share, years(40, 44, whole=60), 5)
        == "No clear change since 2022/2023 (40\u00a0%, then 44\u00a0%)."
    )
    said = "Rose from 30\u00a0% to 60\u00a0% (2022/2023 to 2023/2024)."
    assert trend_words(share, years(30, 60, whole=400), 5) == said


def test_exact_figures_are_not_called_about(calls: LayerInfo) -> None:
    assert "from 40 to 100 calls" in trend_words(calls, years(40, 100), 5, "")


def test_a_change_as_large_as_the_noise_alone_is_never_claimed(calls: LayerInfo) -> None:
    """Noise reaches 7 and rounding 2 on either side: 18 between two equal counts."""
    for count in range(10, 200, 5):
        for apart in (5, 10, 15):
            assert direction_of(calls, years(count, count + apart), 5) == 0


def test_a_borrowed_figure_counts_as_withheld(calls: LayerInfo) -> None:
    history = {
        (calls.id, period.id): Figure(calls.id, "r8", period.id, 0, 12.0, 30, state, False)
        for period, state in zip(YEARS, ("released", "parent", "withheld", "released"), strict=True)
    }
    points = points_of(calls, history, YEARS[:3], "year")
    assert [(point.value, point.state) for point in points] == [
        (30, "released"),
        (None, "withheld"),
        (None, "withheld"),
    ]


def test_the_chart_says_in_words_what_its_bars_show(calls: LayerInfo) -> None:
    points = years(40, None, 60)
    assert chart_words(calls, points) == (
        "Overdose calls by year, 2022/2023 to 2024/2025: between about 40 and about 60 calls; 1 withheld"
    )
    chart = build_chart(calls, points)
    assert chart is not None
    bars = chart.children
    assert [bar.className for bar in bars] == ["own", "withheld", "own"]
    assert [bar.children.style["height"] for bar in (bars[0], bars[2])] == ["67%", "100%"]
    assert build_chart(calls, years(40)) is None
    assert build_chart(calls, years(0, 0)) is None
