"""The tables about zones: released figures of approved versions; exact where the rule is exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from etl import cells as h3
from etl import store
from layers.layer import all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare
from layers.periods import Coverage
from layers.publish.events import condition_of, key_events, reach_of
from layers.publish.material import Material
from layers.publish.zone_sets import read_zone_sets
from layers.zones.approved import ApprovedZone
from layers.zones.counts import Chosen, Kind, Span, chosen_sets, hour_sets, hours_may_be_released, nearest_release
from layers.zones.guard import Close
from layers.zones.release import APPROXIMATE, HELD
from layers.zones.shape import whole
from layers.zones.weighed import Region

# kind of event -> the layer whose condition and coverage it has
LAYERS: Mapping[str, str] = {
    "need": "overdose_calls",
    "confiscation": "syringe_confiscations",
    "enforcement": "recorded_police_activity",
}
NOT_LOADED = "the place has loaded no such records, or none old enough to publish"


@dataclass(frozen=True)
class Shaped:
    """A zone's shapes by region, WGS 84, and its hours. as_cells: made of hexagons, to hide a service."""

    regions: Mapping[Region, shapely.Geometry]
    hours: str
    as_cells: bool


@dataclass(frozen=True)
class Examined:
    """A zone version with the sets that its figures count, and what they are too close to (None: nothing)."""

    approved: ApprovedZone
    shaped: Shaped
    sets: tuple[Chosen, ...]
    close: Close | None


class ZoneDesk:
    """Counts zones of one place, one after another in the order of their approval, as the guard asks for."""

    def __init__(self, material: Material) -> None:
        """Read the events that zones count."""
        self.material = material
        self.kinds = {kind: _read_kind(material, kind, layer) for kind, layer in LAYERS.items()}
        self.confidential = {name for (name,) in store.rows(material.con, store.sql("publish_confidential"))}

    def examine(self, approved: ApprovedZone) -> Examined:
        """Return a zone's sets; those that may be released count as released from now on."""
        shaped = self._shape(approved)
        kinds = {name: kind for name, kind in self.kinds.items() if kind is not None}
        sets = chosen_sets(kinds, shaped)
        close = None if self.material.rule.exact else nearest_release(sets)
        if close is None:
            for each in sets:
                each.kind.events.released.add(approved.title, each.events)
        return Examined(approved, shaped, tuple(sets), close)

    def _shape(self, approved: ApprovedZone) -> Shaped:
        zone = approved.zone
        named = {*zone.services, *(one for part in zone.parts for one in part.parameters.get("services", ()))}
        shape, hidden = whole(zone.parts), bool(named & self.confidential)
        if hidden and not self.material.rule.exact:
            shape = self._cells_of(shape)
        return Shaped({"inside": shape}, zone.hours, hidden)

    def _cells_of(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return the hexagons of the boards' grid that a shape touches."""
        board = list(self.material.ground.grids.values())[1]
        outlines = shapely.from_wkb(h3.boundaries_wkb(board.cells))
        touched = outlines[shapely.intersects(outlines, shape)]
        return shapely.union_all(touched) if len(touched) else shape.convex_hull
