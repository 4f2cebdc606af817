"""Metres walked along the streets a place supplies: shortest paths between services and cells, cut at 3h.

Lines are joined where they cross or come within 20 m of each other, and split into pieces of at most 25 m.
A service or cell walks in a straight line to the nearest end of a piece. A path is never shorter than the
straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from etl import store
from layers.access import on_sphere
from layers.statistics.checked import Floats, Ints
from layers.statistics.kernel import Pairs, pairs_within

PIECE_M = 25.0
GAP_M = 20.0  # ends this close are joined: files often stop short of the middle of the next street
JOINED_DECIMALS = 5  # of a degree: about a metre
FEWEST_JOINED = 0.9  # of the pieces must hang together, else the file does not say how streets join
_METRES_PER_DEGREE = 111_195.0
_ENTRIES_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class Streets:
    """The walkable graph. nodes: n x 3 metres on the sphere; lengths: n x n, metres of each piece."""

    nodes: Floats
    lengths: sparse.csr_array


def read_streets(con: store.Connection) -> Streets | None:
    """Return the place's streets, None where it gives none or they do not hang together."""
    found = [row[0] for row in store.rows(con, store.sql("publish_clash_streets"))]
    return join_streets(shapely.from_wkb(found)) if found else None


def join_streets(lines: np.ndarray) -> Streets | None:
    """Return lines (WGS 84) as a graph, None where under 90 % of their pieces hang together."""
    crossed = shapely.get_parts(shapely.node(shapely.union_all(lines)))
    parts = shapely.segmentize(crossed, PIECE_M / _METRES_PER_DEGREE)
    points, line = shapely.get_coordinates(parts, return_index=True)
    if not len(points):
        return None
    places, node = np.unique(np.round(points, JOINED_DECIMALS), axis=0, return_inverse=True)
    nodes = on_sphere(places[:, 1], places[:, 0])
    follows = line[1:] == line[:-1]
    near = cKDTree(nodes).query_pairs(GAP_M, output_type="ndarray")
    start = np.concatenate([node[:-1][follows], near[:, 0]])
    end = np.concatenate([node[1:][follows], near[:, 1]])
    some = start != end
    low, high = np.minimum(start, end)[some], np.maximum(start, end)[some]
    pair = np.unique(low * len(nodes) + high)  # a street drawn twice is one street
    low, high = np.divmod(pair, len(nodes))
    length = np.linalg.norm(nodes[low] - nodes[high], axis=1)
    lengths = sparse.csr_array((length, (low, high)), shape=(len(nodes), len(nodes)))
    _, component = connected_components(lengths, directed=False)
    joined = np.bincount(component).max() / len(nodes)
    return Streets(nodes, lengths) if joined >= FEWEST_JOINED else None


def walked_pairs(
    streets: Streets, first: tuple[Floats, Floats], second: tuple[Floats, Floats], reach_m: float
) -> Pairs:
    """Return every pair of points (WGS 84) at most `reach_m` apart on foot, the same point at 0 m.

    Sorted by first row, then second.
    """
    tree = cKDTree(streets.nodes)
    leg_from, node_from = tree.query(on_sphere(*first))
    leg_to, node_to = tree.query(on_sphere(*second))
    straight = pairs_within(first, second, reach_m, detour=1.0)
    floor = sparse.csr_array((straight.walked_m, (straight.first, straight.second)), shape=straight.shape)
    rows, columns, metres = [], [], []
    step = max(1, _ENTRIES_AT_ONCE // max(len(streets.nodes), len(node_to), 1))
    for start in range(0, len(node_from), step):
        some = slice(start, start + step)
        paths = dijkstra(streets.lengths, directed=False, indices=node_from[some], limit=reach_m)
        reached = paths[:, node_to] + leg_from[some, None] + leg_to[None, :]
        row, column = np.nonzero(reached <= reach_m)
        rows.append(row + start)
        columns.append(column)
        metres.append(reached[row, column])
    row, column, walked = (
        np.concatenate([*found, np.empty(0, kind)])
        for found, kind in ((rows, np.int64), (columns, np.int64), (metres, np.float64))
    )
    return _with_straight(row, column, walked, floor)


def _with_straight(row: Ints, column: Ints, walked: Floats, floor: sparse.csr_array) -> Pairs:
    """Raise paths shorter than the straight line to it, and give a point that is both ends 0 m."""
    ends = floor.tocoo()
    same = ends.data < 1e-3  # a point and itself, whatever the way to the street and back
    row, column = np.concatenate([row, ends.coords[0][same]]), np.concatenate([column, ends.coords[1][same]])
    walked = np.concatenate([np.maximum(walked, 0.0), np.zeros(int(same.sum()))])
    order = np.lexsort((walked, column, row))
    row, column, walked = row[order], column[order], walked[order]
    first = np.ones(len(row), bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    row, column, walked = row[first], column[first], walked[first]
    straight = np.asarray(floor[row, column]).ravel()
    return Pairs(row, column, np.maximum(walked, straight), floor.shape)
