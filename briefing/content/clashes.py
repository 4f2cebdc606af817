"""The ranking of services by clash: every figure as it is published, none for what cannot be compared."""

from __future__ import annotations

from collections import Counter

from briefing.content.given import Given
from briefing.content.model import Clashes, Ranked, Said
from layers.clash.states import CLOSING, COMPARED, LABELS, MEANINGS, NOTES, State
from layers.look.standing import has_index, mark
from layers.look.symbols import service_label
from layers.published.clash import Clash, ClashService

LISTED = 14  # services that fit a page
MOST_LISTED = 24  # where so many show a clash
PER_DOOR = "events at the door every four weeks"


def clashes(given: Given) -> Clashes | None:
    """Return the ranking, None where the version is from before there was any."""
    clash = given.published.clash()
    if clash is None:
        return None
    words = given.words
    showing = sum(service.state == State.CLASH for service in clash.services)
    listed = clash.services[: min(max(LISTED, showing), MOST_LISTED)]
    first = clash.services[0] if clash.services else None
    nothing = "" if clash.trouble else words.say("content.clash.none_listed")
    return Clashes(
        said=lay_sentence(given, first) if first else nothing,
        standing=standing(given, clash),
        closing=words.of(CLOSING),
        weeks=weeks(given, clash),
        services=tuple(_ranked(given, rank, service) for rank, service in enumerate(listed, 1)),
        more=_more(given, clash.services[len(listed) :]),
        alt=_alt(given, clash, listed),
    )


def lay_sentence(given: Given, service: ClashService) -> str:
    """Return what was found at a service in a sentence; the closing line always follows it."""
    words = given.words
    if not has_index(service) or service.exposure is None or service.expected is None:
        label = words.of(LABELS[service.state])
        return f"{service.title}: {label[:1].lower()}{label[1:]}. {words.of(MEANINGS[service.state])}"
    return words.say(
        "content.clash.sentence",
        service=service.title,
        exposure=words.fixed(service.exposure, 1),
        expected=words.fixed(service.expected, 1),
        index=index_words(given, service),
        interval=interval_words(given, service),
    )


def index_words(given: Given, service: ClashService) -> str:
    """Return a service's index as a whole number."""
    return given.words.fixed(service.index or 0.0, 0)


def interval_words(given: Given, service: ClashService) -> str:
    """Return the bounds of its index: '170 to 290'."""
    low, high = (given.words.fixed(bound or 0.0, 0) for bound in (service.low, service.high))
    return given.words.say("content.interval", low=low, high=high)


def standing(given: Given, clash: Clash) -> str:
    """Return why nothing is compared, and what weakens every comparison ('' for nothing)."""
    words = given.words
    said = [words.of(clash.trouble_words)] if clash.trouble else []
    if clash.weakly_adjusted:
        said.append(words.say("content.clash.weakly"))
    if clash.services and not clash.attainable and not clash.trouble:
        said.append(words.say("content.clash.unattainable"))
    if clash.approximate_m:
        said.append(words.say("content.clash.approximate", metres=clash.approximate_m))
    return " ".join(said)


def weeks(given: Given, clash: Clash) -> str:
    """Return the weeks compared, '' where there are none."""
    if not clash.first_day or not clash.last_day:
        return ""
    days = given.words.days(clash.first_day, clash.last_day)
    return given.words.say("content.clash.weeks", days=days, count=clash.weeks)


def _ranked(given: Given, rank: int, service: ClashService) -> Ranked:
    words = given.words
    return Ranked(
        rank=rank,
        name=service.title,
        type_title=words.of(service_label(service.type)),
        state=service.state.value,
        label=words.of(LABELS[service.state]),
        colour=mark(service.state, "light"),
        index=_index(given, service),
        exposure=_at_door(given, service.exposure),
        expected=_at_door(given, service.expected),
        warnings=tuple(words.of(NOTES[note]) for note in service.notes),
    )


def _index(given: Given, service: ClashService) -> Said:
    if not has_index(service) or service.index is None:
        no_index = given.words.say("content.clash.no_index")
        few = service.state == State.TOO_FEW
        return Said(
            no_index, note=given.words.of(MEANINGS[service.state]), state="too_few" if few else "no_data"
        )
    return Said(
        index_words(given, service),
        service.index,
        service.low,
        service.high,
        note=given.words.say("content.interval_95", interval=interval_words(given, service)),
        unit=given.words.say("content.clash.unit"),
    )


def _at_door(given: Given, value: float | None) -> Said:
    if value is None:
        return Said(given.words.say("content.none"), state="no_data")
    return Said(given.words.fixed(value, 1), value, unit=given.words.of(PER_DOOR))


def _more(given: Given, left: tuple[ClashService, ...]) -> str:
    """Return how many services are not listed, by class ('' for none)."""
    if not left:
        return ""
    counts = Counter(service.state for service in left)
    parts = [
        given.words.say("content.clash.of_class", number=counts[state], label=given.words.of(LABELS[state]))
        for state in State
        if counts[state]
    ]
    return given.words.say("content.clash.more", count=len(left), classes="; ".join(parts))


def _alt(given: Given, clash: Clash, listed: tuple[ClashService, ...]) -> str:
    words = given.words
    shown = [service for service in listed if service.state in COMPARED and has_index(service)]
    if not shown:
        return words.say("content.clash.alt_none", count=len(clash.services))
    return words.say(
        "content.clash.alt",
        count=len(shown),
        first=shown[0].title,
        highest=index_words(given, shown[0]),
        interval=interval_words(given, shown[0]),
        last=shown[-1].title,
        lowest=index_words(given, shown[-1]),
        without=len(listed) - len(shown),
    )
