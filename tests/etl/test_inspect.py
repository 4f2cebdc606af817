from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.errors import BadInputError
from etl.feed import all_feeds
from etl.inspect.file import inspect_file
from etl.inspect.hints import COLUMN_NAMES, FEED_WORDS, VALUE_WORDS
from etl.inspect.proposal import Proposal
from etl.inspect.sniff import sniff_encoding, sniff_text
from etl.place import Source
from etl.place_file import read_place


def proposed_source(proposal: Proposal, folder: Path) -> Source:
    """Return the source as the loader reads it from a place file with the proposal pasted in."""
    place = folder / "place.toml"
    place.write_text(
        'id = "town"\nname = "Town"\ntime_zone = "Europe/London"\n' + proposal.as_toml(), encoding="utf-8"
    )
    return read_place(place).sources[0]


def write(folder: Path, text: str, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


REAL = {
    "boston/needle/EXTRACTED_needle_points_2024_2026.csv": (
        "needle_report",
        {"identity": "row", "time_format": ("%Y %m",), "time_precision": "month"},
        {"occurred_at": "{year} {month}", "latitude": "lat", "longitude": "lng"},
        "each row counts as its own",
    ),
    "boston/needle/EXTRACTED_needle_markers_2025-10_2026-03.csv": (
        "needle_report",
        {"identity": "row", "time_format": ("%Y-%m-%d",), "time_precision": "day"},
        {"occurred_at": "date"},
        "many rows share a point",
    ),
    "boston/needle/boston311_needle_pickup_2015.csv": (
        "needle_report",
        {"time_format": ("%m/%d/%Y %I:%M:%S %p",), "time_precision": "second", "location_precision_m": 11.0},
        {"event_id": "CASE_ENQUIRY_ID", "occurred_at": "OPEN_DT", "latitude": "LATITUDE"},
        'unlocated_at = ["42.3594,-71.0587"]',
    ),
    "boston/policing_overdose/bpd_drug_and_overdose_incidents_2020_2025.csv": (
        "police_activity",
        {
            "time_format": ("%Y-%m-%d %H:%M:%S",),
            "time_precision": "minute",
            "where_not": {
                "OFFENSE_DESCRIPTION": (
                    "SICK ASSIST - DRUG RELATED ILLNESS",
                    "DRUGS - POSSESSION OF DRUG PARAPHANALIA",
                )
            },
        },
        {"event_id": "INCIDENT_NUMBER", "category": "OFFENSE_DESCRIPTION"},
        "4311 rows with OFFENSE_DESCRIPTION = SICK ASSIST - DRUG RELATED ILLNESS look like overdose_call",
    ),
    "boston/policing/bpd_crime_2023_jan_mar.csv": (
        "police_activity",
        {"time_format": ("%Y-%m-%d %H:%M:%S+00",), "time_zone": ""},
        {"event_id": "INCIDENT_NUMBER", "occurred_at": "OCCURRED_ON_DATE"},
        "they read like local clock",
    ),
    "boston/services/boston_hospitals.json": (
        "service",
        {"format": "socrata"},
        {"latitude": "Location.latitude"},
        "second pair of coordinates, XCOORD and YCOORD (coordinates are degrees multiplied by 1,000,000",
    ),
    "boston/context/active_food_establishment_licenses.json": (
        "venue",
        {"format": "socrata"},
        {"name": "BusinessName", "venue_id": "id"},
        "880 rows are at 0, 0",
    ),
    "boston/context/311_street_light_outages_2015.csv": (
        "condition_report",
        {"time_format": ("%m/%d/%Y %I:%M:%S %p",)},
        {"occurred_at": "OPEN_DT", "event_id": "CASE_ENQUIRY_ID"},
        "share the point 42.3594, -71.0587",
    ),
    "boston/context/bari_censustract2010.zip": (
        "boundary",
        {"format": "vector", "member": "BARI_CensusTract2010/Tracts_Boston_2010_BARI/Tracts_Boston BARI.shp"},
        {"area_id": "GEOID10", "residents": "POP100"},
        "the zip also holds",
    ),
    "boston/boundaries/boston_neighborhoods.geojson": (
        "boundary",
        {"format": "vector", "constants": {"level": "neighbourhood"}},
        {"area_id": "neighborhood_id", "name": "name"},
        "rows have shapes",
    ),
    "_us_services/samhsa_opioid_treatment_programs.csv": (
        "service",
        {"encoding": "cp1252"},
        {"latitude": "Latitude", "longitude": "Longitude"},
        "read as Windows-1252",
    ),
    "_us_services/hud_housing_inventory_geocoded.csv": (
        "service",
        {},
        {"service_id": "ID"},
        "4 rows are at 0, 0",
    ),
    "_us_services/moud_providers_us.csv": (
        "service",
        {"identity": "row"},
        {"type": "category", "name": "name1"},
        "opioid_treatment",
    ),
    "_uk/nhs_choices_pharmacy.csv": (
        "service",
        {"encoding": "cp1252", "delimiter": "\u00ac"},
        {"latitude": "Latitude", "longitude": "Longitude", "name": "OrganisationName"},
        "Windows-1252",
    ),
    "_uk/lsoa_population_density_census2011.csv": (
        "area_indicator",
        {"columns_by_position": True, "thousands": ","},
        {"area_id": "7", "value": "10"},
        "several columns share a name",
    ),
    "_uk/imd_2019_england_lsoa_mysociety.csv": (
        "area_indicator",
        {},
        {"area_id": "lsoa", "value": "overall_local_score"},
        "each further number in the file needs a source of its own",
    ),
    "west_yorkshire/policing/2017-07-west-yorkshire-street.csv": (
        "police_activity",
        {
            "time_format": ("%Y-%m",),
            "time_precision": "month",
            "values": {"category": {"Drugs": "drug_offence", "*": "other"}},
        },
        {"event_id": "Crime ID", "category": "Crime type", "occurred_at": "Month"},
        "rows have no Crime ID",
    ),
    "west_yorkshire/boundaries/lsoa_E08000032.json": (
        "boundary",
        {"constants": {"level": "small_area"}},
        {"area_id": "LSOA11CD", "name": "LSOA11NM"},
        "level = small_area is a guess",
    ),
    "west_yorkshire/context/postcodes_ls_bd_hx_hd_wf.csv": (
        "address_lookup",
        {"crs": "EPSG:27700"},
        {"code": "postcode", "easting": "easting", "northing": "northing"},
        "British National Grid",
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_recognised(shared_places: Path, tmp_path: Path, name: str) -> None:
    feed, settings, columns, said = REAL[name]
    proposal = inspect_file(shared_places / name)
    source = proposed_source(proposal, tmp_path)
    assert source.feed == feed
    assert {key: getattr(source, key) for key in settings} == settings
    assert {key: source.columns.get(key) for key in columns} == columns
    assert said in proposal.as_toml()
    json.dumps(proposal.as_json())


def test_every_real_file_gives_a_block_the_loader_accepts(shared_places: Path, tmp_path: Path) -> None:
    files = [
        path
        for path in sorted(shared_places.rglob("*"))
        if path.suffix in (".csv", ".json", ".geojson", ".zip")
    ]
    assert len(files) > 30
    for path in files:
        assert proposed_source(inspect_file(path), tmp_path).files == (path.name,)


def test_javascript_is_refused(shared_places: Path) -> None:
    with pytest.raises(BadInputError, match="is JavaScript, not GeoJSON"):
        inspect_file(shared_places / "boston/boundaries/boston_zipcodes.geojson.js")


def dates(*values: str) -> str:
    rows = [f'{number},"{value}",51.{number}5,-1.{number}5,burglary' for number, value in enumerate(values)]
    return "\n".join(["crime_id,date,lat,lon,offence", *rows])


@pytest.mark.parametrize(
    ("values", "form", "doubt"),
    [
        (("03/04/2026", "25/04/2026"), "%d/%m/%Y", ""),
        (("03/04/2026", "04/25/2026"), "%m/%d/%Y", ""),
        (("03/04/2026", "04/05/2026"), "%d/%m/%Y", "03/04 could be day or month first; read as day first"),
        (("25/04/2026", "04/25/2026"), "%d/%m/%Y", "some dates are day first and others month first"),
        (("Apr 3, 2026", "May 12, 2026"), "%b %d, %Y", ""),
        (("3 April 2026", "12 December 2026"), "%d %B %Y", ""),
        (("20260403", "20260412"), "%Y%m%d", ""),
        (("03.04.26", "25.04.26"), "%d.%m.%y", ""),
        (("03/2026", "12/2026"), "%m/%Y", ""),
        (
            ("2026-04-03T10:11:12+01:00", "2026-04-04T10:11:12+02:00"),
            "%Y-%m-%dT%H:%M:%S%z",
            "their own offset",
        ),
    ],
)
def test_date_formats_and_their_doubts(
    tmp_path: Path, values: tuple[str, ...], form: str, doubt: str
) -> None:
    proposal = inspect_file(write(tmp_path, dates(*values)))
    assert form in proposal.settings["time_format"]
    assert doubt in " ".join(proposal.doubts)
    if not doubt:
        assert "first" not in " ".join(proposal.doubts)


def test_month_first_is_the_guess_in_the_americas(tmp_path: Path) -> None:
    text = dates("03/04/2026", "04/05/2026").replace(",51.", ",41.").replace("-1.", "-87.")
    proposal = inspect_file(write(tmp_path, text))
    assert proposal.settings["time_format"] == ["%m/%d/%Y"]
    assert any("read as month first" in doubt for doubt in proposal.doubts)


def test_the_time_is_when_it_happened_not_when_the_case_was_closed(tmp_path: Path) -> None:
    text = "id,closed_date,incident_date,offense,lat,lon\n" + "".join(
        f"A{n},2026-02-{n:02},2026-01-{n:02},assault,41.{n}5,-87.{n}5\n" for n in range(10, 25)
    )
    proposal = inspect_file(write(tmp_path, text))
    assert proposal.columns["occurred_at"] == "incident_date"


def test_of_several_dates_and_times_the_two_that_belong_together_are_joined(tmp_path: Path) -> None:
    text = "complaint_num,RPT_DT,CMPLNT_TO_TM,CMPLNT_FR_DT,CMPLNT_FR_TM,offense,lat,lon\n" + "".join(
        f"{n},02/{n}/2026,23:59:0{n % 7},01/{n}/2026,04:{n}:07,assault,41.{n}5,-87.{n}5\n"
        for n in range(10, 25)
    )
    proposal = inspect_file(write(tmp_path, text))
    assert proposal.columns["occurred_at"] == "{CMPLNT_FR_DT} {CMPLNT_FR_TM}"
    assert proposal.settings["time_format"] == ["%m/%d/%Y %H:%M:%S"]


def test_columns_about_persons_are_named_and_never_mapped(tmp_path: Path) -> None:
    header = "call_id,call_time,lat,lon,Patient Name,DOB,Phone,notes,naloxone_given,contact"
    rows = [
        f"{n},2026-01-{n:02} 10:{n},51.{n}5,-1.{n}5,Jo Doe,1980-01-01,0113 496 0{n}12,"
        f"found by neighbour in the hallway after a party with several people {n},yes,x{n}@example.org"
        for n in range(10, 25)
    ]
    proposal = inspect_file(write(tmp_path, "\n".join([header, *rows]), "overdose_calls.csv"))
    assert proposal.settings["feed"] == "overdose_call"
    assert set(proposal.personal) == {"Patient Name", "DOB", "Phone", "notes", "contact"}
    assert proposal.columns["naloxone_given"] == "naloxone_given"
    assert not set(proposal.columns.values()) & set(proposal.personal)


def test_a_row_without_its_id_is_said(tmp_path: Path) -> None:
    rows = "".join(f"{n if n % 4 else ''},2026-01-{n:02},51.{n}5,-1.{n}5,theft\n" for n in range(10, 30))
    proposal = inspect_file(write(tmp_path, "crime_id,date,lat,lon,offence\n" + rows))
    assert proposal.columns["event_id"] == "crime_id"
    assert any("5 of 20 rows have no crime_id" in doubt for doubt in proposal.doubts)


def test_units_under_the_header_and_titles_above_it_are_seen() -> None:
    text = "Report of 2026\n\nid,radius,value\n,m,per cent\n" + "".join(f"{n},2{n},3{n}\n" for n in range(20))
    shape = sniff_text(text.encode(), whole=True)
    assert (shape.header_row, shape.skip_after_header) == (3, 1)
    assert any("units" in doubt for doubt in shape.doubts)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\u00ac", "~", "^", "\u00a7"])
def test_any_single_character_may_delimit(delimiter: str) -> None:
    rows = [
        ["id", "street name", "amount"],
        *([str(n), f"High St, {n}/2 - flat", f"1,{n}5"] for n in range(30)),
    ]
    text = "\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows
    )
    assert sniff_text(text.encode(), whole=True).delimiter == delimiter


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,name\n1,Caf\u00e9\n".encode(), "utf-8"),
        (b"\xef\xbb\xbfid,name\n", "utf-8"),
        ("id,name\n1,Caf\u00e9\n".encode("latin-1"), "cp1252"),
        (b"id,name\n1,M\x81nchen\n", "latin-1"),  # as an old DOS program writes it
        ("id,name\n1,It\u2019s \u20ac5\n".encode("cp1252"), "cp1252"),
        ("id,name\n".encode("utf-16"), "utf-16"),
        (("id,name\n" * 200).encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_encodings_are_told_apart(content: bytes, encoding: str) -> None:
    assert sniff_encoding(content, whole=True)[0] == encoding


def test_a_character_cut_by_the_end_of_the_sample_is_no_sign_of_another_encoding() -> None:
    head = ("id,name\n" + "1,Caf\u00e9\n" * 50).encode()[:-2]
    assert sniff_encoding(head, whole=False) == ("utf-8", ())


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "is empty"), (b"id,when\n", "no rows"), (b'{"a": ', "is not JSON"), (b"var x = {}", "JavaScript")],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / ("data.json" if content[:1] in (b"{", b"v") else "data.csv")
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=what):
        inspect_file(path)


def test_a_file_nobody_can_place_still_gives_a_valid_block(tmp_path: Path) -> None:
    proposal = inspect_file(write(tmp_path, 'colour,"odd ""name"" = x"\nred,1\nblue,2\n'))
    assert any("no feed was recognised" in doubt or "set it" in doubt for doubt in proposal.doubts)
    assert proposed_source(proposal, tmp_path).files == ("data.csv",)


def test_hostile_names_and_values_stay_inside_their_strings(tmp_path: Path) -> None:
    evil = '"x""] = 1\n[[source]]\nid = ""evil"'
    text = f"crime_id,date,lat,lon,offence,{evil}\n" + "".join(
        f'{n},2026-01-{n:02},51.{n}5,-1.{n}5,"drug ""\\ ]\n\t= deal",1\n' for n in range(10, 25)
    )
    source = proposed_source(inspect_file(write(tmp_path, text)), tmp_path)
    assert source.id == "data"
    assert source.values["category"]['drug "\\ ]\n\t= deal'] == "drug_offence"


def test_hints_name_only_feeds_columns_and_choices_that_exist() -> None:
    feeds = all_feeds()
    assert set(FEED_WORDS) == set(feeds)
    known: set[str] = {name for feed in feeds.values() for name in feed.names}
    assert set(COLUMN_NAMES) <= known
    for key, words in VALUE_WORDS.items():
        feed, column = key.split(".")
        assert set(words) <= set(feeds[feed].column(column).choices)


def test_as_json_says_the_same_as_toml(tmp_path: Path) -> None:
    proposal = inspect_file(write(tmp_path, dates("03/04/2026", "25/04/2026")))
    document: dict[str, Any] = proposal.as_json()
    assert document["source"]["columns"] == proposed_source(proposal, tmp_path).columns
    assert document["doubts"] == list(proposal.doubts)


@pytest.mark.parametrize("plural", ["", "s"])
def test_names_for_metres_are_never_taken_for_degrees_times_a_power_of_ten(
    tmp_path: Path, plural: str
) -> None:
    """Whole metres of one square of the British grid look like degrees times 100,000 too."""
    lines = [f'{n},{n % 28 + 1}/03/2025,"425,{n:03d}","428,{n:03d}"' for n in range(100)]
    path = tmp_path / "crimes.csv"
    path.write_text("\n".join([f"ref,date,easting{plural},northing{plural}", *lines]), encoding="utf-8")
    found = inspect_file(path)
    assert found.settings["crs"] == "EPSG:27700"
    assert found.settings["thousands"] == ","
    assert "coordinate_scale" not in found.settings
    assert found.columns["easting"] == f"easting{plural}"


def test_of_several_sheets_the_first_that_holds_a_table_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["This workbook holds calls"])
    book.create_sheet("Notes").append(["One note"])
    book["Notes"].append(["and another"])
    calls = book.create_sheet("Calls 2025")
    for row in (["Ref", "Date", "Lat", "Lon"], ["R1", "2025-03-04", 53.5, -1.5]):
        calls.append(row)
    book.save(tmp_path / "calls.xlsx")
    found = inspect_file(tmp_path / "calls.xlsx")
    assert found.settings["sheet"] == "Calls 2025"
    assert any("Calls 2025 was read" in doubt for doubt in found.doubts)
