"""What a zone would do, laid out: inside beside ring and comparison, its services, whom it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from layers import words
from layers.clash.states import LABELS, State
from layers.zones.figure_words import about, detail_words, title_of, value_words
from layers.zones.ledger import tag_words
from layers.zones.weighed import REGIONS, Ahead, Caution, Effect, Equity, Figure, ServiceEffect, Weighed
from web.aria import aria, data

NOT_MEASURED = "Not measured here"


def build_weighing(weighed: Weighed) -> list[Any]:
    """Return all that is known of a zone; warnings first, since they decide how to read the rest."""
    return [
        *_cautions(weighed.warnings),
        html.P(_counted(weighed), className="about"),
        html.H3("Inside, around it, and a place like it"),
        _regions(weighed),
        html.H3("What the zone changes"),
        _facts({**weighed.measures, **weighed.footprint}),
        html.H3("Its services"),
        build_services(weighed.services),
        html.H3("Whose need is covered"),
        _equity(weighed.equity),
        html.H3("What could be detected afterwards"),
        _ahead(weighed.ahead),
        html.H3("Benefits and costs"),
        build_ledger(weighed.ledger),
        *([html.H3("Notes"), html.Ul([html.Li(text) for text in weighed.notes])] if weighed.notes else []),
    ]


def _counted(weighed: Weighed) -> str:
    when = words.days(weighed.first_day, weighed.last_day)
    return " ".join(
        [
            f"Counted {when}." if when else "No weeks on file could be counted.",
            f"Hours: {weighed.hours or 'always'}.",
            f"Data version {weighed.data_version}, shape {weighed.zone_version[:12]}.",
        ]
    )


def _cautions(cautions: Sequence[Caution]) -> list[Any]:
    if not cautions:
        return []
    items = [
        html.Li(each.words if each.name in each.words else [html.B(f"{each.name}. "), each.words])
        for each in cautions
    ]
    return [html.Div([html.H3("Look at these first"), html.Ul(items)], className="alert zone-cautions")]


def _regions(weighed: Weighed) -> html.Div:
    rows = []
    for figure_id in weighed.inside:
        cells = [_figure(weighed.region(region).get(figure_id)) for region in REGIONS]
        rows.append([_named(figure_id), *cells])
    return build_table("Inside, ring and comparison", ("", *REGIONS.values()), rows)


def _figure(figure: Figure | None) -> Any:
    if figure is None:
        return "–"
    more = detail_words(figure)
    return [html.B(value_words(figure)), *([html.Span(more, className="note block")] if more else [])]


def _named(figure_id: str) -> Any:
    said = about(figure_id)
    return [title_of(figure_id), *([html.Span(said, className="note block")] if said else [])]


def _facts(figures: Mapping[str, Figure]) -> html.Div:
    rows = [[_named(figure_id), _figure(figure)] for figure_id, figure in figures.items()]
    return build_table("What the zone changes", ("Measure", "This zone"), rows)


def build_services(services: Sequence[ServiceEffect]) -> Any:
    """Return what a zone does to the clash index of each service."""
    if not services:
        return html.P("The zone names no service that could be measured.", className="about")
    compliances = [after.compliance for after in services[0].index_after]
    head = [
        "Service",
        "Class today",
        "Index today",
        *(f"If {words.percent(part)} is complied with" for part in compliances),
        "Exposure inside",
    ]
    rows = [
        [
            [
                each.name,
                html.Span("named by the zone" if each.protected else "not named", className="note block"),
            ],
            LABELS[State(each.state)] if each.state else "–",
            _index(each.index_before),
            *(_index(after.index) for after in each.index_after),
            _figure(each.removed),
        ]
        for each in services
    ]
    said = "Index 100 is what comparable places have. It falls by what stops inside the zone and its hours."
    return html.Div([html.P(said, className="about"), build_table("Services", head, rows)])


def _index(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _equity(equity: Equity) -> Any:
    if equity.why:
        return html.P(equity.why, className="about")
    rows = [
        [
            {1: "Most deprived fifth", 5: "Least deprived fifth"}.get(each.number, f"Fifth {each.number}"),
            f"{each.residents:,}",
            _figure(each.covered),
        ]
        for each in equity.quintiles
    ]
    index, need = equity.concentration, equity.concentration_of_need
    return html.Div(
        [
            html.P(f"Residents by {equity.indicator}, in fifths.", className="about"),
            build_table("Equity", ("Residents", "People", "Overdose calls covered"), rows),
            html.P(
                f"Concentration of what is covered: {value_words(index)}; of all overdose calls: "
                f"{value_words(need)}. Below 0 favours more deprived areas.",
                className="about",
            ),
        ]
    )


def _ahead(ahead: Iterable[Ahead]) -> Any:
    items = [html.Li(each.words) for each in ahead]
    if not items:
        return html.P("Nothing can be said about what a year would show.", className="about")
    return html.Ul(items, className="zone-ahead")


def build_ledger(ledger: Sequence[Effect]) -> Any:
    """Return every effect with who bears it, benefits beside costs; there is no single score."""
    if not ledger:
        return html.P("The ledger is empty.", className="about")
    sides: dict[str, list[Effect]] = {}
    for effect in ledger:
        sides.setdefault(effect.direction, []).append(effect)
    return html.Div(
        [
            html.Section(
                [html.H4(f"{words.plain(side)}s"), html.Ul([html.Li(_effect(each)) for each in effects])],
                className=f"ledger-side ledger-{side}",
            )
            for side, effects in sides.items()
        ],
        className="zone-ledger",
    )


def _effect(effect: Effect) -> list[Any]:
    figure: list[Any] = (
        [html.B(value_words(effect.figure)), f" {detail_words(effect.figure)}"]
        if effect.figure is not None
        else [html.B(NOT_MEASURED), f": {effect.measured_by}" if effect.measured_by else ""]
    )
    return [
        html.B(effect.title),
        html.Span(" · ".join(tag_words(effect)), className="note block"),
        html.Span(figure, className="block"),
        *([html.Span(effect.evidence, className="note block")] if effect.evidence else []),
    ]


def build_table(name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> html.Div:
    """Return a table that scrolls where it is too wide; of many columns, a phone shows each row as a card.

    name: for people who hear it.
    """
    body = [
        html.Tr(
            [
                html.Th(row[0], className="row-name", scope="row", role="rowheader"),
                *(
                    html.Td(cell, role="cell", **data(label=text))
                    for text, cell in zip(head[1:], row[1:], strict=True)
                ),
            ],
            role="row",
        )
        for row in rows
    ]
    table = html.Table(
        [
            html.Thead(html.Tr([_head(text) for text in head], role="row"), role="rowgroup"),
            html.Tbody(body, role="rowgroup"),
        ],
        className="rows as-cards" if len(head) > 2 else "rows",
        role="table",
    )
    return html.Div(table, className="scrolls", tabIndex=0, role="region", **aria(label=name))


def _head(text: str) -> html.Th | html.Td:
    return html.Th(text, scope="col", role="columnheader") if text else html.Td(role="cell")
