"""The controls that lay the view out: one environment alone, which lies on top, and the colours."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from layers.look.colours import PALETTES
from web.aria import aria
from web.view.state import View

PALETTE_LABELS = dict(zip(PALETTES, ("Standard", "Colour-blind safe", "Greyscale"), strict=True))


def build_solo(environment: str) -> html.Button:
    """Return the button that shows one environment alone, and the others again."""
    return html.Button(
        "Only this",
        id=f"solo-{environment}",
        className="small-button",
        **aria(pressed="false", label=f"Only this: the {environment} environment"),
    )


def build_stacking(environment: str) -> html.Div:
    """Return where an environment lies among those on the map, and the buttons that move it."""
    return html.Div(
        className="stacking",
        role="group",
        **aria(label=f"Drawing order of the {environment} environment"),
        children=[
            html.Span(id=f"place-{environment}", className="stack-place"),
            _move(environment, "raise", "Up"),
            _move(environment, "lower", "Down"),
        ],
    )


def _move(environment: str, way: str, label: str) -> html.Button:
    return html.Button(
        label,
        id=f"{way}-{environment}",
        className="small-button",
        **aria(label=f"{label}: {way} the {environment} environment on the map"),
    )


def build_palette(view: View) -> html.Section:
    """Return the choice of colours, and what holds the drawing order and speaks of it."""
    return html.Section(
        className="points",
        children=[
            html.H3("Colours of the map"),
            html.P(
                "Every palette goes from weak to strong in even steps of lightness. Colour-blind safe also "
                "keeps the four environments apart; greyscale is for printing one environment.",
                className="about",
            ),
            dmc.SegmentedControl(
                id="palette",
                data=[{"value": value, "label": label} for value, label in PALETTE_LABELS.items()],
                value=view.arrange.palette,
                size="xs",
                fullWidth=True,
                mt=8,
                **aria(label="Colours of the map"),
            ),
            dcc.Store(id="order", data=list(view.arrange.order)),
            html.P(id="order-said", className="seen-by-readers", role="status"),
        ],
    )
