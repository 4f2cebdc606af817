"""The section "When it happens": the choice of layer and place, and the table that follows it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from etl.errors import BadInputError
from layers.look.colours import PALETTES
from layers.published.home import PublishedHome
from layers.published.offer import Choice, Offer, offer_of
from web.asked import refusing
from web.controls.toolbar import reasons
from web.marks import mark
from web.still import still
from web.view.state import View
from web.week.choose import PLACE, area_choices, first_layer, layer_choices
from web.week.table import build_week

NONE = "No layer of this version has counts by hour that can be shown."


def build_week_section(offer: Offer, view: View) -> html.Section:
    """Return the section set to the topmost layer of the view that has hours."""
    layer_id = first_layer(offer, view)
    choices = layer_choices(offer)
    body = still(build_week(offer, layer_id, PLACE, view.arrange.palette)) if layer_id else html.P(NONE)
    return html.Section(
        className="said week",
        children=[
            html.H2("When it happens"),
            *mark(offer.published),
            html.Div(
                className="week-tools",
                children=[
                    _select("week-layer", "Layer", choices, layer_id),
                    _select("week-area", "Where", area_choices(offer, layer_id), PLACE if layer_id else ""),
                    html.Div(reasons(choices, []), className="week-reasons"),
                ],
            ),
            html.Div(body, id="week-body"),
        ],
    )


def _select(name: str, label: str, choices: list[Choice], value: str) -> dmc.Select:
    return dmc.Select(
        id=name,
        label=label,
        data=options(choices),
        value=value or None,
        disabled=not value,
        allowDeselect=False,
        size="sm",
        w=300,
        comboboxProps={"withinPortal": False},
    )


def options(choices: list[Choice]) -> list[dict[str, Any]]:
    """Return choices as a select takes them; one that is off says why."""
    return [
        {"value": each.value, "label": f"{each.label}. {each.reason}", "disabled": True}
        if each.reason
        else {"value": each.value, "label": each.label}
        for each in choices
    ]


def register_week(app: Dash, follower: PublishedHome) -> None:
    """Connect the choice of layer and place to the table."""

    @app.callback(
        Output("week-body", "children"),
        Output("week-area", "data"),
        Output("week-area", "value"),
        Input("week-layer", "value"),
        Input("week-area", "value"),
        Input("palette", "value"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def show_week(layer_id: Any, area_id: Any, palette: Any, version: Any) -> Any:
        offer = offer_of(follower.current())
        if version != offer.published.version:
            return no_update, no_update, no_update
        return refusing(lambda: _answer(offer, layer_id, area_id, palette))


def _answer(offer: Offer, layer_id: Any, area_id: Any, palette: Any) -> tuple[Any, Any, str]:
    """Return the section's parts for what its controls sent. Raises BadInputError for what none could."""
    layers = [each.value for each in layer_choices(offer) if not each.reason]
    areas = area_choices(offer, layer_id) if isinstance(layer_id, str) else []
    for where, value, known in (
        ("week-layer", layer_id, layers),
        ("week-area", area_id, [each.value for each in areas]),
        ("palette", palette, PALETTES),
    ):
        if value not in known:
            raise BadInputError(where, "is not a choice of this version", "Reload the page.")
    if any(each.value == area_id and each.reason for each in areas):
        area_id = PLACE  # another layer was chosen, of which this neighbourhood has too few
    return still(build_week(offer, layer_id, area_id, palette)), options(areas), area_id
