from __future__ import annotations

from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.statistics.covering import Price, best_sites, covered, greedy_sites

TRAP_NEED = np.array([4.0, 6, 5, 4])
TRAP = np.array([[0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]], bool)


def test_the_greedy_trap() -> None:
    greedy, best = greedy_sites(TRAP_NEED, TRAP, 2), best_sites(TRAP_NEED, TRAP, 2)
    assert (greedy.covered, best.covered) == (15, 19)
    assert best.sites.tolist() == [1, 2]
    assert best.proved
    assert not greedy.proved


def test_golden_11_san_francisco() -> None:
    """205 tracts, 16 stores, 5 km along streets, four of them; from the tests of `spopt`."""
    spec = find_spec("spopt")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "tests/test_locate/data"
    table = pyarrow.csv.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    store, tract, metres, people = (
        table[name].to_numpy(zero_copy_only=False)
        for name in ("name", "DestinationName", "distance", "demand")
    )
    (_, row), (tracts, first, column) = (
        np.unique(store.astype(str), return_inverse=True),
        np.unique(tract.astype(str), return_index=True, return_inverse=True),
    )
    covers = np.zeros((16, len(tracts)), bool)
    covers[row, column] = metres <= 5000
    need = people[first].astype(float)
    assert len(tracts) == 205
    best = best_sites(need, covers, 4)
    assert best.proved
    assert best.covered == 875_247
    tracts_covered = covers[best.sites].any(axis=0).sum()
    assert 100 * tracts_covered / 205 == pytest.approx(89.756098, abs=5e-7)
    assert greedy_sites(need, covers, 4).covered == 872_611


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_against_every_choice(seed: int) -> None:
    """Groups and a price included: no choice of sites that keeps the rules covers more."""
    random = np.random.default_rng(seed)
    sites, points, most = random.integers(2, 8), random.integers(1, 12), int(random.integers(1, 4))
    covers = random.random((sites, points)) < 0.35
    need = random.integers(0, 9, points).astype(float)
    group = random.integers(0, 4, sites) if seed % 2 else None
    spent, holds = random.integers(0, 9, 6).astype(float), random.random((sites, 6)) < 0.4
    limit = float(random.integers(0, 25))
    prices = [Price(spent, holds, limit), Price(spent[::-1], holds, limit)][: seed % 3]
    allowed = [0.0]
    for size in range(1, most + 1):
        for chosen in combinations(range(sites), size):
            rows = np.array(chosen)
            alone = group is None or len(set(group[rows])) == len(rows)
            paid = all(covered(price.amount, price.covers, rows) <= limit for price in prices)
            if alone and paid:
                allowed.append(covered(need, covers, rows))
    found = best_sites(need, covers, most, group=group, prices=prices)
    assert found.proved
    assert found.covered == max(allowed)
    assert len(found.sites) <= most
    if group is not None:
        assert len(set(group[found.sites])) == len(found.sites)
    assert all(covered(price.amount, price.covers, found.sites) <= limit for price in prices)
    if group is None and not prices:
        assert greedy_sites(need, covers, most).covered <= found.covered


def test_nothing_to_choose_covers_nothing() -> None:
    assert best_sites(TRAP_NEED, TRAP, 0).covered == 0
    assert best_sites(np.empty(0), np.zeros((3, 0), bool), 2).covered == 0
    assert best_sites(TRAP_NEED, TRAP[:0], 2).sites.tolist() == []
