"""What a published version holds, as frozen values: one class for each kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

RELEASED, PARENT, WITHHELD, NO_DATA = range(4)
STATES = ("released", "parent", "withheld", "no_data")  # position = the code in `Figures.state`


@dataclass(frozen=True)
class PlaceMeta:
    """The place as its published version names it; bounds are west, south, east, north in degrees (WGS84)."""

    id: str
    name: str
    time_zone: str
    banner: str
    invented: bool
    zone_term: str
    bounds: tuple[float, float, float, float]
    centre: tuple[float, float]  # longitude, latitude
    basemap_url: str


@dataclass(frozen=True)
class DefaultView:
    """What the map opens on, and why when it is coarser than usual."""

    layer: str
    grid: str
    period: str
    why: str


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the page's head, already released and written out."""

    label: str
    value: str
    unit: str
    detail: str


@dataclass(frozen=True)
class Meta:
    """The version's own facts. `raw` keeps every key of the file, for pages that need a rare one.

    exact: the figures are as they were counted, for analysts only and not for publication. only_invented:
    they are of the demo, and of nothing that happened.
    """

    place: PlaceMeta
    version: str
    published_at: str
    as_of: str
    data_digest: str
    purpose: str
    disclosure: Mapping[str, Any]
    default_view: DefaultView
    key_figures: tuple[KeyFigure, ...]
    exact: bool
    only_invented: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class LayerInfo:
    """One layer as published; with a non-empty `missing` it has no figures and says which feeds it needs."""

    id: str
    environment: str
    level: str
    title: str
    question: str
    unit: str
    harm: str
    caveat: str
    source: str
    licence: str
    needs: tuple[str, ...]
    missing: tuple[str, ...]
    in_score: bool
    approximate_m: float
    kind: str


@dataclass(frozen=True)
class Period:
    """A stretch of whole quarters, or `current` for what does not vary; ends_on is its last day."""

    id: str
    kind: str
    label: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Cells:
    """The cells of one grid in map order: position i is row i, the feature id in the tiles.

    cell: H3 index, int64 (n,). parent_row: row in the next coarser grid, -1 without one, int64 (n,).
    area_km2, latitude, longitude: float64 (n,), centres in WGS84.
    """

    grid: str
    cell: NDArray[np.int64]
    parent_row: NDArray[np.int64]
    area_id: tuple[str, ...]
    area_km2: NDArray[np.float64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.cell)


@dataclass(frozen=True)
class Figures:
    """One layer, grid and period: arrays of one entry for each row of the grid.

    value: in the layer's unit, NaN unless the state is released or parent. count: released count, NaN
    where the layer counts nothing or it is not released. state: a code of STATES. low: fewer than 20 events.
    """

    layer_id: str
    grid: str
    period_id: str
    value: NDArray[np.float64]
    count: NDArray[np.float64]
    state: NDArray[np.uint8]
    low: NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """One layer's figure at one row; value and count are None unless released (or a parent's)."""

    layer_id: str
    grid: str
    period_id: str
    row: int
    value: float | None
    count: int | None
    state: str
    low: bool


@dataclass(frozen=True)
class Area:
    """One neighbourhood; geometry_wkb is WGS84."""

    area_id: str
    row: int
    name: str
    area_km2: float
    residents: float | None
    geometry_wkb: bytes


@dataclass(frozen=True)
class Service:
    """One service or stop; latitude and longitude are None where only its cell may be shown."""

    service_id: str
    stop: str
    name: str
    type: str
    setting: str
    latitude: float | None
    longitude: float | None
    cell: int | None
    hours: str
    offers_needles: bool | None
    offers_naloxone: bool | None
    capacity_per_day: float | None
    approximate_m: float


@dataclass(frozen=True)
class Hotspot:
    """One hotspot the police declared and allow boards to see; geometry_wkb is WGS84."""

    hotspot_id: str
    name: str
    operation: str
    starts_on: date | None
    ends_on: date | None
    weekdays: str
    hours: str
    geometry_wkb: bytes


@dataclass(frozen=True)
class Site:
    """One venue, school or play area; starts_on and ends_on are a festival's first and last day."""

    kind: str
    id: str
    name: str
    type: str
    latitude: float
    longitude: float
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class BaseFeature:
    """One shape of the base map: place, neighbourhood, water, park, street or building; WGS84."""

    kind: str
    name: str
    class_: str
    geometry_wkb: bytes


@dataclass(frozen=True)
class SourceInfo:
    """One source as the "about the data" page shows it; the row counts are words ('1,235', 'under 8')."""

    source: str
    feed: str
    title: str
    producer: str
    licence: str
    cannot_show: str
    rows_read: str
    rows_loaded: str
    rows_quarantined: str
    rows_superseded: str
    rows_unlocated: str
    first_date: date | None
    last_date: date | None
    loaded_on: date | None
    location_precision_m: float | None
    time_precision: str | None


@dataclass(frozen=True)
class HourCount:
    """A released count for one weekday and hour of local time."""

    weekday: int
    hour: int
    count: int | None
    state: str


@dataclass(frozen=True)
class KindCount:
    """A released count of one kind of event."""

    kind: str
    count: int | None
    state: str


@dataclass(frozen=True)
class Postcode:
    """One postcode and about where it is (WGS84)."""

    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class PanelValue:
    """One value of a macro layer, for the place as a whole."""

    period: str
    value: float | None
    unit: str
    note: str
