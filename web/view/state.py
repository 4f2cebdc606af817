"""What a reader asked to see: a frozen value, checked against the version it is shown from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from etl.errors import BadInputError
from layers.look.symbols import SERVICE_SYMBOLS
from layers.published.offer import ENVIRONMENTS, PERIOD_KINDS, Offer
from web.arrange.state import OPENING, Arrangement, read_arrangement
from web.arrange.state import as_asked as arrangement_as_asked

PROTECTED = frozenset(kind for kind, symbol in SERVICE_SYMBOLS.items() if symbol.strong)
LEVELS = ("micro", "macro")
PAST = ("expired", "withdrawn")  # statuses of zones that are not drawn unless asked for
OPACITY = 80  # per cent, of an environment that was just switched on
# Services of a type that are more than this are off at first: their markers would cover the map
MANY_PROTECTED, MANY_OTHERS = 60, 12


@dataclass(frozen=True)
class Shown:
    """One environment's part of the view; opacity is a percentage, layer_id '' where it has no data."""

    environment: str
    on: bool
    level: str
    layer_id: str
    opacity: int


@dataclass(frozen=True)
class View:
    """Everything that decides what is drawn and listed. `period` is never 'current'.

    compare: the period that `period` is compared with, '' for none; see web/view/comparison.py. zones: the
    statuses whose zones are drawn.
    """

    shown: tuple[Shown, ...]
    grid: str
    period: str
    services: tuple[str, ...]
    hotspots: bool
    arrange: Arrangement = OPENING
    compare: str = ""
    venues: bool = False
    zones: tuple[str, ...] = ()

    def drawn(self) -> tuple[Shown, ...]:
        """Return the environments whose layer is on the map, the lowest first."""
        parts = [part for part in self.shown if part.on and part.level == "micro" and part.layer_id]
        if self.arrange.maps == "four":  # each on its own map, whatever is switched on
            parts = [replace(part, on=True, level="micro") for part in self.shown if part.layer_id]
        return tuple(sorted(parts, key=lambda part: self.arrange.order.index(part.environment)))

    def layer_ids(self) -> tuple[str, ...]:
        """Return the layers on the map, the lowest first."""
        return tuple(part.layer_id for part in self.drawn())


def default_view(offer: Offer) -> View:
    """Return the view that the published version opens with."""
    chosen = offer.published.meta().default_view
    layers = offer.published.layers()
    environment = layers[chosen.layer].environment if chosen.layer in layers else ENVIRONMENTS[0]
    shown = tuple(
        Shown(
            environment=each,
            on=each == environment,
            level="micro",
            layer_id=chosen.layer if each == environment and chosen.layer else offer.first_layer(each),
            opacity=OPACITY,
        )
        for each in ENVIRONMENTS
    )
    grid = chosen.grid if chosen.grid in offer.grids else offer.grids[-1]
    services = tuple(
        kind
        for kind, count in offer.service_types.items()
        if count <= (MANY_PROTECTED if kind in PROTECTED else MANY_OTHERS)
    )
    zones = tuple(status for status in offer.zone_statuses if status not in PAST)
    return settle(offer, View(shown, grid, chosen.period, services, False, zones=zones))


def read_view(offer: Offer, asked: Mapping[str, Any]) -> View:
    """Return the view that the page's controls ask for.

    asked: `shown` (one mapping for each environment, in order), `grid`, `period`, `services`, `hotspots`,
    `venues`, `zones` and `arrange`; where two periods are compared, `compare`.
    What no control of this version could have sent is refused: anyone can post to the server.

    Raises:
        BadInputError: a value has the wrong type or does not exist in this version.
    """
    parts = _sequence(asked.get("shown"), "shown")
    if len(parts) != len(ENVIRONMENTS):
        raise _bad("shown", f"{len(parts)} environments instead of {len(ENVIRONMENTS)}")
    services = tuple(
        sorted(_one_of(offer.service_types, kind, "services") for kind in _list(asked, "services"))
    )
    return View(
        shown=tuple(_read_shown(offer, each, part) for each, part in zip(ENVIRONMENTS, parts, strict=True)),
        grid=_one_of(offer.grids, asked.get("grid"), "grid"),
        period=_read_period(offer, asked.get("period"), "period"),
        services=tuple(dict.fromkeys(services)),
        hotspots=_boolean(asked.get("hotspots"), "hotspots"),
        arrange=read_arrangement(offer, asked.get("arrange")),
        compare=_read_period(offer, asked.get("compare"), "comparison"),
        venues=_boolean(asked.get("venues"), "venues"),
        zones=tuple(
            status
            for status in offer.zone_statuses
            if status in {_one_of(offer.zone_statuses, each, "zones") for each in _list(asked, "zones")}
        ),
    )


def settle(offer: Offer, view: View, kind: str = "") -> View:
    """Return the view with a period that its level of detail has, changing as little as possible.

    kind: the kind of period the reader has just chosen; otherwise the view's own period says it.
    """
    wanted = offer.period(view.period)
    kinds = [choice.value for choice in offer.kind_choices(view.grid, view.layer_ids()) if not choice.reason]
    if not kinds:
        return replace(view, compare="")
    if kind not in kinds:
        own = wanted.kind if wanted else "year"
        kind = (
            own
            if own in kinds
            else next((each for each in ("year", "window", "quarter") if each in kinds), "")
        )
    periods = offer.periods(kind, view.grid, view.layer_ids())
    here = [period.id for period in periods]
    period = view.period if view.period in here else here[0]
    grid = offer.with_figures(view.grid, period, view.layer_ids())
    return replace(view, grid=grid, period=period, compare=view.compare if view.compare in here else "")


def _read_shown(offer: Offer, environment: str, part: Any) -> Shown:
    if not isinstance(part, Mapping):
        raise _bad(environment, "is not a mapping")
    layer_id = part.get("layer") or ""
    if layer_id:
        of_environment = [layer.id for layer in offer.mapped(environment) if offer.drawable(layer.id)]
        layer_id = _one_of(of_environment, layer_id, f"{environment} layer")
    opacity = part.get("opacity")
    if isinstance(opacity, bool) or not isinstance(opacity, int | float) or not 0 <= opacity <= 100:
        raise _bad(f"{environment} opacity", "is not a number from 0 to 100")
    return Shown(
        environment=environment,
        on=_boolean(part.get("on"), f"{environment} switch"),
        level=_one_of(LEVELS, part.get("level"), f"{environment} level"),
        layer_id=layer_id,
        opacity=round(opacity),
    )


def _read_period(offer: Offer, value: Any, where: str) -> str:
    known = [period.id for period in offer.published.periods() if period.kind in PERIOD_KINDS]
    return _one_of(known, value, where) if value else ""


def _list(asked: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = asked.get(key)
    return [] if value is None else _sequence(value, key)


def _sequence(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or len(value) > 100:
        raise _bad(where, "is not a short list")
    return value


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _bad(where, "is neither true nor false")
    return value


def _one_of(known: Any, value: Any, where: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _bad(where, "is not a choice of this version")
    return value


def _bad(where: str, what: str) -> BadInputError:
    return BadInputError(where, what, "Reload the page and choose again.")


def as_asked(view: View) -> dict[str, Any]:
    """Return the view in the form that `read_view` takes, made of what JSON can carry."""
    return {
        "shown": [
            {"on": part.on, "level": part.level, "layer": part.layer_id, "opacity": part.opacity}
            for part in view.shown
        ],
        "grid": view.grid,
        "period": view.period,
        "services": list(view.services),
        "hotspots": view.hotspots,
        "arrange": arrangement_as_asked(view.arrange),
        "compare": view.compare,
        "venues": view.venues,
        "zones": list(view.zones),
    }
