"""How the place's released figures went: need beside recorded police activity, withheld periods left open."""

from __future__ import annotations

from briefing.content.given import ENFORCEMENT_FEEDS, KEY_LAYERS, Given, History, place_history
from briefing.content.model import Point, Trend
from layers.published.rows import LayerInfo
from layers.published.trend import Point as Released
from layers.published.trend import direction_of, is_followed, points_of, unit_noun

FEWEST_QUARTERS = 4
MOST_POINTS = 16


def trends(given: Given) -> tuple[Trend, ...]:
    """Return the trends of the key layers that have two released periods or more."""
    layers, history = given.published.layers(), place_history(given.published)
    found = (_trend(given, layers[each], history) for each in KEY_LAYERS if each in layers)
    return tuple(each for each in found if each is not None)


def _trend(given: Given, layer: LayerInfo, history: History) -> Trend | None:
    if not is_followed(layer):
        return None
    periods = given.published.periods()
    quarters, years = (points_of(layer, history, periods, kind) for kind in ("quarter", "year"))
    shown = (quarters if len(quarters) >= FEWEST_QUARTERS else years)[-MOST_POINTS:]
    if sum(point.value is not None for point in shown) < 2:
        return None
    return Trend(
        key=layer.id,
        title=given.title(layer),
        unit=given.words.of(unit_noun(layer)),
        points=tuple(
            Point(given.period_words(each.period), each.value, "zero" if each.value == 0 else each.state)
            for each in shown
        ),
        said=_said(given, layer, years),
        alt=_alt(given, layer, shown),
        enforcement=not ENFORCEMENT_FEEDS.isdisjoint(need.partition(":")[0] for need in layer.needs),
    )


def _said(given: Given, layer: LayerInfo, years: list[Released]) -> str:
    """Return how the years went, in a sentence that takes no noise for a change."""
    words = given.words
    known = [point for point in years if point.value is not None]
    if len(known) < 2 or not any(point.value for point in known):
        return words.say("content.trend.too_few_years")
    first, last = known[0], known[-1]
    way = direction_of(layer, years, given.rounding)
    key = {1: "rose", -1: "fell"}.get(way, "no_change")
    return words.say(
        f"content.trend.{key}",
        begun=words.number(first.value or 0.0),
        ended=words.number(last.value or 0.0),
        unit=words.of(unit_noun(layer)),
        first=given.period_words(first.period),
        last=given.period_words(last.period),
    )


def _alt(given: Given, layer: LayerInfo, points: list[Released]) -> str:
    words = given.words
    known = [point.value for point in points if point.value is not None]
    said = words.say(
        "content.trend.alt",
        title=given.title(layer),
        count=len(points),
        first=given.period_words(points[0].period),
        last=given.period_words(points[-1].period),
        low=words.number(min(known)),
        high=words.number(max(known)),
        unit=words.of(unit_noun(layer)),
    )
    held = sum(point.state == "withheld" for point in points)
    return f"{said} {words.say('content.trend.alt_withheld', count=held)}" if held else said
