"""Up to six zones side by side: a table, and a chart of what each gives and takes. Never one score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from briefing.drawing.axis import ticks
from layers import words
from layers.published.zones import ZoneShown
from layers.week import read_week
from layers.zones.choices import STRENGTHS, label_of
from layers.zones.figure_words import title_of
from layers.zones.side_by_side import ROWS, Option, options
from layers.zones.weighed import Figure
from web.aria import aria
from web.zones.detail import figure_cell, named
from web.zones.listing import status_tag
from web.zones.weighing import build_table

ROOM = 1.12  # of the axis beyond the largest figure


def build_comparison(zones: Sequence[ZoneShown]) -> list[Any]:
    """Return the chart and the table, or what to do for one."""
    if len(zones) < 2:
        return [html.P("Tick two to six areas in the list to set them side by side.", className="about")]
    placed = options(zones)
    return [_chart(placed), _table(zones)]


def _table(zones: Sequence[ZoneShown]) -> Any:
    head = ["", *(f"{at}. {zone.zone.name}" for at, zone in enumerate(zones, 1))]
    rows: list[list[Any]] = [
        ["Status", *(status_tag(zone.zone.status) for zone in zones)],
        ["Strength", *(label_of(zone.zone.strength, STRENGTHS) for zone in zones)],
        ["Hours", *(read_week(zone.zone.hours).words if zone.zone.hours else "Always" for zone in zones)],
        ["Services named", *(f"{len(zone.zone.services):,}" for zone in zones)],
    ]
    for region, measure in ROWS:
        found: list[tuple[Figure | None, str]] = [zone.over(region, measure) for zone in zones]
        if any(figure is not None for figure, _ in found):
            whens = [zone.periods.get(when, "") for zone, (_, when) in zip(zones, found, strict=True)]
            name = named(measure) if not region else [title_of(measure)]
            if len(set(whens)) == 1:  # said once
                name += [html.Span(whens[0], className="note block")] if whens[0] else []
                whens = [""] * len(whens)
            cells = (figure_cell(figure, when) for (figure, _), when in zip(found, whens, strict=True))
            rows.append([name, *cells])
    return build_table("The areas side by side", head, rows)


def _chart(placed: Sequence[Option]) -> html.Figure:
    shown = [each for each in placed if each.gains[0] is not None and each.losses[0] is not None]
    ups = ticks(ROOM * 100 * max((each.gains[0] or 0.0 for each in shown), default=0.0), 3)
    alongs = ticks(ROOM * max((each.losses[0] or 0.0 for each in shown), default=0.0), 4)
    top, right = ups[-1] / 100, alongs[-1]
    points = [
        html.Span(
            f"{each.number}",
            className=f"trade-point{'' if each.stays else ' beaten'}",
            style={
                "left": f"{100 * (each.losses[0] or 0.0) / right:.2f}%",
                "bottom": f"{100 * (each.gains[0] or 0.0) / top:.2f}%",
            },
        )
        for each in shown
    ]
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.B("What each gives and what it takes. "),
                    "Higher: more of the place's overdose calls lie inside. Further right: more recorded "
                    "police activity would fall away. Filled: no other area here is at least as good on "
                    "overdose calls, exposure removed, police activity forgone and area, and better on one.",
                ]
            ),
            html.Div(
                [
                    html.Span("Overdose calls covered", className="trade-y"),
                    html.Div(
                        [
                            *(_line("bottom", words.percent(up / 100, 1), up / ups[-1]) for up in ups[1:]),
                            *(_line("left", words.number(along), along / right) for along in alongs[1:]),
                            *points,
                        ],
                        className="trade-plot",
                    ),
                    html.Span("Police activity forgone, events a year", className="trade-x"),
                ],
                className="trade",
                **aria(hidden="true"),
            ),
            html.Ol([html.Li(_said(each)) for each in placed], className="trade-said"),
        ],
        className="trade-off",
    )


def _line(side: str, label: str, part: float) -> html.Span:
    return html.Span(html.Span(label), className=f"trade-line {side}", style={side: f"{100 * part:.0f}%"})


def _said(each: Option) -> list[Any]:
    if each.gains[0] is None or each.losses[0] is None:
        said = "cannot be placed: its figures may not be shown."
    else:
        gain, loss = words.percent(each.gains[0], 1), words.number(round(each.losses[0]))
        what = f"{gain} of overdose calls for {loss} police records a year"
        standing = {
            True: "no other area here beats it on everything",
            False: "another area here is at least as good on everything",
            None: "not all of its figures may be shown, so it is not weighed against the others",
        }[each.stays]
        said = f"{what}; {standing}."
    return [html.B(f"{each.name}: "), said]
