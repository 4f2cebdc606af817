"""What one briefing says: frozen values in the reader's language, from released figures only.

Paper, slides and files are made of these alone. Texts are ready to be read, with numbers for charts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.kept import Kept
from layers.zones.side_by_side import Option

CellState = Literal["released", "parent", "withheld", "zero", "no_data"]
SaidState = Literal["released", "withheld", "too_few", "no_data", ""]


@dataclass(frozen=True)
class Said:
    """One figure as it is read and, where it may be shown, as a number. note: what it rests on.

    unit: of number, low and high ('' where the text says it). state: why there is no number, for files ('':
    released where there is one, else words alone).
    """

    text: str
    number: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    unit: str = ""
    state: SaidState = ""


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the first page. note: its 95 % interval, period or change."""

    label: str
    value: Said


@dataclass(frozen=True)
class LegendLine:
    """One line of a map's legend: a class (colour '#rrggbb') or a state without one ('' for its pattern)."""

    text: str
    state: CellState
    colour: str
    count: int


@dataclass(frozen=True)
class MapShown:
    """One map of one layer. alt: what a reader who cannot see it needs to know.

    shapes: WGS 84 polygons (n,). state: index into STATES, uint8 (n,). level: the colour class where the
    state is released or parent, uint8 (n,). value: in the layer's unit, NaN where there is none, float64
    (n,). colours: one a class, the lowest first; limits: in words, between them.
    """

    key: str
    environment: str
    environment_title: str
    title: str
    unit: str
    period: str
    caveat: str
    alt: str
    names: tuple[str, ...]
    shapes: NDArray[np.object_]
    state: NDArray[np.uint8]
    level: NDArray[np.uint8]
    value: NDArray[np.float64]
    colours: tuple[str, ...]
    legend: tuple[LegendLine, ...]
    missing: str  # why there is no map, '' where there is one
    limits: tuple[str, ...] = ()


STATES: tuple[CellState, ...] = ("released", "parent", "withheld", "zero", "no_data")


@dataclass(frozen=True)
class ServicePoint:
    """A service on the map (WGS 84 degrees). approximate: only its cell may be shown."""

    name: str
    type: str
    type_title: str
    letter: str
    shape: str
    strong: bool
    longitude: float
    latitude: float
    approximate: bool


@dataclass(frozen=True)
class ZoneOutline:
    """A zone on the map: `number` from 1 in the order of the tables. in_force: drawn with a solid line."""

    number: int
    zone_id: str
    version: int
    name: str
    status: str
    in_force: bool
    geometry: shapely.Geometry


@dataclass(frozen=True)
class Ground:
    """What lies under every map: the place's outline and water, WGS 84; bounds west, south, east, north."""

    bounds: tuple[float, float, float, float]
    outline: shapely.Geometry
    water: shapely.Geometry
    services: tuple[ServicePoint, ...]
    zones: tuple[ZoneOutline, ...]


@dataclass(frozen=True)
class Ranked:
    """One service of the clash ranking; its index is 100 where it is as in comparable places."""

    rank: int
    name: str
    type_title: str
    state: str
    label: str
    colour: str
    index: Said
    exposure: Said
    expected: Said
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Clashes:
    """The ranking. said: the lay sentence of its first service; standing: why nothing is compared, or ''.

    closing: what always follows it. more: services beyond those listed, in words ('' for none).
    """

    said: str
    standing: str
    closing: str
    weeks: str
    services: tuple[Ranked, ...]
    more: str
    alt: str


@dataclass(frozen=True)
class TableRow:
    """One row of a table: its heading and a figure for each column."""

    label: str
    cells: tuple[Said, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption. head: the first entry is over the row headings; numbers: columns set right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    numbers: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True)
class LedgerLine:
    """An effect of a zone. side: benefit or cost, in words; figure: its measure, or what would measure it."""

    side: str
    direction: str
    title: str
    environment: str
    level: str
    category: str
    bearer: str
    source: str
    figure: Said
    measured: bool
    evidence: str


@dataclass(frozen=True)
class ZoneSaid:
    """A zone in words and figures. standing: that it is a proposal, where it is one."""

    outline: ZoneOutline
    standing: str
    protects: str
    costs: str
    held: str
    policy: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    detectable: tuple[str, ...]
    ledger: tuple[LedgerLine, ...]


@dataclass(frozen=True)
class Zones:
    """The zones side by side. said: what there is to compare, or that there is none.

    trade: for each zone what it gives and takes and whether another beats it; placed: the same for a chart.
    """

    said: str
    zones: tuple[ZoneSaid, ...]
    compared: Table | None
    trade: tuple[str, ...]
    placed: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Point:
    """One period of a trend; None where it is withheld or missing, as `state` says."""

    label: str
    value: float | None
    state: str


@dataclass(frozen=True)
class Trend:
    """A layer's released figures for the whole place over its periods."""

    key: str
    title: str
    unit: str
    points: tuple[Point, ...]
    said: str
    alt: str
    enforcement: bool


@dataclass(frozen=True)
class SourceLine:
    """A source: who made it, what it covers, how fresh it is and what it cannot show. rows: read, refused."""

    title: str
    producer: str
    period: str
    loaded: str
    licence: str
    cannot_show: str
    rows: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where the briefing came from. link: '' where no address was given. view: the query of its view."""

    place_id: str
    place: str
    version: str
    as_of: str
    published_on: str
    content_id: str
    link: str
    view: str
    invented: str  # the place's banner, such as that every figure is invented; '' for none


@dataclass(frozen=True)
class Content:
    """Everything one briefing says, in the order in which it is read."""

    language: str
    title: str
    audience: str
    dated: str
    view_words: str
    notes: str
    headline: str
    key_figures: tuple[KeyFigure, ...]
    ground: Ground
    main_map: MapShown
    environments: tuple[MapShown, ...]
    clashes: Clashes | None
    zones: Zones
    measures: Table | None
    trends: tuple[Trend, ...]
    changed: Table | None
    sources: tuple[SourceLine, ...]
    method: tuple[str, ...]
    withheld: tuple[str, ...]
    not_for: tuple[str, ...]
    purpose: str
    provenance: Provenance
    kept: tuple[Kept, ...] = ()  # what a later briefing compares itself with
