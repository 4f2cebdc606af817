"""The page's maps with their titles and legends; those besides the first wait until they are asked for."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from layers.published.offer import ENVIRONMENTS, PERIOD_KINDS, Offer
from layers.published.rows import Period
from web.aria import aria
from web.arrange.sides import EXTRA, Side, second_periods, sides, title
from web.controls.legend import build_legend
from web.listing.export import export_address
from web.map.component import MapView
from web.map.scene import scene
from web.view.state import View

MODES = {"one": "One", "two": "Two, side by side", "four": "Four environments"}


def build_modes(view: View) -> dmc.SegmentedControl:
    """Return the choice of how many maps there are."""
    return dmc.SegmentedControl(
        id="maps-mode",
        data=[{"value": value, "label": label} for value, label in MODES.items()],
        value=view.arrange.maps,
        size="xs",
        **aria(label="Number of maps"),
    )


def build_maps(offer: Offer, view: View, first: html.Div) -> html.Div:
    """Return every map's place on the page. first: the map that is always there, with its legend."""
    made = show_sides(offer, view)
    meta = offer.published.meta()
    extra = [
        html.Section(
            id=f"side-{n}",
            className="side",
            hidden=hidden,
            **aria(labelledby=f"side-title-{n}"),
            children=[
                html.H2(heading, id=f"side-title-{n}", className="side-title"),
                _second_controls(made) if n == EXTRA[0] else None,
                MapView(
                    id=f"map-{n}",
                    className="map",
                    group="linked",
                    off=hidden,
                    layers=layers,
                    bounds=list(meta.place.bounds),
                    theme="light",
                    label=label,
                    tableHref=export_address(offer, view),
                ),
                html.Div(legend, id=f"side-legend-{n}", className="side-legend"),
            ],
        )
        for n, hidden, heading, layers, label, legend in zip(
            EXTRA,
            made["hidden"],
            made["titles"][1:],
            made["layers"],
            made["labels"],
            made["legends"],
            strict=True,
        )
    ]
    head = html.H2(made["titles"][0], id="side-title-1", className="side-title")
    note = html.P("Its layers are chosen in the panel, its period above.", className="side-note")
    return html.Div(
        [html.Section([head, note, first], className="side"), *extra],
        id="maps",
        className=f"maps {view.arrange.maps}",
    )


def show_sides(offer: Offer, view: View) -> dict[str, Any]:
    """Return what the maps besides the first show, by the outputs of `register_sides`."""
    found = sides(offer, view)
    more: list[Side | None] = [*found[1:], *[None] * (len(EXTRA) - len(found) + 1)]
    periods = second_periods(offer, view) if view.arrange.maps == "two" else []
    headings = [_heading(offer, side) if side is not None else [] for side in (found[0], *more)]
    return {
        "mode": f"maps {view.arrange.maps}",
        "hidden": [side is None for side in more],
        "titles": headings,
        "layers": [scene(offer.published, side.view) if side is not None else [] for side in more],
        "labels": [
            f"{side.name}: {title(offer, side)}. It moves with the other maps" if side is not None else ""
            for side in more
        ],
        "legends": [_legend(offer, side) if side is not None else [] for side in more],
        "layer_choices": _layer_choices(offer),
        "period_choices": _period_choices(periods),
        "no_periods": not periods,
    }


def first_legend(offer: Offer, view: View) -> list[Any]:
    """Return the legend of the first map."""
    return _legend(offer, sides(offer, view)[0])


def _legend(offer: Offer, side: Side) -> list[Any]:
    return [html.P(side.empty, className="how")] if side.empty else build_legend(offer, side.view)


def _heading(offer: Offer, side: Side) -> list[Any]:
    if not side.name:
        return []
    return [html.Span(f"{side.name}: ", className="side-name"), title(offer, side)]


def _second_controls(made: dict[str, Any]) -> html.Div:
    return html.Div(
        className="side-controls",
        children=[
            dmc.Select(
                id="side-layer",
                data=made["layer_choices"],
                allowDeselect=False,
                searchable=False,
                size="xs",
                maxDropdownHeight=320,
                comboboxProps={"withinPortal": False},
                **aria(label="Layer of the second map"),
            ),
            dmc.Select(
                id="side-period",
                data=made["period_choices"],
                disabled=made["no_periods"],
                allowDeselect=False,
                placeholder="Does not vary",
                size="xs",
                maxDropdownHeight=320,
                comboboxProps={"withinPortal": False},
                **aria(label="Period of the second map"),
            ),
        ],
    )


def _layer_choices(offer: Offer) -> list[dict[str, Any]]:
    return [
        {"group": environment.capitalize(), "items": items}
        for environment in ENVIRONMENTS
        if (
            items := [
                {"value": layer.id, "label": layer.title}
                for layer in offer.mapped(environment)
                if offer.drawable(layer.id)
            ]
        )
    ]


def _period_choices(periods: list[Period]) -> list[dict[str, Any]]:
    return [
        {"group": label, "items": items}
        for kind, label in PERIOD_KINDS.items()
        if (items := [{"value": each.id, "label": each.label} for each in periods if each.kind == kind])
    ]
