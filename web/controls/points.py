"""Services by type and the hotspots that the police declare: what the map draws as points and outlines."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from layers.look.symbols import SERVICE_SYMBOLS, THEMES, data_address, service_label, service_svg
from layers.published.offer import Offer
from layers.published.version import Published
from web.controls.switched import build_switched
from web.view.state import View


def build_services(offer: Offer, view: View) -> html.Section:
    """Return the choice of service types."""
    types = offer.service_types
    empty = html.P(
        "None in this version: the service feed holds nothing that may be shown.", className="about"
    )
    return html.Section(
        className="points",
        children=[
            html.H3("Services"),
            *([] if types else [empty]),
            dmc.CheckboxGroup(
                id="services",
                value=list(view.services),
                children=html.Div(
                    [
                        dmc.Checkbox(
                            value=kind,
                            size="xs",
                            label=html.Span(
                                [
                                    *_symbol(kind),
                                    html.Span(service_label(kind)),
                                    html.Span(f"{count:,}", className="count"),
                                ],
                                className="service-label",
                            ),
                        )
                        for kind, count in types.items()
                    ],
                    className="checks",
                ),
                label=html.Span("Types of service", className="seen-by-readers"),
            ),
        ],
    )


def _symbol(kind: str) -> list[html.Img]:
    known = kind if kind in SERVICE_SYMBOLS else "other"
    return [
        html.Img(
            src=data_address(service_svg(known, theme)),
            alt="",
            width=20,
            height=20,
            className=f"only-{theme}",
        )
        for theme in THEMES
    ]


def build_hotspots(published: Published, view: View) -> html.Section:
    """Return the switch of the declared hotspots."""
    count = len(published.hotspots())
    said = (
        f"{count} area{'' if count == 1 else 's'} the police say they concentrate on."
        if count
        else "None are shown to boards in this place."
    )
    return build_switched(
        "hotspots",
        "Declared hotspots",
        "Show declared hotspots",
        said,
        checked=view.hotspots,
        disabled=not count,
    )
