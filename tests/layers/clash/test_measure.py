"""The clash of a small home, against a second plain way from its raw rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter
from pathlib import Path
from typing import Any

import h3 as h3_itself
import numpy as np
import pytest
import shapely
from scipy.optimize import root

from layers.clash.case import Case
from layers.clash.detail import details
from layers.clash.events import Events, Words
from layers.clash.measure import Measured, measure
from layers.clash.states import Note, State, Trouble
from layers.clash.surfaces import cell_loads, loads_on
from layers.grids import Ground
from layers.periods import last_quarter
from layers.publish.held import opened
from layers.publish.survey import survey
from tests.layers.clash.home import AS_OF, SERVICES, case_of, change, clash_home
from tests.layers.town import CANARY, Town

FIRST, AFTER = dt.date(2025, 9, 29), dt.date(2026, 9, 28)  # 52 weeks, Monday to Sunday, up to 30 September


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    path = tmp_path_factory.mktemp("clash") / "home"
    return path, clash_home(path)


@pytest.fixture(scope="module")
def measured(home: tuple[Path, Town]) -> Measured:
    return measure(case_of(home[0]))


def counted(rows: dict[str, list[object]], wanted: list[bool]) -> Counter[int]:
    """Return events in the window by cell of resolution 10, by the h3 library itself."""
    found: Counter[int] = Counter()
    for latitude, longitude, day, kept, cell in zip(
        rows["latitude"], rows["longitude"], rows["occurred_date"], wanted, rows["cell_10"], strict=True
    ):
        assert isinstance(day, dt.date)
        if kept and cell is not None and FIRST <= day < AFTER:
            found[h3_itself.str_to_int(h3_itself.latlng_to_cell(latitude, longitude, 10))] += 1
    return found


def plain_walk(a: tuple[float, float], b: np.ndarray) -> np.ndarray:
    """Return metres walked from a point to many, by the spherical law of cosines."""
    one, many = np.radians(a), np.radians(b)
    cosine = np.sin(one[0]) * np.sin(many[:, 0])
    cosine += np.cos(one[0]) * np.cos(many[:, 0]) * np.cos(many[:, 1] - one[1])
    return 1.3 * 6_371_008.8 * np.arccos(np.minimum(cosine, 1.0))


def weight(metres: np.ndarray) -> np.ndarray:
    return np.where(metres <= 1200, np.exp(-(metres**2) / (2 * 400.0**2)), 0.0)


def test_exposure_expected_and_p_are_those_worked_out_from_the_raw_rows(
    home: tuple[Path, Town], measured: Measured
) -> None:
    town, case = home[1], measured.case
    drugs = [category == "possession" for category in town.police["category"]]
    police, calls = counted(town.police, drugs), counted(town.calls, [True] * len(town.calls["latitude"]))
    cells = [int(cell) for cell in case.cell]
    centres = np.array([h3_itself.cell_to_latlng(h3_itself.int_to_str(cell)) for cell in cells])
    e, o = np.array([police[cell] for cell in cells]), np.array([calls[cell] for cell in cells])
    assert (e.sum(), o.sum()) == (sum(police.values()), sum(calls.values()))  # none outside the cells
    assert case.surface is not None
    people = case.surface.residents
    assert people.sum() == pytest.approx(10_000)  # the four areas' residents

    tested = [service for service in SERVICES if service[4] != "confidential" and service[3] != "pharmacy"]
    tested = sorted((service for service in tested if service[0] != "X6"), key=lambda s: s[:2])
    at_service = [weight(plain_walk(service[5:], centres)) for service in tested]
    placebo = np.flatnonzero(np.sum(at_service, axis=0) == 0)
    near = np.array([weight(plain_walk(tuple(centres[j]), centres)) for j in placebo])
    y, n, p = near @ e, near @ o, near @ people

    def design(need: np.ndarray, residents: np.ndarray) -> np.ndarray:
        log = np.log(need + 0.5)
        return np.column_stack([log, log**2, np.log(residents + 1)])

    centre, spread = design(n, p).mean(axis=0), design(n, p).std(axis=0)

    def full(need: np.ndarray, residents: np.ndarray) -> np.ndarray:
        return np.column_stack([np.ones(len(need)), (design(need, residents) - centre) / spread])

    x = full(n, p)
    fit = root(
        lambda b: x.T @ (np.exp(x @ b) - y),
        [math.log(y.mean()), 0, 0, 0],
        jac=lambda b: x.T @ (x * np.exp(x @ b)[:, None]),
        tol=1e-12,
    )
    expected_there = np.exp(x @ fit.x)
    by_name = {(r.service.service_id, r.service.stop): r for r in measured.result.services}
    assert measured.survey is not None
    for service, k, p_found in zip(tested, at_service, measured.survey.ratios.p, strict=True):
        found = by_name[service[0], service[1]]
        expected = float(np.exp(full(np.array([k @ o]), np.array([k @ people])) @ fit.x)[0])
        assert found.exposure == pytest.approx(28 * (k @ e) / 364, rel=1e-6)
        assert found.expected == pytest.approx(28 * expected / 364, rel=1e-5)
        assert found.events == e[k > 0].sum()
        ratio = (k @ e) / expected
        nearest = np.lexsort((np.array(cells)[placebo], np.abs(expected_there - expected)))[:199]
        above = (y / expected_there)[nearest] >= ratio * (1 - 1e-9)
        assert p_found == pytest.approx((1 + above.sum()) / 200, abs=0.0051)


def test_what_cannot_be_compared_has_no_p_and_stays_in_the_tested_family(tmp_path: Path) -> None:
    """Its expected total is above that of every placebo cell: those nearest to it are not like it."""
    apart = ("X7", "", "Apart", "needle_exchange", "fixed", 47.198, -31.504)
    clash_home(tmp_path / "home", (SERVICES[0], apart))
    case = case_of(tmp_path / "home")
    found = measure(case)
    corner, other = found.result.services
    assert (corner.state, other.state) == (State.CANNOT_COMPARE, State.NO_EVIDENCE)
    assert math.isnan(corner.p)
    assert math.isnan(corner.q)
    assert found.survey is not None
    assert (other.p, other.q) == (found.survey.ratios.p[1], found.survey.ratios.q[1])
    assert found.result.tested == 2  # as declared beforehand: q does not fall when one turns out unlike


def test_each_service_is_said_what_it_is(measured: Measured) -> None:
    found = {(r.service.service_id, r.service.stop): r for r in measured.result.services}
    assert set(found) == {("X1", ""), ("X2", ""), ("X3", "quay"), ("X3", "hill"), ("X6", "")}
    assert found["X6", ""].state == State.OUTSIDE
    assert Note.SHARED_POINT in found["X1", ""].notes
    assert Note.SHARED_POINT in found["X2", ""].notes
    assert Note.SHARED_POINT not in found["X3", "quay"].notes
    assert found["X1", ""].exposure == found["X2", ""].exposure
    assert Note.EDGE in found["X3", "hill"].notes  # 80 m from the eastern edge
    assert all(Note.WEAKLY_ADJUSTED in r.notes for r in found.values() if r.state != State.OUTSIDE)
    assert measured.result.window is not None
    assert (measured.result.window.start, measured.result.window.end) == (FIRST, AFTER)
    assert CANARY not in repr(measured.case.services)


def test_loads_add_up_to_the_exposures_on_every_grid(home: tuple[Path, Town], measured: Measured) -> None:
    total = sum(r.exposure for r in measured.result.services if r.state != State.OUTSIDE)
    assert cell_loads(measured).sum() == pytest.approx(total, rel=1e-12)
    for grid in ground_of(home[0]).grids.values():
        assert loads_on(measured, grid).sum() == pytest.approx(total, rel=1e-12)


def test_details_add_up(measured: Measured) -> None:
    results = [r for r in measured.result.services if r.state != State.OUTSIDE]
    for result, detail in zip(results, details(measured), strict=True):
        assert detail.factors is not None
        product = detail.factors.city_average * detail.factors.need * detail.factors.excess
        assert product == pytest.approx(result.exposure, rel=1e-9)
        assert sum(share.share for share in detail.by_band) == pytest.approx(1)
        assert sum(share.share for share in detail.by_type) == pytest.approx(1)
        assert [point.bandwidth_m for point in detail.curve] == [250, 400, 800]
        assert detail.curve[1].state == detail.reporting[0].state == result.state
        assert sorted(detail.top_cells, key=lambda cell: -cell.share) == list(detail.top_cells)
        assert detail.hours is not None  # Mondays 9 to 17
        assert 0 <= detail.hours.city_share <= 1


def test_streets_that_join_are_walked_along(
    tmp_path: Path, home: tuple[Path, Town], measured: Measured
) -> None:
    """Two services at one point whose only way is a detour: less is near them than by straight lines."""
    path = tmp_path / "home"
    clash_home(path)
    line = "LINESTRING (-31.53 47.19, -31.51 47.19, -31.51 47.22, -31.47 47.22)"
    change(path, f"insert into street (source, geometry_wkb) values ('st', {wkb(line)})")
    found = measure(case_of(path))
    assert found.case.streets is not None
    assert measured.case.streets is None
    straight, walked = (
        {(r.service.service_id, r.service.stop): r.exposure for r in one.result.services}
        for one in (measured, found)
    )
    assert walked["X1", ""] != straight["X1", ""]
    assert walked["X3", "hill"] == 0.0  # 2 km from the only street
    toml = path / "restricted" / "place.toml"
    written = toml.read_text(encoding="utf-8")
    toml.write_text("clash_along_streets = false\n" + written, encoding="utf-8")
    assert case_of(path).streets is None  # a place may keep to straight lines
    toml.write_text(written, encoding="utf-8")
    apart = "MULTILINESTRING ((-31.53 47.19, -31.51 47.19), (-31.49 47.22, -31.47 47.22))"
    change(
        path, "delete from street", f"insert into street (source, geometry_wkb) values ('st', {wkb(apart)})"
    )
    assert measure(case_of(path)).case.streets is None  # such a file does not say how streets join


def wkb(text: str) -> str:
    return f"from_hex('{shapely.to_wkb(shapely.from_wkt(text)).hex()}')"


@pytest.mark.parametrize(
    ("statement", "trouble", "states"),
    [
        ("delete from overdose_call", Trouble.NO_OVERDOSES, {State.CANNOT_ADJUST, State.OUTSIDE}),
        (
            "update overdose_call set occurred_date = occurred_date - 2000, occurred_month = '2019-05-01'",
            Trouble.OTHER_WEEKS,
            {State.CANNOT_ADJUST, State.OUTSIDE},
        ),
        ("delete from police_activity", Trouble.NO_ENFORCEMENT, {State.NO_FIGURES, State.OUTSIDE}),
        (
            "update police_activity set occurred_date = null",
            Trouble.NO_DATES,
            {State.NO_FIGURES, State.OUTSIDE},
        ),
        (
            "update police_activity set location_precision_m = 300",
            Trouble.TOO_APPROXIMATE,
            {State.NO_FIGURES, State.OUTSIDE},
        ),
        ("update police_activity set latitude = null", Trouble.QUIET_PLACES, {State.TOO_FEW, State.OUTSIDE}),
        (
            "delete from service",
            Trouble.NO_SERVICES,
            set(),
        ),
    ],
)
def test_what_cannot_be_done_is_said_by_name(
    tmp_path: Path, statement: str, trouble: Trouble, states: set[State]
) -> None:
    clash_home(tmp_path / "home")
    change(tmp_path / "home", statement)
    found = measure(case_of(tmp_path / "home"))
    assert found.result.trouble == trouble
    assert {r.state for r in found.result.services} == states
    assert details(found) is not None


def test_one_event_and_all_in_one_cell_are_too_few_or_one_address(tmp_path: Path) -> None:
    path = tmp_path / "home"
    clash_home(path)
    spot = "latitude = 47.1905, longitude = -31.5100, cell_10 = (select cell_10 from service limit 1)"
    change(path, f"update police_activity set {spot} where latitude is not null")
    found = {(r.service.service_id, r.service.stop): r for r in measure(case_of(path)).result.services}
    assert Note.ONE_ADDRESS in found["X1", ""].notes
    assert found["X3", "hill"].exposure == 0.0
    change(path, "delete from police_activity where identity not like '%police10'")
    lone = measure(case_of(path))
    assert {r.state for r in lone.result.services} <= {State.TOO_FEW, State.OUTSIDE, State.NO_FIGURES}


def test_approximate_points_are_noted(tmp_path: Path) -> None:
    clash_home(tmp_path / "home")
    change(tmp_path / "home", "update overdose_call set location_precision_m = 100")
    found = measure(case_of(tmp_path / "home"))
    assert all(Note.APPROXIMATE in r.notes for r in found.result.services if r.state != State.OUTSIDE)


def ground_of(home: Path) -> Ground:
    with opened(home) as held:
        return survey(held.con, held.place, AS_OF, last_quarter(AS_OF, 28))[0]


def turned_round(column: Any) -> Any:
    return Words(column.names, column.at[::-1]) if isinstance(column, Words) else column[::-1]


def test_row_order_changes_nothing(measured: Measured) -> None:
    case: Case = measured.case
    assert case.enforcement is not None
    turned: Events = dataclasses.replace(
        case.enforcement,
        **{
            field.name: turned_round(getattr(case.enforcement, field.name))
            for field in dataclasses.fields(Events)
            if field.name != "cells"
        },
        cells={resolution: cells[::-1] for resolution, cells in case.enforcement.cells.items()},
    )
    again = measure(dataclasses.replace(case, enforcement=turned))
    assert again.result == measured.result or repr(again.result) == repr(measured.result)
    for one, two in zip(details(measured), details(again), strict=True):
        assert one.hours == two.hours
        assert one.by_type == two.by_type
