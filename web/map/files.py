"""The bodies that the map fetches for one published version: tiles, bytes, figures and outlines."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from etl.cells import boundaries
from layers.look.colours import encode_changes, encode_classes
from layers.look.symbols import VENUE_SYMBOLS
from layers.published.change import compare
from layers.published.position import position_of
from layers.published.rows import PARENT
from layers.published.version import Published
from layers.words import days
from web.changes import in_units
from web.map.levels import blocks_of
from web.map.mvt import encode_edges, encode_tile, tile_box, to_mercator

DEEPEST_TILE: Final = 12  # the browser enlarges these when zoomed in further
DEGREES: Final = 5  # decimals of a coordinate sent to the browser: about a metre


class MapFiles:
    """Makes and keeps what the map fetches of one version. Unknown names raise KeyError."""

    def __init__(self, published: Published) -> None:
        """Hold the version whose files these are; nothing is read yet."""
        self.published = published
        self.tile = functools.lru_cache(maxsize=1024)(self._tile)
        self.values = functools.lru_cache(maxsize=256)(self._values)
        self.figures = functools.lru_cache(maxsize=64)(self._figures)
        self.outlines = functools.lru_cache(maxsize=64)(self._outlines)
        self.change_values = functools.lru_cache(maxsize=128)(self._change_values)
        self.change_figures = functools.lru_cache(maxsize=64)(self._change_figures)
        self.change_outlines = functools.lru_cache(maxsize=64)(self._change_outlines)
        self.base = functools.cache(self._base)
        self._states = functools.lru_cache(maxsize=8)(lambda *names: published.figures(*names).state)
        self.outline_tile = functools.lru_cache(maxsize=256)(self._outline_tile)
        self._blocks = functools.cache(lambda grid: blocks_of(published.cells(grid)))
        self._corners = functools.lru_cache(maxsize=256)(self._read_corners)
        self._mercator = functools.lru_cache(maxsize=256)(self._read_mercator)
        self._one = threading.Lock()

    def _read_corners(self, grid: str, block: int) -> NDArray[np.float64]:
        return boundaries(self.published.cells(grid).cell[self._blocks(grid).rows(block)])

    def _read_mercator(self, grid: str, block: int) -> NDArray[np.float64]:
        return to_mercator(self._corners(grid, block))

    def blocks(self, grid: str) -> bytes:
        """Return the blocks of a grid as JSON: their first rows, and their boxes in degrees."""
        found = self._blocks(grid)
        told = {"starts": found.starts.tolist(), "box": np.round(found.box, DEGREES).tolist()}
        return json.dumps(told, separators=(",", ":")).encode()

    def part(
        self, make: Callable[..., bytes], columns: tuple[str, ...], block: int | None, *names: str
    ) -> bytes:
        """Return a file of one entry a row, or the entries of one block of its grid.

        columns: the types of the arrays that the file is made of. names: layer, grid, periods.
        """
        with self._one:  # a map asks for many blocks at once
            whole = make(*names)
        if block is None:
            return whole
        rows, count = self._blocks(names[1]).rows(block), self.published.size(names[1])
        found, at = [], 0
        for kind in columns:
            found.append(np.frombuffer(whole, kind, count, at)[rows].tobytes())
            at += count * np.dtype(kind).itemsize
        return b"".join(found)

    def _near(self, grid: str, zoom: int, x: int, y: int) -> list[int]:
        """Return the blocks of a grid that may reach into a tile."""
        if not (0 <= zoom <= DEEPEST_TILE and x < 1 << zoom and y < 1 << zoom):
            raise KeyError((zoom, x, y))
        near: list[int] = self._blocks(grid).within(*tile_box(zoom, x, y)).tolist()
        return near

    def _tile(self, grid: str, zoom: int, x: int, y: int) -> bytes:
        """Return one vector tile of a hexagon grid."""
        near, starts = self._near(grid, zoom, x, y), self._blocks(grid).starts
        if not near:
            return b""
        rows = np.concatenate([np.arange(starts[each], starts[each + 1]) for each in near])
        return encode_tile(zoom, x, y, np.concatenate([self._mercator(grid, each) for each in near]), rows)

    def _outline_tile(self, layer_id: str, grid: str, period_id: str, zoom: int, x: int, y: int) -> bytes:
        """Return the edges of the coarser areas whose figure stands in, as one vector tile."""
        near, blocks = self._near(grid, zoom, x, y), self._blocks(grid)
        if not near:
            return b""
        with self._one:
            state = self._states(layer_id, grid, period_id)
        stands_in = np.where(state == PARENT, self.published.cells(grid).parent_row, -1)
        group = np.concatenate([stands_in[blocks.rows(each)] for each in near])
        corners = np.concatenate([self._corners(grid, each) for each in near])
        return encode_edges(zoom, x, y, to_mercator(edges_between(corners, group)))

    def row_shape(self, grid: str, row: int) -> bytes:
        """Return one row's outline as GeoJSON."""
        if grid == "area":
            shapes = [shapely.from_wkb(area.geometry_wkb) for area in self.published.areas()[row : row + 1]]
        else:
            cells = self.published.cells(grid).cell[row : row + 1]
            shapes = [shapely.Polygon(corners) for corners in boundaries(cells)]
        if not shapes:
            raise KeyError((grid, row))
        return collect([(shapes[0], {})])

    def _values(self, layer_id: str, grid: str, period_id: str) -> bytes:
        """Return one byte for each row (see encode_classes)."""
        found = self.published.figures(layer_id, grid, period_id)
        limits = self.published.scale(layer_id, grid, self._period_kind(period_id))
        kind = self.published.layers()[layer_id].kind
        return encode_classes(found.value, found.state, limits, kind).tobytes()

    def _figures(self, layer_id: str, grid: str, period_id: str) -> bytes:
        """Return values then counts as little-endian float32, then one byte a row for rates on few events.

        NaN where there is none. Only what the version released is in it.
        """
        found = self.published.figures(layer_id, grid, period_id)
        numbers = np.concatenate([found.value, found.count]).astype("<f4")
        return numbers.tobytes() + found.low.astype(np.uint8).tobytes()

    def _outlines(self, layer_id: str, grid: str, period_id: str) -> bytes:
        """Return the edges of the coarser areas whose figure stands in, as one GeoJSON line."""
        return self._edges(grid, self.published.figures(layer_id, grid, period_id).state)

    def _edges(self, grid: str, state: NDArray[np.uint8]) -> bytes:
        stands_in = np.where(state == PARENT, self.published.cells(grid).parent_row, -1)
        edges = edges_between(boundaries(self.published.cells(grid).cell), stands_in)
        return collect([(shapely.MultiLineString(list(edges)), {})])

    def _change_values(self, layer_id: str, grid: str, before: str, after: str) -> bytes:
        """Return one byte for each row (see encode_changes)."""
        return encode_changes(compare(self.published, layer_id, grid, before, after)).tobytes()

    def _change_figures(self, layer_id: str, grid: str, before: str, after: str) -> bytes:
        """Return change, low, high (per cent or points), then both values, as little-endian float32."""
        found = compare(self.published, layer_id, grid, before, after)
        sizes = [in_units(each, found.measure) for each in (found.estimate, found.low, found.high)]
        return np.concatenate([*sizes, found.before, found.after]).astype("<f4").tobytes()

    def _change_outlines(self, layer_id: str, grid: str, before: str, after: str) -> bytes:
        """Return the edges of the coarser areas whose change stands in, as one GeoJSON line."""
        return self._edges(grid, compare(self.published, layer_id, grid, before, after).state)

    def _period_kind(self, period_id: str) -> str:
        return next(period.kind for period in self.published.periods() if period.id == period_id)

    def _base(self, kind: str) -> bytes:
        """Return one kind of base map feature as GeoJSON."""
        if kind not in self.published.base_kinds():
            raise KeyError(kind)
        found = self.published.base_features(kind)
        shapes = shapely.from_wkb([feature.geometry_wkb for feature in found])
        about = ({"name": feature.name, "class": feature.class_} for feature in found)
        return collect(zip(shapes, about, strict=True))

    @functools.cached_property
    def areas(self) -> bytes:
        """The neighbourhoods as GeoJSON; a feature's id is its row."""
        found = self.published.areas()
        shapes = shapely.from_wkb([area.geometry_wkb for area in found])
        return collect(zip(shapes, ({"name": area.name} for area in found), strict=True))

    @functools.cached_property
    def services(self) -> bytes:
        """The services as GeoJSON points; one that may show only its cell lies at the cell's centre."""
        features = []
        for service in self.published.services():
            where = position_of(service)
            if where is not None:
                about = {
                    "id": service.service_id,
                    "stop": service.stop,
                    "name": service.name,
                    "type": service.type,
                    "approximate": service.latitude is None or service.approximate_m > 0,
                }
                features.append((shapely.Point(*where), about))
        return collect(features)

    @functools.cached_property
    def sites(self) -> bytes:
        """The venues and festival sites as GeoJSON points, a festival with its days in words."""
        features = []
        for key, site in self.published.venues().items():
            kind = site.type if site.type in VENUE_SYMBOLS else "other"
            about = {"id": key, "name": site.name, "type": kind, "days": days(site.starts_on, site.ends_on)}
            features.append((shapely.Point(site.longitude, site.latitude), about))
        return collect(features)

    @functools.cached_property
    def hotspots(self) -> bytes:
        """The declared hotspots as GeoJSON."""
        found = self.published.hotspots()
        shapes = shapely.from_wkb([spot.geometry_wkb for spot in found])
        about = ({"id": spot.hotspot_id, "name": spot.name} for spot in found)
        return collect(zip(shapes, about, strict=True))


def edges_between(corners: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the edges (m, 2, 2) where cells of one group meet another group, or nothing.

    corners: (n, 6, 2) outlines; neighbours share their corners to within rounding. group: (n,), -1 for
    cells that belong to none and are not outlined.
    """
    ring = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2, 2)
    owner = np.repeat(group, corners.shape[1])
    ends = np.rint(ring * 1e7).astype(np.int64)
    backwards = (ends[:, 0] > ends[:, 1])[:, 0] | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[backwards] = ends[backwards, ::-1]
    _, first, which = np.unique(ends.reshape(-1, 4), axis=0, return_index=True, return_inverse=True)
    low, high = np.full(len(first), np.iinfo(np.int64).max), np.full(len(first), -1)
    np.minimum.at(low, which, owner)
    np.maximum.at(high, which, owner)
    alone = np.bincount(which, minlength=len(first)) == 1
    drawn = (high >= 0) & ((low != high) | alone)
    edges: NDArray[np.float64] = ring[first[drawn]]
    return edges


def collect(features: Iterable[tuple[Any, dict[str, Any]]], **head: str) -> bytes:
    """Return shapes (WGS84) with their properties as a GeoJSON collection; ids count from 0.

    head: what the collection says of itself.
    """
    written = []
    for row, (shape, about) in enumerate(features):
        rounded = shapely.transform(shape, lambda corners: np.round(corners, DEGREES))
        geometry = json.loads(shapely.to_geojson(rounded))
        written.append({"type": "Feature", "id": row, "properties": about, "geometry": geometry})
    collection = {"type": "FeatureCollection", **head, "features": written}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
