"""What somebody asks a briefing to be of: plain values, checked against the version it is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from etl.errors import BadInputError
from layers.content_id import content_id
from layers.published.offer import ENVIRONMENTS, offer_of
from layers.published.version import Published

PAPERS: Final = ("a4", "us-letter")
LANGUAGES: Final = ("en", "es")
MOST_ZONES: Final = 6
TEMPLATE: Final = "slide template"  # where an error about one is
MOST_PAGES: Final = 4  # of paper
PAST: Final = ("expired", "withdrawn")  # statuses of zones that are not told of unless they are chosen
TYPED: Final = ("title", "audience", "notes")  # in somebody's own words, which may name people
LONGEST: Final[Mapping[str, int]] = {
    "title": 120,
    "audience": 80,
    "notes": 1200,
    "address": 300,
    "view": 2000,
}
NEXT: Final = "Choose again, or leave it out to take what the map opens with."


@dataclass(frozen=True)
class Asked:
    """A briefing that can be made. Empty texts are filled in the reader's language.

    maps: layer ids, one an environment in their order, '' for an environment without a map. main: the layer
    of the large map. grid and period: of the maps. zones: ids in the order of the tables. address: of the
    server that shows the view ('' for none), view: the query of that view. since: content id of the earlier
    briefing it is compared with, '' for none.
    """

    title: str
    audience: str
    notes: str
    language: str
    paper: str
    grid: str
    period: str
    main: str
    maps: tuple[str, ...]
    zones: tuple[str, ...]
    address: str
    view: str
    since: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, as `read_asked` takes them."""
        return {name: list(each) if isinstance(each, tuple) else each for name, each in asdict(self).items()}

    def for_trail(self) -> dict[str, Any]:
        """Return it as the audit trail keeps it: what was typed by its hash alone."""
        asked = self.as_json()
        typed = {name: asked.pop(name) for name in TYPED}
        if any(typed.values()):
            asked["typed_sha256"] = hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()
        return {name: value for name, value in asked.items() if value not in ("", [])}

    def content_id(self, version: str) -> str:
        """Return the name of what a briefing of this says: the same for all its forms."""
        return content_id(version, "briefing", self.as_json())


def opening(published: Published) -> Asked:
    """Return the briefing of the view that the map opens with, on A4, with the zones that stand."""
    offer, chosen = offer_of(published), published.meta().default_view
    zones = [zone.zone_id for zone in published.zones().values() if zone.status not in PAST]
    return Asked(
        title="",
        audience="",
        notes="",
        language=LANGUAGES[0],
        paper=PAPERS[0],
        grid=chosen.grid,
        period=chosen.period,
        main=chosen.layer,
        maps=tuple(offer.first_layer(each) for each in ENVIRONMENTS),
        zones=tuple(zones[:MOST_ZONES]),
        address="",
        view="",
    )


def read_asked(published: Published, asked: Mapping[str, Any]) -> Asked:
    """Return what is asked for; what is left out is as in `opening`.

    Raises:
        BadInputError: a value has the wrong type, is too long, or does not exist in this version.
    """
    opened = opening(published)
    unknown = sorted(set(asked) - set(opened.as_json()))
    if unknown:
        raise BadInputError(
            f"briefing, {unknown[0]}", "is not known", f"Known are: {', '.join(opened.as_json())}."
        )
    texts = {name: _text(asked, name, most) for name, most in LONGEST.items() if name in asked}
    layers, zones = published.layers(), published.zones()
    drawable = {layer for layer in layers if offer_of(published).drawable(layer)}
    found: dict[str, Any] = dict(texts)
    for name, known in (
        ("language", LANGUAGES),
        ("paper", PAPERS),
        ("grid", offer_of(published).grids),
        ("period", tuple(period.id for period in published.periods())),
        ("main", drawable | {""}),
    ):
        if name in asked:
            found[name] = _one_of(asked[name], known, name)
    if "maps" in asked:
        found["maps"] = _maps(published, asked["maps"], drawable)
    if "zones" in asked:
        found["zones"] = _several(asked["zones"], zones, "zones", MOST_ZONES)
    if "since" in asked:
        found["since"] = _text(asked, "since", 40)
    return replace(opened, **found)


def _maps(published: Published, value: Any, drawable: set[str]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) != len(ENVIRONMENTS):
        raise _bad("maps", f"are not {len(ENVIRONMENTS)}, one for each environment")
    layers = published.layers()
    return tuple(
        _one_of(each, {id_ for id_ in drawable if layers[id_].environment == environment} | {""}, "maps")
        for each, environment in zip(value, ENVIRONMENTS, strict=True)
    )


def _several(value: Any, known: Any, name: str, most: int) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise _bad(name, f"are not a list of at most {most}")
    return tuple(dict.fromkeys(_one_of(each, known, name) for each in value))


def _one_of(value: Any, known: Any, name: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _bad(name, f"{str(value)[:60]!r} is not a choice of this version")
    return value


def _text(asked: Mapping[str, Any], name: str, most: int) -> str:
    value = asked[name]
    if not isinstance(value, str) or len(value) > most:
        raise _bad(name, f"is not a text of at most {most} characters", "Shorten it.")
    if any(not each.isprintable() and each != "\n" for each in value):
        raise _bad(name, "holds characters that cannot be printed", "Type it again.")
    return value.strip()


def _bad(name: str, what: str, next_step: str = NEXT) -> BadInputError:
    return BadInputError(f"briefing, {name}", what, next_step)
