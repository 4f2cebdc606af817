"""The dialog that makes a briefing of what is looked at, and the button that opens it from any page."""

from __future__ import annotations

from typing import Any, Final

import dash_mantine_components as dmc
from dash import dcc, html

from briefing.asked import LONGEST, MOST_ZONES
from layers.published.offer import ENVIRONMENTS
from web.aria import aria, data

DIALOG: Final = "briefing-dialog"
# what the browser sends -> its words; assets/briefing.js shows the template for those that hold slides
FORMS: Final = {
    "pdf": ("PDF", "Two to four pages to print or send."),
    "pptx": ("Slides", "PowerPoint: charts, tables and map shapes that you can edit."),
    "zip": ("Everything", "A ZIP: PDF, slides, maps, figures as tables, how it was made."),
}
LANGUAGE_NAMES: Final = {"en": "English", "es": "Español"}
PAPER_NAMES: Final = {"a4": "A4", "us-letter": "US Letter"}
NO_MAP: Final = "none"  # a choice needs a value
OF_VIEW: Final = "view"  # what the dialog starts from; else a recipe


def briefing_button() -> html.Button:
    """Return the button that opens the dialog (assets/briefing.js)."""
    return html.Button(
        "Briefing",
        className="plain-button briefing-button",
        type="button",
        title="Make a dated document of this view for a meeting",
        **data(briefing=""),
        **aria(haspopup="dialog"),
    )


def build_dialog(*, recipes: bool) -> dmc.Modal:
    """Return the dialog, closed; what a version offers is filled in when somebody opens it.

    recipes: whether what is asked for can be kept, to be made again.
    """
    return dmc.Modal(
        id=DIALOG,
        opened=False,
        size="xl",
        title=html.H2("Make a briefing", className="briefing-title"),
        closeButtonProps={**aria(label="Close")},
        className="briefing",
        children=[
            dcc.Store(id="briefing-wanted"),
            dcc.Store(id="briefing-kept"),  # what the form does not show: level of detail, period, view
            html.P(id="briefing-alert", className="alert", role="alert", hidden=True),
            html.Div(
                id="briefing-form",
                className="briefing-form",
                children=[*([_from()] if recipes else []), *_form(), *([_recipe()] if recipes else [])],
            ),
            _foot(),
        ],
    )


def _form() -> list[Any]:
    return [
        html.P(id="briefing-view", className="briefing-view"),
        html.P(id="briefing-note", className="briefing-exact", hidden=True),
        html.Div(
            [
                _text("title", "Title", "Left empty, it is named after the place."),
                _text("audience", "For whom", "Such as: Community safety board, 12 January"),
            ],
            className="briefing-pair",
        ),
        html.Div(
            [
                dmc.Select(
                    id="briefing-main",
                    label="Main map",
                    data=[],
                    allowDeselect=False,
                    size="sm",
                    comboboxProps={"withinPortal": False},
                ),
                html.Details(
                    [
                        html.Summary("The four smaller maps, one for each environment"),
                        html.Div([_small_map(each) for each in ENVIRONMENTS], className="briefing-pair"),
                    ],
                    className="briefing-maps",
                    open=True,
                ),
            ]
        ),
        dmc.CheckboxGroup(
            id="briefing-zones",
            label="Zones, side by side",
            description=f"At most {MOST_ZONES}.",
            value=[],
            children=html.Div(id="briefing-zone-list", className="briefing-zones"),
        ),
        html.Div(
            [
                _segments("language", "Language", LANGUAGE_NAMES),
                _segments("paper", "Paper", PAPER_NAMES),
            ],
            className="briefing-pair",
        ),
        dmc.RadioGroup(
            id="briefing-format",
            label="Form",
            value="pdf",
            children=html.Div(
                [
                    dmc.Radio(value=value, label=label, description=about, size="sm")
                    for value, (label, about) in FORMS.items()
                ],
                className="briefing-forms",
            ),
        ),
        _template(),
        dmc.Textarea(
            id="briefing-notes",
            label="Notes",
            description=f"Printed as typed, at most {LONGEST['notes']:,} characters. Name no person here.",
            autosize=True,
            minRows=2,
            maxRows=6,
            size="sm",
            value="",
        ),
    ]


def _text(name: str, label: str, placeholder: str) -> dmc.TextInput:
    return dmc.TextInput(
        id=f"briefing-{name}",
        label=label,
        placeholder=placeholder,
        autoComplete="off",
        size="sm",
        value="",
    )


def _small_map(environment: str) -> dmc.Select:
    return dmc.Select(
        id=f"briefing-map-{environment}",
        label=environment.capitalize(),
        data=[],
        allowDeselect=False,
        size="sm",
        comboboxProps={"withinPortal": False},
    )


def _segments(name: str, label: str, choices: dict[str, str]) -> html.Div:
    return html.Div(
        [
            html.Span(label, className="briefing-label", **aria(hidden="true")),
            dmc.SegmentedControl(
                id=f"briefing-{name}",
                data=[{"value": value, "label": words} for value, words in choices.items()],
                value=next(iter(choices)),
                size="sm",
                **aria(label=label),
            ),
        ]
    )


def _template() -> html.Div:
    """Return where a board's own slides are chosen; the browser's file field is made by the script."""
    return html.Div(
        id="briefing-template",
        className="briefing-template",
        hidden=True,
        children=[
            html.Span("Your own slide template (optional)", className="briefing-label"),
            html.Div(
                [
                    html.Button(
                        "Choose a .pptx", id="briefing-choose", className="plain-button", type="button"
                    ),
                    html.Span(id="briefing-chosen", className="note"),
                    html.Button(
                        "Remove", id="briefing-remove", className="link-button", type="button", hidden=True
                    ),
                ],
                className="briefing-row",
            ),
            html.P(id="briefing-template-error", className="briefing-error", role="alert", hidden=True),
        ],
    )


def _from() -> html.Div:
    """Return where analysts start from a recipe instead (web/analyst/recipe_chosen.py)."""
    return html.Div(
        [
            dmc.Select(
                id="briefing-from",
                label="Start from",
                data=[],
                value=OF_VIEW,
                allowDeselect=False,
                size="sm",
                comboboxProps={"withinPortal": False},
            ),
            html.P(id="briefing-from-said", className="note", role="status"),
            html.Div(
                dmc.Checkbox(id="briefing-since", label="", checked=False, size="sm"),
                id="briefing-since-part",
                hidden=True,
            ),
        ],
        id="briefing-from-part",
        className="briefing-from",
        hidden=True,
    )


def _recipe() -> html.Details:
    """Return where analysts keep what is asked for (web/analyst/recipes.py)."""
    return html.Details(
        [
            html.Summary("Keep this as a recipe, to make it again for each new period"),
            html.Div(
                [
                    dmc.TextInput(
                        id="briefing-recipe",
                        label="Name of the recipe",
                        placeholder="Such as: Quarterly board",
                        autoComplete="off",
                        size="sm",
                        value="",
                    ),
                    html.Button(
                        "Keep the recipe", id="briefing-recipe-keep", className="plain-button", type="button"
                    ),
                ],
                className="briefing-row briefing-recipe",
            ),
            html.P(id="briefing-recipe-said", className="note", role="status"),
        ],
        className="briefing-maps",
    )


def _foot() -> html.Div:
    return html.Div(
        [
            html.P(
                [
                    html.Span(id="briefing-said", role="status"),
                    " ",
                    html.Span(id="briefing-elapsed", className="briefing-elapsed", **aria(hidden="true")),
                ],
                className="briefing-state",
            ),
            html.Div(
                [
                    html.A("Save it again", id="briefing-again", className="plain-button", hidden=True),
                    html.Button(
                        "Cancel", id="briefing-cancel", className="plain-button", type="button", hidden=True
                    ),
                    html.Button(
                        "Make the briefing",
                        id="briefing-make",
                        className="plain-button briefing-button",
                        type="button",
                    ),
                ],
                className="briefing-buttons",
            ),
        ],
        id="briefing-foot",
        className="briefing-foot",
    )
