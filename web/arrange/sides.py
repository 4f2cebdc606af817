"""What each map shows where there are several: two beside each other, or one for each environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from etl.errors import BadInputError
from layers.published.offer import ENVIRONMENTS, PERIOD_KINDS, Offer
from layers.published.rows import Period
from web.arrange.state import OPENING
from web.listing.summary import period_words
from web.view.state import OPACITY, View, settle

EXTRA: Final = (2, 3, 4)  # the maps besides the first


@dataclass(frozen=True)
class Side:
    """One map. view: what it shows, as if it were the only one. empty: why it shows nothing, or ''."""

    name: str
    view: View
    empty: str = ""


def sides(offer: Offer, view: View) -> tuple[Side, ...]:
    """Return one, two or four maps; all have the view's level of detail, services and hotspots."""
    alone = replace(view, arrange=replace(view.arrange, maps="one"))
    if view.arrange.maps == "two":
        return Side("First map", alone), Side("Second map", _second(offer, alone))
    if view.arrange.maps == "four":
        return tuple(_only(offer, alone, environment) for environment in ENVIRONMENTS)
    return (Side("", view),)


def side_of(offer: Offer, view: View, clicked: Any) -> Side:
    """Return the map that a click came from: the first unless it names another, which may be gone by now.

    Raises:
        BadInputError: it names a map that the page does not have.
    """
    number = clicked.get("map", 1) if isinstance(clicked, Mapping) else 1
    if not isinstance(number, int) or number not in (1, *EXTRA):
        raise BadInputError("click", "names a map that the page does not have", "Reload the page.")
    found = sides(offer, view)
    return found[number - 1] if number <= len(found) else found[0]


def listed(offer: Offer, view: View) -> tuple[Side, ...]:
    """Return what the tables list: one for each map, but one for the four, which have the same periods."""
    if view.arrange.maps != "four":
        return sides(offer, view)
    shown = tuple(replace(part, on=True, level="micro") for part in view.shown)
    return (Side("", settle(offer, replace(view, shown=shown, arrange=replace(view.arrange, maps="one")))),)


def settle_second(offer: Offer, view: View) -> View:
    """Return the view with a layer and a period for the second map that there are, where there is one.

    At first the second map shows an environment that the first does not.
    """
    arranged = view.arrange
    if arranged.maps != "two":
        return view
    layer_id = arranged.side_layer
    if not layer_id:
        on = {part.environment for part in view.drawn()}
        others = [part.layer_id for part in view.shown if part.layer_id and part.environment not in on]
        layer_id = next(iter([*others, *view.layer_ids()]), "")
    found = replace(view, arrange=replace(arranged, side_layer=layer_id))
    period = _second(offer, found).period if second_periods(offer, found) else ""
    return replace(found, arrange=replace(found.arrange, side_period=period))


def second_periods(offer: Offer, view: View) -> list[Period]:
    """Return the periods that the second map's layer has at this level of detail, latest first."""
    layer_ids = (view.arrange.side_layer,)
    return [each for kind in PERIOD_KINDS for each in offer.periods(kind, view.grid, layer_ids)]


def title(offer: Offer, side: Side) -> str:
    """Return what a map shows, in a line."""
    titles = []
    for layer_id in reversed(side.view.layer_ids()):
        period_id = offer.published.best_period(layer_id, side.view.grid, side.view.period)
        when = period_words(offer, period_id) if period_id else ""
        titles.append(offer.published.layers()[layer_id].title + (f", {when}" if when else ""))
    return "; ".join(titles) or "No layer"


def _second(offer: Offer, view: View) -> View:
    layers = offer.published.layers()
    environment = layers[view.arrange.side_layer].environment if view.arrange.side_layer else ""
    shown = tuple(
        replace(part, on=True, level="micro", layer_id=view.arrange.side_layer, opacity=OPACITY)
        if part.environment == environment
        else replace(part, on=False)
        for part in view.shown
    )
    period = view.arrange.side_period or view.period
    arranged = replace(OPENING, palette=view.arrange.palette)
    return settle(offer, replace(view, shown=shown, period=period, compare="", arrange=arranged))


def _only(offer: Offer, view: View, environment: str) -> Side:
    shown = tuple(
        replace(part, on=part.environment == environment, level="micro", opacity=OPACITY)
        for part in view.shown
    )
    empty = ""
    if not any(part.on and part.layer_id for part in shown):
        empty = f"Nothing of the {environment} environment is published here: see the page Layers for why."
    return Side(environment.capitalize(), settle(offer, replace(view, shown=shown)), empty)
