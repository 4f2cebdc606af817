"""The page about the data: what was read and refused, how fresh it is, what was withheld and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from dash import html

from layers import words
from layers.published.offer import ENVIRONMENTS, Offer
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, Meta, SourceInfo
from web.aria import aria
from web.marks import mark

INTRO = (
    "What was loaded, what was refused, how fresh it is, what was withheld and why. Every row read was "
    "loaded, refused with its reason, or superseded by a corrected one. Rows about events and services are "
    "rounded to 5, and fewer than 8 are said as “under 8”."
)
EXACT_INTRO = (
    "What was loaded, what was refused and how fresh it is, in exact numbers. Every row read was loaded, "
    "refused with its reason, or superseded by a corrected one."
)
EXACT_RULES = (
    "Every count is exact: nothing is withheld, rounded or moved, and every period is shown on every level "
    "of detail, up to the last whole quarter.",
    "They may single people out. They are for analysis on this machine and must not be passed on: what "
    "boards see, and what is exported for them, are the published figures.",
    "A rate on fewer than 20 events is marked as uncertain.",
    "Confidential services and hotspots that are not for boards are left out here too.",
)


def build_data_page(offer: Offer, period: str) -> list[Any]:
    """Return the page. period: the one whose withheld shares are listed, where a layer has it."""
    meta, sources = offer.published.meta(), offer.published.sources()
    return [
        html.Div(
            [
                html.H1("About the data"),
                *mark(offer.published),
                html.P(EXACT_INTRO if meta.exact else INTRO, className="intro"),
                _version(meta),
            ],
            className="page-head",
        ),
        html.Section([html.H2("Sources"), *[_source(each) for each in sources], _no_sources(sources)]),
        None if meta.exact else html.Section([html.H2("What was withheld"), *_withheld(offer, period)]),
        html.Section(
            [html.H2("The rules for what is shown"), _exact_rules() if meta.exact else _rules(meta)]
        ),
    ]


READS = "Published figures only: no single event, no exact location of one"
EXACT_READS = "Exact figures, counted from the restricted store: not for publication"


def _version(meta: Meta) -> html.Dl:
    facts = [
        ("Place", meta.place.name),
        ("Reads", EXACT_READS if meta.exact else READS),
        ("Data version", meta.version),
        ("Loaded" if meta.exact else "Published", words.day(date.fromisoformat(meta.published_at[:10]))),
        ("As of", words.day(date.fromisoformat(meta.as_of[:10]))),
        ("Content", meta.data_digest[:16]),
    ]
    return html.Dl(
        [html.Div([html.Dt(a), html.Dd(b)]) for a, b in facts if b], className="facts version-facts"
    )


def _no_sources(sources: tuple[SourceInfo, ...]) -> html.P | None:
    return None if sources else html.P("This version lists no sources.", className="about")


def _source(source: SourceInfo) -> html.Article:
    numbers = [
        ("Read", source.rows_read),
        ("Loaded", source.rows_loaded),
        ("Refused", source.rows_quarantined),
        ("Superseded", source.rows_superseded),
        ("Without location", source.rows_unlocated),
    ]
    facts = [
        ("Producer", source.producer or "Not stated"),
        ("Licence", source.licence or "Not stated"),
        ("Covers", _covers(source)),
        ("Loaded on", words.day(source.loaded_on) if source.loaded_on else "Not stated"),
        ("Times are exact to", f"the {source.time_precision}" if source.time_precision else ""),
        ("Locations", _location(source.location_precision_m)),
        ("Cannot show", source.cannot_show),
    ]
    return html.Article(
        className="card source",
        children=[
            html.Div(
                [html.H3(source.title), html.Span(source.source, className="tag")], className="card-head"
            ),
            html.Dl(
                [html.Div([html.Dt(label), html.Dd(text or "–")]) for label, text in numbers],
                className="numbers",
            ),
            html.Dl(
                [html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts if text],
                className="pairs",
            ),
        ],
    )


def _covers(source: SourceInfo) -> str:
    if source.first_date is None or source.last_date is None:
        return "No dates: it describes a state, not events"
    return f"{words.day(source.first_date)} to {words.day(source.last_date)}"


def _location(precision_m: float | None) -> str:
    return (
        f"Approximate: snapped or rounded to about {precision_m:,.0f} m" if precision_m else "As given, exact"
    )


def _withheld(offer: Offer, period: str) -> list[Any]:
    said = "Share of areas in each state. Finer areas and shorter periods mean more is withheld."
    parts = [_withheld_of(offer, environment, period) for environment in ENVIRONMENTS]
    return [html.P(said, className="about"), *parts]


def _withheld_of(offer: Offer, environment: str, period: str) -> html.Details:
    rows = []
    for layer in offer.mapped(environment):
        for grid in offer.grids:
            found = offer.published.best_period(layer.id, grid, period)
            if found is None:
                continue
            state = offer.published.figures(layer.id, grid, found).state
            share = [float(np.mean(state == code)) for code in (RELEASED, PARENT, WITHHELD, NO_DATA)]
            rows.append((layer.title, offer.grid_label(grid), _label(offer, found), *map(_percent, share)))
    head = ("Layer", "Level of detail", "Period", "Own figure", "Larger area’s", "Withheld", "No data")
    table = html.Table(
        [
            html.Thead(html.Tr(_cells(head, html.Th))),
            html.Tbody([html.Tr(_cells(row)) for row in rows]),
        ],
        className="rows",
    )
    name = f"{environment.capitalize()} environment"
    box = html.Div(table, className="scrolls", tabIndex=0, role="region", **aria(label=f"Withheld: {name}"))
    return html.Details([html.Summary(name), box], open=environment == ENVIRONMENTS[0], className="withheld")


def _cells(row: tuple[str, ...], cell: Any = html.Td) -> list[Any]:
    return [cell(text, className="num" if at > 2 else "") for at, text in enumerate(row)]


def _percent(share: float) -> str:
    return f"under {words.percent(0.01)}" if 0 < share < 0.01 else words.percent(share)


def _label(offer: Offer, period_id: str) -> str:
    period = offer.period(period_id)
    return period.label if period and period.kind != "current" else "Does not vary"


def _exact_rules() -> html.Ul:
    return html.Ul([html.Li(text) for text in EXACT_RULES], className="rules")


def _rules(meta: Meta) -> html.Ul:
    threshold = int(meta.disclosure.get("threshold") or 8)
    rounding = int(meta.disclosure.get("rounding") or 5)
    delay = int(meta.disclosure.get("delay_days") or 28)
    said = [
        f"A count of 1 to {threshold - 1} is withheld. Every other count carries a little random "
        f"noise, always the same for the same events, and is rounded to the nearest {rounding}.",
        "A true zero is shown as zero. Withheld, zero and no data are three different things everywhere.",
        "Where a hexagon’s figure is withheld, the map shows that of the larger area around it and says so.",
        "Totals are released from their own events, never added up, so parts may not add up to their total.",
        "No rate rests on fewer than 10 events; one on fewer than 20 is marked as uncertain.",
        f"Nothing is shown until {delay} days after a quarter has ended.",
        "Quarters are published for neighbourhoods and the whole place, years for hexagons, and the "
        "finest hexagons only over three years or more.",
        "Confidential services show only the hexagon they lie in, or nothing.",
    ]
    reason = str(meta.disclosure.get("reduced_because") or "")
    if reason:
        said.append(f"A setting of this place is laxer than the default; recorded reason: {reason}")
    return html.Ul([html.Li(text) for text in said], className="rules")
