"""The zones that the map draws: one switch a status, by the name that the place gives them."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from layers.look.zones import ZONE_LOOKS
from layers.published.offer import Offer
from web.controls.swatches import swatches
from web.map.zones import zone_pictures
from web.url import url
from web.view.state import View


def build_zones(offer: Offer, view: View) -> html.Section:
    """Return the choice of statuses, or what will be here once there are zones."""
    term = offer.published.meta().place.zone_term
    statuses = offer.zone_statuses
    said = (
        "Areas agreed, or proposed, where police leave people to reach help. What is only proposed is drawn "
        "dashed and light."
        if statuses
        else f"No {term} is published for this place yet. One that is only proposed will be marked so, never "
        "drawn as if it were in force."
    )
    return html.Section(
        className="points",
        children=[
            html.H3(f"{term[:1].upper()}{term[1:]}s"),
            html.P(said, className="about"),
            dmc.CheckboxGroup(
                id="zones",
                value=list(view.zones),
                children=html.Div([_choice(*each) for each in statuses.items()], className="checks"),
                label=html.Span("Statuses of the areas drawn", className="seen-by-readers"),
            ),
            *(
                [
                    html.A(
                        "Compare them on the page Zones", href=url("/zones"), className="nav-link onward-link"
                    )
                ]
                if statuses
                else []
            ),
        ],
    )


def _choice(status: str, count: int) -> Any:
    return dmc.Checkbox(
        value=status,
        size="xs",
        label=html.Span(
            [
                *swatches(zone_pictures(status)),
                html.Span(ZONE_LOOKS[status].label),
                html.Span(f"{count:,}", className="count"),
            ],
            className="service-label",
        ),
    )
