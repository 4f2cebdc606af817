"""The first sentence of a briefing: where enforcement clashes with services, and how sure that is.

What cannot be compared is said as that: no evidence of a clash is never told as no clash.
"""

from __future__ import annotations

from collections import Counter

from briefing.content.clashes import index_words, interval_words
from briefing.content.given import Given
from layers.clash.states import COMPARED, State
from layers.published.clash import Clash

NAMED = 3  # services with a clash that are named


def headline(given: Given) -> str:
    """Return one or two plain sentences."""
    clash, words = given.published.clash(), given.words
    if clash is None:
        return words.say("content.headline.before")
    if clash.trouble:
        return words.say("content.headline.trouble", trouble=words.of(clash.trouble_words))
    counts = Counter(service.state for service in clash.services)
    compared = sum(counts[state] for state in COMPARED)
    if not compared:
        return words.say("content.headline.none_compared", count=len(clash.services))
    if counts[State.CLASH]:
        return _found(given, clash, counts)
    if counts[State.POSSIBLE]:
        return _possible(given, clash, counts)
    weak = words.say("content.headline.weak") if clash.weakly_adjusted else ""
    return _with(words.say("content.headline.no_evidence", count=compared), weak)


def _found(given: Given, clash: Clash, counts: Counter[State]) -> str:
    words, first = given.words, clash.services[0]
    compared, showing = _compared(counts), counts[State.CLASH]
    names = [service.title for service in clash.services[: min(NAMED, showing)]]
    if showing > NAMED:
        names.append(words.say("content.headline.others", count=showing - NAMED))
    left = len(clash.services) - compared
    said = words.say(
        "content.headline.clash",
        count=showing,
        compared=compared,
        left=words.say("content.headline.left", count=left) if left else "",
        names=words.listing(names),
    )
    sure = words.say(
        "content.headline.sure", index=index_words(given, first), interval=interval_words(given, first)
    )
    return f"{said} {sure}"


def _possible(given: Given, clash: Clash, counts: Counter[State]) -> str:
    words, first = given.words, clash.services[0]
    said = words.say(
        "content.headline.possible",
        count=counts[State.POSSIBLE],
        compared=_compared(counts),
        service=first.title,
        index=index_words(given, first),
        interval=interval_words(given, first),
    )
    weak = "weak" if clash.weakly_adjusted else "unsure"
    return _with(said, words.say(f"content.headline.{weak}"))


def _compared(counts: Counter[State]) -> int:
    return sum(counts[state] for state in COMPARED)


def _with(said: str, more: str) -> str:
    return f"{said} {more}" if more else said
