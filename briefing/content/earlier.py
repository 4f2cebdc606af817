"""An earlier briefing as a later one remembers it: the figures that are compared, as JSON and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, get_args, get_type_hints

from briefing.content.kept import Kept
from briefing.content.model import Content
from etl.errors import BadInputError

FORM: Final = 1  # of the JSON; a later form reads the earlier ones
MOST: Final = 5_000  # figures, far beyond what one briefing has
LONGEST: Final = 2_000  # characters of one text
_KINDS: Final = frozenset(get_args(get_type_hints(Kept)["kind"]))
_TEXTS: Final = ("key", "kind", "label", "text", "state", "unit", "period")


@dataclass(frozen=True)
class Earlier:
    """An earlier briefing. dated: the day it stood for, as it was said then."""

    content_id: str
    dated: str
    figures: tuple[Kept, ...]


def keep(content: Content) -> Earlier:
    """Return what a later briefing needs to remember of this one."""
    return Earlier(content.provenance.content_id, content.dated, content.kept)


def earlier_as_json(earlier: Earlier) -> dict[str, Any]:
    """Return plain values, as `read_earlier` takes them."""
    return {
        "form": FORM,
        "content_id": earlier.content_id,
        "dated": earlier.dated,
        "figures": [asdict(each) for each in earlier.figures],
    }


def read_earlier(document: Any) -> Earlier:
    """Return the earlier briefing that a document is of. Raises BadInputError for one that is damaged."""
    if not isinstance(document, Mapping) or document.get("form") != FORM:
        raise _damaged("is no record of a briefing that this version knows")
    figures = document.get("figures")
    if not isinstance(figures, list) or len(figures) > MOST:
        raise _damaged("has no list of figures")
    found = tuple(_kept(each) for each in figures)
    if len({each.key for each in found}) != len(found):
        raise _damaged("names a figure twice")
    return Earlier(_text(document, "content_id"), _text(document, "dated"), found)


def _kept(row: Any) -> Kept:
    if not isinstance(row, Mapping) or set(row) != {each.name for each in fields(Kept)}:
        raise _damaged("has a figure with other parts than figures have")
    texts: dict[str, Any] = {name: _text(row, name) for name in _TEXTS}
    if texts["kind"] not in _KINDS:
        raise _damaged(f"has a figure of kind {texts['kind'][:40]!r}")
    number = None if row["number"] is None else _number(row, "number")
    exposure = _number(row, "exposure")
    if texts["kind"] == "count" and number is not None and number < 0:
        raise _damaged("has a count below 0")
    return Kept(**texts, number=number, exposure=exposure)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _damaged(f"has no text as its {name}")
    return value


def _number(row: Mapping[str, Any], name: str) -> float:
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _damaged(f"has no number as its {name}")
    return float(value)


def _damaged(what: str) -> BadInputError:
    return BadInputError("the earlier briefing", what, "Make this one without it, or take another.")
