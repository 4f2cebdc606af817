"""The loader finds in the demo exactly the dirt that the generator put there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl import store
from etl.load.place import load_place
from etl.load.source import RunReport
from layers.zones.declared import read_harsher

PLACE = Path(__file__).resolve().parents[3] / "data" / "places" / "demo.toml"
REASONS = {
    "coordinates_zero": "zero_coordinates",
    "coordinates_swapped": "swapped_coordinates",
    "outside_place": "outside_place",
    "occurred_at_unparsed": "unreadable_time",
    "outcome_unknown_value": "unknown_value",
    "category_unknown_value": "unknown_value",
    "status_unknown_value": "unknown_value",
    "syringes_taken_not_a_whole_number": "unknown_value",
}
PERSONAL = {
    "overdoses": {"crew_id", "patient_initials", "notes"},
    "police": {"officer_id", "Narrative"},
    "buildings": {"owner"},
    "services": {"telephone"},
    "venues": {"licence_holder"},
    "schools": {"head_teacher"},
    "hotspot_points": {"tasking_notes"},
    "faults": {"Reported by"},
}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def reports(raw: Path, home: Path) -> dict[str, RunReport]:
    loaded = load_place(PLACE, raw, home, now=datetime(2026, 11, 1, tzinfo=UTC))
    return {report.source: report for report in loaded}


def test_every_source_is_loaded_with_the_rows_the_generator_counted(reports, truth):
    assert reports.keys() == truth["expected"].keys()
    for source, expected in truth["expected"].items():
        report = reports[source]
        found = {
            "read": report.rows_read,
            "loaded": report.rows_loaded,
            "superseded": report.rows_superseded,
            "unlocated": report.rows_unlocated,
            "filtered": report.rows_filtered,
        }
        assert found == {name: expected[name] for name in found}, source


def test_rows_are_quarantined_for_the_faults_they_have(reports, truth):
    for source, expected in truth["expected"].items():
        kinds: dict[str, int] = {}
        for reason, count in reports[source].reasons.items():
            kinds[REASONS[reason]] = kinds.get(REASONS[reason], 0) + count
        assert kinds == expected["quarantined"], source


def test_columns_about_people_are_ignored_and_said_to_be(reports):
    for source, columns in PERSONAL.items():
        assert columns <= set(reports[source].ignored_columns), source


def test_areas_of_stricter_rules_are_kept_with_their_days(reports, home):
    con = store.read_only(store.restricted_path(home))
    try:
        found = read_harsher(con, date(2026, 11, 1))
        before = read_harsher(con, date(2024, 3, 1))
    finally:
        con.close()
    assert reports["orders"].rows_loaded == 2
    assert [(area.name, area.type) for area in found] == [("Quay Gate order", "public_space_order")]
    assert [area.name for area in before] == ["Strand order"]


def test_no_shape_needed_repair(reports):
    assert not any("repaired" in note for report in reports.values() for note in report.notes)


@pytest.mark.parametrize(("source", "feed"), [("overdoses", "overdose_call"), ("police", "police_activity")])
def test_doubtful_clock_hours_are_flagged_and_no_others(reports, home, truth, source, feed):
    con = store.read_only(store.restricted_path(home))
    try:
        found = dict(store.rows(con, f"select time_flag, count(*) from {feed} group by 1"))
    finally:
        con.close()
    expected = truth["expected"][source]
    assert found.get("ambiguous", 0) == expected["ambiguous_hour"]
    assert found.get("missing", 0) == expected["missing_hour"]


def test_a_confiscation_given_by_postcode_has_a_point(reports, home):
    located = "select count(*) from syringe_confiscation where latitude is not null"
    con = store.read_only(store.restricted_path(home))
    try:
        by_code = store.value(con, f"{located} and location_precision_m > 0")
    finally:
        con.close()
    assert 0.10 < by_code / reports["confiscations"].rows_loaded < 0.22
