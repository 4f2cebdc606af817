"""Counting zones of one place, one after another in the order of their approval, as the guard asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from etl import cells as h3
from etl import store
from layers.layer import all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare
from layers.periods import last_quarter
from layers.publish.events import key_events, reach_of, tally
from layers.publish.material import Material
from layers.publish.sets import set_of
from layers.publish.zone_sets import read_zone_sets
from layers.settled import Sets
from layers.zones.approved import ApprovedZone
from layers.zones.counts import Chosen, Kind, Shaped, Span, chosen_sets
from layers.zones.guard import Close
from layers.zones.material import ZoneMaterial
from layers.zones.regions import lay_regions, wide_enough
from layers.zones.shape import whole
from layers.zones.weighed import Region
from layers.zones.zone import Zone

# kind of event -> the layer whose condition and coverage it has
LAYERS: Mapping[str, str] = {
    "need": "overdose_calls",
    "confiscation": "syringe_confiscations",
    "enforcement": "recorded_police_activity",
}
NOT_LOADED = "the place has loaded no such records, or none old enough to publish"


@dataclass(frozen=True)
class Examined:
    """A zone version with the sets whose counts are released, none where they are too close to another.

    close: what they are too close to. no_years, no_comparison: whether the years, or the comparison area
    (whose ground nobody is shown), are left out whole since one of their sets would be too close.
    """

    approved: ApprovedZone
    shaped: Shaped
    sets: tuple[Chosen, ...]
    close: Close | None = None
    no_years: bool = False
    no_comparison: bool = False


class ZoneDesk:
    """The guard of one publication: it knows all that is released on fixed ground, and what it has seen."""

    def __init__(self, material: Material, weighing: ZoneMaterial) -> None:
        """Read the events that zones count."""
        self.material, self.weighing = material, weighing
        found = {kind: _read_kind(material, kind, layer) for kind, layer in LAYERS.items()}
        self.kinds = {name: each[0] for name, each in found.items() if each is not None}
        self.of_place = {name: each[1] for name, each in found.items() if each is not None}
        self.confidential = {name for (name,) in store.rows(material.con, store.sql("publish_confidential"))}

    def examine(self, approved: ApprovedZone) -> Examined:
        """Return a zone's sets; those that may be released count as released from now on."""
        shaped = self._shape(approved.zone)
        sets = chosen_sets(self.kinds, shaped)
        if self.material.rule.exact:
            return Examined(approved, shaped, tuple(sets))
        newest = last_quarter(approved.approved_on, self.material.place.disclosure.delay_days)
        for each in sets:
            for earlier in each.shown_before(newest):  # out already, whatever becomes of it now
                each.kind.events.released.add(f"{approved.title}, in earlier years", earlier)
        years = [each for each in sets if each.by_year]
        comparison = [each for each in sets if each.region == "comparison"]
        main = [each for each in sets if each not in years and each not in comparison]
        close = next((found for each in main if (found := each.close_to()) is not None), None)
        if close is None and _told_together(main):
            close = Close(together=True)
        if close is not None:
            return Examined(approved, shaped, (), close)
        no_years = _any_close(years) or _told_together(main + years)
        told = main + ([] if no_years else years)
        no_comparison = _any_close(comparison) or _told_together(told + comparison)
        told += [] if no_comparison else comparison
        for each in told:
            each.kind.events.released.add(approved.title, each.events)
        return Examined(approved, shaped, tuple(told), None, no_years, no_comparison)

    def _shape(self, zone: Zone) -> Shaped:
        shape, hidden = whole(zone.parts), bool(named_services(zone) & self.confidential)
        if hidden and not self.material.rule.exact:
            shape = self._cells_of(shape)
        laid = lay_regions(self.weighing, shape)
        regions: dict[Region, shapely.Geometry] = {"inside": shape}
        if laid.ring is not None:
            regions["ring"] = laid.ring
        if laid.comparison is not None:
            regions["comparison"] = laid.comparison
        coarse = frozenset(
            (kind.id, region)
            for kind in self.kinds.values()
            for region, ground in regions.items()
            if not self.material.rule.exact and not wide_enough(ground, kind.metres)
        )
        return Shaped(regions, zone.hours, hidden, coarse)

    def _cells_of(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return the hexagons of the boards' grid that a shape touches."""
        _, name, _ = self.material.ground.stored
        board = self.material.ground.grids[name]
        outlines = shapely.from_wkb(h3.boundaries_wkb(board.cells))
        touched = outlines[shapely.intersects(outlines, shape)]
        return shapely.union_all(touched) if len(touched) else shape.convex_hull


def _any_close(sets: list[Chosen]) -> bool:
    return any(each.close_to() is not None for each in sets)


def _told_together(sets: list[Chosen]) -> bool:
    """Return whether sets of one zone, beside all that is out, tell a few events of any kind too well."""
    kinds = {each.kind.id: each.kind for each in sets}
    return any(
        kind.events.released.told_together([each.events for each in sets if each.kind is kind])
        for kind in kinds.values()
    )


def named_services(zone: Zone) -> set[str]:
    """Return every service that a zone names, as protected or as what a part was made from."""
    return {*zone.services, *(one for part in zone.parts for one in part.parameters.get("services", ()))}


def _read_kind(material: Material, kind: str, layer_id: str) -> tuple[Kind, Sets] | None:
    """Return a kind of event with what is released of its feed, and its counts for the place as told.

    None where there is none to publish.
    """
    layer = all_layers()[layer_id]
    assert isinstance(layer.measure, EventDensity)
    feed = key_events(material, layer.measure.feed)
    if not feed.sources:
        return None
    reaches = {
        each.id: reach_of(material, feed, set_of(each))
        for each in all_layers().values()
        if isinstance(each.measure, EventDensity | EventShare | EventPerOutcome)
        and each.measure.feed == feed.id
    }
    reach = reaches[layer_id]
    years = [period for period in reach.periods if period.kind == "year"]
    if not reach.whole_years:
        return None
    *before, longest = reach.whole_years
    spans, earlier = (
        tuple(
            Span(
                period,
                np.array(sorted(reach.covered.months_of(period)), np.int64),
                reach.covered.years_in(period),
            )
            for period in listed
        )
        for listed in ([*(years if len(years) > 1 else []), longest], before)
    )
    sets = read_zone_sets(material, feed.id, reaches)
    of_place = tally(material, feed, reach, set_of(layer)).on["place"]
    return Kind(kind, layer_id, sets, spans, reach.precision_m, earlier), of_place
