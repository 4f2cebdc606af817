"""Text that nothing on the page changes, as one Dash component whatever its length.

    Still(tree=[["h1", {}, ["Method"]], ["p", {"className": "intro"}, ["How ..."]]])

Dash asks each of its components after every change anywhere on the page. A page of text is a thousand of
them, which took seconds to fill and slowed everything else from then on. Its browser half, assets/still.js,
writes the same elements with none.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from web.browser_part import BrowserPart

HTML = "dash_html_components"


class Still(BrowserPart):
    """A list of nodes: a text, or [tag, attributes by their React names, nodes inside]."""

    PROPS = ("id", "tree")
    _type = "Still"


def still(content: Any) -> Still:
    """Return what components of dash.html say, as one. Raises TypeError for any other component."""
    return Still(tree=_nodes(content))


def _nodes(content: Any) -> list[Any]:
    if content is None:
        return []
    if isinstance(content, list | tuple):
        return [node for each in content for node in _nodes(each)]
    if not isinstance(content, Component):
        return [str(content)]
    written = content.to_plotly_json()
    if written["namespace"] != HTML:
        raise TypeError(f"{written['namespace']}.{written['type']} lives by Dash: it cannot be still")
    attributes = {name: value for name, value in written["props"].items() if name != "children"}
    return [[written["type"].lower(), attributes, _nodes(written["props"].get("children"))]]
