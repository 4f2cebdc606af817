"""How the view is laid out: which environment lies on top, in which colours, on how many maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from etl.errors import BadInputError
from layers.look.colours import PALETTES
from layers.published.offer import ENVIRONMENTS, PERIOD_KINDS, Offer

LENS_NAMES: Final = ("", "street", "night")
MAPS: Final = ("one", "two", "four")
PARTS: Final = {
    "order": "the drawing order",
    "palette": "the colours",
    "maps": "the number of maps",
    "side_layer": "the layer of the second map",
    "side_period": "the period of the second map",
    "lens": "the lens",
}


@dataclass(frozen=True)
class Arrangement:
    """How the environments are laid out.

    order: every environment, the lowest first. maps: one, two side by side, or four, one an environment.
    lens: the saved view that this one began with ('' for none); it decides nothing by itself.
    side_layer, side_period: what the second of two maps shows; '' where there is none, or it does not vary.
    """

    order: tuple[str, ...] = ENVIRONMENTS
    palette: str = PALETTES[0]
    maps: str = MAPS[0]
    side_layer: str = ""
    side_period: str = ""
    lens: str = ""


OPENING: Final = Arrangement()


def read_arrangement(offer: Offer, asked: Any) -> Arrangement:
    """Return the arrangement that the page's controls ask for.

    asked: `order`, `palette`, `maps`, `lens`, and for two maps `side_layer` and `side_period`.

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
    maps = asked.get("maps")
    if maps not in MAPS:
        raise _bad("maps", "is no number of maps")
    layer, period = asked.get("side_layer") or "", asked.get("side_period") or ""
    drawable = {each for each, info in offer.published.layers().items() if info.level == "micro"}
    if layer and not (isinstance(layer, str) and layer in drawable and offer.drawable(layer)):
        raise _bad("side_layer", "is not a layer that a map can show")
    periods = [each.id for each in offer.published.periods() if each.kind in PERIOD_KINDS]
    if period and period not in periods:
        raise _bad("side_period", "is not a period of this version")
    if maps != "two":
        layer = period = ""
    lens = asked.get("lens")
    if lens not in LENS_NAMES:
        raise _bad("lens", "is no saved view")
    return Arrangement(tuple(order), palette, maps, layer, period, lens)


def as_asked(arranged: Arrangement) -> dict[str, Any]:
    """Return the arrangement in the form that `read_arrangement` takes, made of what JSON can carry."""
    return {**vars(arranged), "order": list(arranged.order)}


def write_parts(arranged: Arrangement) -> dict[str, str]:
    """Return what a link says of the arrangement; what is as at the opening goes without saying."""
    said: dict[str, str] = {}
    if arranged.order != OPENING.order:
        said["order"] = ",".join(arranged.order)
    for key in ("palette", "maps", "side_layer", "side_period", "lens"):
        value = getattr(arranged, key)
        if value != getattr(OPENING, key):
            said[key] = value
    return said


def read_parts(offer: Offer, said: Mapping[str, str], refused: list[str]) -> Arrangement:
    """Return the arrangement that a link asks for; what cannot be had is left as at the opening and noted."""
    asked = as_asked(OPENING)
    for key in ("maps", *PARTS):  # first, since without two maps there is no second
        if key not in said or key in refused:
            continue
        value = said[key].split(",") if key == "order" else said[key]
        try:
            asked = as_asked(read_arrangement(offer, {**asked, key: value}))
        except BadInputError:
            refused.append(key)
    return read_arrangement(offer, asked)


def _bad(where: str, what: str) -> BadInputError:
    return BadInputError(where, what, "Reload the page and choose again.")
