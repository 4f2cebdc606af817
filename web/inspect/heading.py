"""The head of the drawer."""

from __future__ import annotations

from dash import html


def build_heading(title: str, under: str, more: str = "") -> html.Div:
    """Return the title, which takes the focus, with what it is beneath."""
    lines = [html.P(text, className="under") for text in (under, more) if text]
    return html.Div([html.H2(title, tabIndex=-1), *lines], className="drawer-head")
