"""Streets and buildings: main roads, a bent grid for each neighbourhood, and footprints along them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString

from etl.demo.areas import DISTRICTS
from etl.demo.geography import Geography, named_lines
from etl.demo.ground import bend, urbanity

_FIRST = (
    """
Anchor, Barrel, Beacon, Bell, Bishop, Brewer, Candle, Chapel, Cinder, Cooper, Cormorant, Cutter,
Dover's, Drift, Ebb, Elder, Farrier, Fen, Ferry, Fletcher, Gannet, Glover, Grange, Gull, Hawser,
Hazel, Heron, Hollow, Hythe, Ivy, Juniper, Keel, Kiln, Lamp, Larch, Ledger, Linden, Lock, Mariner,
Marsh, Mast, Mill, Mint, Nettle, Oar, Oyster, Packet, Pilot, Plover, Quarry, Rigger, Rope, Rowan,
Sable, Sail, Salt, Sexton, Shingle, Skipper, Slate, Smithy, Spar, Staithe, Sturgeon, Tallow, Tanner,
Tarn, Tern, Thistle, Tide, Tiller, Trinity, Vane, Walnut, Warden, Weaver, Wharf, Whelk, Wick, Yarrow
""".replace("\n", " ")
    .strip()
    .split(", ")
)
_LAST = ("Street", "Street", "Street", "Road", "Lane", "Row", "Terrace", "Way", "Hill", "Gardens")
_MAIN_ROADS = (
    (
        "High Street",
        [(330, -1330), (420, -800), (330, -250), (480, 400), (430, 1300), (900, 2300), (1100, 4300)],
    ),
    (
        "Westgate Road",
        [(120, -830), (-500, -800), (-1100, -650), (-1900, -750), (-2900, -650), (-4600, -900)],
    ),
    ("Garrison Road", [(60, -800), (420, -790), (1100, -480), (1900, -150), (2800, -250), (4600, -60)]),
    ("Mill Road", [(-560, -820), (-700, 60), (-1150, 800), (-1500, 1700), (-1900, 2500), (-2300, 4400)]),
    ("Ropewalk Bridge Road", [(-1700, 230), (-850, 150), (-250, 260), (480, 330), (1150, 250)]),
    ("Weir Bridge Road", [(-1480, 1500), (-800, 1420), (430, 1330), (1450, 1150)]),
)


@dataclass(frozen=True)
class Street:
    """One named street of one neighbourhood; `kind` is main, local or path."""

    name: str
    kind: str
    district: int
    lines: tuple[LineString, ...]


def build_streets(rng: np.random.Generator, town: Geography) -> list[Street]:
    """Return main roads, waterside roads, local streets and park paths; none crosses water but a bridge."""
    harbour, river = town.water[0].shape, town.water[1].shape
    parks = shapely.union_all([park.shape for park in town.parks])
    mains = _main_roads(town, harbour)
    closed = shapely.union_all([harbour.buffer(14), river.buffer(14), parks.buffer(6)])
    near_main = shapely.union_all([line for street in mains for line in street.lines]).buffer(24)
    shapely.prepare(near_main)
    names = _street_names(rng)
    streets = list(mains)
    for number, area in enumerate(town.neighbourhoods):
        allowed = area.shape.buffer(-4).difference(closed)
        shapely.prepare(allowed)
        for lines in _grid(rng, number):
            within = lines[shapely.intersects(allowed, lines)]
            pieces = [
                piece for shape in shapely.intersection(within, allowed) for piece in named_lines(shape)
            ]
            kept = [piece for piece in pieces if piece.length > 25 and _is_apart(piece, near_main)]
            merged = named_lines(shapely.line_merge(shapely.union_all(kept))) if kept else []
            if merged:
                streets.append(Street(next(names), "local", number, tuple(merged)))
    for park in town.parks:
        streets.append(Street(f"{park.name} path", "path", -1, tuple(_paths(park.shape))))
    return streets


def _is_apart(piece: LineString, near_main: shapely.Geometry) -> bool:
    """Return whether less than three fifths of a line run beside the main roads."""
    if not shapely.intersects(near_main, piece):
        return True
    return bool(piece.intersection(near_main).length < 0.6 * piece.length)


def _main_roads(town: Geography, harbour: shapely.Geometry) -> list[Street]:
    roads = []
    dry = town.place.difference(harbour.buffer(12))
    for name, points in _MAIN_ROADS:
        line = shapely.transform(shapely.segmentize(LineString(points), 60), bend)
        roads.append(Street(name, "main", -1, tuple(named_lines(_smooth(line).intersection(dry)))))
    edges = shapely.union_all([area.shape.boundary for area in town.neighbourhoods])
    edges = edges.difference(town.place.boundary.buffer(8)).difference(town.river.buffer(30))
    edges = edges.difference(town.wet.buffer(14))
    numbered = 1
    for line in named_lines(shapely.line_merge(edges)):
        if line.length > 150:
            roads.append(Street(f"{_RING[numbered % len(_RING)]} Road", "main", -1, (line,)))
            numbered += 1
    quay = town.land.buffer(-26).boundary
    beside = quay.intersection(town.wet.buffer(34)).difference(town.place.boundary.buffer(30))
    for name, where in (
        ("Harbour Quay", shapely.box(-6000, -6000, 6000, -760)),
        ("Vel Embankment", shapely.box(-6000, -760, 6000, 2600)),
    ):
        parts = named_lines(shapely.line_merge(beside.intersection(where)))
        roads.append(Street(name, "main", -1, tuple(line.simplify(2) for line in parts if line.length > 120)))
    strand = town.land.buffer(-70).boundary.intersection(town.sea.buffer(78))
    parts = [line for line in named_lines(shapely.line_merge(strand)) if line.length > 200]
    roads.append(Street("The Strand", "main", -1, tuple(line.simplify(2) for line in parts)))
    return roads


_RING = (
    "Lantern",
    "Cliff",
    "Common",
    "Millrace",
    "Northgate",
    "Orchard",
    "Fisher's",
    "Toll",
    "Abbey",
    "Mast",
)


def _smooth(line: LineString) -> LineString:
    """Return a line with its corners cut three times (Chaikin), endpoints kept."""
    points = shapely.get_coordinates(line.simplify(40))
    for _ in range(3):
        cut = np.repeat(points, 2, axis=0)
        cut[1:-1:2] = 0.75 * points[:-1] + 0.25 * points[1:]
        cut[2:-1:2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = cut
    return LineString(points)


def _grid(rng: np.random.Generator, district: int) -> list[np.ndarray]:
    """Return the block edges of a neighbourhood, an array of lines for each street, bent with the land."""
    plan = DISTRICTS[district]
    reach = 3000
    half = [int(reach / side) for side in plan.block_m]
    i, j = np.meshgrid(np.arange(-half[0], half[0] + 1), np.arange(-half[1], half[1] + 1), indexing="ij")
    u = i * plan.block_m[0] + rng.normal(0, 0.07 * plan.block_m[0], i.shape)
    v = j * plan.block_m[1] + rng.normal(0, 0.07 * plan.block_m[1], i.shape)
    v += (i % 2) * rng.choice([0.0, 0.18]) * plan.block_m[1]
    turn = np.radians(plan.turn_deg)
    x = plan.seed[0] + u * np.cos(turn) - v * np.sin(turn)
    y = plan.seed[1] + u * np.sin(turn) + v * np.cos(turn)
    crossings = bend(np.column_stack([x.ravel(), y.ravel()])).reshape(*x.shape, 2)
    kept = rng.random((2, *x.shape)) < 0.36 + 0.62 * np.sqrt(urbanity(crossings.reshape(-1, 2))).reshape(
        x.shape
    )
    along_u = np.stack([crossings[:-1], crossings[1:]], axis=2)
    along_v = np.stack([crossings[:, :-1], crossings[:, 1:]], axis=2)
    rows = [shapely.linestrings(edges[on]) for edges, on in zip(along_v, kept[0, :, :-1], strict=True)]
    columns = [shapely.linestrings(along_u[:, b][kept[1, :-1, b]]) for b in range(along_u.shape[1])]
    return rows + columns


def _street_names(rng: np.random.Generator) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in _FIRST for last in sorted(set(_LAST))]
    order = rng.permutation(len(pairs))
    return iter([pairs[k] for k in order])


def _paths(shape: shapely.Geometry) -> list[LineString]:
    x0, y0, x1, y1 = shape.bounds
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    reach = np.array([x1 - x0, y1 - y0]) * 0.5
    across = _smooth(LineString([middle - reach, middle + np.array([-25, 30]), middle + reach]))
    down = _smooth(
        LineString([middle + reach * [-1, 1], middle + np.array([20, -10]), middle + reach * [1, -1]])
    )
    ring = shape.buffer(-0.28 * np.sqrt(shape.area / np.pi)).boundary
    return [line for whole in (across, down, ring) for line in named_lines(whole.intersection(shape))]
