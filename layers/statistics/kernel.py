"""The cut Gaussian kernel: how much something counts at a distance, and which points are in reach.

k(d) = exp(-d^2 / 2h^2), and 0 for d > 3h: an event at the door counts 1, one 400 m away .61 (h = 400 m).

Source: kernel after Silverman 1986, cut at three bandwidths; great circle by chord length (exact on the
sphere, no projection). The detour factor 1.3 turns straight lines into walks where no streets are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from layers.statistics.checked import Floats, Ints, coordinates

BANDWIDTH_M = 400.0  # fixed before any place was looked at
BANDWIDTHS_M = (250.0, 400.0, 800.0)  # the curve that is always plotted
CUT = 3.0  # bandwidths beyond which nothing counts
DETOUR = 1.3  # metres walked per metre of straight line
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
_ROWS_AT_ONCE = 5_000  # points whose pairs are held in memory together
EDGE_SHARE = 0.20  # more kernel mass than this outside the place is flagged


@dataclass(frozen=True)
class Pairs:
    """Pairs of near points: row in the first set, row in the second, metres walked; shape of both sets."""

    first: Ints
    second: Ints
    walked_m: Floats
    shape: tuple[int, int]


def kernel(walked_m: Floats, bandwidth_m: float) -> Floats:
    """Return k(d) = exp(-d^2 / 2h^2), 0 for d > 3h (d = 3h still counts). k(0) = 1."""
    distance = np.asarray(walked_m, np.float64)
    weight = np.exp(-0.5 * (distance / bandwidth_m) ** 2)
    return np.where(distance <= CUT * bandwidth_m, weight, 0.0)


def great_circle_m(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Return the n x m matrix of straight-line metres between two sets of WGS 84 points (haversine)."""
    north, to_north = np.radians(latitude)[:, None], np.radians(to_latitude)[None, :]
    east = np.radians(to_longitude)[None, :] - np.radians(longitude)[:, None]
    half = np.sin((to_north - north) / 2) ** 2 + np.cos(north) * np.cos(to_north) * np.sin(east / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def equirectangular_m(
    latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats
) -> Floats:
    """Return the same matrix on a plane touching the mean latitude: within 0.5 % over one city, cheaper."""
    middle = np.radians((latitude.mean() + to_latitude.mean()) / 2)
    up = np.radians(to_latitude[None, :] - latitude[:, None])
    across = np.radians(to_longitude[None, :] - longitude[:, None]) * np.cos(middle)
    return np.asarray(EARTH_RADIUS_M * np.hypot(up, across))


def pairs_within(
    first: tuple[Floats, Floats], second: tuple[Floats, Floats], walked_m: float, detour: float = DETOUR
) -> Pairs:
    """Return every pair at most `walked_m` apart, sorted by first row, then second row.

    first, second: WGS 84 latitudes and longitudes. Straight-line metres are multiplied by `detour`.
    """
    from_points = _on_sphere(*coordinates("first points", *first))
    to_points = _on_sphere(*coordinates("second points", *second))
    return _pairs(from_points, cKDTree(to_points), walked_m, detour)


def _pairs(from_points: Floats, to_points: cKDTree, walked_m: float, detour: float) -> Pairs:
    shape = (len(from_points), to_points.n)
    if not (shape[0] and shape[1]):
        none = np.empty(0, np.int64)
        return Pairs(none, none, np.empty(0), shape)
    widest = walked_m / detour * (1 + 1e-9)  # the cut itself is taken on the metres walked, below
    chord = 2 * np.sin(min(widest / (2 * EARTH_RADIUS_M), np.pi / 2))
    found = cKDTree(from_points).sparse_distance_matrix(to_points, chord, output_type="ndarray")
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(found["v"] / 2, 1.0)) * detour
    near = metres <= walked_m
    rows, columns = found["i"][near].astype(np.int64), found["j"][near].astype(np.int64)
    order = np.argsort(rows * shape[1] + columns)
    return Pairs(rows[order], columns[order], metres[near][order], shape)


def weights_by_block(
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
    bandwidth_m: float = BANDWIDTH_M,
    detour: float = DETOUR,
) -> Iterator[sparse.csr_array]:
    """Yield k of points (first x second), some rows after others: all at once take much memory."""
    from_points = _on_sphere(*coordinates("first points", *first))
    to_points = cKDTree(_on_sphere(*coordinates("second points", *second)))
    for start in range(0, max(len(from_points), 1), _ROWS_AT_ONCE):
        some = from_points[start : start + _ROWS_AT_ONCE]
        yield kernel_weights(_pairs(some, to_points, CUT * bandwidth_m, detour), bandwidth_m)


def kernel_weights(pairs: Pairs, bandwidth_m: float) -> sparse.csr_array:
    """Return k as a sparse matrix (first x second); an entry is stored for each pair within 3h."""
    reached = pairs.walked_m <= CUT * bandwidth_m
    weight = kernel(pairs.walked_m[reached], bandwidth_m)
    at = (pairs.first[reached], pairs.second[reached])
    return sparse.csr_array((weight, at), shape=pairs.shape)


def outside_share(
    weights: sparse.csr_array, cell_area_km2: Floats, bandwidth_m: float, detour: float = DETOUR
) -> Floats:
    """Return for each point the share (0..1) of its kernel's mass that lies outside the cells given.

    The whole mass of the cut kernel on the ground is 2 pi (h / detour)^2 (1 - exp(-4.5)); the mass
    inside is the sum of k x cell area. Cells as small as h / 2 give it to about 1 %.
    """
    straight_km = bandwidth_m / detour / 1000
    whole = 2 * np.pi * straight_km**2 * (1 - np.exp(-(CUT**2) / 2))
    inside = np.asarray(weights @ cell_area_km2)
    return np.asarray(np.clip(1 - inside / whole, 0.0, 1.0))


def _on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """Return unit vectors: the nearest in space are the nearest on the ground."""
    north, east = np.radians(latitude), np.radians(longitude)
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])
