"""Text that nothing on the page changes, as one Dash component whatever its length.

    Still(tree=[["h1", {}, ["Method"]], ["p", {"className": "intro"}, ["How ..."]]])

Dash asks each of its components after every change anywhere on the page. A page of text is a thousand of
them, which took seconds to fill and slowed everything else from then on. Its browser half, assets/still.js,
writes the same elements with none.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

PROPS = ("id", "tree")
HTML = "dash_html_components"


class Still(Component):
    """A list of nodes: a text, or [tag, attributes by their React names, nodes inside]."""

    _children_props: list[str] = []  # noqa: RUF012  # dash declares these for instances
    _base_nodes: list[str] = ["children"]  # noqa: RUF012
    _namespace = "safepassage"
    _type = "Still"

    def __init__(self, **props: Any) -> None:
        """Take the props by name. Raises TypeError for one that it does not have."""
        self._prop_names = list(PROPS)
        self.available_properties = list(PROPS)
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(**props)  # type: ignore[no-untyped-call]


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
