"""What every component with a browser half of our own shares; the half is a script in assets/."""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component


class BrowserPart(Component):
    """A Dash component of the namespace `safepassage`. PROPS: those that it and its script know."""

    PROPS: ClassVar[tuple[str, ...]] = ()
    _children_props: list[str] = []  # noqa: RUF012  # dash declares these for instances
    _base_nodes: list[str] = ["children"]  # noqa: RUF012
    _namespace = "safepassage"
    _type = "BrowserPart"

    def __init__(self, **props: Any) -> None:
        """Take the props by name. Raises TypeError for one that it does not have."""
        self._prop_names = list(self.PROPS)
        self.available_properties = list(self.PROPS)
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(**props)  # type: ignore[no-untyped-call]
