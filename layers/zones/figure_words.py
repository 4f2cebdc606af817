"""A figure about a zone in words: its value, its interval and what it rests on, or why there is none."""

from __future__ import annotations

from layers import words
from layers.zones.measures import MEASURES
from layers.zones.weighed import STATE_WORDS, Figure, FigureState

_ONE = {"people": "person"}
_SHOWN = (FigureState.EXACT, FigureState.RELEASED)


def title_of(figure_id: str) -> str:
    """Return what a figure is called; an id without a wording of its own is said as it is."""
    return MEASURES[figure_id].title if figure_id in MEASURES else words.plain(figure_id)


def about(figure_id: str) -> str:
    """Return how a figure is read ('' where nothing is said of it)."""
    return MEASURES[figure_id].about if figure_id in MEASURES else ""


def value_words(figure: Figure) -> str:
    """Return the value with its unit, or its state: withheld, too few and no data stay apart."""
    if figure.state not in _SHOWN or figure.value is None:
        return STATE_WORDS[figure.state if figure.state not in _SHOWN else FigureState.NO_DATA].capitalize()
    return _amount(figure, figure.value)


def detail_words(figure: Figure) -> str:
    """Return the 95 % interval and the events behind a figure, or why there is none ('' for nothing)."""
    if figure.state not in _SHOWN or figure.value is None:
        return figure.why
    said = []
    if figure.low is not None and figure.high is not None:
        low, high = (_amount(figure, bound, unit=False) for bound in (figure.low, figure.high))
        said.append(f"95 %: {low} to {high}{words.PERCENT if _is_share(figure) else ''}")
    if figure.count is not None and figure.of is not None:
        said.append(f"{figure.count:,} of {figure.of:,} events")
    elif figure.count is not None:
        said.append(f"{figure.count:,} event{'' if figure.count == 1 else 's'}")
    return "; ".join(said)


def _is_share(figure: Figure) -> bool:
    return MEASURES[figure.id].share if figure.id in MEASURES else figure.unit == "share"


def _amount(figure: Figure, value: float, *, unit: bool = True) -> str:
    if _is_share(figure):
        return f"{words.number(round(100 * value, 1))}{words.PERCENT if unit else ''}"
    measure = MEASURES.get(figure.id)
    said = measure.unit if measure else figure.unit
    if not unit or not said:
        return words.number(value)
    if "," in said:  # a scale such as 'index, -1 to 1'
        return f"{words.number(value)} ({said})"
    return words.with_unit(value, _ONE.get(said, said) if value == 1 else said)
