"""The search box as a Dash component: a combobox whose suggestions the server gives.

    SearchBox(id="search", href="/search/20261122-0123456789ab", label="Search the place")

Props that Python sets:
    href        address that answers ?q= with {found: [{label, kind, detail, to}], said}
    label       what the box is called
    placeholder what stands in it while it is empty
Props that the browser sets:
    chosen      {to, label, n} of the suggestion taken; `n` counts
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

PROPS = ("id", "href", "label", "placeholder", "chosen")


class SearchBox(Component):
    """The search box (see the module's text for its props). Its browser half is assets/search.js."""

    _children_props: list[str] = []  # noqa: RUF012  # dash declares these for instances
    _base_nodes: list[str] = ["children"]  # noqa: RUF012
    _namespace = "safepassage"
    _type = "SearchBox"

    def __init__(self, **props: Any) -> None:
        """Take the props by name. Raises TypeError for one that the box does not have."""
        self._prop_names = list(PROPS)
        self.available_properties = list(PROPS)
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(**props)  # type: ignore[no-untyped-call]
