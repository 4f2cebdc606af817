"""The overview's map: each place's outline where it lies, drawn by the server."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
import shapely

from web.region.rows import Row
from web.url import url

WIDTH, HEIGHT = 760.0, 430.0
MARGIN: Final = 46.0
SMALLEST: Final = 16.0  # an outline that is drawn smaller gets a ring around it
LEAST_DEGREES: Final = 0.5  # of latitude that the map shows
STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)  # degrees between the lines
SHAPE, MOST_SHAPES = 120.0, 8  # length of the largest outline at one scale; how many fit
LETTER, LINE = 7.4, 17.0  # about the size of a label's letter and line
KM_A_DEGREE: Final = 111.2
BAR, WIDEST_BARRED = 140.0, 15.0  # length at most; degrees of latitude up to which it holds
SCALES_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Frame:
    """Where degrees lie on the drawing: plate carree, true to scale at the middle latitude."""

    west: float
    north: float
    per_lon: float
    per_lat: float

    def x(self, longitude: float) -> float:
        """Return where a longitude lies."""
        return (longitude - self.west) * self.per_lon

    def y(self, latitude: float) -> float:
        """Return where a latitude lies."""
        return (self.north - latitude) * self.per_lat


def build_map(rows: Sequence[Row]) -> str:
    """Return the map of the places that have an outline, '' without any."""
    shown = [(row, row.found.outline) for row in rows if row.found]
    if not shown:
        return ""
    frame = _frame(np.array([outline.bounds for _, outline in shown]))
    drawn, points = [], []
    for row, outline in shown:
        west, south, east, north = outline.bounds
        x, y = frame.x((west + east) / 2), frame.y((south + north) / 2)
        reach = max((east - west) * frame.per_lon, (north - south) * frame.per_lat) / 2
        ring = (
            f"<circle class='ring' cx='{x:.1f}' cy='{y:.1f}' r='{SMALLEST / 2:g}'/>"
            if reach < SMALLEST / 2
            else ""
        )
        name = escape(row.name)
        drawn.append(
            f"<a href='{escape(url_of(row))}' aria-label='{name}'><title>{name}</title>"
            f"<path d='{_path(outline, frame)}'/>{ring}</a>"
        )
        points.append((row.name, x, y, max(reach, SMALLEST / 2)))
    names = "".join(
        f"<g class='names {kind}' aria-hidden='true'>{''.join(_labels(points, size, bool(_bar(frame))))}</g>"
        for kind, size in (("wide", 1.0), ("narrow", 25 / 13.5))  # as large as assets/region.css makes them
    )
    return (
        f"<svg class='country' viewBox='0 0 {WIDTH:g} {HEIGHT:g}' role='group' "
        f"aria-label='Map of the places; each leads to its own pages'>{_lines(frame)}{''.join(drawn)}"
        f"{_scale(frame)}{names}</svg>"
    )


def build_shapes(rows: Sequence[Row]) -> str:
    """Return the outlines beside each other at one scale, '' for one place or for too many to be seen."""
    shown = sorted(
        ((row, _in_km(row.found.outline)) for row in rows if row.found),
        key=lambda each: -_reach(each[1]),
    )
    if not 1 < len(shown) <= MOST_SHAPES:
        return ""
    per_km = SHAPE / max(_reach(outline) for _, outline in shown)
    drawn = []
    for row, outline in shown:
        west, south, east, north = outline.bounds
        wide, high = (east - west) * per_km + 4, (north - south) * per_km + 4
        frame = Frame(west - 2 / per_km, north + 2 / per_km, per_km, per_km)
        drawn.append(
            f"<figure><svg width='{wide:.0f}' height='{high:.0f}' aria-hidden='true'>"
            f"<path d='{_path(outline, frame)}'/></svg><figcaption>{escape(row.name)}"
            f"<small>{east - west:.0f} km across</small></figcaption></figure>"
        )
    return f"<div class='shapes'><h2>At one scale</h2><div>{''.join(drawn)}</div></div>"


def _in_km(outline: shapely.Geometry) -> shapely.Geometry:
    """Return an outline in kilometres east and north, true to scale at its middle latitude."""
    shrink = math.cos(math.radians((outline.bounds[1] + outline.bounds[3]) / 2))
    return shapely.transform(outline, lambda at: at * (KM_A_DEGREE * shrink, KM_A_DEGREE))


def _reach(outline: shapely.Geometry) -> float:
    west, south, east, north = outline.bounds
    return float(max(east - west, north - south))


def url_of(row: Row) -> str:
    """Return the address of a place's first page."""
    return url(f"{row.member.path}/")


def _frame(bounds: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Frame:
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max(east - west, 1e-9) * shrink, max(north - south, LEAST_DEGREES)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / up)
    middle = (west + east) / 2, (south + north) / 2
    left = middle[0] - WIDTH / 2 / (scale * shrink)
    return Frame(left, middle[1] + HEIGHT / 2 / scale, scale * shrink, scale)


def _path(outline: shapely.Geometry, frame: Frame) -> str:
    parts = []
    for polygon in shapely.get_parts(outline):
        for ring in (polygon.exterior, *polygon.interiors):
            at = [f"{frame.x(lon):.1f} {frame.y(lat):.1f}" for lon, lat in ring.coords]
            parts.append(f"M{'L'.join(at[:-1])}Z")
    return "".join(parts)


def _lines(frame: Frame) -> str:
    """Return lines of longitude and latitude with their degrees at the edges."""
    across, up = WIDTH / frame.per_lon, HEIGHT / frame.per_lat
    step = next((each for each in STEPS if max(across, up) / each <= 7), STEPS[-1])
    found = []
    for index in range(math.ceil(frame.west / step), math.floor((frame.west + across) / step) + 1):
        x = frame.x(index * step)
        found.append(f"<path d='M{x:.1f} 0V{HEIGHT:g}'/>")
        if MARGIN < x < WIDTH - MARGIN:
            said = _degrees(index * step, "EW")
            found.append(f"<text x='{x:.1f}' y='{HEIGHT - 6:g}' text-anchor='middle'>{said}</text>")
    for index in range(math.ceil((frame.north - up) / step), math.floor(frame.north / step) + 1):
        y = frame.y(index * step)
        found.append(f"<path d='M0 {y:.1f}H{WIDTH:g}'/>")
        if LINE < y < HEIGHT - 2 * LINE:
            found.append(f"<text x='6' y='{y - 4:.1f}'>{_degrees(index * step, 'NS')}</text>")
    return f"<g class='lines' aria-hidden='true'>{''.join(found)}</g>"


def _degrees(value: float, sides: str) -> str:
    size = f"{abs(value):.1f}".removesuffix(".0")
    return f"{size}° {sides[value < 0]}" if round(value, 6) else "0°"


def _labels(points: Sequence[tuple[str, float, float, float]], size: float, barred: bool) -> Iterable[str]:
    """Yield the names that find room beside their place; the others are in the table and on pointing.

    size: of the letters, 1 on a wide screen. barred: a bar of kilometres stands in the corner.
    """
    taken = [(x - reach, y - reach, x + reach, y + reach) for _, x, y, reach in points]
    taken += [(WIDTH - BAR - 20, HEIGHT - 56, WIDTH, HEIGHT)] if barred else []
    for name, x, y, reach in points:
        wide = LETTER * size * len(name)
        for left, base, anchor in (
            (x + reach + 5, y + 5 * size, "start"),
            (x - reach - 5 - wide, y + 5 * size, "end"),
            (x - wide / 2, y - reach - 6, "middle"),
            (x - wide / 2, y + reach + LINE * size, "middle"),
        ):
            box = (left, base - 13 * size, left + wide, base + 4 * size)
            inside = left > 4 and box[2] < WIDTH - 4 and box[1] > 4 and box[3] < HEIGHT - LINE
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                at = {"start": left, "end": left + wide, "middle": x}[anchor]
                yield f"<text x='{at:.1f}' y='{base:.1f}' text-anchor='{anchor}'>{escape(name)}</text>"
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _bar(frame: Frame) -> int:
    """Return how many kilometres a bar shows, 0 on a map so large that one would not hold for all of it."""
    per_km = frame.per_lat / KM_A_DEGREE
    if HEIGHT / frame.per_lat > WIDEST_BARRED:
        return 0
    return max((each for each in SCALES_KM if each * per_km <= BAR), default=0)


def _scale(frame: Frame) -> str:
    km = _bar(frame)
    if not km:
        return ""
    long = km * frame.per_lat / KM_A_DEGREE
    x, y = WIDTH - 16 - long, HEIGHT - 30
    return (
        f"<g class='bar' aria-hidden='true'><path d='M{x:.1f} {y - 5}v5h{long:.1f}v-5'/>"
        f"<text x='{x + long / 2:.1f}' y='{y - 9}' text-anchor='middle'>{km} km</text></g>"
    )
