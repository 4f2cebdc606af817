"""Hexagons, and edges between them, as Mapbox Vector Tiles, encoded with numpy alone.

Source: Mapbox Vector Tile specification 2.1.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

EXTENT: Final = 4096  # units across a tile
MARGIN: Final = 64  # units of overlap with the neighbouring tiles
LAYER: Final = "cells"

MOVE_TO_ONE: Final = 1 | 1 << 3
LINE_TO_ONE: Final = 2 | 1 << 3
LINE_TO_FIVE: Final = 2 | 5 << 3
CLOSE_PATH: Final = 7 | 1 << 3
LINE: Final = 2
POLYGON: Final = 3

Tokens = NDArray[np.uint64]


def to_mercator(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Web Mercator positions in 0..1 (x east, y south) of (..., 2) longitude and latitude degrees."""
    sine = np.sin(np.radians(corners[..., 1]))
    return np.stack([corners[..., 0] / 360 + 0.5, 0.5 - np.arctanh(sine) / (2 * np.pi)], axis=-1)


def encode_varints(tokens: Tokens) -> tuple[bytes, NDArray[np.int64]]:
    """Return the tokens as base-128 varints, and how many bytes each took."""
    size = np.ones(len(tokens), np.int64)
    for groups in range(1, 10):
        size += tokens >= np.uint64(1 << (7 * groups))
    starts = np.concatenate([[0], np.cumsum(size)])
    out = np.zeros(starts[-1], np.uint8)
    for group in range(int(size.max(initial=1))):
        has = size > group
        low = (tokens[has] >> np.uint64(7 * group)) & np.uint64(0x7F)
        more = np.where(size[has] > group + 1, np.uint64(0x80), np.uint64(0))
        out[starts[:-1][has] + group] = low | more
    return out.tobytes(), size


def tile_box(zoom: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a tile with its overlap, in degrees."""
    over = MARGIN / EXTENT
    west, east = ((each / 2.0**zoom - 0.5) * 360 for each in (x - over, x + 1 + over))
    sines = np.tanh((0.5 - np.array([y + 1 + over, y - over]) / 2.0**zoom) * 2 * np.pi)
    south, north = np.degrees(np.arcsin(sines)).tolist()
    return west, south, east, north


def encode_tile(
    zoom: int, x: int, y: int, mercator: NDArray[np.float64], ids: NDArray[np.int64] | None = None
) -> bytes:
    """Return the tile's bytes (b'' when no hexagon reaches it).

    mercator: (n, 6, 2) corners from to_mercator, anticlockwise on the globe as H3 gives them. ids: of the
    features, by default their position.
    """
    found, scaled = _reaching(zoom, x, y, mercator)
    if not len(found):
        return b""
    rings = np.rint(scaled).astype(np.int64)[:, ::-1]  # outer rings run clockwise on the screen
    return _in_layer(_features(found if ids is None else ids[found], rings))


def encode_edges(zoom: int, x: int, y: int, mercator: NDArray[np.float64]) -> bytes:
    """Return a tile of straight lines without ids (b'' when none reaches it).

    mercator: (n, 2, 2), their ends.
    """
    found, scaled = _reaching(zoom, x, y, mercator)
    if not len(found):
        return b""
    ends = np.rint(scaled).astype(np.int64)
    geometry = np.empty((len(found), 6), np.uint64)
    geometry[:, 0] = MOVE_TO_ONE
    geometry[:, 1:3] = _zigzag(ends[:, 0])
    geometry[:, 3] = LINE_TO_ONE
    geometry[:, 4:6] = _zigzag(ends[:, 1] - ends[:, 0])
    head = np.empty((len(found), 6), np.uint64)
    head[:, 0] = 2 << 3 | 2  # layer.features, length-delimited
    head[:, 2] = 3 << 3  # feature.type
    head[:, 3] = LINE
    head[:, 4] = 4 << 3 | 2  # feature.geometry, packed
    head[:, 5] = _sizes(geometry)
    head[:, 1] = head[:, 5] + _sizes(head[:, 2:]).astype(np.uint64)
    return _in_layer(encode_varints(np.hstack([head, geometry]).ravel())[0])


def _reaching(
    zoom: int, x: int, y: int, mercator: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which shapes reach into a tile, and those in its units."""
    scaled = (mercator * 2.0**zoom - (x, y)) * EXTENT
    reaches = (scaled.max(axis=1) > -MARGIN) & (scaled.min(axis=1) < EXTENT + MARGIN)
    found = np.flatnonzero(reaches.all(axis=1))
    return found, scaled[found]


def _in_layer(features: bytes) -> bytes:
    name = LAYER.encode()
    body = b"\x78\x02" + b"\x0a" + _varint(len(name)) + name + features + b"\x28" + _varint(EXTENT)
    return b"\x1a" + _varint(len(body)) + body


def _features(rows: NDArray[np.int64], rings: NDArray[np.int64]) -> bytes:
    """Return the feature messages: id, type and one closed ring of six corners each."""
    count = len(rows)
    geometry = np.empty((count, 15), np.uint64)
    geometry[:, 0] = MOVE_TO_ONE
    geometry[:, 1:3] = _zigzag(rings[:, 0])
    geometry[:, 3] = LINE_TO_FIVE
    geometry[:, 4:14] = _zigzag(np.diff(rings, axis=1)).reshape(count, 10)
    geometry[:, 14] = CLOSE_PATH
    head = np.empty((count, 8), np.uint64)
    head[:, 0] = 2 << 3 | 2  # layer.features, length-delimited
    head[:, 2] = 1 << 3  # feature.id
    head[:, 3] = rows
    head[:, 4] = 3 << 3  # feature.type
    head[:, 5] = POLYGON
    head[:, 6] = 4 << 3 | 2  # feature.geometry, packed
    head[:, 7] = _sizes(geometry)
    head[:, 1] = head[:, 7] + _sizes(head[:, 2:]).astype(np.uint64)
    return encode_varints(np.hstack([head, geometry]).ravel())[0]


def _sizes(tokens: Tokens) -> NDArray[np.int64]:
    sizes: NDArray[np.int64] = encode_varints(tokens.ravel())[1].reshape(tokens.shape).sum(axis=1)
    return sizes


def _zigzag(values: NDArray[np.int64]) -> Tokens:
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def _varint(number: int) -> bytes:
    return encode_varints(np.array([number], np.uint64))[0]
