from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.clash_ratio import ClashRatios, Verdict, judge, set_bench
from layers.statistics.kernel import kernel_weights, pairs_within
from layers.statistics.need_model import covariates, fit_need_model
from layers.statistics.surroundings import Surface, Surroundings, surroundings, weekly_counts
from layers.statistics.survey import Ground, Sites, Walks, bandwidth_curve, edge_cells, survey
from tests.layers.statistics.towns import Town, empty_weekly, make_town, plain_clash, replaced


def ratios(town: Town) -> ClashRatios:
    return survey(town.sites, town.ground, town.surface).ratios


@pytest.mark.parametrize("seed", [1, 2])
def test_against_the_definitions_with_loops(seed: int) -> None:
    town = make_town(seed)
    found = ratios(town)
    for s, plain in enumerate(plain_clash(town)):
        assert found.exposure[s] == pytest.approx(plain.exposure, rel=1e-7)
        assert found.expected[s] == pytest.approx(plain.expected, rel=1e-6)
        assert found.ratio[s] == pytest.approx(plain.ratio, rel=1e-6)
        assert found.low[s] == pytest.approx(plain.low, rel=1e-6)
        assert found.high[s] == pytest.approx(plain.high, rel=1e-6)
        assert found.dispersion[s] == pytest.approx(plain.phi, rel=1e-6)
        assert found.p[s] == pytest.approx(plain.p, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_doubling_every_event_leaves_ratio_and_p(seed: int) -> None:
    town = make_town(seed, rows=20, columns=20, services=3)
    surface = town.surface
    double = replaced(surface, enforcement=2 * surface.enforcement, weekly=2 * surface.weekly)
    one, two = ratios(town), ratios(dataclasses.replace(town, surface=double))
    np.testing.assert_allclose(two.ratio, one.ratio, rtol=1e-9)
    np.testing.assert_array_equal(two.p, one.p)
    np.testing.assert_allclose(two.exposure, 2 * one.exposure)
    assert (two.high - two.low < one.high - one.low).all()  # more events, a narrower interval


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_neither_the_order_of_cells_nor_that_of_services_matters(seed: int) -> None:
    town = make_town(seed, rows=20, columns=20, services=3)
    random = np.random.default_rng(seed)
    cells, sites = random.permutation(400), random.permutation(3)
    surface, ground = town.surface, town.ground
    assert surface.overdoses is not None
    shuffled = Town(
        Sites(town.sites.latitude[sites], town.sites.longitude[sites]),
        Ground(ground.latitude[cells], ground.longitude[cells], ground.area_km2[cells]),
        replaced(
            surface,
            cell_id=surface.cell_id[cells],
            enforcement=surface.enforcement[cells],
            weekly=surface.weekly[cells],
            overdoses=surface.overdoses[cells],
            residents=surface.residents[cells],
        ),
    )
    one, two = survey(town.sites, ground, surface), survey(shuffled.sites, shuffled.ground, shuffled.surface)
    for name in ("exposure", "expected", "ratio", "low", "high", "p", "q"):
        np.testing.assert_array_equal(getattr(one.ratios, name)[sites], getattr(two.ratios, name))
    np.testing.assert_array_equal(one.placebo[cells], two.placebo)
    np.testing.assert_array_equal(one.weights.toarray()[sites][:, cells], two.weights.toarray())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 3.0), st.sampled_from([0.1, 1.0, 40.0]))
def test_enforcement_that_follows_the_model_has_ratio_one(seed: int, level: float, scale: float) -> None:
    """y is set to exp(b . z) at every placebo cell and service; the model must find exactly that."""
    town = make_town(seed, rows=20, columns=20, services=3)
    found = survey(town.sites, town.ground, town.surface)
    assert found.bench is not None
    centres = (town.ground.latitude, town.ground.longitude)
    around = surroundings(kernel_weights(pairs_within(centres, centres, 1200.0), 400.0), town.surface)
    assert around.overdoses is not None
    assert found.services.overdoses is not None

    def exact(overdoses: np.ndarray, residents: np.ndarray) -> np.ndarray:
        return scale * np.exp(level + covariates(overdoses, residents) @ [0.8, -0.05, 0.1])

    placebo = found.placebo
    need, people = around.overdoses[placebo], around.residents[placebo]
    bench = set_bench(Surroundings(exact(need, people), need, people), town.surface.cell_id[placebo], 5000.0)
    at = found.services
    total = exact(at.overdoses, at.residents)
    expected = bench.model.expected(at.overdoses, at.residents)
    judged = judge(bench, total, expected, total, total)
    np.testing.assert_allclose(judged.ratio, 1.0, atol=1e-8)


def test_one_event_at_the_door_adds_exactly_one_over_28_days() -> None:
    town = make_town(3, days=28, services=1)
    ground, surface = town.ground, town.surface
    door = 200
    sites = Sites(ground.latitude[[door]], ground.longitude[[door]])
    more = surface.enforcement.copy()
    more[door] += 1
    before = survey(sites, ground, surface).ratios.exposure[0]
    after = survey(sites, ground, replaced(surface, enforcement=more)).ratios.exposure[0]
    assert after - before == pytest.approx(1.0, abs=1e-9)


def ring_of_seven() -> tuple[Ground, Surface]:
    """The worked example: 348 m from the middle to each of six cells, 4 events there and 2, 1, 0, 3, 0, 1."""
    turn = np.radians(60 * np.arange(6))
    degree = np.degrees(348 / 6_371_008.8)
    latitude = 42.3 + degree * np.append(0.0, np.sin(turn))
    longitude = -71.1 + degree * np.append(0.0, np.cos(turn)) / np.cos(np.radians(42.3))
    events = np.array([4.0, 2, 1, 0, 3, 0, 1])
    surface = Surface(np.arange(7), events, empty_weekly(7, 28), None, np.zeros(7), 28)
    return Ground(latitude, longitude, np.full(7, 0.105)), surface


@pytest.mark.parametrize(("detour", "exposure"), [(1.0, 8.794456), (1.3, 7.692596)])
def test_the_ring_of_seven_cells_from_its_coordinates(detour: float, exposure: float) -> None:
    """Over 28 days the exposure is y itself; 348 m walked, or 348 straight metres times 1.3."""
    ground, surface = ring_of_seven()
    at_the_middle = Sites(ground.latitude[:1], ground.longitude[:1])
    found = survey(at_the_middle, ground, surface, detour=detour)
    assert found.ratios.exposure[0] == pytest.approx(exposure, abs=2e-4)  # the ground is round, 348 m nearly


def test_a_cell_at_exactly_3h_is_no_placebo_and_one_beyond_is() -> None:
    town = make_town(12, rows=20, columns=20, services=1)
    centres = (town.ground.latitude, town.ground.longitude)
    to_cells = pairs_within((town.sites.latitude, town.sites.longitude), centres, 1200.0)
    between = pairs_within(centres, centres, 1200.0)
    before = survey(town.sites, town.ground, town.surface, walks=Walks(to_cells, between))
    metres = to_cells.walked_m.copy()
    metres[:2] = 1200.0, np.nextafter(1200.0, 2000.0)
    after = survey(
        town.sites,
        town.ground,
        town.surface,
        walks=Walks(dataclasses.replace(to_cells, walked_m=metres), between),
    )
    assert not after.placebo[to_cells.second[0]]
    assert after.placebo[to_cells.second[1]]
    assert after.placebo.sum() == before.placebo.sum() + 1
    assert after.bench is not None
    assert len(after.bench.model.placebo) == after.placebo.sum()  # every one of them, no sample


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_the_order_of_event_rows_changes_nothing(seed: int, days: int) -> None:
    random = np.random.default_rng(seed)
    row, day, order = random.integers(0, 9, 60), random.integers(0, days, 60), random.permutation(60)
    one, two = weekly_counts(row, day, 9, days), weekly_counts(row[order], day[order], 9, days)
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1].toarray(), two[1].toarray())
    plain = np.zeros((9, days // 7))
    for cell, when in zip(row, day, strict=True):
        if when < 7 * (days // 7):
            plain[cell, when // 7] += 1
    np.testing.assert_array_equal(one[1].toarray(), plain)


def test_cells_at_the_edge_are_flagged_and_those_in_the_middle_are_not() -> None:
    town = make_town(5)
    flags = edge_cells(town.ground).reshape(24, 24)
    assert flags[[0, -1]].all()
    assert flags[:, [0, -1]].all()
    assert not flags[6:-6, 6:-6].any()
    at_cells = Sites(town.ground.latitude, town.ground.longitude)
    np.testing.assert_array_equal(flags.ravel(), survey(at_cells, town.ground, town.surface).edge)


def test_the_window_is_weeks_in_full_and_the_rest_counts_in_totals_only() -> None:
    row, day = np.array([0, 0, 1, 1, 1]), np.array([0, 6, 7, 13, 15])
    totals, weekly = weekly_counts(row, day, 2, 16)
    assert totals.tolist() == [2, 3]
    assert weekly.toarray().tolist() == [[2, 0], [0, 2]]
    with pytest.raises(BadInputError, match="outside the window"):
        weekly_counts(row, day, 2, 15)


def test_the_edge_is_flagged_and_a_service_elsewhere_is_named() -> None:
    town = make_town(5)
    ground = town.ground
    middle, corner = 12 * 24 + 12, 0
    sites = Sites(
        np.append(ground.latitude[[middle, corner]], 43.0),
        np.append(ground.longitude[[middle, corner]], -71.1),
    )
    found = survey(sites, ground, town.surface)
    assert found.edge.tolist() == [False, True, True]
    assert found.outside.tolist() == [False, False, True]
    assert found.outside_share[0] < 0.03
    assert 0.55 < found.outside_share[1] < 0.75  # three quarters, less half a cell of 250 m on two sides
    assert found.ratios.verdict[2] in (Verdict.TOO_FEW, Verdict.CANNOT_COMPARE)
    assert found.ratios.exposure[2] == 0


def test_two_services_at_one_point_read_the_same() -> None:
    town = make_town(6, services=1)
    twice = Sites(np.repeat(town.sites.latitude, 2), np.repeat(town.sites.longitude, 2))
    found = survey(twice, town.ground, town.surface).ratios
    for name in ("exposure", "expected", "ratio", "p", "q"):
        values = getattr(found, name)
        assert values[0] == values[1]


def test_no_events_one_event_and_all_events_in_one_cell_have_a_named_state() -> None:
    town = make_town(7)
    cells, days = len(town.surface.cell_id), town.surface.days
    nothing = replaced(town.surface, enforcement=np.zeros(cells), weekly=empty_weekly(cells, days))
    found = survey(town.sites, town.ground, nothing).ratios
    assert found.no_enforcement
    assert set(found.verdict) == {Verdict.TOO_FEW}
    assert (found.exposure == 0).all()
    assert not np.isfinite(found.ratio).any()
    for count in (1, 500):
        one, weekly = weekly_counts(np.full(count, 300), np.zeros(count, np.int64), cells, days)
        there = survey(town.sites, town.ground, replaced(town.surface, enforcement=one, weekly=weekly)).ratios
        assert len(there.verdict) == 4
        assert not np.isnan(there.exposure).any()
        assert Verdict.CLASH not in there.verdict


def test_without_an_overdose_feed_nothing_is_compared() -> None:
    town = make_town(8)
    found = survey(town.sites, town.ground, replaced(town.surface, overdoses=None))
    assert set(found.ratios.verdict) == {Verdict.CANNOT_ADJUST}
    assert np.isnan(found.ratios.ratio).all()
    np.testing.assert_array_equal(found.ratios.exposure, ratios(town).exposure)
    assert found.bench is None


def test_without_services_nothing_fails() -> None:
    town = make_town(9)
    found = survey(Sites(np.empty(0), np.empty(0)), town.ground, town.surface)
    assert found.ratios.verdict == ()
    assert found.placebo.all()


def test_covariates_are_squared_first_then_centred_and_scaled_by_the_placebo_cells() -> None:
    """log(N + 1/2), its square, log(P + 1): means and standard deviations with divisor n, by hand."""
    overdoses, residents = np.array([0.5, 1.5, 4.5]), np.array([0.0, 9.0, 99.0])
    model = fit_need_model(Surroundings(np.array([1.0, 2, 4]), overdoses, residents))
    logs, people = [0.0, math.log(2), math.log(5)], [0.0, math.log(10), math.log(100)]
    for column, values in enumerate((logs, [v * v for v in logs], people)):
        mean = sum(values) / 3
        assert model.centre[column] == pytest.approx(mean, rel=1e-12)
        spread = math.sqrt(sum((v - mean) ** 2 for v in values) / 3)
        assert model.scale[column] == pytest.approx(spread, rel=1e-12)
    assert model.mean == pytest.approx(7 / 3)


def test_unknown_residents_are_left_out_of_the_fit() -> None:
    town = make_town(10)
    found = survey(town.sites, town.ground, replaced(town.surface, residents=np.zeros(576)))
    assert found.bench is not None
    assert found.bench.model.kept.tolist() == [True, True, False]
    assert np.isfinite(found.ratios.ratio).all()


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [("residents", -1.0, "below 0"), ("overdoses", np.nan, "not a number"), ("enforcement", -2.0, "below 0")],
)
def test_impossible_counts_are_refused_by_row(name: str, value: float, word: str) -> None:
    surface = make_town(1).surface
    wrong = getattr(surface, name).copy()
    wrong[17] = value
    with pytest.raises(BadInputError, match=word) as refusal:
        replaced(surface, **{name: wrong})
    assert "row 17" in refusal.value.where


@pytest.mark.parametrize(("latitude", "longitude"), [(np.nan, -71.1), (42.3, np.inf), (97.0, -71.1)])
def test_a_service_or_a_cell_that_is_nowhere_is_refused_by_row(latitude: float, longitude: float) -> None:
    wrong = (np.array([42.3, latitude]), np.array([-71.1, longitude]))
    for name, made in (("services", lambda: Sites(*wrong)), ("cells", lambda: Ground(*wrong, np.ones(2)))):
        with pytest.raises(BadInputError) as refusal:
            made()
        assert refusal.value.where.startswith(name)
        assert "row 1" in refusal.value.where


def test_impossible_areas_weeks_windows_and_scales_are_refused() -> None:
    town = make_town(1)
    surface, ground = town.surface, town.ground
    with pytest.raises(BadInputError, match="below 0"):
        Ground(ground.latitude, ground.longitude, -ground.area_km2)
    for days in (0, -7, 82):
        with pytest.raises(BadInputError, match="do not go together"):
            replaced(surface, days=days)
    for wrong in (np.nan, -1.0):
        weekly = surface.weekly.copy()
        weekly.data[3] = wrong
        with pytest.raises(BadInputError, match=r"not a number|below 0"):
            replaced(surface, weekly=weekly)
    with pytest.raises(BadInputError, match="no window"):
        weekly_counts(np.zeros(0, np.int64), np.zeros(0, np.int64), 3, 0)
    for scale in ({"bandwidth_m": 0.0}, {"bandwidth_m": np.nan}, {"detour": -1.3}):
        with pytest.raises(BadInputError, match="positive"):
            survey(town.sites, ground, surface, **scale)


def test_a_place_without_cells_compares_nothing() -> None:
    none = np.empty(0)
    surface = Surface(np.empty(0, np.int64), none, empty_weekly(0, 75), none, none, 75)
    found = survey(make_town(1).sites, Ground(none, none, none), surface)
    assert set(found.ratios.verdict) == {Verdict.TOO_FEW}
    assert found.ratios.few_placebos
    assert found.outside.all()
    assert not edge_cells(Ground(none, none, none)).any()


def test_a_cell_given_twice_is_refused() -> None:
    town = make_town(1)
    ids = town.surface.cell_id.copy()
    ids[0] = ids[1]
    with pytest.raises(BadInputError, match="twice"):
        survey(town.sites, town.ground, replaced(town.surface, cell_id=ids))


def test_the_bandwidth_curve_is_one_survey_a_bandwidth() -> None:
    town = make_town(11, rows=40, columns=40, services=2)
    curve = bandwidth_curve(town.sites, town.ground, town.surface)
    assert len(curve) == 3
    np.testing.assert_array_equal(curve[1].ratio, ratios(town).ratio)
    for bandwidth, found in zip((250.0, 800.0), (curve[0], curve[2]), strict=True):
        plain = plain_clash(town, bandwidth) if bandwidth == 250.0 else None
        if plain:
            np.testing.assert_allclose(found.ratio, [figures.ratio for figures in plain], rtol=1e-6)
        assert (found.exposure > 0).all()
    assert (curve[0].exposure < curve[1].exposure).all()
    assert (curve[1].exposure < curve[2].exposure).all()


def test_walks_along_streets_take_the_place_of_straight_lines() -> None:
    """Streets exactly 1.3 times the straight line change nothing; a street shut to one service does."""
    town = make_town(12, rows=20, columns=20, services=3)
    centres = (town.ground.latitude, town.ground.longitude)
    points = (town.sites.latitude, town.sites.longitude)
    to_cells, between = pairs_within(points, centres, 1200.0), pairs_within(centres, centres, 1200.0)
    straight = survey(town.sites, town.ground, town.surface)
    same = survey(town.sites, town.ground, town.surface, walks=Walks(to_cells, between))
    for name in ("exposure", "expected", "ratio", "p"):
        np.testing.assert_allclose(getattr(same.ratios, name), getattr(straight.ratios, name), rtol=1e-12)
    farther = dataclasses.replace(
        to_cells, walked_m=to_cells.walked_m * np.where(to_cells.first == 0, 1.5, 1.0)
    )
    shut = survey(town.sites, town.ground, town.surface, walks=Walks(farther, between))
    assert shut.ratios.exposure[0] < straight.ratios.exposure[0]
    np.testing.assert_array_equal(shut.ratios.exposure[1:], same.ratios.exposure[1:])
    np.testing.assert_array_equal(shut.outside_share, straight.outside_share)
