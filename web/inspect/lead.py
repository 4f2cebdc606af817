"""The first two sentences of the drawer: where the place stands, and what was recorded there."""

from __future__ import annotations

from typing import Final

from layers import words
from layers.published.rows import Figure
from layers.published.trend import direction_of, is_followed, points_of, unit_noun
from web.inspect.here import Here
from web.listing.summary import period_words

FIRST: Final = ("overdose_calls", "recorded_police_activity", "syringe_confiscations", "discarded_needles")
TOLD: Final = 2
RISK: Final = ("least risky", "second least risky", "middle", "second riskiest", "riskiest")
COMPARED: Final = (
    "in the least risky fifth",
    "less risky than most",
    "about the middle",
    "riskier than most",
    "in the riskiest fifth",
)


def lead(here: Here) -> list[str]:
    """Return the two sentences, or what of them the figures allow."""
    return [sentence for sentence in (_standings(here), _recorded(here)) if sentence]


def _standings(here: Here) -> str:
    by_fifth: dict[int, list[str]] = {}
    for figure in here.figures:
        layer, standing = here.layer(figure), here.standing(figure)
        if layer.kind == "score" and standing is not None and standing.fifth is not None:
            by_fifth.setdefault(standing.fifth, []).append(layer.environment)
    if not by_fifth:
        return ""
    parts: list[str] = []
    for fifth, names in sorted(by_fifth.items(), reverse=True):
        many = len(names) > 1
        noun = f" environment{'s' if many else ''}" if not parts else ""
        parts.append(f"the {words.listing(names)}{noun} {'are' if many else 'is'} {COMPARED[fifth]}")
    said = f"{words.listing(parts)} of {here.published.meta().place.name}"
    return f"{said[:1].upper()}{said[1:]}."


def leading(here: Here) -> list[Figure]:
    """Return the events recorded here, those that the place is first asked about in front."""
    known = [
        figure
        for figure in here.figures
        if here.layer(figure).kind == "event"
        and here.layer(figure).harm != "neither"
        and figure.state != "no_data"
    ]
    last = len(FIRST)
    return sorted(known, key=lambda each: FIRST.index(each.layer_id) if each.layer_id in FIRST else last)


def _recorded(here: Here) -> str:
    told = leading(here)[:TOLD]
    if not told:
        return ""
    periods = {figure.period_id for figure in told}
    when = period_words(here.offer, told[0].period_id) if len(periods) == 1 else ""
    parts = [
        _part(here, figure, when="" if when else period_words(here.offer, figure.period_id))
        for figure in told
    ]
    text = "; ".join(parts)
    return f"{f'{when}: ' if when else ''}{text if when else text[:1].upper() + text[1:]}."


def _part(here: Here, figure: Figure, when: str) -> str:
    layer = here.layer(figure)
    title = layer.title[:1].lower() + layer.title[1:]
    then = f" in {when}" if when else ""
    if figure.state != "released" or figure.count is None:
        return f"{title} withheld{then}"
    if figure.count == 0:
        return f"no {title}{then}"
    text = f"{title} {here.about}{figure.count:,}{then}"
    if is_followed(layer):
        years = points_of(layer, here.history, here.periods, "year")
        way = direction_of(layer, years, here.rounding)
        since = next((point.period.label for point in years if point.value is not None), "")
        text += f", {'up' if way > 0 else 'down'} since {since}" if way else ""
    return text


def noun_of(here: Here, figure: Figure) -> str:
    """Return a count in words: 'about 60 calls'."""
    return f"{here.about if figure.count else ''}{figure.count or 0:,} {unit_noun(here.layer(figure))}"
