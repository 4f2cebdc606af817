"""Boston's files and their traps; expected figures are worked out from the raw files, not our output."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

import geopandas as gpd
import h3
import numpy as np
import pytest
import shapely

from etl.errors import BadInputError
from etl.formats.tabular import open_table
from etl.place import Source
from etl.place_file import read_place
from layers.clash.exact import exact_clash
from layers.clash.states import Note, State
from layers.clash.window import Window
from layers.statistics.kernel import great_circle_m
from tests.places.conftest import PLACES, Loaded

DRUGS = "boston/policing_overdose/bpd_drug_and_overdose_incidents_2020_2025.csv"
CRIME = "boston/policing/bpd_crime_2023_jan_mar.csv"
OVERDOSE = "SICK ASSIST - DRUG RELATED ILLNESS"
PARAPHERNALIA = "DRUGS - POSSESSION OF DRUG PARAPHANALIA"
POSSESSION = "DRUGS - POSSESSION/ SALE/ MANUFACTURING/ USE"


@pytest.fixture(scope="module")
def outline(boston: Loaded) -> shapely.Geometry:
    frame = gpd.read_file(boston.raw / "boston/boundaries/boston_neighborhoods.geojson")
    return shapely.union_all(shapely.make_valid(frame.geometry.to_numpy()))


def inside(
    outline: shapely.Geometry, rows: list[dict[str, str]], latitude: str, longitude: str
) -> np.ndarray:
    x = np.array([float(row[longitude]) for row in rows])
    y = np.array([float(row[latitude]) for row in rows])
    return np.asarray(shapely.contains_xy(outline, x, y))


def test_every_source_finds_its_file_and_every_row_is_accounted_for(boston: Loaded) -> None:
    place = read_place(PLACES / "boston.toml")
    assert set(boston.reports) == {source.id for source in place.sources}
    for report in boston.reports.values():
        assert report.state == "loaded"
        assert report.rows_read == report.rows_loaded + report.rows_quarantined + report.rows_superseded
        assert report.rows_loaded > 0


def test_every_source_says_who_stands_behind_it() -> None:
    for name in ("boston", "west_yorkshire"):
        for source in read_place(PLACES / f"{name}.toml").sources:
            assert source.producer, source.id
            assert source.licence, source.id
            assert source.cannot_show, source.id


def test_all_needle_reports_are_kept_repeats_too(boston: Loaded) -> None:
    rows = boston.read_csv("boston/needle/EXTRACTED_needle_points_2024_2026.csv")
    assert len(rows) == 24054
    repeats = sum(
        1 for count in Counter(tuple(row.values()) for row in rows).values() for _ in range(count - 1)
    )
    assert boston.counts("needles_2024_2026") == (len(rows), len(rows), 0, 0, 0)
    stored = boston.ask(
        "select count(*), count(*) filter (occurrence > 0), count(occurred_date), count(occurred_local) "
        "from needle_report where source = 'needles_2024_2026'"
    )
    assert stored == [(len(rows), repeats, 0, 0)]  # a month is never given a day
    months = dict(
        boston.ask(
            "select occurred_month, count(*) from needle_report where source = 'needles_2024_2026' group by 1"
        )
    )
    assert months == Counter(date(int(row["year"]), int(row["month"]), 1) for row in rows)


def test_the_overlapping_markers_are_not_counted_again(boston: Loaded) -> None:
    files = boston.ask("select distinct file from needle_report")
    assert not any("markers" in file for (file,) in files)
    assert not any(
        "markers" in pattern
        for source in read_place(PLACES / "boston.toml").sources
        for pattern in source.files
    )


def test_the_citys_own_tests_and_stand_in_points_of_2015(boston: Loaded) -> None:
    rows = boston.read_csv("boston/needle/boston311_needle_pickup_2015.csv")
    tests = {
        row["CASE_ENQUIRY_ID"] for row in rows if re.search(r"\btest\b", row["CLOSURE_REASON"], re.IGNORECASE)
    }
    assert {row["CASE_ENQUIRY_ID"] for row in rows[:3]} <= tests
    real = [row for row in rows if row["CASE_ENQUIRY_ID"] not in tests]
    stand_in = sum((row["LATITUDE"], row["LONGITUDE"]) == ("42.3594", "-71.0587") for row in real)
    assert boston.counts("needles_2015") == (len(real), len(real), 0, 0, stand_in)
    assert boston.reports["needles_2015"].rows_filtered == len(tests)
    first = boston.ask("select occurred_local from needle_report where event_id = '101001383044'")
    assert first == [(datetime(2015, 5, 22, 9, 24),)]


def test_overdoses_are_the_polices_and_say_so(boston: Loaded) -> None:
    wanted = {
        row["INCIDENT_NUMBER"] for row in boston.read_csv(DRUGS) if row["OFFENSE_DESCRIPTION"] == OVERDOSE
    }
    assert len(wanted) == 4311
    stored = boston.ask("select event_id, basis, latitude is not null from overdose_call")
    assert {row[0] for row in stored} == wanted
    assert len(stored) == len(wanted)
    assert {row[1:] for row in stored} == {("police_recorded", True)}
    source = next(s for s in read_place(PLACES / "boston.toml").sources if s.feed == "overdose_call")
    assert "not ambulance calls" in source.proxy


def test_enforcement_counts_each_incident_once(boston: Loaded, outline: shapely.Geometry) -> None:
    drugs, crime = boston.read_csv(DRUGS), boston.read_csv(CRIME)
    described = {row["INCIDENT_NUMBER"]: row["OFFENSE_DESCRIPTION"] for row in drugs}
    kinds = Counter(described.values())
    assert (kinds[POSSESSION], kinds[PARAPHERNALIA]) == (10393, 111)
    shared = [row for row in crime if described.get(row["INCIDENT_NUMBER"]) == row["OFFENSE_DESCRIPTION"]]
    assert len(shared) == 393
    ids = [row[0] for row in boston.ask("select event_id from police_activity")]
    assert len(ids) == len(set(ids))
    elsewhere = {row[0] for row in boston.ask("select event_id from overdose_call")}
    elsewhere |= {row[0] for row in boston.ask("select report_id from syringe_confiscation")}
    assert not elsewhere & set(ids)
    # from the drug file, but for those more than 100 m (about .0012 degrees) outside
    enforcement = [row for row in drugs if row["OFFENSE_DESCRIPTION"] not in (OVERDOSE, PARAPHERNALIA)]
    points = shapely.points([float(r["Long"]) for r in enforcement], [float(r["Lat"]) for r in enforcement])
    far = int((shapely.distance(outline, points) > 0.0012).sum())
    assert boston.counts("bpd_drug_incidents") == (len(enforcement), len(enforcement) - far, far, 0, 0)
    assert boston.reports["bpd_drug_incidents"].reasons == {"outside_place": far}
    kinds_stored = dict(
        boston.ask(
            "select category, count(*) from police_activity where source = 'bpd_drug_incidents' group by 1"
        )
    )
    assert kinds_stored["drug_offence"] + kinds_stored["other"] == len(enforcement) - far
    # from the all-crime file: no drug kind, nothing the drug file has
    rest = [
        row
        for row in crime
        if row["OFFENSE_DESCRIPTION"] not in (POSSESSION, OVERDOSE, PARAPHERNALIA)
        and row["INCIDENT_NUMBER"] not in described
    ]
    unlocated = sum(not row["Lat"] for row in rest)
    assert boston.counts("bpd_all_crime_2023") == (len(rest), len(rest), 0, 0, unlocated)
    assert sum(not row["Lat"] for row in crime) == 2482


def test_times_marked_plus_00_are_local_clock(boston: Loaded) -> None:
    crime = {row["INCIDENT_NUMBER"]: row for row in boston.read_csv(CRIME)}
    stored = boston.ask(
        "select event_id, occurred_local, occurred_utc from police_activity "
        "where source = 'bpd_all_crime_2023'"
    )
    for number, local, utc in stored:
        assert f"{local:%Y-%m-%d %H:%M:%S}" == crime[number]["OCCURRED_ON_DATE"][:19]
        assert local.hour == int(crime[number]["HOUR"])
        assert (utc - local).total_seconds() == 3600 * (5 if local < datetime(2023, 3, 12, 2) else 4)


def test_paraphernalia_is_a_proxy_for_confiscation(boston: Loaded) -> None:
    stored = boston.ask(
        "select count(*), any_value(reported_by), any_value(taken_by) from syringe_confiscation"
    )
    assert stored == [(111, "police_record", "police")]


def test_hospitals_are_unscrambled(boston: Loaded) -> None:
    document = boston.read_json("boston/services/boston_hospitals.json")
    names = [column["name"] for column in document["meta"]["view"]["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in document["data"]]
    columns = "service_id, latitude, longitude"
    found = boston.ask(f"select {columns} from service where source = 'hospitals'")
    stored = {number: (latitude, longitude) for number, latitude, longitude in found}
    assert len(stored) == len(rows) == 26
    for row in rows:
        expected = (int(row["YCOORD"]) / 1e6, -int(row["XCOORD"]) / 1e6) if row["XCOORD"] else (None, None)
        assert stored[row["id"]] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("source", "file", "encoding", "latitude", "longitude"),
    [
        ("opioid_treatment_programs", "samhsa_opioid_treatment_programs", "latin-1", "Latitude", "Longitude"),
        ("substance_use_treatment", "samhsa_substance_use_treatment", "utf-8", "latitude", "longitude"),
        ("health_centres", "hrsa_fqhc", "utf-8", "lat", "lon"),
        ("housing_inventory", "hud_housing_inventory_geocoded", "utf-8", "Latitude", "Longitude"),
    ],
)
def test_national_services_are_clipped(
    boston: Loaded,
    outline: shapely.Geometry,
    source: str,
    file: str,
    encoding: str,
    latitude: str,
    longitude: str,
) -> None:
    rows = boston.read_csv(f"_us_services/{file}.csv", encoding)
    here = int(inside(outline, rows, latitude, longitude).sum())
    zero = sum(float(row[latitude]) == 0 == float(row[longitude]) for row in rows)
    report = boston.reports[source]
    assert (report.rows_loaded, report.rows_quarantined) == (here, zero)
    assert report.reasons == ({"coordinates_zero": zero} if zero else {})
    assert report.rows_filtered == len(rows) - here - zero


def test_medicine_rows_collapse_to_sites(boston: Loaded, outline: shapely.Geometry) -> None:
    rows = [
        row
        for row in boston.read_csv("_us_services/moud_providers_us.csv")
        if row["source"] == "SAMHSA" and row["category"] != "methadone"
    ]
    here = [
        row
        for row, within in zip(rows, inside(outline, rows, "Latitude", "Longitude"), strict=True)
        if within
    ]
    sites = {(row["street1"], row["zip"]) for row in here}
    assert boston.counts("moud_sites") == (len(here), len(sites), 0, len(here) - len(sites), 0)


def test_homeless_housing_is_confidential_and_keeps_no_address(boston: Loaded) -> None:
    stored = boston.ask("select distinct name, setting from service where source = 'housing_inventory'")
    assert stored == [("Homeless shelter or housing", "confidential")]


def test_the_crossed_neighbourhood_is_repaired_and_tracts_are_the_citys(boston: Loaded) -> None:
    assert any("1 invalid" in note for note in boston.reports["neighbourhoods"].notes)
    shapes = boston.ask("select level, geometry_wkb from boundary")
    assert Counter(level for level, _ in shapes) == {"neighbourhood": 26, "small_area": 180}
    assert shapely.is_valid(shapely.from_wkb([bytes(wkb) for _, wkb in shapes])).all()


def test_vulnerability_counts_come_with_their_denominator(boston: Loaded) -> None:
    frame = gpd.read_file(boston.raw / "boston/context/crb_social_vulnerability_tracts.geojson")
    peopled = frame[frame.POP100_RE > 0]
    for indicator, column in (
        ("low_income", "Low_to_No"),
        ("disability", "TotDis"),
        ("medical_illness", "MedIllnes"),
        ("older_people", "OlderAdult"),
    ):
        stored = boston.ask(
            f"select area_id, value, denominator, measure from area_indicator where indicator = '{indicator}'"
        )
        expected = {
            tract: (pytest.approx(value), residents, "rate")
            for tract, value, residents in zip(
                peopled.GEOID10, peopled[column], peopled.POP100_RE, strict=True
            )
        }
        assert {row[0]: row[1:] for row in stored} == expected
    # why LEP is left out: it is the sum of two other columns in every tract
    assert (frame.Low_to_No + frame.OlderAdult == frame.LEP).all()


def test_indicators_stand_on_tracts_that_are_there(boston: Loaded) -> None:
    known = {row[0] for row in boston.ask("select area_id from boundary where level = 'small_area'")}
    for indicator, areas in boston.ask("select indicator, list(area_id) from area_indicator group by 1"):
        assert set(areas) <= known, indicator
        assert len(areas) >= 169, indicator


def test_venues_without_coordinates_are_quarantined(boston: Loaded, outline: shapely.Geometry) -> None:
    document = boston.read_json("boston/context/active_food_establishment_licenses.json")
    place = [column["name"] for column in document["meta"]["view"]["columns"]].index("Location")
    points = np.array([[float(row[place][2]), float(row[place][1])] for row in document["data"]])
    zero = int((points == 0).all(axis=1).sum())
    here = int(shapely.contains_xy(outline, points[:, 0], points[:, 1]).sum())
    assert zero == 880
    assert boston.reports["food_licences"].reasons == {"coordinates_zero": zero}
    assert boston.reports["food_licences"].rows_loaded == here


def test_condition_reports_of_2015(boston: Loaded) -> None:
    for source, file, category in (
        ("street_lights_2015", "311_street_light_outages_2015", "lighting_fault"),
        ("abandoned_buildings_2015", "311_abandoned_building_2015", "derelict_building"),
    ):
        rows = boston.read_csv(f"boston/context/{file}.csv")
        stand_in = sum((row["LATITUDE"], row["LONGITUDE"]) == ("42.3594", "-71.0587") for row in rows)
        assert boston.counts(source) == (len(rows), len(rows), 0, 0, stand_in)
        times = dict(
            boston.ask(f"select event_id, occurred_local from condition_report where category = '{category}'")
        )
        expected = {
            r["CASE_ENQUIRY_ID"]: datetime.strptime(r["OPEN_DT"], "%m/%d/%Y %I:%M:%S %p") for r in rows
        }
        assert times == expected


def test_the_javascript_file_is_not_listed_and_would_be_refused(boston: Loaded) -> None:
    path = boston.raw / "boston/boundaries/boston_zipcodes.geojson.js"
    source = Source(id="zips", feed="boundary", files=(path.name,), format="vector")
    with pytest.raises(BadInputError, match="JavaScript, not GeoJSON"):
        open_table(path, source)
    text = (PLACES / "boston.toml").read_text("utf-8")
    listed = [pattern for item in read_place(PLACES / "boston.toml").sources for pattern in item.files]
    assert "boston_zipcodes.geojson.js" in text  # in a comment that says why
    assert not any(pattern.endswith(".js") for pattern in listed)


def test_no_name_address_or_free_text_is_kept(boston: Loaded) -> None:
    tables = [row[0] for row in boston.ask("select table_name from information_schema.tables")]
    columns = {
        row[0]
        for row in boston.ask("select column_name from information_schema.columns where table_name <> 'runs'")
    }
    assert "needle_report" in tables
    assert not {"STREET", "CLOSURE_REASON", "Location", "street", "DAYPHN", "Address"} & columns
    ignored = boston.reports["needles_2015"].ignored_columns
    assert {"CLOSURE_REASON", "Location", "SubmittedPhoto"} <= set(ignored)


def test_the_clash_index_of_real_data(boston: Loaded) -> None:
    found = exact_clash(boston.home, date(2026, 11, 1))
    result = found.result
    assert result.window == Window(date(2024, 12, 30), date(2025, 12, 29))
    rows = boston.read_csv("boston/policing_overdose/bpd_drug_and_overdose_incidents_2020_2025.csv")
    not_police = {"SICK ASSIST - DRUG RELATED ILLNESS", "DRUGS - POSSESSION OF DRUG PARAPHANALIA"}
    incidents = {
        row["INCIDENT_NUMBER"]: h3.cell_to_latlng(
            h3.latlng_to_cell(float(row["Lat"]), float(row["Long"]), 10)
        )
        for row in rows
        if "2024-12-30" <= row["OCCURRED_ON_DATE"][:10] < "2025-12-29"
        and row["OFFENSE_DESCRIPTION"] not in not_police
    }
    latitude, longitude = np.array(list(incidents.values())).T
    for one in result.services:
        here = (np.array([one.service.latitude]), np.array([one.service.longitude]))
        walked = 1.3 * great_circle_m(*here, latitude, longitude)[0]
        plain = 28 / 364 * np.exp(-(walked[walked <= 1200] ** 2) / (2 * 400**2)).sum()
        assert one.exposure == pytest.approx(plain, rel=0.01, abs=0.01)
    assert {Note.WEAKLY_ADJUSTED, Note.PROXY_NEED} <= set(result.services[0].notes)
    assert State.CLASH not in {one.state for one in result.services}  # 751 overdoses: none may be called one
    assert any(Note.ONE_ADDRESS in one.notes for one in result.services)
