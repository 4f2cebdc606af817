"""The legend of the clash page's map."""

from __future__ import annotations

from typing import Any

from dash import html

from layers.clash.states import LABELS, State
from layers.look.standing import MARKS, mark
from layers.look.symbols import THEMES
from layers.published.clash import Clash, ClashSurface
from layers.published.offer import Offer
from web.clash.asked import ClashView
from web.clash.scene import UNSHOWN, surface_colours


def build_clash_legend(offer: Offer, clash: Clash, view: ClashView) -> list[Any]:
    """Return what the marks and the colours beneath them mean."""
    present = {service.state for service in clash.services}
    states = [state for state in State if state in present]
    surface = next((each for each in clash.surfaces if each.id == view.surface), None)
    parts = [
        html.Div(
            [
                html.H3("Services, numbered as in the list"),
                html.Ul([html.Li([*_marks(state), LABELS[state]]) for state in states], className="swatches"),
            ],
            className="legend-part",
        )
    ]
    return [*parts, _surface(offer, surface, view)] if surface is not None else parts


def _marks(state: State) -> list[html.Span]:
    empty = "" if state in MARKS["light"] else " empty"
    return [
        html.Span(className=f"badge only-{theme}{empty}", style={"background": mark(state, theme)})
        for theme in THEMES
    ]


def _surface(offer: Offer, surface: ClashSurface, view: ClashView) -> html.Div:
    colours = {theme: surface_colours(surface, theme) for theme in THEMES}
    classes = [
        html.Li(
            [
                *(
                    html.Span(className=f"swatch only-{theme}", style={"backgroundColor": colours[theme][at]})
                    for theme in THEMES
                ),
                label,
            ]
        )
        for at, label in enumerate(surface.labels)
    ]
    unit = "" if surface.unit == "class" else f"{surface.unit[:1].upper()}{surface.unit[1:]}, "
    return html.Div(
        [
            html.H3(surface.title),
            html.P(
                f"{unit}by {offer.grid_noun(view.grid)}".capitalize()
                if not unit
                else f"{unit}by {offer.grid_noun(view.grid)}",
                className="legend-unit",
            ),
            html.Ul(classes, className="swatches"),
            html.P(
                "Blank: none." if offer.published.meta().exact else f"Blank: none, or {UNSHOWN}.",
                className="legend-unit",
            ),
            html.Details(
                [
                    html.Summary("How to read this"),
                    html.P(surface.question),
                    html.P(surface.caveat),
                    html.P(f"Source: {surface.source}"),
                ]
            ),
        ],
        className="legend-part",
    )
