"""The two-minute tour: a few steps, each beside the part of the page that it speaks about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dash import html

from web.aria import aria, data


@dataclass(frozen=True)
class Step:
    """One step. parts: what it points at, as CSS; the first that can be seen is taken."""

    title: str
    text: str
    parts: str


STEPS: Final = (
    Step(
        "What this map is for",
        "It shows where enforcement meets the services that keep people alive, on top of four environments "
        "that produce harm or protect from it. It compares places: it is not for targeting or arrest.",
        "#map",
    ),
    Step(
        "Choose what is shown",
        "Switch an environment on, then choose its layer. “Only this” shows one alone; Up and Down decide "
        "which lies on top. Services, declared hotspots and venues are further down.",
        "#panel, #open-panel",
    ),
    Step(
        "Read the colours",
        "The stronger the colour, the riskier. Hatching marks figures withheld to protect people: withheld "
        "does not mean none. “How to read this” says what each layer does not show.",
        ".legend",
    ),
    Step(
        "Choose how fine, and when",
        "Smaller areas and shorter periods hold fewer events, so fewer figures may be shown. What cannot be "
        "chosen says why.",
        ".toolbar",
    ),
    Step(
        "Open a place",
        "Click any area, service or hotspot for every figure there. With the keyboard: move the map with the "
        "arrow keys and press Enter.",
        "#map canvas, #map",
    ),
    Step(
        "Compare",
        "Put two maps side by side to compare layers or periods, or see all four environments at once. They "
        "move together.",
        "#maps-tool",
    ),
    Step(
        "Take it with you",
        "The link shows somebody else exactly this view; Briefing makes a dated document of it for a "
        "meeting. The same figures are below the map in words, as a table and as a file.",
        ".share",
    ),
)


def build_tour() -> html.Div:
    """Return the tour, closed. Its steps are in the page, so that nothing has to be fetched."""
    steps = [
        html.Div(
            [html.H2(step.title, tabIndex=-1), html.P(step.text)],
            className="tour-step",
            hidden=True,
            **data(parts=step.parts),
        )
        for step in STEPS
    ]
    return html.Div(
        id="tour",
        className="tour",
        role="dialog",
        hidden=True,
        **aria(modal="true", label="Tour of the map"),
        children=[
            html.Div(className="tour-ring", **aria(hidden="true")),
            html.Div(
                className="tour-card",
                children=[
                    html.P(className="tour-count"),
                    *steps,
                    html.Div(
                        [
                            html.Button("Skip the tour", className="plain-button tour-skip", type="button"),
                            html.Button("Back", className="plain-button tour-back", type="button"),
                            html.Button("Next", className="plain-button tour-next", type="button"),
                        ],
                        className="tour-buttons",
                    ),
                ],
            ),
        ],
    )
