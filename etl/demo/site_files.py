"""The raw files of things that stand still: boundaries, streets, buildings, services, venues, schools."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.demo.buildings import Building
from etl.demo.dirt import Row, Tally
from etl.demo.files import write_geojson, write_geopackage, write_text
from etl.demo.frame import TOWN, Floats, Ints, to_degrees
from etl.demo.geography import Geography
from etl.demo.people import Sites
from etl.demo.services import DAYS, Service
from etl.demo.sites import (
    Feature,
    festival_features,
    hotspot_features,
    hotspot_rows,
    order_features,
    play_features,
    school_rows,
    venue_rows,
)
from etl.demo.streets import Street


def write_boundaries(raw: Path, town: Geography, residents: Ints) -> Tally:
    """Write the place, its neighbourhoods, small areas, water, sea and parks as one GeoJSON."""
    by_district = np.bincount([area.district for area in town.small_areas], weights=residents)
    features: list[Feature] = [
        (town.place, _boundary("place", TOWN, "place", int(residents.sum()))),
        *(
            (a.shape, _boundary(a.id, a.name, "neighbourhood", int(by_district[a.district])))
            for a in town.neighbourhoods
        ),
        *(
            (a.shape, _boundary(a.id, a.name, "small_area", int(residents[k])))
            for k, a in enumerate(town.small_areas)
        ),
        *((a.shape, _boundary(a.id, a.name, "water", None)) for a in town.water),
        (town.sea, _boundary("W0", "The Outer Sound", "water", None)),
        *((a.shape, _boundary(a.id, a.name, "park", None)) for a in town.parks),
    ]
    write_geojson(raw / "boundaries/boundaries.geojson", features)
    return Tally(rows=len(features))


def _boundary(id_: str, name: str, level: str, residents: int | None) -> dict[str, object]:
    return {"area_id": id_, "name": name, "level": level, "residents": residents}


def write_streets(raw: Path, streets: list[Street]) -> Tally:
    """Write centre lines as GeoJSON, one feature for each unbroken stretch."""
    features: list[Feature] = []
    for street in streets:
        for line in street.lines:
            number = f"ST{len(features) + 1:04d}"
            features.append((line, {"street_id": number, "name": street.name, "class": street.kind}))
    write_geojson(raw / "boundaries/streets.geojson", features)
    return Tally(rows=len(features))


def write_buildings(raw: Path, buildings: list[Building]) -> Tally:
    """Write footprints as a GeoPackage in EPSG:32624, the owner's name among the columns."""
    columns = {
        "building_id": [building.id for building in buildings],
        "main_use": [building.use for building in buildings],
        "owner": ["not for release"] * len(buildings),
    }
    write_geopackage(raw / "boundaries/buildings.gpkg", "footprints", [b.shape for b in buildings], columns)
    return Tally(rows=len(buildings))


def write_postcodes(raw: Path, codes: list[str], points: Floats) -> Tally:
    """Write the postcode look-up."""
    degrees = to_degrees(points)
    rows = [
        {"code": code, "latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"}
        for code, (lon, lat) in zip(codes, degrees.tolist(), strict=True)
    ]
    write_text(raw / "boundaries/postcodes.csv", rows)
    return Tally(rows=len(rows))


def write_services(raw: Path, services: list[Service]) -> Tally:
    """Write the directory of services: UTF-8 with a byte-order mark, telephone numbers to be dropped."""
    degrees = to_degrees(np.array([service.xy for service in services]))
    rows = [
        {
            "service_id": s.id,
            "stop": s.stop,
            "name": s.name,
            "type": s.type,
            "setting": s.setting,
            "latitude": f"{lat:.6f}",
            "longitude": f"{lon:.6f}",
            **dict(zip(DAYS, s.hours, strict=True)),
            "offers_needles": s.needles,
            "offers_naloxone": s.naloxone,
            "capacity_per_day": str(s.capacity),
            "opened_on": "2019-04-01",
            "telephone": "000 000",
        }
        for s, (lon, lat) in zip(services, degrees.tolist(), strict=True)
    ]
    write_text(raw / "health/services.csv", rows, encoding="utf-8-sig")
    return Tally(rows=len(rows))


def write_pharmacies(raw: Path, pharmacies: list[Service]) -> Tally:
    """Write the national pharmacy register: degrees x 1,000,000, longitudes west without a sign."""
    degrees = to_degrees(np.array([service.xy for service in pharmacies]))
    rows = []
    for s, (lon, lat) in zip(pharmacies, degrees.tolist(), strict=True):
        hours = {f"h_{day[:3]}": opened for day, opened in zip(DAYS, s.hours, strict=True)}
        rows.append(_pharmacy(s.id, s.name, lat, lon, s.needles, s.naloxone, hours))
    for k, (lat, lon) in enumerate(((35.4, -41.2), (32.9, -37.5), (34.8, -36.9), (36.1, -40.4))):
        rows.append(_pharmacy(f"P{90 + k}", f"Elsewhere Pharmacy {k + 1}", lat, lon, "no", "no", {}))
    width = list(rows[0])
    rows = [{name: row.get(name, "") for name in width} for row in rows]
    write_text(raw / "health/pharmacy_register.csv", rows, delimiter="|")
    return Tally(rows=len(rows), filtered=4)


def _pharmacy(id_: str, name: str, lat: float, lon: float, needles: str, naloxone: str, hours: Row) -> Row:
    return {
        "ods": id_,
        "trading_name": name,
        "lat_e6": f"{lat * 1e6:.0f}",
        "lon_e6": f"{-lon * 1e6:.0f}",
        "nsp": needles,
        "thn": naloxone,
        **hours,
    }


def write_sites(
    raw: Path, rng: np.random.Generator, town: Geography, sites: Sites, codes: list[str], points: Floats
) -> dict[str, Tally]:
    """Write venues, festivals, hotspots, orders, schools and play areas; returns a tally for each source."""
    tallies = {}
    tables = {
        "venues": ("licensing/premises.csv", venue_rows(rng, sites)),
        "schools": ("schools/schools.csv", school_rows(rng, town, sites, codes, points)),
        "hotspot_points": ("police/hotspot_points.csv", hotspot_rows()),
    }
    for source, (file, rows) in tables.items():
        write_text(raw / file, rows)
        tallies[source] = Tally(rows=len(rows))
    shapes = {
        "festivals": ("licensing/festivals.geojson", festival_features(town)),
        "play_areas": ("schools/play_areas.geojson", play_features(town)),
        "orders": ("council/orders.geojson", order_features()),
        "hotspot_areas": ("police/hotspot_areas.geojson", hotspot_features(town)),
    }
    for source, (file, features) in shapes.items():
        write_geojson(raw / file, features)
        tallies[source] = Tally(rows=len(features))
    return tallies
