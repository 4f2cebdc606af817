"""Figures of the measures that count, and their changes, as the page words them."""

from __future__ import annotations

from typing import Final

from briefing.words.words import words_in
from layers import words
from layers.published.measure_words import TITLES
from layers.published.measures import Line, Measured
from layers.published.moved import Moved
from layers.published.version import Published

ENGLISH: Final = words_in("en")


def title_of(published: Published, line: Line) -> str:
    """Return what a measure is called; a layer as the version calls it."""
    layer = published.layers().get(line.key)
    return layer.title if layer is not None else TITLES[line.key]


def figure_of(line: Line, one: Measured) -> str:
    """Return one figure, or why there is none."""
    if one.value is None:
        return words.figure(None, one.state, "rate")
    if line.kind == "share":
        return words.percent(one.value / 100)
    if line.kind == "score":
        return f"{one.value:.1f} of {one.scale}"
    return words.number(one.value)


def moved_between(published: Published, line: Line, before: str, after: str) -> Moved:
    """Return how a measure has moved between two periods of a version."""
    meta = published.meta()
    return line.moved(before, after, 0 if meta.exact else int(meta.disclosure.get("rounding", 5)))


def change_of(moved: Moved) -> str:
    """Return a change with its 95 % range, or why none is told."""
    if moved.says == "missing":
        return ENGLISH.say("content.none")
    if moved.says != "changed":
        return ENGLISH.say(f"measures.{moved.says}")
    by, low, high = (ENGLISH.signed(round(each)) for each in (moved.by, moved.low, moved.high))
    return f"{by}{words.PERCENT if moved.percent else ' points'} ({low} to {high})"
