"""The side panel: four environments, services, hotspots and venues, and what each says when empty."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from etl.feed import all_feeds
from layers import words
from layers.published.offer import ENVIRONMENTS, Offer
from layers.published.rows import LayerInfo, PanelValue
from layers.published.version import Published
from web.aria import aria
from web.arrange.controls import build_palette, build_solo, build_stacking
from web.arrange.lens import build_lenses
from web.controls.points import build_hotspots, build_services
from web.controls.venues import build_venues
from web.controls.zones import build_zones
from web.view.state import Shown, View

ABOUT = {
    "physical": "Where people are: services in reach, discarded needles, buildings, light.",
    "social": "How people are treated: stops, confiscations, overdosing alone, complaints.",
    "economic": "What people live on: income, rent, work, the cost of getting help.",
    "policy": "What rules and authorities do: enforcement, coverage, opening hours.",
}
WHOLE_NAME = 26  # characters of a layer's name that its control shows uncut


def build_panel(offer: Offer, view: View) -> html.Aside:
    """Return the panel with its controls set to the view."""
    parts = {part.environment: part for part in view.shown}
    return html.Aside(
        id="panel",
        className="panel",
        tabIndex=-1,
        **aria(label="What the map shows"),
        children=[
            html.Div(
                [
                    html.H2("What the map shows"),
                    html.Button("Close", id="close-panel", className="panel-close"),
                ],
                className="panel-head",
            ),
            html.P("Four environments that produce harm, or can be made to protect.", className="lead"),
            build_lenses(offer, view),
            *(_environment(offer, parts[each]) for each in ENVIRONMENTS),
            build_services(offer, view),
            build_hotspots(offer.published, view),
            build_venues(offer.published, view),
            build_zones(offer, view),
            build_palette(view),
        ],
    )


def _environment(offer: Offer, part: Shown) -> html.Section:
    each, name = part.environment, part.environment.capitalize()
    mapped, macro = offer.mapped(each), offer.macro(each)
    return html.Section(
        className=f"environment {each}",
        **aria(label=f"{name} environment"),
        children=[
            html.Div(
                className="environment-head",
                children=[
                    html.H3([html.Span(className="dot"), name]),
                    build_solo(each),
                    dmc.Switch(
                        id=f"on-{each}",
                        checked=part.on,
                        size="md",
                        **aria(label=f"Show the {each} environment"),
                    ),
                ],
            ),
            html.P(ABOUT[each], className="about"),
            html.Div(
                id=f"body-{each}",
                className="environment-body",
                hidden=not part.on,
                children=[
                    dmc.SegmentedControl(
                        id=f"level-{each}",
                        data=[
                            {"value": "micro", "label": "Micro: areas"},
                            {"value": "macro", "label": "Macro: whole place"},
                        ],
                        value=part.level,
                        size="xs",
                        fullWidth=True,
                        **aria(label=f"{name} level"),
                    ),
                    html.Div(_micro(offer, part, mapped), id=f"micro-{each}", hidden=part.level != "micro"),
                    html.Div(
                        _macro(offer.published, macro), id=f"macro-{each}", hidden=part.level != "macro"
                    ),
                ],
            ),
        ],
    )


def _micro(offer: Offer, part: Shown, mapped: list[LayerInfo]) -> list[Any]:
    each, name = part.environment, part.environment.capitalize()
    return [
        dmc.Select(
            id=f"layer-{each}",
            label="Layer",
            data=[_option(offer, layer) for layer in mapped],
            value=part.layer_id or None,
            placeholder="No layer has data here",
            disabled=not part.layer_id,
            allowDeselect=False,
            size="sm",
            maxDropdownHeight=360,
            comboboxProps={"withinPortal": False},
        ),
        html.P(question_words(offer.published, part.layer_id), id=f"question-{each}", className="question"),
        html.Div(
            className="opacity",
            children=[
                html.Span("Opacity", className="control-label", **aria(hidden="true")),
                dmc.Slider(
                    id=f"opacity-{each}",
                    value=part.opacity,
                    min=10,
                    max=100,
                    step=5,
                    size="sm",
                    thumbLabel=f"{name} opacity",
                    thumbSize=18,
                    flex=1,
                    disabled=not part.layer_id,
                ),
            ],
        ),
        build_stacking(each),
        *_lacking([layer for layer in mapped if not offer.drawable(layer.id)]),
    ]


def _option(offer: Offer, layer: LayerInfo) -> dict[str, Any]:
    if offer.drawable(layer.id):
        return {"value": layer.id, "label": layer.title}
    return {"value": layer.id, "label": f"{layer.title}. {missing_words(layer)}", "disabled": True}


def missing_words(layer: LayerInfo) -> str:
    """Return 'No data: needs Overdose calls', or why a layer with its feeds still has no figures."""
    if layer.missing:
        return f"No data: needs {words.listing([need_words(need) for need in layer.missing])}"
    return "No data: the loaded feeds hold nothing that may be shown"


def need_words(need: str) -> str:
    """Return what a layer needs as a reader knows it: a feed's title, and which indicator of it."""
    feed_id, _, indicator = need.partition(":")
    feed = all_feeds().get(feed_id)
    title = feed.title if feed else words.plain(feed_id)
    return f"{title} ({words.plain(indicator).lower()})" if indicator else title


def question_words(published: Published, layer_id: str) -> list[Any]:
    """Return a layer's question and which direction means harm, after its name where that is long."""
    layer = published.layers().get(layer_id)
    if layer is None:
        return []
    name = [html.B(f"{layer.title}. ")] if len(layer.title) > WHOLE_NAME else []
    return [*name, f"{layer.question} {words.HARM_WORDS[layer.harm]}"]


def _lacking(without: list[LayerInfo]) -> list[Any]:
    if not without:
        return []
    count = f"{len(without)} layer{'' if len(without) == 1 else 's'} without data"
    return [
        html.Details(
            [
                html.Summary(count),
                html.Ul([html.Li([html.B(layer.title), f" {missing_words(layer)}."]) for layer in without]),
            ],
            className="lacking",
        )
    ]


def _macro(published: Published, macro: list[LayerInfo]) -> list[Any]:
    if not macro:
        return [html.P("This version has no macro layer for this environment.", className="question")]
    items = [_macro_entry(layer, latest_values(published.panel(layer.id))) for layer in macro]
    return [
        html.P(
            "These figures describe the whole place: numbers here, no colours on the map.",
            className="question",
        ),
        html.Dl(items, className="macro-values"),
    ]


def latest_values(values: tuple[PanelValue, ...]) -> list[PanelValue]:
    """Return the values of the latest period; a layer such as the drug laws has several."""
    latest = max((value.period for value in values), default="")
    return [value for value in values if value.period == latest]


def _macro_entry(layer: LayerInfo, values: list[PanelValue]) -> html.Div:
    said: list[Any] = []
    for value in values:
        # Of several values each begins its note with its own name: "Possession law. A crime ..."
        name, _, rest = value.note.partition(". ") if len(values) > 1 else ("", "", value.note)
        note = " · ".join(t for t in (rest, "" if value.period == "current" else value.period) if t)
        shown = "No figure" if value.value is None else words.with_unit(value.value, value.unit)
        said.append(
            html.Dd(
                [
                    html.Span(name, className="which") if name else None,
                    html.Span(shown, className="none" if value.value is None else "value"),
                    html.Span(note, className="note") if note else None,
                ]
            )
        )
    return html.Div([html.Dt(layer.title), *(said or [html.Dd(missing_words(layer), className="none")])])
