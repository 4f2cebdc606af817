"""West Yorkshire's files and their traps; expected figures are worked out from the raw files."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.clash.exact import exact_clash
from layers.clash.states import Trouble
from tests.places.conftest import Loaded

DISTRICTS = ("E08000032", "E08000033", "E08000034", "E08000035", "E08000036")


def areas(place: Loaded, kind: str) -> gpd.GeoDataFrame:
    frames = [
        gpd.read_file(place.raw / f"west_yorkshire/boundaries/{kind}_{code}.json") for code in DISTRICTS
    ]
    return gpd.pd.concat(frames)


@pytest.fixture(scope="module")
def county(west_yorkshire: Loaded) -> shapely.Geometry:
    return shapely.union_all(shapely.make_valid(areas(west_yorkshire, "wards").geometry.to_numpy()))


@pytest.fixture(scope="module")
def crimes(west_yorkshire: Loaded) -> list[dict[str, str]]:
    return [
        row
        for year in (2016, 2017, 2018)
        for row in west_yorkshire.read_csv(f"west_yorkshire/policing/{year}-07-west-yorkshire-street.csv")
    ]


@pytest.fixture(scope="module")
def outside(crimes: list[dict[str, str]], county: shapely.Geometry) -> np.ndarray:
    located = np.array([bool(row["Longitude"]) for row in crimes])
    x = np.array([float(row["Longitude"] or "nan") for row in crimes])
    y = np.array([float(row["Latitude"] or "nan") for row in crimes])
    return np.asarray(located & ~shapely.contains_xy(county, x, y))


def test_street_crime_is_all_there(
    west_yorkshire: Loaded, crimes: list[dict[str, str]], outside: np.ndarray
) -> None:
    assert len(crimes) == 87348
    far, unlocated = int(outside.sum()), sum(not row["Longitude"] for row in crimes)
    assert far >= 18
    assert west_yorkshire.counts("street_crime") == (len(crimes), len(crimes) - far, far, 0, unlocated)
    assert west_yorkshire.reports["street_crime"].reasons == {"outside_place": far}


def test_drugs_are_drug_offences_and_the_rest_is_the_control(
    west_yorkshire: Loaded, crimes: list[dict[str, str]], outside: np.ndarray
) -> None:
    assert sum(row["Crime type"] == "Drugs" for row in crimes) == 1453
    kept = [row for row, out in zip(crimes, outside, strict=True) if not out]
    expected = Counter("drug_offence" if row["Crime type"] == "Drugs" else "other" for row in kept)
    stored = west_yorkshire.ask("select category, count(*) from police_activity group by 1")
    assert dict(stored) == expected
    reasons = dict(west_yorkshire.ask("select reason, count(*) from police_activity group by 1"))
    assert reasons["drugs"] == expected["drug_offence"]


def test_rows_without_an_id_repeat_and_are_kept(
    west_yorkshire: Loaded, crimes: list[dict[str, str]], outside: np.ndarray
) -> None:
    kept = [row for row, out in zip(crimes, outside, strict=True) if not out]
    without = sum(not row["Crime ID"] for row in kept)
    ids = [row["Crime ID"] for row in kept if row["Crime ID"]]
    assert len(ids) == len(set(ids))  # so the Crime ID may serve as identity
    stored = west_yorkshire.ask(
        "select count(*), count(identity), count(distinct identity) from police_activity"
    )
    assert stored == [(len(kept), len(ids), len(ids))]
    assert without > 18_000


def test_months_get_no_day_and_snapped_points_say_so(west_yorkshire: Loaded) -> None:
    stored = west_yorkshire.ask(
        "select occurred_month, count(occurred_date), count(occurred_utc), min(location_precision_m) "
        "from police_activity group by 1 order by 1"
    )
    assert stored == [(date(year, 7, 1), 0, 0, 100.0) for year in (2016, 2017, 2018)]


def test_boundaries_are_valid_and_complete(west_yorkshire: Loaded) -> None:
    shapes = west_yorkshire.ask("select level, geometry_wkb from boundary")
    assert Counter(level for level, _ in shapes) == {"small_area": 1388, "neighbourhood": 124}
    assert shapely.is_valid(shapely.from_wkb([bytes(wkb) for _, wkb in shapes])).all()
    invalid = int((~areas(west_yorkshire, "lsoa").geometry.is_valid).sum())
    notes = " ".join(west_yorkshire.reports["lsoas"].notes)
    assert f"{invalid} invalid" in notes


def test_pharmacies_of_the_county_are_read(west_yorkshire: Loaded, county: shapely.Geometry) -> None:
    text = (west_yorkshire.raw / "_uk/nhs_choices_pharmacy.csv").read_bytes().decode("cp1252")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\u00ac", quoting=csv.QUOTE_NONE))
    assert len(rows) == 11207
    located = [row for row in rows if row["Latitude"]]
    here = shapely.contains_xy(
        county, [float(row["Longitude"]) for row in located], [float(row["Latitude"]) for row in located]
    )
    expected = {row["OrganisationCode"]: row for row, within in zip(located, here, strict=True) if within}
    stored = west_yorkshire.ask(
        "select service_id, name, latitude, longitude, type, offers_needles, offers_naloxone from service"
    )
    assert {row[0] for row in stored} == set(expected)
    for code, name, latitude, longitude, *rest in stored:
        assert name == expected[code]["OrganisationName"].strip()
        assert (latitude, longitude) == (
            float(expected[code]["Latitude"]),
            float(expected[code]["Longitude"]),
        )
        assert rest == ["pharmacy", None, None]  # not known, which is neither yes nor no


def test_residents_come_by_position_without_thousands_commas(west_yorkshire: Loaded) -> None:
    codes = set(areas(west_yorkshire, "lsoa").LSOA11CD)
    with (west_yorkshire.raw / "_uk/lsoa_population_density_census2011.csv").open(newline="") as stream:
        expected = {row[6]: int(row[9].replace(",", "")) for row in csv.reader(stream) if row[6] in codes}
    stored = west_yorkshire.ask(
        "select area_id, value, measure from area_indicator where indicator = 'residents'"
    )
    assert {row[0]: row[1] for row in stored} == expected
    assert len(expected) == 1388
    assert {row[2] for row in stored} == {"count"}
    assert sum(expected.values()) == 2_226_058  # census 2011, West Yorkshire


def test_deprivation_of_the_countys_lsoas(west_yorkshire: Loaded) -> None:
    codes = set(areas(west_yorkshire, "lsoa").LSOA11CD)
    rows = west_yorkshire.read_csv("_uk/imd_2019_england_lsoa_mysociety.csv")
    for indicator in ("income", "employment"):
        expected = {row["lsoa"]: float(row[f"{indicator}_score"]) for row in rows if row["lsoa"] in codes}
        stored = west_yorkshire.ask(
            f"select area_id, value from area_indicator where indicator = '{indicator}_deprivation'"
        )
        assert dict(stored) == expected
        assert len(stored) == 1388


def test_postcodes_lie_where_their_postcode_is(west_yorkshire: Loaded) -> None:
    rows = west_yorkshire.read_csv("west_yorkshire/context/postcodes_ls_bd_hx_hd_wf.csv")
    zero = sum((row["easting"], row["northing"]) == ("0", "0") for row in rows)
    assert west_yorkshire.counts("postcodes") == (len(rows), len(rows) - zero, zero, 0, 0)
    ((latitude, longitude),) = west_yorkshire.ask(
        "select latitude, longitude from address_lookup where code = 'LS1 1BA'"
    )
    assert (latitude, longitude) == pytest.approx((53.7967, -1.5561), abs=2e-3)  # Leeds, City Square


def test_what_the_county_has_not_stays_absent(west_yorkshire: Loaded) -> None:
    for feed in ("overdose_call", "syringe_confiscation", "needle_report", "hotspot"):
        assert west_yorkshire.ask(f"select count(*) from {feed}") == [(0,)]
        assert not any(report.feed == feed for report in west_yorkshire.reports.values())


def test_the_clash_index_cannot_adjust_without_overdoses(west_yorkshire: Loaded) -> None:
    found = exact_clash(west_yorkshire.home, date(2026, 11, 1)).result
    assert found.trouble == Trouble.NO_OVERDOSES
    assert found.services == ()  # pharmacies whose exchanges nobody lists are not tested
