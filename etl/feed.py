"""What a feed states about itself, and the columns that several feeds share.

A feed is one kind of data (overdose calls, services, ...). Its file in etl/feeds/ holds one `FEED`;
loading, quarantine messages, `inspect`, the intake template and the docs are all read from it.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal

import etl.feeds

ColumnType = Literal[
    "text",
    "integer",
    "number",
    "flag",
    "choice",
    "time",
    "date",
    "weekdays",
    "hours",
    "latitude",
    "longitude",
    "easting",
    "northing",
    "postcode",
    "geometry",
]
FeedKind = Literal["event", "site", "area", "table"]


@dataclass(frozen=True)
class Column:
    """One column of a feed: its type, unit and allowed values, and one example.

    `required` means a row without it is quarantined. `identity` marks the publisher's own id.
    `minimum` and `maximum` are inclusive and in `unit`.
    """

    name: str
    type: ColumnType
    about: str
    example: str = ""
    unit: str = ""
    required: bool = False
    identity: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Feed:
    """A kind of data the product accepts.

    kind: `event` happened at a place and time; `site` is a thing with a location; `area` is a
    polygon; `table` has neither coordinates nor geometry. One restricted table per feed carries the
    feed's id as its name.
    dropped: what is never stored even when a file offers it, in words for the person loading.
    health: whether its rows come from caring for people. Organisations of kind police see the exact rows of
    such a source only where the place names them (privacy rule 8). health_because: why it is one, or is not.
    """

    id: str
    title: str
    kind: FeedKind
    about: str
    columns: tuple[Column, ...]
    dropped: tuple[str, ...]
    cannot_show: str
    health: bool
    health_because: str

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises KeyError when the feed has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"feed {self.id} has no column {name}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in the order of the statement."""
        return tuple(column.name for column in self.columns)

    @property
    def identity_columns(self) -> tuple[str, ...]:
        """Names of the columns that together hold the publisher's id; empty when it has none."""
        return tuple(column.name for column in self.columns if column.identity)


@functools.cache
def all_feeds() -> dict[str, Feed]:
    """Return every feed by id: the files of etl/feeds/ are the registry."""
    feeds = {}
    for module in pkgutil.iter_modules(etl.feeds.__path__):
        feed: Feed = importlib.import_module(f"etl.feeds.{module.name}").FEED
        feeds[feed.id] = feed
    return feeds


OCCURRED_AT = Column(
    "occurred_at",
    "time",
    "When it happened, local clock time. A date or a month alone is fine: say so in time_precision.",
    example="2026-03-14 22:40",
    required=True,
)
LATITUDE = Column("latitude", "latitude", "Latitude, WGS 84.", example="12.3456", unit="degrees north")
LONGITUDE = Column("longitude", "longitude", "Longitude, WGS 84.", example="-38.7654", unit="degrees east")
EASTING = Column(
    "easting", "easting", "East coordinate, where the source's crs is projected.", unit="crs units"
)
NORTHING = Column(
    "northing", "northing", "North coordinate, where the source's crs is projected.", unit="crs units"
)
POSTCODE = Column("postcode", "postcode", "Postcode, used for the location when there are no coordinates.")
POINT = (LATITUDE, LONGITUDE, EASTING, NORTHING, POSTCODE)
GEOMETRY = Column(
    "geometry", "geometry", "Shape, from a spatial file or as well-known text.", unit="source crs"
)
DROPPED_PERSONAL = (
    "names, dates of birth, phone numbers and addresses of people",
    "free-text notes and narratives",
    "patient, officer and crew identifiers",
)
