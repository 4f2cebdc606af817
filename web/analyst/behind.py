"""What lies behind one service's exact clash index: its parts, its bandwidths, its need, its hours."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from layers import words
from layers.clash.detail import CurvePoint, Detail, ReportingPoint, Share
from layers.clash.exact import ExactClash, exact_clash
from layers.clash.states import LABELS
from layers.publish.entitled import Sources
from layers.published.version import Published
from web.analyst.home import AnalystHome
from web.aria import aria

ASK = "Choose a service in the list to see what its index is made of."
HEADS = ("Bandwidth", "Index", "95 % range", "Class")


def build_behind(published: Published) -> html.Section:
    """Return the section, empty until a service is open; hidden where the page shows published figures."""
    return html.Section(
        className="clash-behind",
        hidden=not published.meta().exact,
        children=[
            html.H2("Behind the figure"),
            html.Div(html.P(ASK, className="about"), id="clash-behind", **aria(live="polite")),
            html.Div(
                id="clash-need-tool",
                hidden=True,
                children=[
                    html.H3("If need near services is under-reported"),
                    dmc.Slider(
                        id="clash-need",
                        value=100,
                        min=100,
                        max=200,
                        step=5,
                        marks=[{"value": at, "label": f"x {at / 100:g}"} for at in (100, 125, 150, 175, 200)],
                        thumbLabel="Need near services, per cent of what is on record",
                        mb=28,
                        mt=10,
                    ),
                    html.P(id="clash-need-said", className="sentence", **aria(live="polite")),
                ],
            ),
            dcc.Store(id="clash-need-points", data=[]),
        ],
    )


def register_behind(app: Dash, follower: AnalystHome) -> None:
    """Fill the section when a service is opened on a page of exact figures."""
    made = functools.lru_cache(maxsize=4)(_made)

    @app.callback(
        Output("clash-behind", "children"),
        Output("clash-need-points", "data"),
        Output("clash-need-tool", "hidden"),
        Input("clash-opened", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def tell(opened: Any, _version: Any) -> Any:
        published = follower.current()
        if not published.meta().exact or not isinstance(opened, str):
            return no_update, no_update, no_update
        service_id, _, stop = opened.partition("|")
        found = made(follower.home, published.version, published.meta().as_of, follower.entitled.sources())
        detail = found.details.get((service_id, stop))
        if detail is None:
            return [html.P(ASK if not opened else "Nothing lies behind it.", className="about")], [], True
        points = [_point(point) for point in detail.reporting]
        return build_detail(detail), points, not points

    app.clientside_callback(
        ClientsideFunction("clash", "need"),
        Output("clash-need-said", "children"),
        Input("clash-need", "value"),
        Input("clash-need-points", "data"),
    )


def _made(home: Path, version: str, as_of: str, sources: Sources | None) -> ExactClash:
    """Return the exact clash; `version` names the data, so that it is worked out once for each."""
    assert version
    return exact_clash(home, date.fromisoformat(as_of), sources=sources)


def build_detail(detail: Detail) -> list[Any]:
    """Return what an index is made of, in the order in which a reader asks."""
    return [
        html.P(factor_words(detail), className="sentence"),
        html.H3("Where it comes from"),
        _shares("By distance on foot", detail.by_band),
        _shares("By activity", [Share(words.plain(each.label), each.share) for each in detail.by_type]),
        _shares(
            "The five cells that add most",
            [Share(f"{cell.latitude:.4f}, {cell.longitude:.4f}", cell.share) for cell in detail.top_cells],
        ),
        *([html.H3("At other bandwidths"), _curve(detail.curve)] if detail.curve else []),
        *(
            [html.H3("Opening hours"), html.P(hours_words(detail), className="sentence")]
            if detail.hours
            else []
        ),
        html.P(flip_words(detail), className="sentence") if detail.reporting else None,
    ]


def factor_words(detail: Detail) -> str:
    """Return the exact decomposition as a sentence."""
    found = detail.factors
    if found is None:
        return "It cannot be split: there is nothing to compare it with."
    whole = found.city_average * found.need * found.excess
    return (
        f"Exposure {whole:.2f} = {found.city_average:.2f}, what places far from services have on average, "
        f"x {found.need:.2f} for the need here, x {found.excess:.2f} that need does not explain."
    )


def hours_words(detail: Detail) -> str:
    """Return whether its incidents fall into its opening hours."""
    found = detail.hours
    if found is None:
        return ""
    if not math.isfinite(found.ratio):
        return "Too few incidents with an hour to say."
    return (
        f"{words.percent(found.share)} of {found.incidents:.0f} incidents near it fall into its open hours "
        f"or half an hour beside them, against {words.percent(found.city_share)} in the whole place: ratio "
        f"{found.ratio:.2f} (p {found.p:.3f})."
    )


def flip_words(detail: Detail) -> str:
    """Return at which under-reporting of need the class changes."""
    if detail.flip is None:
        return "Its class stays the same up to twice the need on record."
    return (
        f"Its class changes to “{LABELS[detail.flip.state]}” where need near services is "
        f"{detail.flip.factor:.2f} times what is on record."
    )


def _shares(title: str, shares: Sequence[Share]) -> html.Table:
    return html.Table(
        [
            html.Caption(title),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(each.label, scope="row"),
                            html.Td(
                                html.Span(className="share-bar", style={"width": f"{100 * each.share:.1f}%"}),
                                className="share-room",
                            ),
                            html.Td(words.percent(each.share), className="num"),
                        ]
                    )
                    for each in shares
                ]
            ),
        ],
        className="shares",
    )


def _curve(points: Sequence[CurvePoint]) -> html.Table:
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in HEADS])),
            html.Tbody([html.Tr(_cells(point)) for point in points]),
        ],
        className="shares",
    )


def _cells(point: CurvePoint) -> list[Any]:
    known = math.isfinite(point.ratio)
    return [
        html.Th(f"{point.bandwidth_m:g} m", scope="row"),
        html.Td(f"{100 * point.ratio:.0f}" if known else "none", className="num"),
        html.Td(f"{100 * point.low:.0f} to {100 * point.high:.0f}" if known else ""),
        html.Td(LABELS[point.state]),
    ]


def _point(point: ReportingPoint) -> dict[str, Any]:
    """Return what assets/clash.js says at one place of the slider."""
    known = math.isfinite(point.ratio)
    index = f"index {100 * point.ratio:.0f}, " if known else ""
    return {
        "at": round(100 * point.factor),
        "said": f"With {point.factor:g} times the need on record: {index}{LABELS[point.state].lower()}.",
    }
