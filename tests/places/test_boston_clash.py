"""Boston's clash index, worked out again from the raw files with loops for two services."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from scipy.optimize import root
from scipy.stats import chi2

from etl.cells import centres, index_points
from layers.clash.case import gather
from layers.clash.measure import Measured, measure
from layers.clash.states import Note, State
from layers.periods import last_quarter
from layers.publish.held import opened
from layers.publish.survey import survey
from tests.places.conftest import Loaded
from tests.places.test_boston import DRUGS, OVERDOSE, PARAPHERNALIA

AS_OF = date(2026, 11, 22)
CHECKED = ("Bay Cove Treatment Program", "Mattapan Community Health Center")
EARTH_M = 6_371_008.8


@pytest.fixture(scope="module")
def measured(boston: Loaded) -> Measured:
    with opened(boston.home) as held:
        newest = last_quarter(AS_OF, held.place.disclosure.delay_days)
        ground, _ = survey(held.con, held.place, AS_OF, newest)
        return measure(gather(held.con, held.place, ground, AS_OF, newest))


def k(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The kernel at the haversine distance times 1.3, written out."""
    north, east = math.radians(b[0] - a[0]), math.radians(b[1] - a[1])
    half = math.sin(north / 2) ** 2
    half += math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * math.sin(east / 2) ** 2
    walked = 1.3 * 2 * EARTH_M * math.asin(math.sqrt(half))
    return math.exp(-(walked**2) / (2 * 400**2)) if walked <= 1200 else 0.0


def in_window(rows: list[dict[str, str]], first: date, days: int) -> list[tuple[int, int]]:
    """H3 cell and day of each located row of the window; the last row of an incident number stands."""
    newest = {row["INCIDENT_NUMBER"]: row for row in rows}
    kept = [row for row in newest.values() if row["Lat"] and row["Long"]]
    lat, lon = (np.array([float(row[name]) for row in kept]) for name in ("Lat", "Long"))
    day = [(datetime.fromisoformat(row["OCCURRED_ON_DATE"]).date() - first).days for row in kept]
    cells = index_points(lat, lon, 10).tolist()
    return [(cell, d) for cell, d in zip(cells, day, strict=True) if 0 <= d < days]


def test_two_services_from_the_raw_file_by_the_definitions(boston: Loaded, measured: Measured) -> None:
    case, found = measured.case, measured.survey
    assert case.window is not None
    assert case.surface is not None
    assert found is not None
    first, days = date(2024, 12, 30), 364  # the last 52 whole weeks of the file, which ends in 2025
    assert (case.window.start, case.window.end) == (first, first + timedelta(days))
    rows = boston.read_csv(DRUGS)
    police = [row for row in rows if row["OFFENSE_DESCRIPTION"] not in (OVERDOSE, PARAPHERNALIA)]
    calls = [row for row in rows if row["OFFENSE_DESCRIPTION"] == OVERDOSE]
    place = dict(zip(case.cell.tolist(), zip(*centres(case.cell), strict=True), strict=True))
    events = [(cell, day) for cell, day in in_window(police, first, days) if cell in place]
    need = Counter(cell for cell, _ in in_window(calls, first, days) if cell in place)
    assert len(events) == case.surface.enforcement.sum()
    assert need.total() == case.surface.overdoses.sum()  # type: ignore[union-attr]
    per_cell = Counter(cell for cell, _ in events)
    residents = dict(zip(case.cell.tolist(), case.surface.residents.tolist(), strict=True))

    # placebo cells and their sums: near points are looked for in a coarse grid of degrees, no more
    doors = [(service.latitude, service.longitude) for service in case.tested]
    placebo = [cell for cell, at in place.items() if all(k(at, door) == 0 for door in doors)]
    assert len(placebo) == found.placebo.sum()
    boxes: dict[tuple[int, int], list[int]] = {}
    for cell, (lat, lon) in place.items():
        boxes.setdefault((int(lat / 0.01), int(lon / 0.014)), []).append(cell)

    def around(at: tuple[float, float]) -> tuple[float, float, float]:
        box = (int(at[0] / 0.01), int(at[1] / 0.014))
        y = n = people = 0.0
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                for cell in boxes.get((box[0] + i, box[1] + j), ()):
                    if per_cell[cell] or need[cell] or residents[cell]:
                        weight = k(at, place[cell])
                        y += weight * per_cell[cell]
                        n += weight * need[cell]
                        people += weight * residents[cell]
        return y, n, people

    sums = np.array([around(place[cell]) for cell in placebo])

    def design(table: np.ndarray) -> np.ndarray:
        log_n = np.log(table[:, 1] + 0.5)
        return np.column_stack([np.ones(len(table)), log_n, log_n**2, np.log(table[:, 2] + 1)])

    raw = design(sums)
    centre, scale = raw[:, 1:].mean(axis=0), raw[:, 1:].std(axis=0)
    x = np.column_stack([raw[:, 0], (raw[:, 1:] - centre) / scale])
    solved = root(
        lambda b: x.T @ (np.exp(x @ b) - sums[:, 0]),
        np.array([math.log(sums[:, 0].mean()), 0, 0, 0]),
        jac=lambda b: x.T @ (x * np.exp(x @ b)[:, None]),
        tol=1e-12,
    )
    placebo_expected = np.exp(x @ solved.x)

    for name in CHECKED:
        service = next(one for one in measured.result.services if one.service.name == name)
        at = (service.service.latitude, service.service.longitude)
        y, n, people = around(at)
        row = design(np.array([[y, n, people]]))[0]
        expected = math.exp(np.append(1.0, (row[1:] - centre) / scale) @ solved.x)
        assert service.exposure == pytest.approx(28 * y / days, rel=1e-6)
        assert service.need == pytest.approx(n, rel=1e-6)
        assert service.expected == pytest.approx(28 * expected / days, rel=1e-5)
        assert service.ratio == pytest.approx(y / expected, rel=1e-5)
        near = sorted(range(len(placebo)), key=lambda j: (abs(placebo_expected[j] - expected), placebo[j]))[
            : measured.result.compared
        ]
        above = sum(sums[j, 0] / placebo_expected[j] >= y / expected - 1e-12 for j in near)
        assert service.p == pytest.approx((1 + above) / (len(near) + 1), abs=3 / (len(near) + 1))
        weekly = np.zeros(52)
        squares = 0.0
        for cell, day in events:
            weight = k(at, place[cell])
            weekly[day // 7] += weight
            squares += weight**2
        v = max(1.0, 52 * weekly.var(ddof=1) / squares) * squares
        low = v / (2 * y) * chi2.ppf(0.025, 2 * y**2 / v)
        high = (v + 1) / (2 * (y + 1)) * chi2.ppf(0.975, 2 * (y + 1) ** 2 / (v + 1))
        assert (service.low, service.high) == pytest.approx((low / expected, high / expected), rel=1e-5)


def test_with_so_few_recorded_overdoses_nothing_in_boston_is_called_a_clash(measured: Measured) -> None:
    """751 in the window, recorded by the police: a proxy, weakly adjusted, and said so of every service."""
    assert measured.result.weakly_adjusted
    assert not measured.result.attainable
    for service in measured.result.services:
        if service.state is not State.OUTSIDE:
            assert service.state is not State.CLASH
            assert {Note.WEAKLY_ADJUSTED, Note.PROXY_NEED} <= set(service.notes)


def test_one_address_is_named_where_one_point_of_the_raw_file_gives_most_of_the_exposure(
    boston: Loaded, measured: Measured
) -> None:
    """Records are written at police stations: one point holds 820 drug records of the six years."""
    rows = [
        row for row in boston.read_csv(DRUGS) if row["OFFENSE_DESCRIPTION"] not in (OVERDOSE, PARAPHERNALIA)
    ]
    assert max(Counter((row["Lat"], row["Long"]) for row in rows).values()) >= 800
    recent = Counter(
        (float(row["Lat"]), float(row["Long"]))
        for row in rows
        if "2024-12-30" <= row["OCCURRED_ON_DATE"] < "2025-12-29"
    )
    named = 0
    for one in measured.result.services:
        at = (one.service.latitude, one.service.longitude)
        from_points = {point: count * k(at, point) for point, count in recent.items()}
        point = max(from_points, key=lambda each: from_points[each])
        if one.state is State.OUTSIDE or not from_points[point]:
            continue
        share = from_points[point] / sum(from_points.values())
        # the product moves the point to the middle of its cell, so the bound itself is blurred
        if recent[point] >= 20 and share > 0.55:
            assert Note.ONE_ADDRESS in one.notes, one.service.name
            named += 1
        elif recent[point] < 20 or share < 0.45:
            assert Note.ONE_ADDRESS not in one.notes, one.service.name
    assert named
