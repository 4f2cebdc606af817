from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.empirical_bayes import global_rates, local_rates
from tests.layers.statistics.lattices import random_neighbours


def plain_rates(counts: np.ndarray, people: np.ndarray, groups: list[list[int]]) -> list[float]:
    """Marshall's formula, one cell at a time, written from the formula alone."""
    rates = []
    for i, group in enumerate(groups):
        members = [j for j in group if people[j] > 0]
        total = sum(people[j] for j in members)
        mean = sum(counts[j] for j in members) / total if total else 0.0
        if people[i] == 0:
            rates.append(mean)
            continue
        spread = sum(people[j] * (counts[j] / people[j] - mean) ** 2 for j in members) / total
        a = max(0.0, spread - mean / (total / len(members)))
        below = a + mean / people[i]
        rates.append(mean + (a / below * (counts[i] / people[i] - mean) if below else 0.0))
    return rates


def sids() -> tuple[np.ndarray, np.ndarray]:
    libpysal = import_module("libpysal")
    table = libpysal.io.open(libpysal.examples.get_path("sids2.dbf"))
    counts, births = np.array(table.by_col("SID74"), float), np.array(table.by_col("BIR74"), float)
    table.close()
    return counts, births


def test_golden_1_sudden_infant_deaths() -> None:
    smoothed = global_rates(*sids())
    np.testing.assert_allclose(
        smoothed.rate[:5], [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], atol=5e-8
    )
    assert smoothed.variance[0] == pytest.approx(7.692931e-7, rel=1e-6)
    assert smoothed.mean[0] == pytest.approx(0.002021445, rel=1e-6)


def test_golden_2_homicides_round_st_louis() -> None:
    libpysal = import_module("libpysal")
    table = libpysal.io.open(libpysal.examples.get_path("stl_hom.csv"))
    counts, people = np.array(table.by_col("HC7984"), float), np.array(table.by_col("PO7984"), float)
    table.close()
    reader = libpysal.io.open(libpysal.examples.get_path("stl.gal"))
    contiguity = reader.read()
    reader.close()
    near = sparse.csr_array(contiguity.full()[0])
    published = [
        4.01485749e-05, 3.62437513e-05, 4.93034844e-05, 5.09387329e-05, 3.72735210e-05,
        3.69333797e-05, 5.40245456e-05, 2.99806055e-05, 3.73034109e-05, 3.47270722e-05,
    ]  # fmt: skip
    np.testing.assert_allclose(local_rates(counts, people, near).rate[:10], published, rtol=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_both_forms_against_the_formula_cell_by_cell(seed: int, cells: int) -> None:
    random = np.random.default_rng(seed)
    people = random.integers(0, 400, cells).astype(float)
    counts = np.where(people > 0, random.poisson(3, cells), 0).astype(float)
    near = random_neighbours(cells, seed)
    groups = [[*np.flatnonzero(near.toarray()[i]), i] for i in range(cells)]
    everyone = [list(range(cells))] * cells
    np.testing.assert_allclose(
        local_rates(counts, people, near).rate, plain_rates(counts, people, groups), rtol=1e-9
    )
    np.testing.assert_allclose(
        global_rates(counts, people).rate, plain_rates(counts, people, everyone), rtol=1e-9
    )


def test_smoothed_rates_lie_between_the_rate_and_the_mean() -> None:
    counts, births = sids()
    smoothed = global_rates(counts, births)
    rate = counts / births
    assert (np.minimum(rate, smoothed.mean[0]) <= smoothed.rate + 1e-15).all()
    assert (smoothed.rate <= np.maximum(rate, smoothed.mean[0]) + 1e-15).all()


@pytest.mark.parametrize(
    ("counts", "people"), [([1.0, -1.0], [5.0, 5.0]), ([1.0, 1.0], [5.0, -5.0]), ([np.nan, 1.0], [5.0, 5.0])]
)
def test_negative_or_missing_numbers_are_refused(counts: list[float], people: list[float]) -> None:
    with pytest.raises(BadInputError, match="row"):
        global_rates(np.array(counts), np.array(people))


def test_nobody_living_anywhere_gives_rates_of_nothing() -> None:
    for counts in (np.zeros(3), np.array([2.0, 0, 1])):
        smoothed = global_rates(counts, np.zeros(3))
        assert smoothed.rate.tolist() == [0, 0, 0]
    assert global_rates(np.empty(0), np.empty(0)).rate.shape == (0,)
