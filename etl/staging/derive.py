"""What numpy works out for a batch of typed rows: row numbers, UTC, WGS 84 points, cells, shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from etl import arrow
from etl.boundary import BoolArray, Boundary
from etl.cells_many import CellIndex
from etl.clock import local_to_utc, utc_to_local
from etl.feed import Feed
from etl.place import Place, Source
from etl.staging.points import CODE, DROPPED, Points, judge_globe, judge_place, locate
from etl.staging.shapes import read_shapes
from etl.staging.time import PRECISIONS, zone_of

Lookup = dict[str, tuple[float, float, float]]
_CLOCKED = PRECISIONS.index("hour")  # precisions up to this one say at what hour it happened
_POINT_COLUMNS = ("latitude", "longitude", "easting", "northing", "postcode")
ONLY_DERIVED_FROM = ("occurred", "occurred_absolute", "point_state", *_POINT_COLUMNS, "geometry")


@dataclass(frozen=True)
class Setting:
    """Everything about the place that staging a source's rows needs."""

    place: Place
    source: Source
    feed: Feed
    now: datetime
    boundary: Boundary | None  # widened by the source's tolerance
    lookup: Lookup
    cells: CellIndex


@dataclass
class Tally:
    """Things worth a note in the report."""

    repaired: int = 0
    postcodes_unknown: int = 0


def needed_columns(feed: Feed, source: Source, *, has_shapes: bool) -> list[str]:
    """Return the typed columns that `derive` reads."""
    columns = ["raw_row"]
    if feed.kind == "event":
        columns += ["occurred", "time_precision", "occurred_absolute"]
    if feed.kind in ("event", "site"):
        columns += ["point_state", *(name for name in _POINT_COLUMNS if name in source.columns)]
    if has_shapes:
        columns.append("geometry")
    return columns


def derive(
    batch: dict[str, Any], setting: Setting, tally: Tally, rejected: list[int], *, as_text: bool
) -> dict[str, pa.Array]:
    """Return what is worked out for one batch of typed rows, by column name.

    rejected: 0-based places, among the data rows of the file, of rows that could not be split.
    """
    feed, source = setting.feed, setting.source
    size = len(batch["raw_row"])
    points = Points(np.full(size, np.nan), np.full(size, np.nan), np.zeros(size), np.zeros(size, np.uint8))
    columns = {"row_number": arrow.column(row_numbers(batch["raw_row"], rejected))}
    if feed.kind in ("event", "site"):
        points = locate(batch, source, setting.lookup)
        if "postcode" in batch:
            named = np.array([code is not None for code in batch["postcode"]], bool)
            tally.postcodes_unknown += int((named & np.isnan(points.latitude) & (points.code == 0)).sum())
    shapes = None
    if "geometry" in batch:
        shapes = read_shapes(batch["geometry"], source.crs, points, kind=feed.kind, as_text=as_text)
        tally.repaired += shapes.repaired
        if feed.kind == "area" and setting.boundary is not None:
            _judge_areas(shapes.wkb, points, setting.boundary)
    elif feed.kind == "area":
        points.code[:] = CODE["geometry_empty"]
    if feed.kind in ("event", "site"):
        there = judge_globe(points, setting.boundary)
        if setting.boundary is not None:
            judge_place(points, there, batch, source, setting.boundary)
        located = there & (points.code == 0)
    columns["stage_code"] = arrow.column(points.code)
    if feed.kind == "event":
        columns |= _times(batch, setting)
    if feed.kind in ("event", "site"):
        columns |= _located(points, located, setting.cells)
    if feed.kind in ("site", "area"):
        columns["geometry_wkb"] = arrow.blobs(shapes.wkb.tolist() if shapes else [None] * size)
    if feed.kind == "area":
        areas = shapes.area_km2 if shapes else np.full(size, np.nan)
        columns["area_km2"] = arrow.column(areas, np.isnan(areas))
    return columns


def row_numbers(accepted: np.ndarray[Any, Any], rejected: list[int]) -> np.ndarray[Any, Any]:
    """Return 1-based row numbers in the file of rows that were split, given where the others stood."""
    before = np.array(rejected, np.int64) - np.arange(len(rejected))
    return np.asarray(accepted + 1 + np.searchsorted(before, accepted, side="right"), np.int64)


def reject_numbers(rejected: list[int], accepted: int) -> np.ndarray[Any, Any]:
    """Return 1-based row numbers of the rows that could not be split, `accepted` others being there."""
    order = np.arange(len(rejected))
    return np.asarray(np.minimum(np.array(rejected, np.int64) - order, accepted) + order + 1)


def _times(batch: dict[str, Any], setting: Setting) -> dict[str, pa.Array]:
    """Return local and UTC time and the daylight-saving flag; empty where only the day or month is known."""
    written = batch["occurred"].astype("datetime64[us]")
    home, zone = setting.place.time_zone, zone_of(setting.source, setting.place)
    absolute = batch["occurred_absolute"].astype(bool)
    clocked = (batch["time_precision"] <= _CLOCKED) & ~np.isnat(written)
    known = written if clocked.all() else np.where(clocked, written, np.datetime64("NaT"))
    utc, flag = local_to_utc(known, zone)
    utc[absolute] = known[absolute]
    flag[absolute] = 0
    local = known
    if zone != home or absolute.any():
        local = utc_to_local(utc, home)
    day = local if clocked.all() else np.where(clocked, local, written)
    return {
        "occurred_local": arrow.column(local),
        "occurred_utc": arrow.column(utc),
        "time_flag": arrow.column(flag),
        "occurred_day": arrow.column(day.astype("datetime64[D]")),
    }


def _located(points: Points, located: BoolArray, index: CellIndex) -> dict[str, pa.Array]:
    """Return coordinates, precision and one cell a resolution; NULL where the row is unlocated or bad."""
    absent = None if located.all() else ~located
    columns = {
        "point_latitude": arrow.column(points.latitude, absent),
        "point_longitude": arrow.column(points.longitude, absent),
        "precision_m": arrow.column(points.precision_m, absent),
    }
    cells = index.index(points.latitude[located], points.longitude[located])
    for resolution, found in cells.items():
        if absent is not None:
            every = np.zeros(len(located), np.int64)
            every[located] = found
            found = every
        columns[f"cell_{resolution}"] = arrow.column(found, absent)
    return columns


def _judge_areas(wkb: np.ndarray[Any, Any], points: Points, boundary: Boundary) -> None:
    """Drop areas whose inner point lies outside the boundary (a national file, clipped to the place)."""
    rows = np.flatnonzero(points.code == 0)
    inner = shapely.point_on_surface(shapely.from_wkb(wkb[rows]))
    outside = ~boundary.holds(shapely.get_y(inner), shapely.get_x(inner))
    points.code[rows[outside]] = DROPPED
