"""The ways to add a shape to a zone without drawing it: by services, streets, numbers or a file."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

RADII = (100, 250, 400, 500, 800)  # metres
OTHER = "other"
REACHES = (10, 25, 50, 100)


def build_adding() -> list[Any]:
    """Return the ways to add a shape without drawing it, each folded up until it is wanted."""
    return [
        html.Details([html.Summary("Around services"), _around()]),
        html.Details([html.Summary("Along streets"), _streets()]),
        html.Details([html.Summary("By numbers, or pasted"), _numbers()], id="draw-numbers"),
        html.Details(
            [
                html.Summary("From a file"),
                html.Div(
                    [
                        html.P("Drop a file here, or"),
                        html.Button("Choose a file", id="draw-import", className="plain-button"),
                        html.P(
                            "GeoJSON, GeoPackage, KML, or a shapefile as one zip; at most 20 MB and "
                            "100,000 corners.",
                            className="note",
                        ),
                    ],
                    id="draw-drop",
                    className="load-drop",
                ),
            ]
        ),
    ]


def _around() -> html.Div:
    radii = [{"value": str(each), "label": f"{each} m"} for each in RADII]
    return html.Div(
        [
            dmc.MultiSelect(
                id="draw-around",
                label="Services",
                description="Or choose a service on the map",
                data=[],
                value=[],
                searchable=True,
                clearable=True,
            ),
            html.Span(id="draw-around-marked", hidden=True),
            html.Div(
                [
                    dmc.Select(
                        id="draw-radius",
                        label="Radius",
                        data=[*radii, {"value": OTHER, "label": "Another"}],
                        value="250",
                        allowDeselect=False,
                    ),
                    dmc.TextInput(
                        id="draw-radius-other",
                        label="Another radius (m)",
                        inputProps={"inputMode": "numeric"},
                    ),
                ],
                className="draw-pair",
            ),
            html.Button("Add the radius", id="draw-add-radius", className="plain-button"),
            dmc.Select(
                id="draw-minutes",
                label="Or within a walk of",
                description="Along the streets where the place has them, else straight lines × 1.3",
                data=[{"value": "5", "label": "5 minutes"}, {"value": "10", "label": "10 minutes"}],
                value="5",
                allowDeselect=False,
            ),
            html.Button("Add the walk", id="draw-add-walk", className="plain-button"),
        ],
        className="draw-form",
    )


def _streets() -> html.Div:
    return html.Div(
        [
            dmc.MultiSelect(
                id="draw-streets", label="Streets", data=[], value=[], searchable=True, clearable=True
            ),
            dmc.Select(
                id="draw-reach",
                label="Reach on both sides",
                data=[{"value": str(each), "label": f"{each} m"} for each in REACHES],
                value="25",
                allowDeselect=False,
            ),
            html.Button("Add the streets", id="draw-add-streets", className="plain-button"),
            html.P(id="draw-no-streets", className="note", hidden=True),
        ],
        className="draw-form",
    )


def _numbers() -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    dmc.TextInput(id="draw-centre", label="Middle", description="Latitude, longitude"),
                    dmc.TextInput(id="draw-metres", label="Radius (m)", description="1 to 50,000"),
                ],
                className="draw-pair",
            ),
            html.Div(
                [
                    html.Button("Add a circle", id="draw-add-circle", className="plain-button"),
                    html.Button("Add a walk from there", id="draw-add-walk-from", className="plain-button"),
                ],
                className="draw-row",
            ),
            dmc.Textarea(
                id="draw-typed",
                label="Corners, or GeoJSON",
                description="One corner on a line, latitude first: 51.5072, -0.1276. Or paste GeoJSON.",
                minRows=3,
                maxRows=8,
                autosize=True,
            ),
            html.Button("Add this shape", id="draw-add-typed", className="plain-button"),
        ],
        className="draw-form",
    )
