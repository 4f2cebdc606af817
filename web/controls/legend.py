"""The legend: for each layer on the map its classes with ranges and unit, and every state in words."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from layers import words
from layers.look.classes import class_ranges
from layers.look.colours import layer_colours
from layers.look.symbols import THEMES
from layers.published.offer import Offer
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, Figures, LayerInfo
from web.aria import aria
from web.controls.change_legend import build_change_legend
from web.controls.swatches import pattern_style, state_item, swatches
from web.controls.venues import build_venue_legend
from web.listing.summary import period_words
from web.map.levels import levels_at
from web.map.zones import build_zone_legend
from web.marks import mark
from web.view.comparison import comparison_of
from web.view.state import View


def build_legend(offer: Offer, view: View) -> list[Any]:
    """Return a part for each layer on the map, or what to do without any, then venues and zones."""
    venues = offer.published.venues() if view.venues else {}
    term = offer.published.meta().place.zone_term
    return [
        *_layers(offer, view),
        *([build_venue_legend(offer.published)] if venues else []),
        *([build_zone_legend(view.zones, term)] if view.zones else []),
    ]


def _layers(offer: Offer, view: View) -> list[Any]:
    drawn = view.layer_ids()
    compared = comparison_of(offer.published, view)
    if compared:
        return build_change_legend(offer, compared, view.arrange.palette)
    if not drawn:
        return [html.P("No layer is on the map. Switch on an environment to colour it.", className="how")]
    on_top = [html.P("The first listed lies on top: lower its opacity to see beneath.", className="how")]
    parts = [_part(offer, view, offer.published.layers()[layer_id]) for layer_id in reversed(drawn)]
    size = level_words(offer, view)
    level = [html.P(size, className="how legend-level")] if size else []
    return [*mark(offer.published), *(on_top if len(parts) > 1 else []), *level, *parts]


def level_words(offer: Offer, view: View) -> str:
    """Return which of a wide place's hexagons are on the map, and how to see smaller ones ('' elsewhere)."""
    if view.grid not in offer.levels:
        return ""
    size, here = offer.grid_noun(view.grid).capitalize(), offer.drawn_on
    if view.grid != levels_at(offer, view.period, view.layer_ids())[-1][0]:
        return f"{size}. Zoom in for smaller ones."
    windows = [period.id for period in offer.published.periods() if period.kind == "window"]
    if (
        any(here(offer.levels[-1], each, view.layer_ids()) for each in windows)
        and view.grid != offer.levels[-1]
    ):
        return f"{size}, the smallest for this period. All years have smaller ones."
    return f"{size}, the smallest there are."


def _part(offer: Offer, view: View, layer: LayerInfo) -> html.Section:
    published = offer.published
    period_id = published.best_period(layer.id, view.grid, view.period)
    if period_id is None:
        levels = words.listing(
            [offer.grid_label(g).lower() for g in published.grids(layer.id) if g != "place"], "or"
        )
        choice = f"Choose {levels}." if levels else "Hexagons need records of four whole quarters."
        said = f"No figures at this level of detail. {choice}"
        return html.Section([html.H3(layer.title), html.P(said, className="how")], className="legend-part")
    period, exact = offer.period(period_id), published.meta().exact
    limits = published.scale(layer.id, view.grid, period.kind if period else "current")
    figures = published.figures(layer.id, view.grid, period_id)
    name = view.arrange.palette
    when = period_words(offer, period_id)
    under = f"{layer.unit}{f', {when}' if when else ''}"
    return html.Section(
        className=f"legend-part {layer.environment}",
        **aria(label=f"Legend of {layer.title}"),
        children=[
            html.H3([html.Span(className="dot"), layer.title]),
            html.P(under[:1].upper() + under[1:], className="legend-unit"),
            html.Ul(
                [*_classes(layer, limits, name), *_states(layer, limits, figures, name, exact=exact)],
                className="swatches",
            ),
            html.Details([html.Summary("How to read this"), *_how(layer, exact=exact)]),
        ],
    )


def _classes(layer: LayerInfo, limits: tuple[float, ...], name: str) -> list[html.Li]:
    colours = {theme: layer_colours(layer, theme, limits, name) for theme in THEMES}
    return [
        html.Li([*swatches({theme: {"backgroundColor": colours[theme][at]} for theme in THEMES}), text])
        for at, text in enumerate(class_ranges(limits))
    ]


def _states(
    layer: LayerInfo, limits: tuple[float, ...], figures: Figures, name: str, *, exact: bool
) -> list[html.Li]:
    """Return the states that are no class of their own, each with how many areas are in it.

    Among exact figures none is withheld.
    """
    middle = {theme: layer_colours(layer, theme, limits, name)[len(limits) // 2] for theme in THEMES}
    zero = int(((figures.state == RELEASED) & (figures.value == 0)).sum())
    found: list[tuple[str, int, dict[str, dict[str, str]]]] = [
        (
            "parent",
            int(np.sum(figures.state == PARENT)),
            {t: pattern_style("parent", layer, t, middle[t]) for t in THEMES},
        ),
        (
            "withheld",
            int(np.sum(figures.state == WITHHELD)),
            {t: pattern_style("withheld", layer, t) for t in THEMES},
        ),
        ("zero", zero, {theme: {} for theme in THEMES}),
        (
            "no_data",
            int(np.sum(figures.state == NO_DATA)),
            {t: pattern_style("no_data", layer, t) for t in THEMES},
        ),
    ]
    items: list[html.Li] = []
    for state, count, styles in found:
        if (state == "zero" and layer.kind not in words.COUNTED) or (
            exact and state in ("parent", "withheld")
        ):
            continue
        items.append(state_item(words.STATE_WORDS[state], count, styles, first=not items))
    return items


def _how(layer: LayerInfo, *, exact: bool) -> list[Any]:
    strong = "" if layer.harm == "neither" else " The stronger the colour, the riskier."
    score = (
        "A score ranks each area among all compared: 0.8 means riskier than four fifths."
        if layer.kind == "score"
        else "Classes are the same for every period of one length, so that periods can be compared."
    )
    texts = [f"{words.HARM_WORDS[layer.harm]}{strong}", score, layer.caveat]
    if layer.kind in words.COUNTED:
        published = "Figures come from counts rounded to 5. Withheld does not mean none."
        texts.insert(2, "Figures come from exact counts: nothing is withheld." if exact else published)
    if layer.approximate_m:
        texts.append(f"Locations are approximate, to about {layer.approximate_m:,.0f} m.")
    return [html.P(text, className="how") for text in texts if text]
