"""The figures of the first page: released totals with their change, and what was found at the services."""

from __future__ import annotations

import math
from collections import Counter

from briefing.content.clashes import index_words, interval_words
from briefing.content.given import KEY_LAYERS, Given, History, place_history
from briefing.content.model import KeyFigure, Said, SaidState
from layers.clash.states import COMPARED, LABELS, State
from layers.published.moved import count_moved
from layers.published.rows import Figure, LayerInfo, Period
from layers.published.trend import unit_noun
from layers.published.version import PERIOD_KINDS

ALIKE = 0.05  # part by which the months on file of two years may differ


def key_figures(given: Given) -> tuple[KeyFigure, ...]:
    """Return the services with a clash, then the place's totals of the latest year."""
    history = place_history(given.published)
    layers = given.published.layers()
    totals = (_total(given, layers[each], history) for each in KEY_LAYERS if each in layers)
    return (*_clash_figures(given), *(each for each in totals if each is not None))


def _clash_figures(given: Given) -> list[KeyFigure]:
    clash, words = given.published.clash(), given.words
    if clash is None or clash.trouble:
        why = words.say("content.headline.before") if clash is None else words.of(clash.trouble_words)
        unknown = Said(words.say("content.key.cannot_tell"), note=why, state="no_data")
        return [KeyFigure(words.say("content.key.clash"), unknown)]
    counts = Counter(service.state for service in clash.services)
    compared = sum(counts[state] for state in COMPARED)
    found = [
        KeyFigure(words.say(f"content.key.{key}"), _of(given, counts[state], compared, len(clash.services)))
        for key, state in (("clash", State.CLASH), ("possible", State.POSSIBLE))
    ]
    first = clash.services[0] if clash.services else None
    if first is not None and first.state in (State.CLASH, State.POSSIBLE):
        note = words.say(
            "content.key.highest_note",
            interval=interval_words(given, first),
            service=first.title,
            label=words.of(LABELS[first.state]),
        )
        value = Said(
            index_words(given, first),
            first.index,
            first.low,
            first.high,
            note=note,
            unit=words.say("content.clash.unit"),
        )
        found.append(KeyFigure(words.say("content.key.highest"), value))
    return found


def _of(given: Given, count: int, compared: int, tested: int) -> Said:
    words = given.words
    if not compared:
        return Said(
            words.say("content.key.cannot_tell"),
            note=words.say("content.key.none_compared", count=tested),
            state="too_few",
        )
    note = words.say("content.key.not_compared", count=tested - compared) if tested > compared else ""
    text = words.say("content.key.of", number=count, compared=compared)
    return Said(text, float(count), note=note, unit=words.say("content.key.services"), state="released")


def _total(given: Given, layer: LayerInfo, history: History) -> KeyFigure | None:
    """Return a layer's released total of its latest year (or window, or quarter), None without any."""
    period = latest_period(given, layer.id, history)
    if period is None:
        return None
    words, figure = given.words, history[layer.id, period.id]
    label, when = given.title(layer), given.period_words(period)
    if figure.state != "released" or figure.count is None:
        state: SaidState = "withheld" if figure.state == "withheld" else "no_data"
        return KeyFigure(label, Said(words.say(f"content.said.{state}"), note=when, state=state))
    change = _change(given, layer.id, period, history)
    noun = words.of(unit_noun(layer))
    return KeyFigure(
        label,
        Said(
            words.number(figure.count),
            float(figure.count),
            note="; ".join(each for each in (f"{noun}, {when}" if when else noun, change) if each),
            unit=noun,
            state="released",
        ),
    )


def latest_period(given: Given, layer_id: str, history: History) -> Period | None:
    """Return the period of a layer's key figure: its latest year, else window or quarter."""
    mine = [period for period in given.published.periods() if (layer_id, period.id) in history]
    for kind in PERIOD_KINDS:
        of_kind = [period for period in mine if period.kind == kind]
        if of_kind:
            return of_kind[-1]
    return None


def _change(given: Given, layer_id: str, period: Period, history: History) -> str:
    """Return the change on the year before with its 95 % interval ('' where it may not be told)."""
    before = _year_before(given, period)
    if before is None:
        return ""
    earlier, now = history.get((layer_id, before.id)), history[layer_id, period.id]
    if earlier is None or earlier.count is None or now.count is None or not _as_long(earlier, now):
        return ""
    moved = count_moved(earlier.count, now.count, given.rounding)
    if moved.says == "too_few":
        return ""
    words = given.words
    key = moved.says if moved.says == "no_change" else "more" if moved.by > 0 else "fewer"
    change, low, high = (words.signed(round(each)) for each in (moved.by, moved.low, moved.high))
    return words.say(
        f"content.key.{key}", change=change, before=given.period_words(before), low=low, high=high
    )


def _as_long(earlier: Figure, now: Figure) -> bool:
    """Return whether the figures cover as many months: density is count over ground and years on file."""
    if not earlier.value or not now.value or not earlier.count or not now.count:
        return False
    return math.isclose(earlier.count / earlier.value, now.count / now.value, rel_tol=ALIKE)


def _year_before(given: Given, period: Period) -> Period | None:
    """Return the same kind of period a year earlier, None for a window or the first."""
    if period.kind not in ("year", "quarter") or period.starts_on is None:
        return None
    wanted = period.starts_on.replace(year=period.starts_on.year - 1)
    return next(
        (each for each in given.published.periods() if each.kind == period.kind and each.starts_on == wanted),
        None,
    )
