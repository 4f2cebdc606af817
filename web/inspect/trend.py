"""How a place's figures went over time: a small chart, and a sentence that takes no noise for a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dash import html

from layers import words
from layers.published.rows import Figure, LayerInfo, Period
from layers.published.trend import Point, direction_of, is_followed, points_of, unit_noun
from web.aria import aria

MOST_POINTS: Final = 16
FEWEST_QUARTERS: Final = 4
LEAST_HEIGHT: Final = 6.0  # per cent of the chart: the smallest figure above 0 is still seen


def trend_words(layer: LayerInfo, years: list[Point], rounding: int, about: str = "about ") -> str:
    """Return how the years went, '' where fewer than two have a figure or none counts anything.

    about: what stands before a released count; '' for exact ones.
    """
    known = [point for point in years if point.value is not None]
    if len(known) < 2 or not any(point.value for point in known):
        return ""
    first, last = known[0], known[-1]
    begun, ended = (_said(layer, each.value or 0.0, about) for each in (first, last))
    way = direction_of(layer, years, rounding)
    if way:
        unit = f" {unit_noun(layer)} a year" if layer.kind == "event" else ""
        span = f"({first.period.label} to {last.period.label})"
        return f"{'Rose' if way > 0 else 'Fell'} from {begun} to {ended}{unit} {span}."
    figures = f"{begun}, then {ended}" if begun != ended else f"{begun} then and now"
    return f"No clear change since {first.period.label} ({figures})."


def _said(layer: LayerInfo, value: float, about: str) -> str:
    if layer.kind == "event":
        return f"{about if value else ''}{value:,.0f}"
    return words.percent(value / 100)


def build_chart(layer: LayerInfo, points: list[Point], about: str = "about ") -> html.Div | None:
    """Return one bar for each period, with the same in words for those who hear it; None for too few.

    A withheld period is a hollow mark, one without data a gap.
    """
    points = points[-MOST_POINTS:]
    known = [point.value for point in points if point.value is not None]
    top = max(known, default=0.0)
    if len(points) < 2 or not top:
        return None
    return html.Div(
        [_bar(point, top) for point in points],
        className="spark",
        role="img",
        **aria(label=chart_words(layer, points, about)),
    )


def _bar(point: Point, top: float) -> html.Span:
    if point.value is None:
        return html.Span(className=point.state)
    height = max(LEAST_HEIGHT, 100 * point.value / top) if point.value else 0.0
    return html.Span(html.Span(style={"height": f"{height:.0f}%"}), className="own")


def chart_words(layer: LayerInfo, points: list[Point], about: str = "about ") -> str:
    """Return what the chart shows: its span, lowest and highest figure, and how many are withheld."""
    known = [point.value for point in points if point.value is not None]
    kind = {"quarter": "quarter", "year": "year"}.get(points[0].period.kind, "period")
    low, high = (_said(layer, each, about) for each in (min(known), max(known)))
    figures = f"between {low} and {high}" if low != high else f"{low} throughout"
    unit = f" {unit_noun(layer)}" if layer.kind == "event" else ""
    said = f"{layer.title} by {kind}, {points[0].period.label} to {points[-1].period.label}: {figures}{unit}"
    withheld = sum(point.state == "withheld" for point in points)
    return f"{said}; {withheld:,} withheld" if withheld else said


def build_trend(
    layer: LayerInfo,
    history: Mapping[tuple[str, str], Figure],
    periods: list[Period],
    rounding: int,
    about: str,
) -> list[Any]:
    """Return the chart (quarters where they are published, else years) and the sentence on the years."""
    if not is_followed(layer):
        return []
    quarters, years = (points_of(layer, history, periods, kind) for kind in ("quarter", "year"))
    chart = build_chart(layer, quarters if len(quarters) >= FEWEST_QUARTERS else years, about)
    said = trend_words(layer, years, rounding, about)
    return [chart, html.P(said, className="trend") if said else None] if chart or said else []
