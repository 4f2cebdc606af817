"""What a place's TOML says, as frozen values. Reading and checking the file is etl/place_file.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Format = Literal["csv", "excel", "vector", "parquet", "socrata", "json"]
TimePrecision = Literal["second", "minute", "hour", "day", "month"]


@dataclass(frozen=True)
class Disclosure:
    """Disclosure settings (privacy.md); the count threshold never goes below 5."""

    threshold: int = 8
    rounding: int = 5
    delay_days: int = 28
    year_starts_quarter: int = 1  # first quarter of the fixed blocks of four (1 = January)
    fine_window: bool = True  # whether the steward allows the finest grid over the whole window
    reduced_because: str = ""  # the recorded reason when a setting is laxer than the default


@dataclass(frozen=True)
class Source:
    """One source: which files, which feed, how to read them and who stands behind them.

    files: glob patterns relative to the raw folder, in load order.
    columns: feed column -> file column, or a template of several: `"{Date} {Time}"`. latitude and
    longitude may name one column that holds both, as `(lat, lon)` or as `POINT (lon lat)`.
    constants: feed column -> value for every row.
    values: feed column -> {file value -> feed value}; a value not listed stays as it is.
    where / where_not: file column -> values that keep / drop the row before it counts as read.
    identity: `column` uses the feed's identity columns; `row` makes every row its own event.
    """

    id: str
    feed: str
    files: tuple[str, ...]
    format: Format = "csv"
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header_row: int = 1  # 1-based line of the header
    skip_after_header: int = 0  # e.g. a units row
    columns_by_position: bool = False  # `columns` then gives 1-based positions (repeated headers)
    sheet: str = ""  # Excel sheet, or layer of a GeoPackage
    member: str = ""  # member of a zip
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    where_not: dict[str, tuple[str, ...]] = field(default_factory=dict)
    identity: Literal["column", "row"] = "column"
    newest_by: str = ""  # file column: among rows with one id, the greatest value wins; else the last row
    time_format: tuple[str, ...] = ()  # strptime patterns, tried in order; or "epoch_s", "epoch_ms"
    time_precision: TimePrecision = "minute"
    time_zone: str = ""  # empty: the place's; "UTC" when the file is in UTC
    crs: str = "EPSG:4326"
    coordinate_scale: float = 1.0  # file value x scale = degrees (or crs units)
    longitude_sign: Literal[1, -1] = 1
    decimal_comma: bool = False
    thousands: str = ""
    unlocated_at: tuple[str, ...] = ()  # "lat,lon" the publisher gives what it could not locate, as written
    location_precision_m: float = 0.0  # 0: exact; else the source snaps or rounds to this many metres
    outside: Literal["quarantine", "drop"] = "quarantine"  # `drop`: a national file, clipped to the place
    keep_outside_m: float = 0.0  # rows this far outside the boundary are still the place's
    retention_days: int = 0  # 0: kept until erased
    organisations: tuple[str, ...] = ()  # whose analysts may see its exact rows; none named: see entitled.py
    producer: str = ""
    licence: str = ""
    cannot_show: str = ""
    proxy: str = (
        ""  # what these records are, where they stand in for the feed's own kind; said wherever shown
    )
    digest: str = ""  # SHA-256 of this source's settings: a changed mapping is a changed file


@dataclass(frozen=True)
class Place:
    """One partnership's area: its settings and its sources."""

    id: str
    name: str
    time_zone: str
    sources: tuple[Source, ...]
    resolution_stored: int = 10
    resolution_shown: int = 9
    resolution_board: int = 8
    disclosure: Disclosure = Disclosure()
    banner: str = ""  # shown on every page, e.g. that the place is invented
    zone_term: str = "policing agreement area"
    clash_services: tuple[str, ...] = (
        "needle_exchange",
        "naloxone",
        "consumption_room",
        "drug_checking",
        "opioid_treatment",
    )
    clash_along_streets: bool = True  # walk along the streets the place gives, else straight lines x 1.3
    confidential_services: Literal["cell", "hidden"] = "cell"  # shown as their hexagon, or not at all
    mobile_services: Literal["shown", "confidential"] = "shown"  # confidential: as if each stop were so
    basemap_url: str = ""
    invented: bool = False  # only the demo's place file may say so
    closed: tuple[Source, ...] = ()  # set where a reader's organisation may not see these sources exactly

    @property
    def resolutions(self) -> tuple[int, ...]:
        """H3 resolutions stored for every located row: one coarser than the boards' up to the finest."""
        return tuple(range(self.resolution_board - 1, self.resolution_stored + 1))

    def closed_of(self, feed: str) -> tuple[Source, ...]:
        """Return the sources of a feed that are not open to the reader's organisation."""
        return tuple(source for source in self.closed if source.feed == feed)
