"""What a briefing does not show and why: counts of what is withheld, the rules, and what it means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefing.content.given import Given
from briefing.content.model import STATES, Clashes, MapShown, Trend
from briefing.content.zones import held_back


def withheld(
    given: Given, maps: Sequence[MapShown], clashes: Clashes | None, trends: Sequence[Trend]
) -> tuple[str, ...]:
    """Return how much is withheld in each part, the rules, and that withheld does not mean none."""
    return (*_counted(given, maps, clashes, trends), *_rules(given))


def _counted(
    given: Given, maps: Sequence[MapShown], clashes: Clashes | None, trends: Sequence[Trend]
) -> list[str]:
    words = given.words
    said = []
    for shown in {each.key: each for each in maps if each.key}.values():
        counts = {state: int(np.sum(shown.state == code)) for code, state in enumerate(STATES)}
        if counts["withheld"] or counts["parent"]:
            parents = counts["parent"]
            told = words.say("content.withheld.parents", count=parents) if parents else ""
            said.append(
                words.say(
                    "content.withheld.map",
                    title=shown.title,
                    count=counts["withheld"],
                    parents=told,
                    total=len(shown.state),
                )
            )
    if not said:
        said.append(words.say("content.withheld.no_map"))
    few = sum(each.index.state == "too_few" for each in clashes.services) if clashes else 0
    if few:
        said.append(words.say("content.withheld.services", count=few))
    points = sum(point.state == "withheld" for trend in trends for point in trend.points)
    if points:
        said.append(words.say("content.withheld.trends", count=points))
    figures = sum(held_back(given.published.zone_shown(each)) for each in given.asked.zones)
    if figures:
        said.append(words.say("content.withheld.zones", count=figures))
    return said


def _rules(given: Given) -> list[str]:
    words, settings = given.words, given.meta.disclosure
    threshold = int(settings.get("threshold") or 8)
    reason = str(settings.get("reduced_because") or "")
    rules = [
        words.say("content.withheld.counts", most=threshold - 1, rounding=given.rounding),
        words.say("content.withheld.meaning"),
        words.say("content.withheld.totals"),
        words.say("content.withheld.rates"),
        words.say("content.withheld.delay", days=int(settings.get("delay_days") or 28)),
        words.say("content.withheld.services_kept"),
    ]
    return [*rules, words.say("content.withheld.laxer", reason=reason)] if reason else rules
