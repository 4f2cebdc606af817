"""A published version beside those of other places: its released headline figures and their limits.

Nothing here is a new release: counts are as the version says them, rates are worked out of those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely

from layers.clash.states import COMPARED, State
from layers.disclosure import RATE_LOW, RATE_MINIMUM, Law, assured
from layers.published.outline import outline_of
from layers.published.rows import NO_DATA, RELEASED, Figure, Period
from layers.published.version import Published

PER: Final = 10_000  # residents, of a rate
PROXY: Final = "A proxy here: "  # begins a layer's caveat (layers/publish/frame.py)
FEEDS: Final = ("overdose_call", "police_activity", "syringe_confiscation")
IN_FORCE: Final = "active"
FINENESS: Final = 0.004  # of an outline's longer side: what is finer is not drawn

# layer -> what its column says, in the order of the table
HEADLINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overdose_calls": "Overdose calls",
        "recorded_police_activity": "Recorded police activity about drugs",
        "syringe_confiscations": "Syringe confiscations",
    }
)


@dataclass(frozen=True)
class Headline:
    """One figure of a place. count: as released, None with its reason in `state` (withheld or no_data).

    months: how long the period is. rate: per 10,000 residents and year; None with the reason in `no_rate`.
    low: the rate rests on fewer than 20 events. proxy: what stands in for what the column says, '' for none.
    """

    count: int | None
    state: str
    period: str = ""
    months: int = 0
    rate: float | None = None
    no_rate: str = ""
    low: bool = False
    proxy: str = ""


@dataclass(frozen=True)
class Clashes:
    """Services by what was found; cannot_say: those of which nothing could be. trouble: why of none."""

    clash: int
    possible: int
    other: int
    cannot_say: int
    trouble: str


@dataclass(frozen=True)
class Beside:
    """What stands beside other places. outline: WGS 84, simplified. residents: None where not on file.

    clashes, zones: None where the version was published before there were any. shown, held: cells with events
    of the opening view that have a figure of their own, and those whose figure is withheld. first_day,
    last_day: of the records behind the headlines.
    """

    place_id: str
    name: str
    version: str
    published_at: date
    invented: bool
    banner: str
    outline: shapely.Geometry
    residents: int | None
    headlines: Mapping[str, Headline]
    services: int
    clashes: Clashes | None
    zones: int | None
    shown: int
    held: int
    held_of: str
    first_day: date | None
    last_day: date | None


def beside(published: Published, residents: int | None = None) -> Beside:
    """Return what a version says of its place beside others. residents: where it has none on file."""
    meta = published.meta()
    residents = _residents(published) or residents
    days = [each for each in published.sources() if each.feed in FEEDS]
    shown, held, held_of = _withheld(published)
    zones = published.zones().values()
    return Beside(
        meta.place.id,
        meta.place.name,
        meta.version,
        date.fromisoformat(meta.published_at[:10]),
        meta.place.invented,
        meta.place.banner,
        _outline(published),
        residents,
        {layer: _headline(published, layer, residents) for layer in HEADLINES},
        len({each.service_id for each in published.services()}),
        _clashes(published),
        sum(each.status == IN_FORCE for each in zones) if published.zones_known() else None,
        shown,
        held,
        held_of,
        min((each.first_date for each in days if each.first_date), default=None),
        max((each.last_date for each in days if each.last_date), default=None),
    )


def rate_of(count: int, behind: int, months: int, residents: int | None) -> tuple[float | None, str]:
    """Return a rate per 10,000 residents and year of a released count, or None and why there is none.

    behind: events that the count stands for at the least (layers.disclosure.assured).
    """
    if behind < RATE_MINIMUM:
        return None, f"no rate on fewer than {RATE_MINIMUM}"
    if not residents:
        return None, "residents not on file"
    return count * 12 / months * PER / residents, ""


def _headline(published: Published, layer_id: str, residents: int | None) -> Headline:
    layer = published.layers().get(layer_id)
    period = _latest(published, layer_id)
    if layer is None or period is None:
        return Headline(None, "no_data")
    proxy = layer.caveat.removeprefix(PROXY).split(". ")[0] if layer.caveat.startswith(PROXY) else ""
    nothing = Figure(layer_id, "place", period.id, 0, None, None, "no_data", False)
    found = published.history("place", 0).get((layer_id, period.id), nothing)
    months = _months(period)
    if found.state != "released" or found.count is None:
        state = "withheld" if found.state in ("withheld", "parent") else "no_data"
        return Headline(None, state, period.label, months, proxy=proxy)
    settings = published.meta().disclosure
    law = Law(int(settings.get("threshold", 8)), int(settings.get("rounding", 5)))
    behind = int(assured(law, np.array([found.count]))[0])
    rate, why = rate_of(found.count, behind, months, residents)
    low = rate is not None and behind < RATE_LOW
    return Headline(found.count, "released", period.label, months, rate, why, low, proxy)


def _latest(published: Published, layer_id: str) -> Period | None:
    """Return a layer's latest year of the whole place, else its longest period."""
    found = [each for each in published.periods(layer_id, "place") if each.starts_on and each.ends_on]
    years = [each for each in found if each.kind == "year"]
    return years[-1] if years else max(found, key=_months, default=None)


def _months(period: Period) -> int:
    assert period.starts_on is not None
    assert period.ends_on is not None
    years = period.ends_on.year - period.starts_on.year
    return 12 * years + period.ends_on.month - period.starts_on.month + 1


def _residents(published: Published) -> int | None:
    """Return the residents of all neighbourhoods, None where any neighbourhood's are not on file."""
    each = [area.residents for area in published.areas()]
    known = [value for value in each if value is not None]
    return round(sum(known)) if known and len(known) == len(each) else None


def _clashes(published: Published) -> Clashes | None:
    found = published.clash()
    if found is None:
        return None
    states = Counter(service.state for service in found.services)
    compared = sum(states[state] for state in COMPARED)
    told = states[State.CLASH], states[State.POSSIBLE]
    return Clashes(*told, compared - sum(told), sum(states.values()) - compared, found.trouble_words)


def _withheld(published: Published) -> tuple[int, int, str]:
    """Return how many cells with events the opening view shows and withholds, and of which layer."""
    view = published.meta().default_view
    if (view.layer, view.grid, view.period) not in published.catalogue():
        return 0, 0, ""
    found = published.figures(view.layer, view.grid, view.period)
    own = (found.state == RELEASED) & (found.count > 0)
    held = (found.state != RELEASED) & (found.state != NO_DATA)
    return int(own.sum()), int(held.sum()), published.layers()[view.layer].title


def _outline(published: Published) -> shapely.Geometry:
    whole = outline_of(published)
    west, south, east, north = whole.bounds
    return whole.simplify(FINENESS * max(east - west, north - south))
