"""The legend of a change between two periods: seven classes from fall to rise, each with its tally."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from layers import words
from layers.look.colours import change_colours
from layers.look.symbols import THEMES
from layers.published.offer import Offer
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from web import changes
from web.aria import aria
from web.controls.swatches import pattern_style, state_item
from web.marks import mark
from web.view.comparison import Comparison

HARM = {
    "higher": "Warm colours are changes towards harm: here, rises.",
    "lower": "Warm colours are changes towards harm: here, falls.",
    "neither": "Warm colours are rises; neither direction counts as harm.",
}


def build_change_legend(offer: Offer, compared: Comparison, palette: str) -> list[Any]:
    """Return the classes of the change on the map in the colours of a palette, its states, how to read it."""
    layer = compared.layer
    found = compared.changes(offer.published)
    colours = {theme: change_colours(theme, layer.harm, palette) for theme in THEMES}
    own = (found.state == RELEASED) & ~found.nothing
    tallies = np.bincount(found.level[own], minlength=len(changes.LEVELS[found.measure]))
    classes = [
        state_item(text, int(tallies[at]), {t: {"backgroundColor": colours[t][at]} for t in THEMES})
        for at, text in reversed(list(enumerate(changes.LEVELS[found.measure])))
    ]
    middle = {theme: colours[theme][len(tallies) // 2] for theme in THEMES}
    patterns: dict[str, dict[str, dict[str, str]]] = {
        "parent": {t: pattern_style("parent", layer, t, middle[t]) for t in THEMES},
        "withheld": {t: pattern_style("withheld", layer, t) for t in THEMES},
        "no_data": {t: pattern_style("no_data", layer, t) for t in THEMES},
    }
    rest: list[tuple[str, Any, dict[str, dict[str, str]]]] = [
        ("Withheld here: change of the larger area", found.state == PARENT, patterns["parent"]),
        ("Withheld in one period or both", found.state == WITHHELD, patterns["withheld"]),
        ("None in either period", found.nothing, {theme: {} for theme in THEMES}),
        ("No data in one period or both", found.state == NO_DATA, patterns["no_data"]),
    ]
    occurring = [each for each in rest if each[1].any()]
    states = [
        state_item(text, int(rows.sum()), styles, first=at == 0)
        for at, (text, rows, styles) in enumerate(occurring)
    ]
    part = html.Section(
        className=f"legend-part {layer.environment}",
        **aria(label=f"Legend of the change of {layer.title}"),
        children=[
            html.H3([html.Span(className="dot"), f"{layer.title}: change"]),
            html.P(f"{compared.before.label} to {compared.after.label}", className="legend-unit"),
            html.Ul([*classes, *states], className="swatches"),
            html.Details(
                [html.Summary("How to read this"), *_how(compared, exact=offer.published.meta().exact)]
            ),
        ],
    )
    return [*mark(offer.published), part]


def _how(compared: Comparison, *, exact: bool) -> list[html.P]:
    layer = compared.layer
    size = (
        "A change is the ratio of the two figures."
        if compared.measure == "ratio"
        else "A change is the difference of the two shares, in percentage points."
    )
    texts = [
        size,
        changes.how_sure(exact=exact),
        f"{words.HARM_WORDS[layer.harm]} {HARM[layer.harm]}",
        layer.caveat,
    ]
    if compared.seasons_differ:
        texts.insert(0, "These are different seasons: a change may be the season's.")
    return [html.P(text, className="how") for text in texts if text]
