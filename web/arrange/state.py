"""How the view is laid out: which environment lies on top, and in which colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from etl.errors import BadInputError
from web.map.colours import PALETTES
from web.view.offer import ENVIRONMENTS

PARTS: Final = {"order": "the drawing order", "palette": "the colours"}


@dataclass(frozen=True)
class Arrangement:
    """How the environments are laid out. order: every environment, the lowest first."""

    order: tuple[str, ...] = ENVIRONMENTS
    palette: str = PALETTES[0]


OPENING: Final = Arrangement()


def read_arrangement(asked: Any) -> Arrangement:
    """Return the arrangement that the page's controls ask for: `order` and `palette`.

    Raises:
        BadInputError: a value that no control could have sent.
    """
    if not isinstance(asked, Mapping):
        raise _bad("arrange", "is not a mapping")
    order = asked.get("order")
    if not isinstance(order, list | tuple) or sorted(map(str, order)) != sorted(ENVIRONMENTS):
        raise _bad("order", "does not name every environment once")
    palette = asked.get("palette")
    if palette not in PALETTES:
        raise _bad("palette", "is no choice of colours")
    return Arrangement(order=tuple(order), palette=palette)


def as_asked(arranged: Arrangement) -> dict[str, Any]:
    """Return the arrangement in the form that `read_arrangement` takes, made of what JSON can carry."""
    return {"order": list(arranged.order), "palette": arranged.palette}


def write_parts(arranged: Arrangement) -> dict[str, str]:
    """Return what a link says of the arrangement; what is as at the opening goes without saying."""
    said: dict[str, str] = {}
    if arranged.order != OPENING.order:
        said["order"] = ",".join(arranged.order)
    if arranged.palette != OPENING.palette:
        said["palette"] = arranged.palette
    return said


def read_parts(said: Mapping[str, str], refused: list[str]) -> Arrangement:
    """Return the arrangement that a link asks for; what cannot be had is left as at the opening and noted."""
    asked = as_asked(OPENING)
    for key in PARTS:
        if key not in said:
            continue
        value = said[key].split(",") if key == "order" else said[key]
        try:
            asked = as_asked(read_arrangement({**asked, key: value}))
        except BadInputError:
            refused.append(key)
    return read_arrangement(asked)


def _bad(where: str, what: str) -> BadInputError:
    return BadInputError(where, what, "Reload the page and choose again.")
