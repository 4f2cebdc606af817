"""A small invented place whose sources are open to different organisations, loaded as its files say."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from etl.load.place import load_place

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
AS_OF = dt.date(2026, 11, 22)
WEST, SOUTH, EAST, NORTH = -31.54, 47.17, -31.46, 47.23
MIDDLE = -31.50
CANARY = "Canary7f3a"  # plain letters: it looks the same in JSON, HTML and tables
ORGANISATIONS = {  # name as an account has it -> its kind
    "Public health": "health",
    "City police": "police",
    "City council": "council",
}
EVENTS = ("calls", "hospital", "police", "confiscations", "needles")
EVERYTHING = frozenset((*EVENTS, "outline", "services", "refuges", "visits", "venues", "hotspots"))
OPEN = {  # organisation -> the sources it may see, worked out by hand from the text below
    "Public health": EVERYTHING,
    "City police": frozenset(("outline", "police", "needles", "services", "hotspots")),
    "City council": EVERYTHING - {"calls", "police", "refuges", "hotspots"},
}
HEAD = """
id = "velm"
name = "Velmhaven"
time_zone = "Atlantic/Azores"
clash_along_streets = false

[disclosure]
year_starts_quarter = 4
"""
POINT = 'latitude = "lat", longitude = "lon"'
EVENT = f'event_id = "id", occurred_at = "at", {POINT}'
BLOCKS = {
    "outline": """
feed = "boundary"
files = ["outline.csv"]
columns = { area_id = "id", name = "name", level = "level", residents = "people", geometry = "wkt" }
""",
    "calls": f"""
feed = "overdose_call"
files = ["calls.csv"]
organisations = ["PUBLIC  health", "Ambulance service"]
columns = {{ {EVENT} }}
""",
    "hospital": f"""
feed = "overdose_call"
files = ["hospital.csv"]
constants = {{ basis = "hospital" }}
columns = {{ {EVENT} }}
""",
    "police": f"""
feed = "police_activity"
files = ["police.csv"]
organisations = ["City police", "Public health"]
columns = {{ {EVENT}, category = "kind", operation = "operation" }}
""",
    "confiscations": f"""
feed = "syringe_confiscation"
files = ["confiscations.csv"]
columns = {{ report_id = "id", occurred_at = "at", {POINT} }}
""",
    "needles": f"""
feed = "needle_report"
files = ["needles.csv"]
columns = {{ {EVENT} }}
""",
    "services": f"""
feed = "service"
files = ["services.csv"]
columns = {{ service_id = "id", name = "name", type = "type", setting = "setting", {POINT} }}
""",
    "refuges": f"""
feed = "service"
files = ["refuges.csv"]
organisations = ["Public health"]
columns = {{ service_id = "id", name = "name", type = "type", setting = "setting", {POINT} }}
""",
    "visits": """
feed = "outcome_measure"
files = ["visits.csv"]
constants = { measure = "service_visits" }
columns = { service_id = "id", period_start = "first", period_end = "last", value = "value" }
""",
    "venues": f"""
feed = "venue"
files = ["venues.csv"]
organisations = ["City council", "Public health"]
columns = {{ venue_id = "id", name = "name", type = "type", {POINT} }}
""",
    "hotspots": f"""
feed = "hotspot"
files = ["hotspots.csv"]
organisations = ["City police", "Public health"]
columns = {{ hotspot_id = "id", name = "name", radius_m = "radius", show_to_boards = "shown", {POINT} }}
""",
}


def place_text(sources: Collection[str] = EVERYTHING) -> str:
    """Return the place file with these sources."""
    blocks = [
        f'\n[[source]]\nid = "{name}"\ntime_format = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]\n{text}'
        for name, text in BLOCKS.items()
        if name in sources
    ]
    return HEAD + "".join(blocks)


def build_home(folder: Path, sources: Collection[str] = EVERYTHING) -> Path:
    """Write the files and the place file with these sources, load them and return the home."""
    raw, home = folder / "raw", folder / "home"
    raw.mkdir(parents=True)
    write_raw(raw)
    (folder / "place.toml").write_text(place_text(sources), encoding="utf-8")
    load_place(folder / "place.toml", raw, home, now=NOW)
    return home


def write_raw(raw: Path) -> None:
    """Write every file of the place. A canary names its source: in names, operations and refused rows."""
    rng = np.random.default_rng(3)
    _write_shapes(raw)
    for name, count in (("calls", 500), ("hospital", 250), ("police", 700), ("confiscations", 120)):
        _write_events(raw, name, _events(rng, name, count))
    _write_events(raw, "needles", _events(rng, "needles", 300))
    services = [
        ("S1", "Corner exchange", "needle_exchange", "fixed", 47.190, -31.512),
        ("S2", "Hill clinic", "opioid_treatment", "fixed", 47.214, -31.478),
        ("S3", "Quiet house", "needle_exchange", "confidential", 47.200, -31.490),
    ]
    refuges = [("R1", f"{CANARY}-refuges night refuge", "naloxone", "fixed", 47.186, -31.522)]
    head = ("id", "name", "type", "setting", "lat", "lon")
    _write(raw / "services.csv", head, services)
    _write(raw / "refuges.csv", head, refuges)
    quarters = [(dt.date(2025, 10, 1), dt.date(2025, 12, 31)), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))]
    quarters += [(dt.date(2026, 4, 1), dt.date(2026, 6, 30)), (dt.date(2026, 7, 1), dt.date(2026, 9, 30))]
    visits = [("S1", first, last, 300 + at) for at, (first, last) in enumerate(quarters)]
    _write(raw / "visits.csv", ("id", "first", "last", "value"), visits)
    venues = [("V1", f"{CANARY}-venues bar", "bar", 47.191, -31.508)]
    _write(raw / "venues.csv", ("id", "name", "type", "lat", "lon"), venues)
    hotspots = [("H1", f"{CANARY}-hotspots quay", 200, "yes", 47.19, -31.51)]
    _write(raw / "hotspots.csv", ("id", "name", "radius", "shown", "lat", "lon"), hotspots)


def _events(rng: np.random.Generator, name: str, count: int) -> list[tuple[object, ...]]:
    """Return events over three years, half of them in one corner, and two that are refused."""
    corner = rng.random(count) < 0.5
    lat = np.where(corner, rng.normal(47.19, 0.004, count), rng.uniform(SOUTH, NORTH, count))
    lon = np.where(corner, rng.normal(-31.51, 0.005, count), rng.uniform(WEST, EAST, count))
    lat, lon = np.clip(lat, SOUTH + 1e-3, NORTH - 1e-3), np.clip(lon, WEST + 1e-3, EAST - 1e-3)
    minutes = rng.integers(0, 1096 * 1440, count)
    rows: list[tuple[object, ...]] = []
    for at in range(count):
        moment = dt.datetime(2023, 10, 1) + dt.timedelta(minutes=int(minutes[at]))
        kind = ("possession", "search", "other")[at % 3]
        rows.append((f"{name}-{at}", f"{moment:%Y-%m-%d %H:%M}", lat[at], lon[at], kind, "Lantern"))
    refused = (f"{CANARY}-{name}", "2026-01-01 10:00", 12.0, -30.0, "search", f"{CANARY}-{name}")
    return [*rows, refused, (f"{CANARY}-{name}-2", "soon", 47.2, -31.5, "search", f"{CANARY}-{name}")]


def _write_events(raw: Path, name: str, rows: Sequence[tuple[object, ...]]) -> None:
    _write(raw / f"{name}.csv", ("id", "at", "lat", "lon", "kind", "operation"), rows)


def _write_shapes(raw: Path) -> None:
    def box(west: float, south: float, east: float, north: float) -> str:
        return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"

    half = (SOUTH + NORTH) / 2
    rows = [
        ("P", "Velmhaven", "place", "", box(WEST, SOUTH, EAST, NORTH)),
        ("N1", "West side", "neighbourhood", "", box(WEST, SOUTH, MIDDLE, NORTH)),
        ("N2", "East side", "neighbourhood", "", box(MIDDLE, SOUTH, EAST, NORTH)),
        ("A1", "South", "small_area", 4000, box(WEST, SOUTH, EAST, half)),
        ("A2", "North", "small_area", 3000, box(WEST, half, EAST, NORTH)),
    ]
    _write(raw / "outline.csv", ("id", "name", "level", "people", "wkt"), rows)


def _write(path: Path, head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
