"""What becomes of single rows: types, times, places."""

from __future__ import annotations

from datetime import date, datetime

import h3
import pytest

from tests.etl.folder import CALLS, Folder, calls

TIMED = CALLS.replace("calls*.csv", "calls.csv")


def one(folder: Folder, line: str) -> dict[str, object]:
    folder.file("calls.csv", calls(line))
    folder.load()
    (row,) = folder.rows("select * from overdose_call")
    return row


@pytest.mark.parametrize(
    ("zone", "when", "utc", "flag"),
    [
        ("Europe/London", "2026-10-25 01:30", datetime(2026, 10, 25, 0, 30), "ambiguous"),
        ("Europe/London", "2026-10-25 02:00", datetime(2026, 10, 25, 2, 0), ""),
        ("Europe/London", "2026-10-25 00:59", datetime(2026, 10, 24, 23, 59), ""),
        ("Europe/London", "2026-03-29 01:30", datetime(2026, 3, 29, 1, 30), "missing"),
        ("Europe/London", "2026-03-29 02:00", datetime(2026, 3, 29, 1, 0), ""),
        ("America/New_York", "2025-11-02 01:30", datetime(2025, 11, 2, 5, 30), "ambiguous"),
        ("America/New_York", "2026-03-08 02:30", datetime(2026, 3, 8, 7, 30), "missing"),
        ("America/New_York", "2026-07-04 20:00", datetime(2026, 7, 5, 0, 0), ""),
        ("UTC", "2026-03-29 01:30", datetime(2026, 3, 29, 1, 30), ""),
    ],
)
def test_local_time_utc_and_flag(folder: Folder, zone: str, when: str, utc: datetime, flag: str) -> None:
    folder.place(TIMED, time_zone=zone)
    row = one(folder, f"1,{when},,,died")
    assert row["occurred_local"] == datetime.fromisoformat(when)
    assert (row["occurred_utc"], row["time_flag"]) == (utc, flag)
    assert row["occurred_date"] == datetime.fromisoformat(when).date()


def test_a_source_in_utc_gets_the_local_day_and_hour(folder: Folder) -> None:
    folder.place(TIMED.replace("time_format", 'time_zone = "UTC"\ntime_format'), time_zone="America/New_York")
    row = one(folder, "1,2026-01-01 03:00,,,died")
    assert row["occurred_local"] == datetime(2025, 12, 31, 22)
    assert (row["occurred_date"], row["occurred_month"]) == (date(2025, 12, 31), date(2025, 12, 1))
    assert row["occurred_utc"] == datetime(2026, 1, 1, 3)


def test_a_time_that_carries_its_offset(folder: Folder) -> None:
    folder.place(TIMED.replace("%H:%M", "%H:%M%z"))
    row = one(folder, "1,2026-07-01 12:00+05:00,,,died")
    assert (row["occurred_utc"], row["occurred_local"]) == (datetime(2026, 7, 1, 7), datetime(2026, 7, 1, 8))


def test_a_month_never_gets_a_day(folder: Folder) -> None:
    folder.place(TIMED.replace("%Y-%m-%d %H:%M", "%Y-%m"))
    row = one(folder, "1,2026-07,53.5,-1.5,died")
    assert row["occurred_month"] == date(2026, 7, 1)
    assert [row[name] for name in ("occurred_date", "occurred_local", "occurred_utc")] == [None] * 3
    assert row["time_precision"] == "month"


def test_time_from_two_columns(folder: Folder) -> None:
    folder.place(
        TIMED.replace('occurred_at = "when"', 'occurred_at = "{when}-{outcome}"')
        .replace(', outcome = "outcome"', "")
        .replace("%Y-%m-%d %H:%M", "%Y-%m")
    )
    row = one(folder, "1,2024,53.5,-1.5,7")
    assert row["occurred_month"] == date(2024, 7, 1)


def test_the_future_is_quarantined(folder: Folder) -> None:
    folder.place(TIMED)
    folder.file("calls.csv", calls("1,2026-11-02 11:59,,,died", "2,2026-11-02 12:01,,,died"))
    assert folder.load()["calls"].reasons == {"occurred_at_in_future": 1}


def test_cells_and_unlocated_rows(folder: Folder) -> None:
    folder.place(TIMED)
    row = one(folder, "1,2026-01-02 10:00,53.5,-1.5,died")
    for resolution in (7, 8, 9, 10):
        assert row[f"cell_{resolution}"] == int(h3.latlng_to_cell(53.5, -1.5, resolution), 16)
    folder.file("calls.csv", calls("1,2026-01-02 10:00,,,died"))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_unlocated) == (1, 1)
    (row,) = folder.rows("select * from overdose_call")
    assert [row[name] for name in ("latitude", "longitude", "cell_9", "location_precision_m")] == [None] * 4


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("-1.5", "53.5", "coordinates_swapped"),
        ("0", "0", "coordinates_zero"),
        ("53500000", "-1500000", "coordinates_scaled"),
        ("53500000", "1500000", "coordinates_scaled"),
        ("1427000", "1410000", "coordinates_projected"),
        ("431000", "435000", "coordinates_projected"),
        ("53.5", "1.5", "coordinates_wrong_sign"),
        ("53.5", "", "coordinates_incomplete"),
        ("north", "1", "coordinates_not_numbers"),
        ("nan", "inf", "coordinates_not_numbers"),
        ("91", "-200", "coordinates_out_of_range"),
        ("42.4", "-71.1", "outside_place"),
    ],
)
def test_every_kind_of_wrong_coordinates_has_its_reason_and_advice(
    folder: Folder, lat: str, lon: str, reason: str
) -> None:
    folder.place(TIMED, boundary=True)
    folder.file("calls.csv", calls(f"1,2026-01-02 10:00,{lat},{lon},died"))
    report = folder.load()["calls"]
    assert report.reasons == {reason: 1}
    if reason not in ("coordinates_incomplete",):
        assert any(note.startswith("1 of 1 rows: ") for note in report.notes)


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("-1.5", "153.5", "coordinates_swapped"),
        ("53500000", "-1500000", "coordinates_scaled"),
        ("775000", "2950000", "coordinates_projected"),
    ],
)
def test_coordinates_are_judged_without_a_boundary_too(
    folder: Folder, lat: str, lon: str, reason: str
) -> None:
    folder.place(TIMED)
    if reason == "coordinates_swapped":
        lat, lon = lon, lat
    folder.file("calls.csv", calls(f"1,2026-01-02 10:00,{lat},{lon},died"))
    assert folder.load()["calls"].reasons == {reason: 1}


def test_scale_and_sign(folder: Folder) -> None:
    folder.place(
        TIMED.replace("time_format", "coordinate_scale = 0.000001\nlongitude_sign = -1\ntime_format"),
        boundary=True,
    )
    row = one(folder, "1,2026-01-02 10:00,53500000,1500000,died")
    assert (row["latitude"], row["longitude"]) == pytest.approx((53.5, -1.5))


def test_national_file_is_clipped_and_tolerance_keeps_the_edge(folder: Folder) -> None:
    far, edge = "1,2026-01-02 10:00,51.5,-0.1,died", "2,2026-01-02 10:00,53.5,-0.9995,died"
    folder.place(TIMED.replace("time_format", 'outside = "drop"\ntime_format'), boundary=True)
    folder.file("calls.csv", calls(far, edge, "3,2026-01-02 10:00,53.5,-1.5,died"))
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_filtered) == (1, 1, 2)
    folder.place(
        TIMED.replace("time_format", 'outside = "drop"\nkeep_outside_m = 50\ntime_format'), boundary=True
    )
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_filtered) == (2, 1)


def test_british_grid_and_postcodes(folder: Folder) -> None:
    lookup = """
[[source]]
id = "postcodes"
feed = "address_lookup"
files = ["postcodes.csv"]
crs = "EPSG:27700"
columns = { code = "pc", easting = "e", northing = "n" }
"""
    by_postcode = TIMED.replace('latitude = "lat", longitude = "lon"', 'postcode = "lat"')
    folder.place(lookup, by_postcode)
    # Caister water tower, the worked example of Ordnance Survey's transformation guide: OSTN15 gives
    # 52 39 28.8282 N, 1 42 57.8663 E. A Helmert transformation is metres off.
    folder.file("postcodes.csv", "pc,e,n\nNR30 5AA,651409.804,313177.450\n")
    folder.file("calls.csv", calls("1,2026-01-02 10:00,nr305aa,,died", "2,2026-01-02 10:00,ZZ1 1ZZ,,died"))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_unlocated) == (2, 1)
    assert any("1 rows name a postcode" in note for note in report.notes)
    (row,) = folder.rows(
        "select latitude, longitude, location_precision_m from overdose_call where event_id = '1'"
    )
    assert row["latitude"] == pytest.approx(52.658007833, abs=2e-7)
    assert row["longitude"] == pytest.approx(1.716073972, abs=2e-7)
    assert row["location_precision_m"] == 100


TYPES = """
[[source]]
id = "confiscations"
feed = "syringe_confiscation"
files = ["c.csv"]
time_format = "%Y-%m-%d"
thousands = ","
columns = { report_id = "id", occurred_at = "when", syringes_taken = "n", unused = "u", taken_by = "by" }
"""


@pytest.mark.parametrize(
    ("line", "reasons"),
    [
        ("1,2026-01-02,4,yes,police", {}),
        ('1,2026-01-02,"1,000",Y,', {}),
        ("1,2026-01-02,,,", {}),
        ("1,2026-01-02,3.0,0,POLICE", {}),
        ("1,2026-01-02,3.7,,", {"syringes_taken_not_a_whole_number": 1}),
        ("1,2026-01-02,nan,,", {"syringes_taken_not_a_whole_number": 1}),
        ("1,2026-01-02,1_0,,", {"syringes_taken_not_a_whole_number": 1}),
        ("1,2026-01-02,-1,,", {"syringes_taken_too_small": 1}),
        ("1,2026-01-02,10001,,", {"syringes_taken_too_large": 1}),
        ("1,2026-01-02,4,perhaps,the army", {"unused_not_yes_or_no": 1, "taken_by_unknown_value": 1}),
        ("1,,4,,", {"occurred_at_missing": 1}),
        ("1,2026-02-30,4,,", {"occurred_at_unparsed": 1}),
    ],
)
def test_types_follow_the_feed_statement(folder: Folder, line: str, reasons: dict[str, int]) -> None:
    folder.place(TYPES)
    folder.file("c.csv", f"id,when,n,u,by\n{line}\n")
    assert folder.load()["confiscations"].reasons == reasons


def test_typed_values_are_stored_in_their_types(folder: Folder) -> None:
    folder.place(TYPES)
    folder.file("c.csv", 'id,when,n,u,by\n1,2026-01-02,"1,000",Y,\n')
    folder.load()
    (row,) = folder.rows(
        "select syringes_taken, unused, taken_by, near_service, reported_by from syringe_confiscation"
    )
    assert row == {
        "syringes_taken": 1000,
        "unused": True,
        "taken_by": "unknown",
        "near_service": None,
        "reported_by": "other",
    }


SERVICE = """
[[source]]
id = "services"
feed = "service"
files = ["s.csv"]
decimal_comma = true
[source.columns]
service_id = "id"
name = "name"
type = "type"
monday = "mon"
capacity_per_day = "cap"
opened_on = "open"
latitude = "lat"
longitude = "lon"
[source.values]
type = { "*" = "other", "Chemist" = "pharmacy" }
"""


def test_hours_decimal_comma_dates_and_any_other_value(folder: Folder) -> None:
    folder.place(SERVICE)
    folder.file(
        "s.csv",
        'id,name,type,mon,cap,open,lat,lon\nS1,A,chemist,09:00-12:00; 20:00-04:00,"12,5",2024-0'
        '2-01,"53,5","-1,5"\nS2,B,library,Closed,,,,\nS3,C,x,nine to five,,,,\n',
    )
    assert folder.load()["services"].reasons == {"monday_not_hours": 1}
    found = folder.rows(
        "select type, monday, capacity_per_day, opened_on, latitude, identity from service orde"
        "r by service_id"
    )
    assert found[0] == {
        "type": "pharmacy",
        "monday": "09:00-12:00;20:00-04:00",
        "capacity_per_day": 12.5,
        "opened_on": date(2024, 2, 1),
        "latitude": 53.5,
        "identity": "S1|",
    }
    assert (found[1]["type"], found[1]["monday"]) == ("other", "closed")


def test_invalid_polygon_is_repaired_and_an_empty_one_quarantined(folder: Folder) -> None:
    folder.place(boundary=True)
    folder.file(
        "outline.csv",
        'id,name,wkt\nA,Bow,"POLYGON((-2 53,-1 54,-1 53,-2 54,-2 53))"\nB,Empty,POLYGON EMPTY\n'
        'C,Line,"LINESTRING(-2 53,-1 54)"\nD,Nonsense,POLY\nE,None,\n',
    )
    report = folder.load()["outline"]
    assert report.rows_loaded == 1
    assert report.reasons == {"geometry_empty": 3, "geometry_unreadable": 1}
    assert any("1 invalid shapes were repaired" in note for note in report.notes)
    (row,) = folder.rows("select area_km2 from boundary")
    assert row["area_km2"] == pytest.approx(3693, rel=0.01)
