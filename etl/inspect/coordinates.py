"""Where an unknown file keeps its locations: which columns, in which system, how exact."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.inspect.grids import doubt_of_system
from etl.inspect.profile import ColumnProfile
from etl.inspect.sample import Sample
from etl.inspect.stand_ins import judge_missing, mostly_numbers

Numbers = NDArray[np.float64]
_NORTH = {
    **dict.fromkeys(("lat", "latitude", "latitud", "latitudine", "northing", "northings"), 5),
    **dict.fromkeys(("breite", "breitengrad", "breedtegraad", "breddegrad", "breddgrad"), 5),
    **dict.fromkeys(("geolat", "ycoord", "ycoordinate", "geometryy"), 4),
    "y": 3,
}
_EAST = {
    **dict.fromkeys(("lon", "lng", "long", "longitude", "longitud", "longitudine"), 5),
    **dict.fromkeys(("länge", "laenge", "längengrad", "laengengrad", "lengtegraad"), 5),
    **dict.fromkeys(("lengdegrad", "længdegrad", "longitudgrad", "easting", "eastings"), 5),
    **dict.fromkeys(("geolon", "xcoord", "xcoordinate", "geometryx"), 4),
    "x": 3,
}
_PAIR = re.compile(r"^\s*\(?\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+\.\d+)\s*\)?\s*$")
_WKT_POINT = re.compile(
    r"^\s*(?:SRID=\d+;)?POINT\s*Z?\s*\(\s*(-?[\d.eE+]+)\s+(-?[\d.eE+]+)[^)]*\)\s*$", re.IGNORECASE
)
_IN_METRES = {"easting", "eastings", "northing", "northings"}  # words for lengths, never for degrees
_SCALES = (1e6, 1e7, 1e5)
_STAND_IN_SHARE = 0.03


@dataclass(frozen=True)
class Location:
    """Proposed location settings: `columns` (feed column -> file column) and other source settings.

    degrees: (n, 2) longitude and latitude where they could be worked out, else NaN.
    """

    columns: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    degrees: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    shapes: bool = False

    @property
    def found(self) -> bool:
        """Whether the file gives locations at all."""
        return self.shapes or bool(self.columns)


def find_location(sample: Sample, columns: tuple[ColumnProfile, ...]) -> Location:
    """Return where the rows of the sample are, as far as names and numbers tell."""
    if sample.shape_type == "Polygon":
        return Location({}, {}, ("rows have shapes",), shapes=True)
    if sample.shape_type == "Point":
        east = next(column for column in columns if column.name == "geometry_x")
        north = next(column for column in columns if column.name == "geometry_y")
        return _from_pair(east, north)
    north_column, east_column = _best(columns, _NORTH), _best(columns, _EAST)
    if north_column is not None and east_column is not None and north_column is not east_column:
        pair = _from_pair(east_column, north_column)
        others = _other_coordinates(columns, (east_column, north_column))
        return replace(pair, doubts=(*pair.doubts, *others))
    for column in columns:
        found = _combined(column)
        if found is not None:
            return found
    wkt = next(
        (c for c in columns if _share(c, re.compile(r"^\s*(MULTI)?(POLYGON|LINESTRING)", re.I)) > 0.9), None
    )
    if wkt is not None:
        return Location(
            {"geometry": wkt.name}, {}, (f"shapes as well-known text in {wkt.name}",), shapes=True
        )
    postcode = next((c for c in columns if "postcode" in "".join(c.words)), None)
    if postcode is not None:
        doubt = "no coordinates: rows would be placed by postcode, which needs an address_lookup source"
        return Location({"postcode": postcode.name}, {}, (), (doubt,))
    return Location()


def _other_coordinates(
    columns: tuple[ColumnProfile, ...], used: tuple[ColumnProfile, ColumnProfile]
) -> tuple[str, ...]:
    """Return a doubt naming a second pair of coordinates in the file, and the form it has."""
    rest = tuple(column for column in columns if column not in used)
    north, east = _best(rest, _NORTH), _best(rest, _EAST)
    if north is None or east is None or north is east:
        return ()
    other = _from_pair(east, north)
    form = ", ".join((*other.findings[:1], *other.doubts[:1]))
    return (
        f"the file has a second pair of coordinates, {east.name} and {north.name} ({form}): which is better?",
    )


def _best(columns: tuple[ColumnProfile, ...], words: dict[str, int]) -> ColumnProfile | None:
    """Return the numeric column whose name says it is this axis most plainly; fuller columns win ties."""
    ranked = []
    for column in columns:
        joined = "".join(column.words)
        score = max(
            [words.get(word, 0) for word in column.words]
            + [words.get(joined, 0) + 1 if joined in words else 0]
        )
        if score and mostly_numbers(column):
            ranked.append((score, column.filled, -column.position, column))
    return max(ranked, key=lambda item: item[:3])[3] if ranked else None


def _share(column: ColumnProfile, pattern: re.Pattern[str]) -> float:
    values = column.present[:2000]
    return sum(bool(pattern.match(value)) for value in values) / len(values) if values else 0.0


def _combined(column: ColumnProfile) -> Location | None:
    """Return the location when one column holds both coordinates, as text pair or point."""
    for pattern, east_first, form in ((_PAIR, False, "(lat, lon)"), (_WKT_POINT, True, "POINT (lon lat)")):
        if _share(column, pattern) < 0.9 or (not east_first and column.decimal_comma):
            continue  # 51,34012 is one number with a decimal comma, not a pair
        matches = [pattern.match(cell) for cell in column.cells]
        pairs = np.array([(float(m[1]), float(m[2])) if m else (np.nan, np.nan) for m in matches])
        degrees = pairs if east_first else pairs[:, ::-1]
        if np.nanmax(np.abs(degrees[:, 1])) > 90:
            return None
        findings, doubts, settings = _judge_degrees(
            degrees, tuple(column.cells), tuple(column.cells), split=False
        )
        said = (f"both coordinates are in column {column.name}, as {form}", *findings)
        return Location({"latitude": column.name, "longitude": column.name}, settings, said, doubts, degrees)
    return None


def _from_pair(east: ColumnProfile, north: ColumnProfile) -> Location:
    x, y = east.numbers, north.numbers
    settings: dict[str, Any] = {}
    findings: list[str] = []
    doubts: list[str] = []
    if east.decimal_comma or north.decimal_comma:
        settings["decimal_comma"] = True
        findings.append("coordinates are written with a decimal comma")
    real = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    if not real.any():
        return Location(
            {"latitude": north.name, "longitude": east.name}, settings, (), ("no row has usable coordinates",)
        )
    wide, tall = float(np.median(np.abs(x[real]))), float(np.median(np.abs(y[real])))
    if wide <= 180 and tall <= 180:
        return _degrees(east, north, x, y, settings, findings, doubts)
    grid = {"easting": east.name, "northing": north.name}
    scale = _scale(x[real], y[real])
    named = bool(_IN_METRES & {*east.words, *north.words})
    if scale and not named:
        return _scaled(east, north, x, y, scale, settings)
    if _within(x[real], 700_000) and _within(y[real], 1_300_000):
        settings["crs"] = "EPSG:27700"
        if not named:
            doubts.append(
                "coordinates look like the British National Grid (EPSG:27700), but no name says so: check crs"
            )
        return Location(
            grid,
            settings,
            (*findings, "eastings and northings in metres, British National Grid"),
            tuple(doubts),
        )
    if (np.median(x[real]) < 0 or np.median(y[real]) < 0) and wide < 20_037_508 and tall < 20_048_966:
        settings["crs"] = "EPSG:3857"
        doubts.append("coordinates look like Web Mercator (EPSG:3857): check crs")
        return Location(grid, settings, tuple(findings), tuple(doubts))
    doubts.append(doubt_of_system(x[real], y[real]))
    return Location(grid, settings, tuple(findings), tuple(doubts))


def _within(numbers: Numbers, most: float) -> bool:
    return bool(numbers.min() > 0 and numbers.max() < most)


def _degrees(
    east: ColumnProfile,
    north: ColumnProfile,
    x: Numbers,
    y: Numbers,
    settings: dict[str, Any],
    findings: list[str],
    doubts: list[str],
) -> Location:
    real = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    middle = float(np.median(y[real]))
    # Beyond 60 south nobody lives; beyond 72 north some do: the names are believed, the doubt is said.
    if middle > 72 and np.median(np.abs(y[real])) <= 90:
        doubts.append(
            f"{north.name} is about {middle:.1f}, farther north than nearly all towns: if the place is "
            "nearer the equator, exchange latitude and longitude"
        )
    if np.median(np.abs(y[real])) > 90 or (middle < -60 and abs(float(np.median(x[real]))) <= 72):
        doubts.append(
            f"latitude and longitude look swapped: {north.name} is about {middle:.1f}; "
            "they are mapped the other way round"
        )
        east, north, x, y = north, east, y, x
    degrees = np.column_stack([x, y])
    more, said, extra = _judge_degrees(degrees, east.cells, north.cells, split=True)
    return Location(
        {"latitude": north.name, "longitude": east.name},
        settings | extra,
        (*findings, "coordinates in degrees", *more),
        (*doubts, *said),
        degrees,
    )


def _scale(x: Numbers, y: Numbers) -> float:
    """Return by what whole degrees were multiplied, 0 when they were not."""
    if not (np.all(x == np.round(x)) and np.all(y == np.round(y))):
        return 0.0
    fitting = [
        scale
        for scale in _SCALES
        if np.abs(x).max() <= 180 * scale and np.abs(y).max() <= 90 * scale and np.abs(y).min() >= scale
    ]
    inhabited = [scale for scale in fitting if 15 < float(np.median(np.abs(y))) / scale < 72]
    return (inhabited or fitting or [0.0])[0]


def _scaled(
    east: ColumnProfile, north: ColumnProfile, x: Numbers, y: Numbers, scale: float, settings: dict[str, Any]
) -> Location:
    settings["coordinate_scale"] = 1 / scale
    doubts = []
    degrees = np.column_stack([x, y]) / scale
    real = np.isfinite(degrees).all(axis=1)
    if (
        np.all(x[np.isfinite(x)] > 0)
        and np.median(degrees[real, 0]) > 50
        and 15 < np.median(degrees[real, 1]) < 72
    ):
        settings["longitude_sign"] = -1
        degrees[:, 0] *= -1
        doubts.append(
            f"longitudes have no sign: about {-degrees[real][0, 0]:.2f} is taken as west (the Americas); "
            "remove longitude_sign if the place is in the east"
        )
    findings = (f"coordinates are degrees multiplied by {scale:,.0f}",)
    return Location(
        {"latitude": north.name, "longitude": east.name}, settings, findings, tuple(doubts), degrees
    )


def _judge_degrees(
    degrees: NDArray[np.float64], east: tuple[str, ...], north: tuple[str, ...], *, split: bool
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]:
    """Return findings, doubts and settings about how exact and how real the points are."""
    missing, said, settings = judge_missing(degrees, east, north, split=split)
    findings, doubts = [*missing], [*said]
    real = np.isfinite(degrees).all(axis=1)
    zero = real & (degrees == 0).all(axis=1)
    if zero.any():
        doubts.append(f"{int(zero.sum())} rows are at 0, 0: they will be quarantined")
    real &= ~zero
    points = Counter((east[i], north[i]) for i in np.flatnonzero(real))
    total = sum(points.values())
    if total >= 50:
        (point, count), distinct = points.most_common(1)[0], len(points)
        findings.append(f"{distinct} different points for {total} located rows")
        if count / total > _STAND_IN_SHARE and split:
            doubts.append(
                f"{count} rows ({count / total:.0%}) share the point {point[1]}, {point[0]}: it may stand "
                f'for "not located"; then add unlocated_at = ["{point[1]},{point[0]}"]'
            )
        if distinct < total * 0.6:
            doubts.append(
                "many rows share a point: points may be snapped to streets or addresses; ask how far"
            )
    if split and total:
        decimals = Counter(
            len(east[i].replace(",", ".").partition(".")[2]) for i in np.flatnonzero(real)[:5000]
        )
        digits = max(number for number, seen in decimals.items() if seen > 0.02 * sum(decimals.values()))
        findings.append(f"up to {digits} decimals")
        if digits <= 4:
            metres = round(111_000 * 10.0**-digits)
            settings["location_precision_m"] = float(max(1, metres))
            doubts.append(f"coordinates have {digits} decimals: points are exact to about {metres} m only")
    return tuple(findings), tuple(doubts), settings
