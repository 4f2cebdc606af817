"""A part of the panel that one switch shows or hides on the map."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from web.aria import aria


def build_switched(
    name: str, title: str, shows: str, said: str, *, checked: bool, disabled: bool
) -> html.Section:
    """Return a heading with its switch and a sentence below. name: the switch's id; shows: 'Show ...'."""
    switch = dmc.Switch(id=name, checked=checked, disabled=disabled, size="md", **aria(label=shows))
    return html.Section(
        className="points",
        children=[
            html.Div([html.H3(title), switch], className="environment-head"),
            html.P(said, className="about"),
        ],
    )
