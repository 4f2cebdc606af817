from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from layers.statistics.decomposition import (
    BANDS_M,
    cell_load,
    factors,
    shares_by_band,
    shares_by_type,
    top_cells,
)
from layers.statistics.kernel import Pairs, great_circle_m, kernel, kernel_weights
from layers.statistics.survey import Sites, survey
from tests.layers.statistics.towns import make_town, replaced


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_the_three_factors_multiply_and_the_loads_add_up_to_the_exposures(seed: int) -> None:
    town = make_town(seed, rows=20, columns=20)
    found = survey(town.sites, town.ground, town.surface)
    assert found.bench is not None
    parts = factors(found.ratios, found.bench.model.mean, town.surface.days)
    np.testing.assert_allclose(
        parts.city_average * parts.need * parts.excess, found.ratios.exposure, rtol=1e-12
    )
    load = cell_load(found.weights, town.surface)
    assert load.sum() == pytest.approx(found.ratios.exposure.sum(), rel=1e-12)
    assert (load >= 0).all()


def test_the_city_average_is_that_of_the_placebo_cells() -> None:
    town = make_town(2)
    found = survey(town.sites, town.ground, town.surface)
    assert found.bench is not None
    around = found.bench.placebo_ratio * found.bench.model.placebo  # y of the placebo cells
    parts = factors(found.ratios, found.bench.model.mean, town.surface.days)
    assert parts.city_average == pytest.approx(28 * around.mean() / town.surface.days, rel=1e-9)


def test_bands_types_and_top_cells_against_loops() -> None:
    town = make_town(3)
    surface = town.surface
    found = survey(town.sites, town.ground, surface)
    random = np.random.default_rng(3)
    first = random.binomial(surface.enforcement.astype(int), 0.3)
    by_type = np.column_stack([first, surface.enforcement - first])
    walked = 1.3 * great_circle_m(
        town.sites.latitude, town.sites.longitude, town.ground.latitude, town.ground.longitude
    )
    bands = shares_by_band(found.weights, surface, 400.0)
    types = shares_by_type(found.weights, sparse.csr_array(by_type.astype(float)))
    top = top_cells(found.weights, surface)
    for s in range(4):
        amount = kernel(walked[s], 400.0) * surface.enforcement
        for b, (low, high) in enumerate(pairwise(BANDS_M)):
            held = amount[(walked[s] >= low) & (walked[s] < high)].sum()
            assert bands[s, b] == pytest.approx(held / amount.sum(), abs=1e-9)
        assert types[s, 0] == pytest.approx((kernel(walked[s], 400.0) @ first) / amount.sum(), rel=1e-6)
        ranked = sorted(range(len(amount)), key=lambda c: (-amount[c], surface.cell_id[c]))[:5]
        assert top.cell_id[s].tolist() == surface.cell_id[ranked].tolist()
        np.testing.assert_allclose(top.share[s], amount[ranked] / amount.sum(), rtol=1e-6)
    np.testing.assert_allclose(bands.sum(axis=1), 1.0)
    np.testing.assert_allclose(types.sum(axis=1), 1.0)


def test_without_exposure_there_are_no_shares() -> None:
    town = make_town(4, services=1)
    empty = replaced(town.surface, enforcement=np.zeros(576))
    found = survey(town.sites, town.ground, empty)
    assert not shares_by_band(found.weights, empty, 400.0).any()
    assert top_cells(found.weights, empty).cell_id.tolist() == [[-1] * 5]


def test_an_event_at_the_door_lies_in_the_first_band() -> None:
    town = make_town(5, services=1)
    door = 300
    events = np.zeros(576)
    events[door] = 1
    surface = replaced(town.surface, enforcement=events)
    sites = Sites(town.ground.latitude[[door]], town.ground.longitude[[door]])
    found = survey(sites, town.ground, surface)
    np.testing.assert_allclose(shares_by_band(found.weights, surface, 400.0), [[1, 0, 0, 0, 0]])


def test_a_distance_on_the_bound_of_a_band_belongs_to_the_farther_band() -> None:
    """Reading the distance back from the weight must not move 100, 250, 400 or 800 m across its bound."""
    walked = np.array([0.0, 100, 250, 400, 800, 1200])
    pairs = Pairs(np.arange(6), np.arange(6), walked, (6, 6))
    surface = replaced(make_town(1, rows=2, columns=3, services=1).surface, enforcement=np.ones(6))
    for bandwidth in (400.0, 437.0):
        shares = shares_by_band(kernel_weights(pairs, bandwidth), surface, bandwidth)
        assert shares.argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 4]
