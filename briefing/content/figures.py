"""A figure about a zone in the reader's words: its value, its interval and what it rests on, or why not."""

from __future__ import annotations

from briefing.content.model import Said, SaidState
from briefing.words.words import Words
from layers import words as english
from layers.zones.figure_words import title_of
from layers.zones.measures import MEASURES
from layers.zones.weighed import Figure, FigureState

_STATES: dict[FigureState, SaidState] = {
    FigureState.TOO_FEW: "too_few",
    FigureState.NO_DATA: "no_data",
    FigureState.WITHHELD: "withheld",
}


def said_figure(figure: Figure | None, words: Words, *more: str) -> Said:
    """Return a figure of a zone; one that was never asked for is no data. more: what else is to be said."""
    if figure is None:
        return Said(words.say("content.none"), state="no_data")
    notes = "; ".join(each for each in (note_of(figure, words), *more) if each)
    if not is_shown(figure) or figure.value is None:
        state = _STATES.get(figure.state, "no_data")
        return Said(words.say(f"content.said.{state}"), note=notes, state=state)
    return Said(
        amount(figure, figure.value, words),
        figure.value,
        figure.low,
        figure.high,
        note=notes,
        unit=unit_of(figure, words),
        state="released",
    )


def is_shown(figure: Figure | None) -> bool:
    """Return whether there is a released figure with a value."""
    return figure is not None and figure.state == FigureState.RELEASED and figure.value is not None


def named(figure_id: str, words: Words) -> str:
    """Return what a figure is called."""
    return words.of(title_of(figure_id))


def unit_of(figure: Figure, words: Words) -> str:
    """Return the unit of its number."""
    measure = MEASURES.get(figure.id)
    return words.of(measure.unit if measure else figure.unit)


def amount(figure: Figure, value: float, words: Words, *, unit: bool = True) -> str:
    """Return a value of this figure's kind with its unit."""
    if _is_share(figure):
        return words.percent(value, 1) if unit else words.number(round(100 * value, 1))
    said = unit_of(figure, words)
    if not unit or not said:
        return words.number(value)
    if "," in said:  # a scale such as 'index, -1 to 1'
        return f"{words.number(value)} ({said})"
    if figure.id == "residents" and value == 1:
        return words.say("content.zone.one_person")
    return f"{words.number(value)} {said}"


def note_of(figure: Figure, words: Words) -> str:
    """Return the 95 % interval and the events behind a figure, or why there is none ('' for nothing)."""
    if not is_shown(figure):
        return words.of(figure.why) if figure.why else ""
    said = []
    if figure.low is not None and figure.high is not None:
        low, high = (amount(figure, bound, words, unit=False) for bound in (figure.low, figure.high))
        interval = words.say("content.interval", low=low, high=high)
        said.append(
            words.say(
                "content.interval_95", interval=f"{interval}{english.PERCENT if _is_share(figure) else ''}"
            )
        )
    if figure.count is not None and figure.of is not None:
        said.append(words.say("content.zone.events_of", number=figure.count, of=figure.of))
    elif figure.count is not None:
        said.append(words.say("content.zone.events", count=figure.count))
    return "; ".join(said)


def _is_share(figure: Figure) -> bool:
    return MEASURES[figure.id].share if figure.id in MEASURES else figure.unit == "share"
