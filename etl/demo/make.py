"""Making the demo's raw files: an invented harbour town, three years of every feed, and the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from etl.demo import event_files, events, people, services, site_files, sites, tables
from etl.demo.buildings import Building, build_buildings
from etl.demo.dirt import Tally
from etl.demo.files import write_json, write_text
from etl.demo.frame import Floats, to_degrees
from etl.demo.geography import Geography, build_geography
from etl.demo.services import Service
from etl.demo.streets import Street, build_streets
from etl.demo.workbook import write_workbook

DEFAULT_SEED = 20260102


@dataclass(frozen=True)
class Town:
    """The town before any file is written."""

    geography: Geography
    streets: list[Street]
    buildings: list[Building]
    sites: people.Sites
    services: list[Service]
    pharmacies: list[Service]

    @property
    def treated(self) -> Floats:
        """Points of the treated services, frame metres, shape (4, 2)."""
        return np.array([service.xy for service in self.services if service.treated])


def build_town(rng: np.random.Generator) -> Town:
    """Return the town's geography, people and services."""
    geography = build_geography(rng)
    streets = build_streets(rng, geography)
    buildings = build_buildings(rng, geography, streets)
    street_points = people.build_sites(rng, geography, streets)
    return Town(
        geography,
        streets,
        buildings,
        street_points,
        services.build_services(rng, street_points),
        services.build_pharmacies(rng, street_points),
    )


def make_demo(raw: Path, *, seed: int = DEFAULT_SEED) -> None:
    """Write all raw files of the demo and truth.json into `raw`; the same seed gives the same bytes."""
    land, feeds = np.random.default_rng(seed).spawn(2)
    town = build_town(land)
    tallies = _write_still(raw, feeds, town) | _write_events(raw, feeds, town)
    write_json(raw / "truth.json", _truth(seed, town, tallies))


def _write_still(raw: Path, rng: np.random.Generator, town: Town) -> dict[str, Tally]:
    codes, points = sites.postcodes(rng, town.sites)
    residents = people.residents_by_area(town.sites, len(town.geography.small_areas))
    tallies = {
        "boundaries": site_files.write_boundaries(raw, town.geography, residents),
        "postcodes": site_files.write_postcodes(raw, codes, points),
        "streets": site_files.write_streets(raw, town.streets),
        "buildings": site_files.write_buildings(raw, town.buildings),
        "services": site_files.write_services(raw, town.services),
        "pharmacies": site_files.write_pharmacies(raw, town.pharmacies),
        **site_files.write_sites(raw, rng, town.geography, town.sites, codes, points),
    }
    indicators = tables.indicator_rows(rng, town.geography, town.sites)
    write_text(raw / "statistics/indicators.csv", indicators)
    tallies["indicators"] = Tally(rows=len(indicators))
    outcomes = tables.outcome_sheet(rng, town.services)
    write_workbook(raw / "health/outcomes.xlsx", "Return", outcomes)
    tallies["outcomes"] = Tally(rows=len(outcomes) - 3)  # a title, a blank row and the headings
    confiscations = events.build_confiscations(rng, town.sites, town.treated)
    tallies["confiscations"] = event_files.write_confiscations(raw, rng, confiscations, codes, points)
    return tallies


def _write_events(raw: Path, rng: np.random.Generator, town: Town) -> dict[str, Tally]:
    return {
        "overdoses": event_files.write_overdoses(raw, rng, events.build_overdoses(rng, town.sites)),
        "police": event_files.write_police(raw, rng, events.build_police(rng, town.sites, town.treated)),
        "needles": event_files.write_needles(raw, rng, events.build_needles(rng, town.sites)),
        "faults": event_files.write_conditions(raw, rng, events.build_conditions(rng, town.sites)),
    }


def _truth(seed: int, town: Town, tallies: dict[str, Tally]) -> dict[str, Any]:
    """Return what an index is to be measured against; the index itself never sees this."""
    clash = [service for service in town.services if service.clash]
    degrees = to_degrees(np.array([service.xy for service in clash]))
    return {
        "seed": seed,
        "about": "Written by the generator. Recorded drug enforcement near treated services is multiplied; "
        "its total is what it would have been without.",
        "multiplier": people.MULTIPLIER,
        "multiplier_formula": "max over treated of 1 + (m - 1) exp(-d^2 / (2 scale^2)), straight metres",
        "scale_m": people.TREATMENT_SCALE_M,
        "services": [
            {
                "service_id": s.id,
                "stop": s.stop,
                "name": s.name,
                "treated": s.treated,
                "latitude": lat,
                "longitude": lon,
            }
            for s, (lon, lat) in zip(clash, degrees.tolist(), strict=True)
        ],
        "surfaces": {
            "frame": "metres east and north of 34 N 39 W (EPSG:32624 less 500000, 3762156)",
            "hot_areas": [area._asdict() for area in people.HOT_AREAS],
            "policed_areas": [
                dict(zip(("east_m", "north_m"), each, strict=True)) for each in people.POLICED_AREAS
            ],
            "policed_excess": people.POLICED_EXCESS,
            "policed_sd_m": people.POLICED_SD_M,
            "night_share": people.NIGHT_SHARE,
            "unexplained_sd": people.UNEXPLAINED_SD,
            "enforcement": "overdose x exp(unexplained_sd noise, length unexplained_m) x multiplier x (1 + "
            "policed_excess max exp(-d^2 / (2 policed_sd_m^2))), straight metres",
            "unexplained_m": people.UNEXPLAINED_M,
            "overdose": "(1 - night_share) (0.92 need + 0.08 residents) + night_share night",
        },
        "expected": {source: tally.as_json() for source, tally in sorted(tallies.items())},
    }
