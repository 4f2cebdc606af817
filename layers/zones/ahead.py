"""What a comparison after a year could show, worked out before a zone starts."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from layers.statistics.detectable import DISPERSION, POWER, detectable_ratio
from layers.words import percent
from layers.zones.weighed import Ahead, Figure

WEEKS = 52  # of each period, before and after
SEED = 20260101  # one stream for every zone, so that figures repeat
OUTCOMES = {"need": "Overdose calls", "confiscation": "Syringe confiscations"}


def ahead(inside: Mapping[str, Figure], comparison: Mapping[str, Figure], weeks: int) -> tuple[Ahead, ...]:
    """Return what could be detected of each outcome. weeks: those that the figures count.

    Recorded police activity is no outcome: less of it is what a zone does, if it is complied with.
    """
    found = []
    for kind, title in OUTCOMES.items():
        counts = inside[kind].count, comparison[kind].count if kind in comparison else None
        if counts[0] is None or not weeks:
            continue
        here, there = (None if count is None else count * WEEKS / weeks for count in counts)
        ratio = math.nan if here is None or there is None else detectable(round(here), round(there))
        found.append(
            Ahead(
                outcome=kind,
                title=title,
                inside=here or 0.0,
                comparison=there,
                weeks=WEEKS,
                detectable=None if math.isnan(ratio) else ratio,
                words=_words(title, here or 0.0, there, ratio),
            )
        )
    return tuple(found)


@functools.lru_cache(maxsize=4096)
def detectable(inside: int, comparison: int) -> float:
    """Return the largest detectable rate ratio, NaN for none; the same numbers give the same answer."""
    return detectable_ratio(inside, comparison, seed=SEED)


def _words(title: str, here: float, there: float | None, ratio: float) -> str:
    if there is None:
        return (
            f"{title}: about {here:.0f} a year inside. There is no comparison area in which they can be "
            "counted, so a change could not be told from that of the whole place."
        )
    expected = f"{title}: about {here:.0f} a year inside and {there:.0f} in the comparison area."
    if math.isnan(ratio):
        return (
            f"{expected} A year before and a year after would not show even a very large fall four times in "
            "five: this zone cannot be evaluated alone. Several zones together may be."
        )
    return (
        f"{expected} A year before and a year after would show a fall of {percent(1 - ratio)} or more four "
        f"times in five or oftener, and may well miss a smaller one (power {percent(POWER)}, dispersion "
        f"{DISPERSION:g})."
    )
