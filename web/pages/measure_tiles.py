"""The latest period at a glance: a few outcomes large, and in a frame of its own what police recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from layers.published.measure_words import REMARKS, unit_of
from layers.published.measures import Line, Measured
from layers.published.rows import Period
from layers.published.version import Published
from web.aria import aria
from web.pages.measure_words import change_of, figure_of, moved_between, title_of

TOLD: Final = (
    "overdose_reversals",
    "naloxone_used",
    "uptake:voluntary",
    "uptake:not_applicable",
    "diverted",
    "service_visits",
    "satisfaction",
)
UNTOLD: Final = {"not_tested": "Change not tested", "too_few": "Too few to tell a change"}
SHOWN: Final = 3  # periods of a small chart


def build_glance(published: Published, lines: Sequence[Line], periods: Sequence[Period]) -> html.Section:
    """Return the latest of periods that are in order, earliest first."""
    told = [line for line in lines if line.key in TOLD]
    police = [line for line in lines if line.enforcement]
    periods = periods[-SHOWN:]
    beside = html.Div(
        [
            html.H3("Beside them: what police recorded"),
            html.P(REMARKS[3], className="about"),
            html.Div([_tile(published, line, periods) for line in police], className="tiles"),
        ],
        className="glance-police",
    )
    return html.Section(
        [
            html.H2(f"The latest {_kind(periods)}: {periods[-1].label}"),
            html.Div(
                [
                    html.Div([_tile(published, line, periods) for line in told], className="tiles"),
                    *([beside] if police else []),
                ],
                className=f"glance{'' if police else ' alone'}",
            ),
        ],
        className="measures",
    )


def _kind(periods: Sequence[Period]) -> str:
    return "year" if periods[-1].kind == "year" else "quarter"


def _tile(published: Published, line: Line, periods: Sequence[Period]) -> html.Div:
    one = line.at(periods[-1].id)
    small = [unit_of(line.key)] if line.kind == "count" else []
    if one.low:
        small.append("few: uncertain")
    change: list[Any] = []
    if len(periods) > 1 and periods[-1].kind == "year":
        moved = moved_between(published, line, periods[-2].id, periods[-1].id)
        said = UNTOLD.get(moved.says, f"{change_of(moved)} in a year")
        change = [html.P(said, className="tile-change")] if moved.says != "missing" else []
    return html.Div(
        [
            html.P(title_of(published, line), className="tile-name"),
            html.P(
                [
                    html.B(figure_of(line, one), className="" if one.value is not None else "none"),
                    *(html.Span(text) for text in small),
                ],
                className="tile-figure",
            ),
            *change,
            _bars(line, periods),
        ],
        className="tile",
    )


def _bars(line: Line, periods: Sequence[Period]) -> html.Div:
    """Return a bar a period, from none: shares of 100, scores of what they are out of. For the eye alone."""
    found = [line.at(period.id) for period in periods]
    return html.Div(
        [_bar(one, _top(line, found), period) for one, period in zip(found, periods, strict=True)],
        className="bars",
        **aria(hidden="true"),
    )


def _bar(one: Measured, top: float, period: Period) -> html.Span:
    state = "own" if one.value is not None else "held" if one.state == "withheld" else "gone"
    height = 100 * one.value / top if one.value is not None else 100
    until = f"{period.ends_on:%b %Y}" if period.ends_on is not None else period.label
    return html.Span(
        [
            html.Span(html.Span(className=state, style={"height": f"{height:.0f}%"}), className="bar-room"),
            html.Span(until, className="bar-name"),
        ]
    )


def _top(line: Line, found: Sequence[Measured]) -> float:
    if line.kind == "share":
        return 100.0
    if line.kind == "score":
        return float(max((one.scale or 0 for one in found), default=0) or 1)
    return max((one.value or 0.0 for one in found), default=0.0) or 1.0
