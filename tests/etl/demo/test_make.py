"""The demo's raw files: the same for a seed, large enough, and dirty in the stated amounts."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from etl.demo import events
from etl.demo.frame import DEMO_AS_OF, FIRST_DAY, LAST_DAY
from etl.demo.make import DEFAULT_SEED, make_demo
from etl.demo.tables import quarters
from etl.feed import all_feeds
from etl.place_file import read_place

PLACE = Path(__file__).resolve().parents[3] / "data" / "places" / "demo.toml"
LAST_52_WEEKS_MINUTE = (LAST_DAY - timedelta(weeks=52) - FIRST_DAY).days * 1440 + 1440


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_one_seed_gives_one_set_of_bytes_and_another_seed_another(raw, tmp_path):
    make_demo(tmp_path / "again", seed=DEFAULT_SEED)
    make_demo(tmp_path / "other", seed=DEFAULT_SEED + 1)
    first, again, other = (digests(folder) for folder in (raw, tmp_path / "again", tmp_path / "other"))
    assert first == again
    assert first.keys() == other.keys()
    same = {name for name in first if first[name] == other[name]}
    assert same <= {"police/hotspot_points.csv", "council/orders.geojson"}  # what was declared does not move


def test_the_last_52_weeks_hold_enough_events_with_coordinates(seeded):
    town, rng = seeded
    first, second, third = rng.spawn(3)
    overdoses = events.build_overdoses(first, town.sites)
    police = events.build_police(second, town.sites, town.treated)
    taken = events.build_confiscations(third, town.sites, town.treated)
    recent = [e.minute >= LAST_52_WEEKS_MINUTE for e in (overdoses, police, taken)]
    assert 0.95 * recent[0].sum() >= 1_500
    drugs = [reason == "drugs" for reason in police.text["reason"]]
    assert 0.9 * ((recent[1] & drugs).sum() + recent[2].sum()) >= 3_000


def test_every_feed_has_a_source_of_the_demo_generator_and_the_place_says_it_is_invented():
    place = read_place(PLACE)
    assert place.invented
    assert place.banner.startswith("Invented town:")
    assert place.disclosure.year_starts_quarter == 4
    assert {source.feed for source in place.sources} == set(all_feeds())
    for source in place.sources:
        assert source.producer == "Safe Passage demo generator"
        assert source.licence
        assert source.cannot_show


def test_the_three_years_are_whole_quarters_old_enough_to_publish():
    assert [quarters()[0][0], quarters()[-1][1], len(quarters())] == [
        date(2023, 10, 1),
        date(2026, 9, 30),
        12,
    ]
    assert (DEMO_AS_OF - LAST_DAY).days >= 28


def test_some_rows_have_a_clock_hour_that_comes_twice_or_never(truth):
    police = truth["expected"]["police"]
    assert police["ambiguous_hour"] >= 3
    assert police["missing_hour"] == 3


def test_two_to_four_per_cent_of_event_rows_have_no_coordinates(truth):
    for source in ("overdoses", "police", "confiscations", "needles", "faults"):
        expected = truth["expected"][source]
        assert 0.019 < expected["unlocated"] / expected["read"] < 0.041


def test_corrections_carry_a_known_number_and_a_later_stamp(raw):
    seen: dict[str, str] = {}
    again = 0
    for path in sorted((raw / "ambulance").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["call_no"] in seen:
                    again += 1
                    assert datetime.fromisoformat(row["updated"]) > datetime.fromisoformat(
                        seen[row["call_no"]]
                    )
                seen[row["call_no"]] = row["updated"]
    assert again > 20


def test_indicators_name_every_small_area_and_the_place(raw):
    boundaries = json.loads((raw / "boundaries/boundaries.geojson").read_text(encoding="utf-8"))
    areas = {
        feature["properties"]["area_id"]
        for feature in boundaries["features"]
        if feature["properties"]["level"] == "small_area"
    }
    with (raw / "statistics/indicators.csv").open(encoding="utf-8", newline="") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    by_name: dict[str, set[str]] = {}
    for row in rows:
        assert float(row["value"]) >= 0
        by_name.setdefault(row["indicator"], set()).add(row["area"])
    for name in ("residents", "income_deprivation", "rent_burden", "low_income", "unemployment"):
        assert by_name[name] == areas
    assert by_name["median_income"] < areas  # two are not published: no data, not zero
    assert {name for name, where in by_name.items() if where == {"place"}} == {
        "gini",
        "treatment_funding_per_head",
        "drug_supply_toxicity",
        "housing_supply",
        "good_samaritan_law",
        "possession_law",
        "paraphernalia_law",
        "consumption_room_law",
        "stigma",
    }
