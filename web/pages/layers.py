"""The layers page: what each layer asks, how to read it, where it comes from and what it cannot say."""

from __future__ import annotations

from typing import Any

from dash import html

from layers import words
from layers.published.offer import ENVIRONMENTS, Offer
from layers.published.rows import LayerInfo
from web.controls.panel import ABOUT, missing_words


def build_layers_page(offer: Offer) -> list[Any]:
    """Return the page, written from the published version's own list of layers."""
    layers = offer.published.layers().values()
    with_data = sum(not layer.missing for layer in layers)
    return [
        html.Div(
            [
                html.H1("The layers"),
                html.P(
                    f"{len(layers)} layers in four environments; {with_data} have data in "
                    f"{offer.published.meta().place.name}. Micro layers are mapped by area; macro layers "
                    "describe the place as a whole. Each environment's score is the mean rank of its layers "
                    "that enter it: 0 is the lowest of the areas compared, 1 the highest. Enforcement never "
                    "enters a score, and there is no total over the four.",
                    className="intro",
                ),
            ],
            className="page-head",
        ),
        *(_environment(offer, each) for each in ENVIRONMENTS),
    ]


def _environment(offer: Offer, environment: str) -> html.Section:
    found = [*offer.mapped(environment), *offer.macro(environment)]
    return html.Section(
        className=f"environment-part {environment}",
        children=[
            html.H2([html.Span(className="dot"), f"{environment.capitalize()} environment"]),
            html.P(ABOUT[environment], className="about"),
            html.Div([_card(offer, layer) for layer in found], className="cards"),
        ],
    )


def _card(offer: Offer, layer: LayerInfo) -> html.Article:
    lacking = bool(layer.missing) or (layer.kind != "panel" and not offer.drawable(layer.id))
    facts = [
        ("Unit", layer.unit),
        ("Direction", words.HARM_WORDS[layer.harm]),
        ("Does not show", layer.caveat),
        ("Why it is here", layer.source),
        ("Licence", layer.licence),
    ]
    if layer.approximate_m:
        facts.insert(1, ("Location", f"Approximate, to about {layer.approximate_m:,.0f} m"))
    role = "Score" if layer.kind == "score" else "Enters the score" if layer.in_score else "Not in the score"
    return html.Article(
        className=f"card{' lacking' if lacking else ''}",
        id=f"layer-card-{layer.id}",
        children=[
            html.Div(
                [html.H3(layer.title), html.Span([layer.level.capitalize(), " · ", role], className="tag")],
                className="card-head",
            ),
            html.P(layer.question, className="question"),
            html.P(missing_words(layer), className="missing") if lacking else None,
            html.Dl([html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts if text]),
        ],
    )
