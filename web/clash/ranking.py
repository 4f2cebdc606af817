"""The services one below the other, by class and index: a dot for the index, a bar for its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from layers import words
from layers.clash.states import CLOSING
from layers.look.standing import Scale, common_scale, has_index, is_uncertain, mark
from layers.look.symbols import THEMES, service_label
from layers.published.clash import ClashService
from web.aria import aria


def service_key(service: ClashService) -> str:
    """Return what names a service on this page and in an address: its id, with its stop if it has several."""
    return f"{service.service_id}|{service.stop}" if service.stop else service.service_id


def build_ranking(services: Sequence[ClashService]) -> html.Div:
    """Return the list with its scale; each entry opens for what lies behind it."""
    scale = common_scale(services)
    entries = [_entry(rank, service, scale) for rank, service in enumerate(services, 1)]
    return html.Div(
        className="ranking",
        children=[
            html.Div(
                className="rank-head",
                children=[
                    html.Span("Service"),
                    html.Div(_axis(scale), className="strip axis", **aria(hidden="true")),
                    html.Span("Index, 95 % range"),
                ],
            ),
            html.Ol(entries, className="ranks"),
        ],
    )


def _axis(scale: Scale) -> list[html.Span]:
    return [
        html.Span(
            f"{tick:g}",
            className="tick same" if tick == 100 else "tick",
            style={"left": _percent(scale.place(tick))},
        )
        for tick in scale.ticks()
    ]


def _entry(rank: int, service: ClashService, scale: Scale) -> html.Li:
    return html.Li(
        html.Details(
            [
                html.Summary(
                    [
                        html.Span(
                            [*_badge(rank, service), _named(service)],
                            className="rank-name",
                        ),
                        html.Span(_strip(service, scale), className="strip", **aria(hidden="true")),
                        html.Span(_figures(service), className="rank-figures"),
                    ]
                ),
                html.Div(_behind(service), className="rank-behind"),
            ],
            id=f"clash-{service_key(service)}",
            className=f"rank {service.state}",
        )
    )


def _badge(rank: int, service: ClashService) -> list[html.Span]:
    return [
        html.Span(
            str(rank),
            className=f"badge only-{theme}{'' if has_index(service) else ' empty'}",
            style={"background": mark(service.state, theme)},
        )
        for theme in THEMES
    ]


def _named(service: ClashService) -> html.Span:
    return html.Span(
        [
            html.Span(service.title, className="rank-title"),
            html.Span(f"{service.label} · {service_label(service.type)}", className="rank-type"),
        ]
    )


def _strip(service: ClashService, scale: Scale) -> list[html.Span]:
    same = html.Span(className="same-line", style={"left": _percent(scale.place(100))})
    if service.index is None or service.low is None or service.high is None or not has_index(service):
        return [same, html.Span(service.label, className="no-index")]
    left, right = scale.place(service.low), scale.place(service.high)
    unsure = " unsure" if is_uncertain(service) else ""
    return [
        same,
        *(
            html.Span(
                className=f"bar only-{theme}{unsure}",
                style={
                    "left": _percent(left),
                    "width": _percent(right - left),
                    "color": mark(service.state, theme),
                },
            )
            for theme in THEMES
        ),
        *(
            html.Span(
                className=f"point only-{theme}{unsure}",
                style={"left": _percent(scale.place(service.index)), "color": mark(service.state, theme)},
            )
            for theme in THEMES
        ),
    ]


def _figures(service: ClashService) -> list[Any]:
    if not has_index(service):
        return [html.Span("no index", className="range")]
    return [
        html.B(f"{service.index:.0f}"),
        html.Span(f" {service.low:.0f} to {service.high:.0f}", className="range"),
    ]


def _behind(service: ClashService) -> list[Any]:
    said = service.meaning if not has_index(service) else f"{service.sentence} {CLOSING}"
    facts = [("Class", f"{service.label}. {service.meaning}")] if has_index(service) else []
    if service.exposure is not None:
        facts.append(("Exposure", _doors(service.exposure)))
    if service.expected is not None:
        facts.append(("Expected", f"{_doors(service.expected)}, from places with the same need"))
    if service.p is not None:
        q = "" if service.q is None else f"; q {service.q:.3f} after correction for all services"
        facts.append(("p", f"{service.p:.3f}{q}"))
    return [
        html.P(said, className="sentence"),
        html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in facts], className="rank-facts"),
        html.Ul([html.Li(warning) for warning in service.warnings], className="warnings")
        if service.warnings
        else None,
        html.Button("Show on the map", className="small-button", **_found_at(service)),
    ]


def _found_at(service: ClashService) -> dict[str, Any]:
    """Return what assets/clash.js flies to."""
    return {"data-find": f"{service.longitude:.5f},{service.latitude:.5f}"}


def _doors(value: float) -> str:
    return f"{words.number(value)} events at its door every four weeks"


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
