"""A small synthetic published version, written by etl/sql/published.sql, for tests of what reads one.

The town is invented and lies in the open Atlantic. Figures come from smooth surfaces drawn with the
seed; the states (released, parent, withheld, no data, true zero) all occur on the fine grids.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely

import etl
from etl import cells as h3cells
from tests.clash_fixture import clash_rows
from tests.zones_fixture import zone_rows

CENTRE = (-31.5, 47.2)  # longitude, latitude
KM_LAT, KM_LON = 1 / 111.2, 1 / (111.2 * np.cos(np.radians(CENTRE[1])))
PURPOSE = (
    "For planning services and reducing harm from enforcement. Not for targeting, search or arrest. "
    "It compares places; it does not show intent or cause."
)
NAMES = ("Harbour", "Old Town", "Northgate", "Mill Fields", "Westhaven", "Saltmarsh", "Hillside", "Eastbrook")
YEARS = (("2023Q4-2024Q3", 2023), ("2024Q4-2025Q3", 2024), ("2025Q4-2026Q3", 2025))
WINDOW = "2023Q4-2026Q3:all"
REGATTA = (date(2026, 8, 21), date(2026, 8, 23))  # first and last day of the fixture's festival

# id | environment | title | unit | harm | kind | whether it enters the score | approximate to, m
LAYER_TABLE = """
score_physical|physical|Physical environment score|rank, 0 to 1|higher|score|no|0
needle_reports|physical|Discarded needle reports|reports per km² per year|higher|event|yes|0
derelict_buildings|physical|Derelict buildings|buildings per km²|higher|indicator|yes|0
service_access|physical|Access to services|places per 1,000 people|lower|access|yes|0
score_social|social|Social environment score|rank, 0 to 1|higher|score|no|0
overdose_calls|social|Overdose calls|calls per km² per year|higher|event|yes|0
confiscation_rate|social|Syringe confiscations|per 1,000 visits|higher|rate|no|0
score_economic|economic|Economic environment score|rank, 0 to 1|higher|score|no|0
income_deprivation|economic|Income deprivation|% of residents|higher|indicator|yes|0
rent_burden|economic|Rent burden|% of income|higher|indicator|yes|0
evictions|economic|Evictions|per 1,000 homes|higher|rate|yes|0
score_policy|policy|Policy environment score|rank, 0 to 1|higher|score|no|0
police_activity|policy|Recorded police activity|events per km² per year|higher|event|no|120
naloxone_coverage|policy|Naloxone coverage|kits per 1,000 people|lower|policy|yes|0
treatment_funding|policy|Treatment funding|per resident|lower|panel|no|0
"""


@dataclass(frozen=True)
class Spec:
    """One row of LAYER_TABLE."""

    id: str
    environment: str
    title: str
    unit: str
    harm: str
    kind: str
    in_score: str
    approximate_m: str


LAYERS = [Spec(*line.split("|")) for line in LAYER_TABLE.strip().splitlines()]
MISSING = {"evictions": ["area_indicator:evictions"]}

# id, name, type, setting, east km, north km
SERVICES: tuple[tuple[Any, ...], ...] = (
    ("S01", "Quay Exchange", "needle_exchange", "fixed", 0.2, -0.4),
    ("S02", "Lantern Room", "consumption_room", "fixed", -0.5, 0.5),
    ("S03", "Harbour Pharmacy", "pharmacy", "fixed", 0.9, 0.3),
    ("S04", "Northgate Clinic", "opioid_treatment", "fixed", -0.3, 2.3),
    ("S05", "Outreach van: Mill Lane", "outreach", "mobile", 2.4, 0.9),
    ("S06", "Town Hospital", "hospital", "fixed", -2.1, -0.9),
    ("S07", "Naloxone Point, Station", "naloxone", "fixed", 1.2, -1.4),
    ("S08", "Test Bench", "drug_checking", "fixed", -1.2, 1.2),
    ("S09", "Night Shelter", "shelter", "fixed", 0.1, 1.1),
    ("S10", "Safe House", "peer_support", "confidential", -1.0, -1.7),
    ("S11", "Hillside Health Centre", "health_centre", "fixed", 2.8, -1.9),
    ("S12", "Day Centre", "day_centre", "fixed", -2.7, 1.4),
)


@dataclass(frozen=True)
class Town:
    """The town's outline and neighbourhoods, WGS84."""

    outline: Any
    areas: list[Any]


def at(east_km: float, north_km: float) -> tuple[float, float]:
    """Return longitude and latitude of a point given in km from the centre."""
    return CENTRE[0] + east_km * KM_LON, CENTRE[1] + north_km * KM_LAT


def make_town(rng: np.random.Generator) -> Town:
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 4.2 + 0.5 * np.sin(3 * angle + 0.6) + 0.35 * np.cos(5 * angle) + 0.1 * rng.standard_normal(90)
    outline = shapely.Polygon(
        [at(r * np.cos(a) * 1.15, r * np.sin(a) * 0.9) for r, a in zip(radius, angle, strict=True)]
    )
    seeds = [
        at(0.3, -0.6),
        at(-0.6, 0.6),
        at(-0.2, 2.6),
        at(2.4, 1.6),
        at(-3.0, 1.2),
        at(-2.2, -1.8),
        at(2.6, -1.6),
        at(4.2, 0.4),
    ]
    cut = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.buffer(0.1))
    parts = list(cut.geoms)
    ordered = [next(part for part in parts if part.contains(shapely.Point(seed))) for seed in seeds]
    return Town(outline, [part.intersection(outline) for part in ordered])


def base_features(town: Town, rng: np.random.Generator) -> list[tuple[str, str, str, bytes]]:
    """Streets on a bent grid, a river, two parks and some houses."""
    clip = town.outline
    lines: list[tuple[str, str, Any]] = []
    for index, offset in enumerate(np.arange(-4.5, 4.6, 0.3)):
        t = np.linspace(-5, 5, 60)
        bend = 0.25 * np.sin(t * 0.9 + index * 0.15)
        kind = "primary" if index % 8 == 3 else "secondary" if index % 4 == 1 else "residential"
        lines.append(
            (
                f"Street {index}",
                kind,
                shapely.LineString([at(x, offset + b) for x, b in zip(t, bend, strict=True)]),
            )
        )
        lines.append(
            (
                f"Lane {index}",
                kind,
                shapely.LineString([at(offset + b, y) for y, b in zip(t, bend, strict=True)]),
            )
        )
    t = np.linspace(-6, 6, 120)
    river = shapely.LineString([at(x, 0.9 * np.sin(x * 0.6) - 1.0) for x in t]).buffer(0.0022)
    parks = [
        shapely.Point(at(-1.9, 0.3)).buffer(0.0055),
        shapely.Point(at(1.9, 2.2)).buffer(0.007),
        shapely.Point(at(3.3, -0.7)).buffer(0.005),
    ]
    land = clip.difference(river)
    houses = []
    while len(houses) < 700:
        east, north = rng.uniform(-4, 4), rng.uniform(-3.4, 3.4)
        west_south, east_north = (
            at(east, north),
            at(east + rng.uniform(0.02, 0.05), north + rng.uniform(0.02, 0.05)),
        )
        house = shapely.box(*west_south, *east_north)
        if land.contains(house):
            houses.append(house)
    found = [
        ("place", "Fixture Haven", "", clip),
        ("water", "River Fixture", "river", river.intersection(clip)),
    ]
    found += [("neighbourhood", name, "", area) for name, area in zip(NAMES, town.areas, strict=True)]
    found += [("park", f"Park {index}", "park", park) for index, park in enumerate(parks)]
    found += [
        ("street", name, kind, line.intersection(clip)) for name, kind, line in lines if line.intersects(clip)
    ]
    found += [("building", "", "house", house) for house in houses]
    return [(kind, name, class_, shapely.to_wkb(shape)) for kind, name, class_, shape in found]


def surface(rng: np.random.Generator, longitude: Any, latitude: Any, peaks: int = 4) -> Any:
    """A smooth non-negative surface over the town, about 0 to 1."""
    east, north = (longitude - CENTRE[0]) / KM_LON, (latitude - CENTRE[1]) / KM_LAT
    total = np.zeros(len(east))
    for _ in range(peaks):
        x, y, width = rng.uniform(-2.6, 2.6), rng.uniform(-2, 2), rng.uniform(0.7, 1.8)
        total += rng.uniform(0.4, 1) * np.exp(-((east - x) ** 2 + (north - y) ** 2) / (2 * width**2))
    return total / max(total.max(), 1e-9)


def write_published(
    home: Path,
    version: str = "20261122-0123456789ab",
    seed: int = 7,
    *,
    zones: bool = False,
    only_invented: bool = False,
) -> str:
    """Write HOME/published/<version>.duckdb and point `current` at it; return the version.

    only_invented: as in a home made by `safepassage demo`; else the rules for real data hold.
    """
    folder = home / "published"
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    town = make_town(rng)
    path = folder / f"{version}.duckdb"
    con = duckdb.connect(str(path))
    con.execute((Path(etl.__file__).parent / "sql" / "published.sql").read_text())
    try:
        _fill(con, version, town, rng)
        if zones:
            for table, rows in zone_rows(KM_LON, KM_LAT, CENTRE).items():
                _insert(con, table, rows)
        if only_invented:
            _insert(con, "meta", [("only_invented", "true")])
    finally:
        con.close()
    path.chmod(0o444)
    point_at(home, version)
    return version


def point_at(home: Path, version: str) -> None:
    """Move the pointer the way publish does: whole or not at all."""
    new = home / "published" / "current.new"
    new.write_text(version)
    new.replace(home / "published" / "current")


def _measures(quarters: list[str]) -> list[tuple[Any, ...]]:
    """Return outcomes by year and quarter: one withheld, one on few referrals, one not on file for a year."""
    rows: list[tuple[Any, ...]] = []

    def add(measure: str, route: str, period: str, value: float | None, **other: Any) -> None:
        told = {"state": "no_data" if value is None else "released", "low": False, "scale": None}
        told |= {"services": 6, "notes": [], **other}
        rows.append((measure, route, period, value, *told.values()))

    for at, period in enumerate([name for name, _ in YEARS] + quarters):
        size = 4 if at < len(YEARS) else 1
        add("service_visits", "", period, 2_400.0 * size + 35 * at)
        add("overdose_reversals", "", period, 20.0 * size + 5 * (at % 3))
        add("referrals_offered", "voluntary", period, 60.0 * size)
        add("referrals_accepted", "voluntary", period, 25.0 * size)
        add("uptake", "voluntary", period, 41.6667)
        few = size == 1
        add(
            "referrals_offered",
            "coerced",
            period,
            None if few else 25.0,
            state="withheld" if few else "released",
        )
        add(
            "referrals_accepted",
            "coerced",
            period,
            None if few else 15.0,
            state="withheld" if few else "released",
        )
        add(
            "uptake",
            "coerced",
            period,
            None if few else 60.0,
            state="withheld" if few else "released",
            low=not few,
        )
        score = None if at == 0 else 7.4
        add("satisfaction", "", period, score, scale=10, notes=["not_whole"] if score is None else [])
    return rows


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows by way of one arrow table: `executemany` takes a second a thousand rows."""
    names = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
    columns = zip(*rows, strict=True)
    con.register(
        "given", pa.table({name: pa.array(list(column)) for name, column in zip(names, columns, strict=True)})
    )
    con.execute(f"insert into {table} select * from given")
    con.unregister("given")


def _fill(con: duckdb.DuckDBPyConnection, version: str, town: Town, rng: np.random.Generator) -> None:
    west, south, east, north = town.outline.bounds
    meta = {
        "place": {
            "id": "fixture",
            "name": "Fixture Haven",
            "time_zone": "UTC",
            "invented": True,
            "banner": "Fixture Haven is an invented town: none of its figures are real.",
            "zone_term": "policing agreement area",
            "bounds": [west, south, east, north],
            "centre": list(CENTRE),
            "basemap_url": "",
        },
        "version": version,
        "published_at": "2026-11-22T09:30:00+00:00",
        "as_of": "2026-11-22",
        "data_digest": hashlib.sha256(version.encode()).hexdigest(),
        "purpose": PURPOSE,
        "disclosure": {"threshold": 8, "rounding": 5, "delay_days": 28, "year_starts_quarter": 4},
        "default_view": {"layer": "score_social", "grid": "r8", "period": YEARS[-1][0], "why": ""},
        "key_figures": [
            {"label": "Overdose calls", "value": "1,240", "unit": "in the year", "detail": "up from 1,105"},
            {"label": "Police activity", "value": "3,115", "unit": "in the year", "detail": "as before"},
        ],
        "resolutions": {"board": 8, "shown": 9},
    }
    _insert(con, "meta", [(key, json.dumps(value)) for key, value in meta.items()])
    layers: list[tuple[Any, ...]] = []
    for position, spec in enumerate(LAYERS):
        question = f"What does {spec.title.lower()} look like from place to place?"
        level = "macro" if spec.kind == "panel" else "micro"
        about = ("Compares places, not people.", "Rhodes (2002)", "Made for tests", ["overdose_call"])
        missing, in_score = MISSING.get(spec.id, []), spec.in_score == "yes"
        head = (position, spec.id, spec.environment, level, spec.title, question, spec.unit, spec.harm)
        layers.append((*head, *about, missing, in_score, float(spec.approximate_m), spec.kind))
    _insert(con, "layers", layers)
    quarters = [(f"{2023 + (q + 3) // 4}Q{(q + 3) % 4 + 1}", q) for q in range(12)]
    starts = {name: date(int(name[:4]), 3 * int(name[5]) - 2, 1) for name, _ in quarters}
    ends = [start - timedelta(days=1) for start in [*list(starts.values())[1:], date(2026, 10, 1)]]
    periods: list[tuple[Any, ...]] = [
        (name, "quarter", f"{name[:4]} Q{name[5]}", starts[name], ends[q]) for name, q in quarters
    ]
    periods += [
        (name, "year", f"October {year} to September {year + 1}", date(year, 10, 1), date(year + 1, 9, 30))
        for name, year in YEARS
    ]
    periods.append((WINDOW, "window", "October 2023 to September 2026", date(2023, 10, 1), date(2026, 9, 30)))
    periods.append(("current", "current", "Current", None, None))
    _insert(con, "periods", periods)

    grids = {}
    for resolution in (7, 8, 9):
        cell = h3cells.cells_covering(shapely.to_wkb(town.outline), resolution)
        latitude, longitude = h3cells.centres(cell)
        grids[f"r{resolution}"] = (cell, latitude, longitude, h3cells.areas_km2(cell))
    areas = town.areas
    area_km2 = [float(area.area / (KM_LAT * KM_LON)) for area in areas]
    _insert(
        con,
        "areas",
        [
            (
                f"A{index + 1}",
                index,
                NAMES[index],
                area_km2[index],
                4000.0 + 900 * index,
                shapely.to_wkb(area),
            )
            for index, area in enumerate(areas)
        ],
    )
    for name, (cell, latitude, longitude, km2) in grids.items():
        coarser = grids.get(f"r{int(name[1:]) - 1}")
        parent = np.full(len(cell), -1)
        if coarser is not None:
            rows_of = {int(value): row for row, value in enumerate(coarser[0])}
            parent = np.array([rows_of.get(int(p), -1) for p in h3cells.parents(cell, int(name[1:]) - 1)])
        nearest = [
            int(np.argmin([shapely.distance(area, shapely.Point(x, y)) for area in areas]))
            for x, y in zip(longitude, latitude, strict=True)
        ]
        _insert(
            con,
            "cells",
            [
                (
                    name,
                    row,
                    int(cell[row]),
                    int(parent[row]) if parent[row] >= 0 else None,
                    f"A{nearest[row] + 1}",
                    float(km2[row]),
                    float(latitude[row]),
                    float(longitude[row]),
                )
                for row in range(len(cell))
            ],
        )
    for spec in LAYERS:
        if spec.id in MISSING or spec.kind == "panel":
            continue
        _figures(con, spec, grids, town, area_km2, [name for name, _ in quarters], int(rng.integers(1 << 30)))
    funding = [(str(year), 41.0 + year - 2023) for year in (2023, 2024, 2025)]
    _insert(con, "measures", _measures([name for name, _ in quarters]))
    _insert(con, "panel", [("treatment_funding", *row, "per resident", "National figure") for row in funding])
    _places(con, town, rng)


def _figures(
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    grids: dict[str, Any],
    town: Town,
    area_km2: list[float],
    quarters: list[str],
    seed: int,
) -> None:
    layer, kind = spec.id, spec.kind
    rows: list[tuple[Any, ...]] = []
    scales: list[tuple[Any, ...]] = []
    counted = kind in ("event", "rate")
    periods = (
        {"year": [name for name, _ in YEARS], "window": [WINDOW], "quarter": quarters}
        if counted
        else {"current": ["current"]}
    )
    lengths = {"year": 1.0, "window": 3.0, "quarter": 0.25, "current": 1.0}
    released: dict[tuple[str, str], dict[int, tuple[float, int]]] = {}
    middles = [area.representative_point() for area in town.areas]
    places = {
        "place": (np.array([CENTRE[0]]), np.array([CENTRE[1]]), np.array([sum(area_km2)])),
        "area": (np.array([p.x for p in middles]), np.array([p.y for p in middles]), np.array(area_km2)),
        **{name: (longitude, latitude, km2) for name, (_, latitude, longitude, km2) in grids.items()},
    }
    for grid, (longitude, latitude, km2) in places.items():
        shape = surface(
            np.random.default_rng(seed), np.append(longitude, CENTRE[0]), np.append(latitude, CENTRE[1])
        )[:-1]
        if len(shape) == 1:
            shape = np.array([0.35])
        for period_kind, names in periods.items():
            if (period_kind == "quarter" and grid not in ("place", "area")) or (
                grid == "r9" and period_kind not in ("window", "current")
            ):
                continue
            shown: list[float] = []
            for step, period in enumerate(names):
                rng = np.random.default_rng([seed, step, len(longitude)])
                if counted:
                    expected = (
                        (45 * shape**1.5 + 0.3 * (shape > 0.1))
                        * km2
                        * lengths[period_kind]
                        * (0.85 + 0.1 * step)
                    )
                    count = rng.poisson(expected)
                    for row, n in enumerate(count):
                        density = 5 * round(int(n) / 5) / (km2[row] * lengths[period_kind])
                        if n == 0:
                            rows.append((layer, grid, period, row, 0.0, 0, "released", False))
                        elif n >= 8:
                            value = round(density, 2)
                            released.setdefault((grid, period), {})[row] = (value, 5 * round(int(n) / 5))
                            rows.append(
                                (
                                    layer,
                                    grid,
                                    period,
                                    row,
                                    value,
                                    5 * round(int(n) / 5),
                                    "released",
                                    bool(n < 20),
                                )
                            )
                            shown.append(value)
                        else:
                            rows.append((layer, grid, period, row, None, None, "withheld", False))
                else:
                    scale_to = {"score": 1.0, "access": 8.0, "policy": 40.0}.get(kind, 45.0)
                    value_of = np.round(shape * scale_to, 2)
                    rank = np.round(np.argsort(np.argsort(shape)) / max(1, len(shape) - 1), 2)
                    for row in range(len(shape)):
                        value = float(rank[row] if kind == "score" else value_of[row])
                        if (
                            kind == "indicator"
                            and len(shape) > 8
                            and longitude[row] > CENTRE[0] + 3.6 * KM_LON
                        ):
                            continue  # no data in the far east
                        rows.append((layer, grid, period, row, value, None, "released", False))
                        shown.append(value)
            if kind == "score":
                limits = [0.2, 0.4, 0.6, 0.8]
            else:
                limits = sorted(
                    {float(np.round(q, 1)) for q in np.quantile(shown or [0.0], [0.2, 0.4, 0.6, 0.8])}
                )
            scales.append((layer, grid, period_kind, limits))
    by_grid = {name: h3cells.parents(grids[name][0], int(name[1:]) - 1) for name in ("r8", "r9")}
    final = []
    for row in rows:
        _, grid, period, at_row, _, _, state, _ = row
        if state == "withheld" and grid in by_grid:
            coarse = f"r{int(grid[1:]) - 1}"
            parent_cell = by_grid[grid][at_row]
            hit = np.flatnonzero(grids[coarse][0] == parent_cell)
            stand_in = released.get((coarse, period), {}).get(int(hit[0])) if len(hit) else None
            if stand_in is not None:
                row = (layer, grid, period, at_row, *stand_in, "parent", False)
        final.append(row)
    _insert(con, "figures", final)
    _insert(con, "scales", scales)


def store_sizes(con: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Return how many cells each grid has."""
    return [
        (str(grid), int(size))
        for grid, size in con.execute("select grid, count(*) from cells group by 1").fetchall()
    ]


def _places(con: duckdb.DuckDBPyConnection, town: Town, rng: np.random.Generator) -> None:
    services = []
    for id_, name, type_, setting, east, north in SERVICES:
        longitude, latitude = at(east, north)
        hidden = setting == "confidential"
        cell = int(h3cells.index_points(np.array([latitude]), np.array([longitude]), 8)[0])
        services.append(
            (
                id_,
                "Mill Lane" if setting == "mobile" else "",
                name,
                type_,
                setting,
                None if hidden else latitude,
                None if hidden else longitude,
                cell,
                "Mon-Fri 09:00-17:00",
                type_ == "needle_exchange",
                type_ in ("naloxone", "needle_exchange"),
                40.0,
                0.0,
            )
        )
    _insert(con, "services", services)
    open_ones = [(*row[:4], row[5], row[6]) for row in services if row[5] is not None]
    sizes = dict(store_sizes(con))
    for table, rows in clash_rows(open_ones[:4], {grid: sizes[grid] for grid in ("r8", "r9")}).items():
        _insert(con, table, rows)
    patch = shapely.Polygon([at(-0.6, -1.1), at(0.9, -1.0), at(1.1, 0.1), at(0.1, 0.4), at(-0.8, -0.1)])
    ring = shapely.Point(at(-0.4, 2.3)).buffer(0.006)
    evenings = (date(2026, 1, 5), date(2026, 12, 31), "thu-sat", "20:00-04:00")
    hotspots = [
        ("H1", "Quayside", "Operation Lantern", *evenings, shapely.to_wkb(patch)),
        ("H2", "Northgate", "Operation Lantern", date(2026, 6, 1), None, "", "", shapely.to_wkb(ring)),
    ]
    _insert(con, "hotspots", hotspots)
    sites = [
        ("venue", "V1", "The Anchor", "bar", *at(0.4, 0.1)[::-1], None, None),
        ("venue", "F1", "Regatta Nights", "festival_site", *at(-1.1, 1.3)[::-1], *REGATTA),
        ("school", "P1", "Harbour School", "school", *at(-1.6, -0.6)[::-1], None, None),
    ]
    _insert(con, "sites", sites)
    _insert(con, "base_features", base_features(town, rng))
    corners = [at(east, north) for north in (-2, 0, 2) for east in (-2, -1, 0, 1, 2)]
    codes = [f"FX{1 + index // 5} {index % 5}AB" for index in range(len(corners))]
    places = zip(codes, corners, strict=True)
    _insert(con, "postcodes", [(code, round(lat, 4), round(lon, 4)) for code, (lon, lat) in places])
    kinds: list[tuple[Any, ...]] = []
    for grid, size in (("place", 1), ("area", len(town.areas))):
        for row in range(size):
            parts = [("search", 120 - 10 * row), ("arrest", 25), ("supply", None), ("dispersal", 0)]
            kinds += [
                ("police_activity", grid, year, row, kind, n, "withheld" if n is None else "released")
                for year, _ in YEARS
                for kind, n in parts
            ]
    _insert(con, "kinds", kinds)
    first, last, loaded = date(2023, 9, 1), date(2026, 10, 31), date(2026, 11, 20)
    calls = (
        "calls",
        "overdose_call",
        "Overdose calls",
        "Fixture Ambulance",
        "Made for tests",
        "Those nobody called for.",
    )
    police = (
        "police",
        "police_activity",
        "Police activity",
        "Fixture Police",
        "Made for tests",
        "What was not recorded.",
    )
    sources = [
        (0, *calls, "4,120", "4,105", "10", "under 8", "15", first, last, loaded, 0.0, "minute"),
        (1, *police, "9,610", "9,600", "10", "0", "under 8", first, last, loaded, 120.0, "day"),
    ]
    _insert(con, "sources", sources)
    hours = []
    for weekday in range(7):
        for hour in range(24):
            count = int(20 + 18 * np.sin((hour - 14) / 24 * 2 * np.pi) + 4 * (weekday >= 4))
            shown = 5 * round(count / 5) if count >= 8 else None
            hours.append(
                ("overdose_calls", "place", weekday, hour, shown, "released" if shown else "withheld")
            )
    _insert(con, "hours", hours)
