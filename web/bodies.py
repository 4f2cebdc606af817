"""What may be posted at all: JSON that a browser writes, and callbacks' bodies of their shape."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask.json.provider import DefaultJSONProvider


class StrictJson(DefaultJSONProvider):
    """Reads what a browser could have written; no number without an end, no depth without one."""

    def loads(self, s: str | bytes, **more: Any) -> Any:
        """Return what a text says. Raises ValueError for all that cannot be read."""
        try:
            return json.loads(s, parse_constant=_refuse, parse_float=_finite, **more)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def fits(callback: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Return whether a callback's body has the shape that its registration in Dash's map states.

    The controls must be those registered, in their order. What they say is for the callback to check.
    """
    given = {name: body.get(name, []) for name in ("inputs", "state")}
    changed = body.get("changedPropIds", [])
    return (
        all(_all_fit(callback[name], given[name]) for name in given)
        and _outputs_fit(body.get("output", ""), body.get("outputs"))
        and isinstance(changed, list)
        and all(any(_says(each, one) for one in callback["inputs"]) for each in changed)
    )


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number too large")
    return number


def _outputs_fit(name: str, given: Any) -> bool:
    """Return whether what is to change is what the callback's name says."""
    many = name.startswith("..")
    parts = [each.rsplit(".", 1) for each in (name[2:-2].split("...") if many else [name])]
    named = [{"id": each[0], "property": each[-1]} for each in parts]
    return _all_fit(named, given if many else [given])


def _all_fit(registered: Sequence[Mapping[str, str]], given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(registered)
        and all(_fits(one, each) for one, each in zip(registered, given, strict=True))
    )


def _fits(registered: Mapping[str, str], given: Any) -> bool:
    """Return whether a control is the one registered; a pattern stands for a list of controls."""
    if registered["id"].startswith("{"):
        return isinstance(given, list) and all(_is(registered, each) for each in given)
    return _is(registered, given)


def _is(registered: Mapping[str, str], given: Any) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("property"), str):
        return False
    wanted = registered["property"].split("@")[0]  # Dash marks an output that several callbacks change
    return given["property"].split("@")[0] == wanted and _matches(registered["id"], given.get("id"))


def _matches(registered: str, given: Any) -> bool:
    """Return whether an id is the one registered, or one that a pattern stands for."""
    if not registered.startswith("{"):
        return bool(given == registered)
    pattern = json.loads(registered)
    if not isinstance(given, dict) or given.keys() != pattern.keys():
        return False
    return all(
        _is_name(given[key]) if isinstance(wanted, list) else given[key] == wanted
        for key, wanted in pattern.items()
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int) or value == ["ALL"]


def _says(changed: Any, registered: Mapping[str, str]) -> bool:
    """Return whether "id.property" names a control that the callback follows."""
    if not isinstance(changed, str) or "." not in changed:
        return False
    name, prop = changed.rsplit(".", 1)
    if prop != registered["property"]:
        return False
    if not registered["id"].startswith("{"):
        return name == registered["id"]
    try:
        return _matches(registered["id"], json.loads(name))
    except (ValueError, RecursionError):
        return False
