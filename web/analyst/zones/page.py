"""The Draw zones page as it stands before anybody goes there: its map, tools, form and room for answers."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from web.analyst.hours import build_presets, build_week_grid
from web.analyst.zones.adding import build_adding
from web.analyst.zones.fields import build_always_out, build_fields
from web.aria import aria, data
from web.map.component import MapView
from web.people.standing import build_name

TOOLS = (
    ("select", "Choose and edit"),
    ("polygon", "Polygon"),
    ("rectangle", "Rectangle"),
    ("circle", "Circle"),
    ("freehand", "Freehand"),
    ("footprint", "Building"),
    ("split", "Split"),
)


def build_draw_page() -> list[Any]:
    """Return the page; what its callbacks and script fill is in it, empty."""
    return [
        dcc.Store(id="draw-filled"),
        dcc.Store(id="draw-shown"),  # {zone_id, number, n}: the zone that is open, set by the page
        dcc.Store(id="draw-compared"),  # {zone_id, number, n}: a version to be set against the newest
        dcc.Store(id="draw-weighed"),  # key of what was weighed last
        dcc.Store(id="draw-hours", data=[]),
        dcc.Store(id="draw-f-hours", data=""),
        html.Div(
            [
                html.H1("Draw zones"),
                html.P(
                    "Draw where a no-enforcement agreement would hold, say what it is, weigh it, and keep "
                    "it. A zone is a proposal until people have agreed to it; nothing here is published.",
                    className="intro",
                ),
                html.P(className="not-public draw-mark"),
            ],
            className="draw-head",
        ),
        html.P("Loading …", id="draw-waiting", className="waiting"),
        html.Section(
            [
                html.H2("Zones"),
                html.Div(
                    dmc.TextInput(id="draw-find", label="Find a zone by its name", maw=360),
                    id="draw-find-row",
                    hidden=True,
                ),
                html.Div(id="draw-zones"),
                html.P(id="draw-zones-said", className="note", role="status"),
            ],
            className="draw-list-of-zones",
        ),
        html.P(id="draw-said", className="said-done", role="status", hidden=True),
        html.P(id="draw-alert", className="alert", role="alert", hidden=True),
        html.Div(id="draw-kept"),
        html.Div(id="draw-several"),
        html.P(
            "This browser cannot keep your unsaved work (its storage is full or switched off). Save often.",
            id="draw-unkept",
            className="alert",
            hidden=True,
        ),
        html.Div([_map(), _beside()], id="draw-work", className="draw-columns"),
        html.Section(
            [html.H2("2. Describe it"), html.Div(id="draw-term", className="about"), _agreement()],
            className="draw-describe",
        ),
        html.Section(
            [
                html.H2("3. Weigh it"),
                html.P(
                    "Inside, a ring around it, and a comparison area side by side: never the inside alone.",
                    className="about",
                ),
                html.P(
                    [
                        html.Button("Weigh this zone", id="draw-weigh", className="main-button"),
                        html.Span(id="draw-weigh-state", role="status", className="note"),
                    ],
                    className="draw-row",
                ),
                html.Div(id="draw-weighing"),
            ]
        ),
        _keep(),
        html.Div(
            [
                html.Button("Save", id="draw-save", className="main-button"),
                html.Span(id="draw-state", role="status", className="draw-state"),
            ],
            className="draw-bar",
        ),
    ]


def _map() -> html.Section:
    def button(name: str, text: str, **more: Any) -> html.Button:
        return html.Button(text, id=name, className="tool-button", type="button", **more)

    tools = [
        html.Button(text, className="tool-button", type="button", **data(tool=name), **aria(pressed="false"))
        for name, text in TOOLS
    ]
    return html.Section(
        [
            html.H2("1. Draw it"),
            html.Div(
                [
                    html.Div(tools, role="group", className="tool-group", **aria(label="Tools")),
                    html.Div(
                        [
                            button("draw-undo", "Undo", title="Ctrl+Z"),
                            button("draw-redo", "Redo", title="Ctrl+Shift+Z"),
                            button("draw-duplicate", "Duplicate"),
                            button("draw-delete", "Delete", title="Delete"),
                            button("draw-combine", "Make one shape"),
                            button("draw-snap", "Snap", **aria(pressed="true")),
                            button(
                                "draw-others",
                                "Other zones",
                                title="Draw the zones that are kept behind this one",
                                **aria(pressed="true"),
                            ),
                        ],
                        role="group",
                        className="tool-group",
                        **aria(label="Edit"),
                    ),
                ],
                id="draw-tools",
                className="draw-tools",
            ),
            html.P(id="draw-hint", className="note draw-hint", role="status"),
            html.P(id="draw-others-said", className="note", hidden=True),
            MapView(
                id="draw-map",
                className="map",
                layers=[],
                off=True,
                theme="light",
                label="Map to draw on. The lists beside and below it do the same by keyboard",
                tableHref="#draw-numbers",
            ),
        ],
        className="draw-map-side",
    )


def _beside() -> html.Div:
    return html.Div(
        [
            html.Section(
                [
                    html.H3("Figures of this shape"),
                    html.P(className="not-public draw-mark"),
                    html.Div(id="draw-figures"),
                    html.Ol(
                        id="draw-faults",
                        className="draw-faults",
                        hidden=True,
                        **aria(label="Faults", live="polite"),
                    ),
                ],
                className="draw-card",
            ),
            html.Section([html.H3("Parts"), html.Div(id="draw-list")], className="draw-card"),
            html.Section([html.H3("Add a shape"), *build_adding()], className="draw-card"),
        ],
        className="draw-beside",
    )


def _agreement() -> html.Div:
    return html.Div(
        [
            html.Div(build_fields(), className="draw-fieldsets"),
            html.Fieldset(
                [
                    html.Legend("Hours"),
                    html.P(id="draw-hours-said", className="control-label", role="status"),
                    html.Div(
                        build_presets(),
                        className="presets",
                        role="group",
                        **data(hours="draw-hours"),
                        **aria(label="Hours of the week"),
                    ),
                    html.Details(
                        [
                            html.Summary("Choose hours"),
                            html.P(
                                "Drag over hours, choose a day or an hour by its name, or use the arrow keys "
                                "with Space (Shift and an arrow for several).",
                                className="about",
                            ),
                            build_week_grid("draw-hours", "Hours of the week in which the zone holds"),
                        ],
                        className="hours-choice",
                    ),
                ],
                className="draw-fields",
            ),
            build_always_out(),
        ]
    )


def _keep() -> html.Section:
    return html.Section(
        [
            html.H2("4. Keep it"),
            html.P(id="draw-newer", className="alert", role="status", hidden=True),
            html.Div(id="draw-conflict"),
            html.Div(
                [
                    build_name(
                        "draw-by",
                        "Kept with each version, status and comment",
                        persistence=True,
                        persistence_type="local",
                    ),
                    dmc.TextInput(
                        id="draw-version-note",
                        label="What changed",
                        description="For those who read the versions",
                        w=320,
                    ),
                ],
                className="draw-row",
            ),
            html.Div(
                [
                    html.Button("New zone", id="draw-new", className="plain-button"),
                    html.Button("Save as a copy", id="draw-copy", className="plain-button"),
                ],
                className="draw-row draw-save",
            ),
            html.Div(_kept(), id="draw-of", hidden=True),
        ],
        className="draw-keep",
    )


def _kept() -> list[Any]:
    return [
        html.Section(
            [
                html.H3("Status"),
                html.P(id="draw-status-words"),
                dmc.Textarea(
                    id="draw-reason",
                    label="Reason",
                    description="Kept with the new status",
                    minRows=1,
                    autosize=True,
                ),
                html.Div(id="draw-steps", className="draw-row"),
                html.Button("Delete this zone", id="draw-remove", className="plain-button"),
            ],
            className="draw-card",
        ),
        html.Section(
            [
                html.H3("Versions"),
                html.Div(id="draw-versions"),
                html.Div(id="draw-difference", **aria(live="polite")),
            ],
            className="draw-card",
        ),
        html.Section(
            [
                html.H3("Comments"),
                html.Div(id="draw-comments"),
                dmc.Textarea(id="draw-comment", label="Add a comment", minRows=2, autosize=True),
                html.Button("Add the comment", id="draw-comment-add", className="plain-button"),
            ],
            className="draw-card",
        ),
    ]
