"""What a callback is asked, checked: anyone can post to the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort

from etl.errors import BadInputError

STALE = "New figures have been published since this page was opened. Reload the page to see them."


def refusing(answer: Callable[..., Any]) -> Any:
    """Return the answer of a callback; input that no control could have sent ends as status 400."""
    try:
        return answer()
    except BadInputError as error:
        return abort(400, description=str(error))


def mapping(value: Any) -> dict[str, Any]:
    """Return what the page keeps as its view. Raises BadInputError for anything but a mapping."""
    if not isinstance(value, dict):
        raise BadInputError("view", "is not a mapping", "Reload the page.")
    return value
