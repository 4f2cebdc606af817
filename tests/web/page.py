"""A page as a browser sees it: the controls of its layout, and its callbacks as they are posted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import Dash
from flask.testing import FlaskClient

from tests.web.below import Below
from web.doors import CALLBACK_RULE, OPEN_DOORS
from web.server import make_app

Values = Mapping[tuple[str, str], Any]  # (id, property) -> value


def layout_values(layout: Any) -> dict[tuple[str, str], Any]:
    """Return what every control of a layout holds, as /_dash-layout sends it."""
    found: dict[tuple[str, str], Any] = {}
    if isinstance(layout, list):
        for each in layout:
            found |= layout_values(each)
    elif isinstance(layout, dict):
        props = layout.get("props", {})
        if isinstance(props.get("id"), str):
            found |= {(props["id"], name): value for name, value in props.items()}
        found |= layout_values(props.get("children"))
    return found


def outputs_of(key: str) -> list[str]:
    """Return what a callback changes, as its key in the callback map names it."""
    return [each.split("@")[0] for each in re.split(r"\.\.\.", re.sub(r"^\.\.|\.\.$", "", key))]


def callback_body(app: Dash, key: str, changed: str, values: Values) -> dict[str, Any]:
    """Return what a browser posts when `changed` (id.property) changes; controls not given are empty."""
    found = app.callback_map[key]

    def sent(each: Mapping[str, str]) -> Any:
        if each["id"].startswith("{"):  # a pattern, which stands for as many controls as there are
            return values.get((each["id"], each["property"]), [])
        value = values.get((each["id"], each["property"]))
        return {"id": each["id"], "property": each["property"], "value": value}

    outputs: list[Any] = []
    for each in re.split(r"\.\.\.", re.sub(r"^\.\.|\.\.$", "", key)):
        name, prop = each.rsplit(".", 1)
        outputs.append([] if name.startswith("{") else {"id": name, "property": prop})
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": [sent(each) for each in found["inputs"]],
        "state": [sent(each) for each in found["state"]],
        "changedPropIds": [changed],
    }


class Page:
    """The app's callbacks as a browser posts them."""

    def __init__(
        self,
        home: Path,
        *,
        board: bool = True,
        under: str = "",
        path: str = "",
        app: Dash | None = None,
        client: FlaskClient | None = None,
    ) -> None:
        """Open the page of a home's server.

        under: the prefix of pages of exact figures. path: below which the server stands. app, client: of a
        server that is there, somebody signed in.
        """
        self.app = app or make_app(home, board=board, doors=replace(OPEN_DOORS, path=path))
        if path:
            self.app.server.test_client_class = Below
        self.client = client or self.app.server.test_client()
        self.path = path
        self.under = under
        self.layout = json.loads(self.client.get(f"{under}/_dash-layout").data)
        self.values = layout_values(self.layout)

    def post(self, output: str, changed: str, **values: Any) -> Any:
        """Run the callback that has `output`; values are named id__property."""
        given = {**self.values, **{tuple(key.rsplit("__", 1)): value for key, value in values.items()}}
        key = next(key for key in self.app.callback_map if output in outputs_of(key) and "@" not in key)
        return self.client.post(
            f"{self.under}{CALLBACK_RULE}", json=callback_body(self.app, key, changed, given)
        )
