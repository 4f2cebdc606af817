"""Lines of a legend: a patch of colour or pattern for each theme, what it means, how many areas it is of."""

from __future__ import annotations

from dash import html

from layers.look.symbols import data_address, pattern_svg
from layers.published.rows import LayerInfo


def state_item(text: str, count: int, styles: dict[str, dict[str, str]], *, first: bool = False) -> html.Li:
    """Return a line of a legend that says how many areas it is of; first: it begins a group."""
    return html.Li(
        [
            *swatches(styles),
            html.Span(text[:1].upper() + text[1:], className="state"),
            html.Span(f"{count:,}", className="tally", title="How many areas on the map"),
        ],
        className="first-state" if first else "",
    )


def swatches(styles: dict[str, dict[str, str]]) -> list[html.Span]:
    """Return a patch of colour or pattern for each theme."""
    return [html.Span(className=f"swatch only-{theme}", style=style) for theme, style in styles.items()]


def pattern_style(state: str, layer: LayerInfo, theme: str, behind: str = "") -> dict[str, str]:
    """Return the style of a state's patch; behind: the colour of the class that its pattern lies on."""
    address = data_address(pattern_svg(state, layer.environment, theme))
    style = {"backgroundImage": f'url("{address}")', "backgroundSize": "8px 8px"}
    return {**style, "backgroundColor": behind} if behind else style
