"""An invented country of as many cells as wanted: its files, loaded and published by the real functions.

Towns by Zipf's law on a wobbly disc in the open Atlantic, districts around the larger of them, roads between
neighbours; events lie around towns. Everything follows from the seed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import shapely

from etl.cells import areas_km2, index_points
from etl.load.place import load_place
from layers.publish.version import publish
from layers.statistics.checked import Floats

CENTRE = (-31.5, 47.2)  # longitude, latitude
KM_PER_DEGREE = 111.2
FIRST, LAST = dt.date(2023, 10, 1), dt.date(2026, 10, 1)  # events lie before the last
PUBLISHED_ON = dt.date(2026, 11, 22)
CORNERS, TOWNS_A_DISTRICT, PEOPLE_A_KM2, LAKES = 360, 4, 90, 60
BEGINS = ("Ash", "Bram", "Cold", "Dun", "Elm", "Fair", "Glen", "Hol", "Kings", "Lang", "Mar", "Nor", "Ox")
ENDS = ("bridge", "by", "dale", "ford", "ham", "holme", "ley", "mere", "stead", "ton", "wick", "worth")
SERVICE_TYPES = ("needle_exchange", "naloxone", "opioid_treatment", "pharmacy")
EVENTS = {"overdose_call": 0.35, "needle_report": 0.65}  # feed -> its part of all events
PLACE = """\
id = "country"
name = "Averland"
time_zone = "Atlantic/Azores"
banner = "Invented country: Averland, its services and every figure are made up by a generator."
clash_along_streets = false
[disclosure]
year_starts_quarter = 4
fine_window = true
[[source]]
id = "boundaries"
feed = "boundary"
files = ["boundaries.csv"]
columns = { area_id = "id", name = "name", level = "level", residents = "residents", geometry = "wkt" }
[[source]]
id = "roads"
feed = "street"
files = ["roads.csv"]
columns = { street_id = "id", name = "name", class = "class", geometry = "wkt" }
[[source]]
id = "indicators"
feed = "area_indicator"
files = ["indicators.csv"]
columns = { area_id = "id", indicator = "indicator", period = "period", value = "value", unit = "unit" }
[[source]]
id = "services"
feed = "service"
files = ["services.csv"]
columns = { service_id = "id", name = "name", type = "type", latitude = "lat", longitude = "lon" }
"""
EVENT_SOURCE = """\
[[source]]
id = "{feed}"
feed = "{feed}"
files = ["{feed}.csv"]
time_format = ["%Y-%m-%dT%H:%M"]
outside = "drop"
columns = {{ event_id = "id", occurred_at = "at", latitude = "lat", longitude = "lon" }}
"""


@dataclass(frozen=True)
class Country:
    """Its outline and districts (WGS 84), and its towns: kilometres from the middle, and their people."""

    outline: shapely.Polygon
    districts: list[shapely.Geometry]
    east: Floats
    north: Floats
    people: Floats


def degrees(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Return longitude and latitude of kilometres from the middle."""
    latitude = CENTRE[1] + north / KM_PER_DEGREE
    return CENTRE[0] + east / (KM_PER_DEGREE * np.cos(np.radians(latitude))), latitude


def radius_km(cells: int) -> float:
    """Return the mean radius of a country of about so many cells of resolution 9."""
    one = areas_km2(index_points(np.array([CENTRE[1]]), np.array([CENTRE[0]]), 9))[0]
    return float(np.sqrt(cells * one / np.pi))


def make_country(cells: int, random: np.random.Generator) -> Country:
    """Return a country of about so many cells of resolution 9."""
    radius, turn = radius_km(cells), np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    waves = [(2, 0.14), (3, 0.11), (5, 0.06), (9, 0.035), (17, 0.02), (31, 0.012)]
    shape = 1 + sum(size * np.sin(wave * turn + random.uniform(0, 6.28)) for wave, size in waves)
    shape *= radius / np.sqrt((shape**2).mean())
    outline = shapely.Polygon(np.column_stack(degrees(shape * np.cos(turn), shape * np.sin(turn))))
    towns = max(12, cells // 2_500)
    where = np.sqrt(random.uniform(0, 0.9, towns)) * np.interp(
        angle := random.uniform(0, 2 * np.pi, towns), [*turn, 2 * np.pi], [*shape, shape[0]]
    )
    east, north = where * np.cos(angle), where * np.sin(angle)
    people = 1 / np.arange(1, towns + 1) ** 0.9
    seeds = shapely.MultiPoint(np.column_stack(degrees(east, north))[: max(3, towns // TOWNS_A_DISTRICT)])
    cut = shapely.voronoi_polygons(seeds, extend_to=outline.buffer(0.5))
    districts = [part for each in cut.geoms if not (part := each.intersection(outline)).is_empty]
    return Country(outline, districts, east, north, people / people.sum())


def write_files(folder: Path, country: Country, events: int, random: np.random.Generator) -> None:
    """Write the country's files and its place file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "place.toml").write_text(
        PLACE + "".join(EVENT_SOURCE.format(feed=feed) for feed in EVENTS), encoding="utf-8"
    )
    _write_ground(folder, country, random)
    kept = np.arange(min(len(country.people), 400))
    longitude, latitude = degrees(country.east[kept] + 0.3, country.north[kept] - 0.2)
    _write(
        folder / "services.csv",
        id=[f"S{at:04d}" for at in kept],
        name=[f"Service of town {at + 1}" for at in kept],
        type=[SERVICE_TYPES[at % len(SERVICE_TYPES)] for at in kept],
        lat=latitude.round(6),
        lon=longitude.round(6),
    )
    minutes = (LAST - FIRST).days * 24 * 60
    for feed, part in EVENTS.items():
        count = round(events * part)
        town = random.choice(len(country.people), count, p=country.people)
        spread = 0.6 + 14 * np.sqrt(country.people[town])  # kilometres; a larger town reaches further
        spread *= np.where(random.uniform(size=count) < 0.2, 6.0, 1.0)  # the country around it
        longitude, latitude = degrees(
            country.east[town] + spread * random.standard_normal(count),
            country.north[town] + spread * random.standard_normal(count),
        )
        at = np.datetime64(FIRST, "m") + random.integers(0, minutes, count)
        _write(
            folder / f"{feed}.csv",
            id=np.arange(count),
            at=np.datetime_as_string(at, "m"),
            lat=latitude.round(6),
            lon=longitude.round(6),
        )


def _write_ground(folder: Path, country: Country, random: np.random.Generator) -> None:
    size = np.array([each.area for each in country.districts])
    km2 = KM_PER_DEGREE**2 * np.cos(np.radians(CENTRE[1]))
    people = (size * km2 * PEOPLE_A_KM2 * random.uniform(0.4, 2.5, len(size))).round()
    names = [f"D{at:04d}" for at in range(len(size))]
    lakes = _lakes(country, random)
    _write(
        folder / "boundaries.csv",
        id=["P", *names, *(f"L{at}" for at in range(len(lakes)))],
        name=["Averland", *map(name_of, range(len(size))), *(f"Lake {at + 1}" for at in range(len(lakes)))],
        level=["place", *["neighbourhood"] * len(size), *["water"] * len(lakes)],
        residents=[people.sum(), *people, *[None] * len(lakes)],
        wkt=[each.wkt for each in (country.outline, *country.districts, *lakes)],
    )
    told = {"income_deprivation": (8, 34), "unemployment": (2, 12), "living_alone": (20, 45)}
    _write(
        folder / "indicators.csv",
        id=names * len(told),
        indicator=np.repeat(list(told), len(names)),
        period=["2025"] * (len(names) * len(told)),
        value=np.concatenate([random.uniform(*ends, len(names)).round(1) for ends in told.values()]),
        unit=["%"] * (len(names) * len(told)),
    )
    kept = slice(0, 160)
    longitude, latitude = degrees(country.east[kept], country.north[kept])
    ways = shapely.delaunay_triangles(
        shapely.MultiPoint(np.column_stack([longitude, latitude])), only_edges=True
    )
    lines = [line for line in ways.geoms if line.length < 0.18 * np.sqrt(country.outline.area)]
    _write(
        folder / "roads.csv",
        id=[f"R{at:04d}" for at in range(len(lines))],
        name=[f"Road {at + 1}" for at in range(len(lines))],
        **{"class": ["main"] * len(lines)},
        wkt=[shapely.intersection(line, country.outline).wkt for line in lines],
    )


def name_of(district: int) -> str:
    """Return the name of a district."""
    begin, end = district % len(BEGINS), (district * 5 + district // len(BEGINS)) % len(ENDS)
    return BEGINS[begin] + ENDS[end] + (f" {district // 156 + 1}" if district >= 156 else "")


def _lakes(country: Country, random: np.random.Generator) -> list[shapely.Geometry]:
    """Return lakes away from the towns' middles: wobbly rings."""
    west, south, east, north = country.outline.bounds
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    found: list[shapely.Geometry] = []
    while len(found) < LAKES:
        x, y = random.uniform(west, east), random.uniform(south, north)
        reach = random.gamma(2.0, 0.006) * (1 + 0.3 * np.sin(2 * turn + random.uniform(0, 6)))
        ring = shapely.Polygon(
            np.column_stack([x + 1.4 * reach * np.cos(turn), y + 0.8 * reach * np.sin(turn)])
        )
        if country.outline.contains(ring):
            found.append(ring)
    return found


def _write(path: Path, **columns: object) -> None:
    pyarrow.csv.write_csv(pa.table(columns), path)


def make_home(home: Path, cells: int, events: int, seed: int) -> str:
    """Generate a country below HOME, load and publish it; return the version."""
    random = np.random.default_rng(seed)
    write_files(home / "raw", make_country(cells, random), events, random)
    now = dt.datetime.combine(PUBLISHED_ON, dt.time(), dt.UTC)
    for report in load_place(home / "raw" / "place.toml", home / "raw", home, now=now, invented=True):
        sys.stderr.write(json.dumps([report.source, report.rows_read, report.rows_loaded]) + "\n")
    return publish(home, as_of=PUBLISHED_ON)


def main() -> None:
    """Make a home and say which version it holds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("home", type=Path)
    arguments.add_argument("--cells", type=int, default=1_000_000)
    arguments.add_argument("--events", type=int, default=1_500_000)
    arguments.add_argument("--seed", type=int, required=True)
    chosen = arguments.parse_args()
    sys.stdout.write(make_home(chosen.home, chosen.cells, chosen.events, chosen.seed) + "\n")


if __name__ == "__main__":
    main()
