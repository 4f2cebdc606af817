"""The best p sites: maximal covering by integer programming.

Maximise sum of a_i y_i with y_i <= sum of x_j over the sites j that cover i, sum of x_j <= p, x and y 0 or 1:
a_i is the need at i, counted once however many sites cover it. Sites of one group (one service at several
radii) exclude each other; what is given up is counted once too: z_i >= x_j for every j that holds i, and
sum of c_i z_i <= the limit. The greedy choice, always the site that adds most, is given to compare: with
a = 4, b = 6, c = 5, d = 4 and sites {b, c}, {a, b}, {c, d} it covers 15 with two, the optimum 19.

Source: Church & ReVelle 1974, Papers of the Regional Science Association 32:101; solved with HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from layers.statistics.checked import Flags, Floats, Ints, numbers

SECONDS = 20.0  # after which the best found so far is taken, and said not to be proved best


@dataclass(frozen=True)
class Price:
    """What sites give up. amount: at each point, at least 0; covers: sites x points; limit: in all."""

    amount: Floats
    covers: Flags
    limit: float


@dataclass(frozen=True)
class Covering:
    """sites: rows chosen, ascending; covered: the need they cover; proved: whether nothing can be better."""

    sites: Ints
    covered: float
    proved: bool


def best_sites(
    need: Floats, covers: Flags, most: int, *, group: Ints | None = None, price: Price | None = None
) -> Covering:
    """Return at most `most` sites that cover most need. covers: sites x points.

    group: sites of one number exclude each other. Among equals the solver's choice stands, which is the
    same every time.
    """
    need = numbers("need", need, lowest=0, size=covers.shape[1])
    sites = covers.shape[0]
    if not sites or most < 1:
        return Covering(np.empty(0, np.int64), 0.0, True)
    need, covers = _merged(need, covers)
    paid = None if price is None else _merged(numbers("price", price.amount, lowest=0), price.covers)
    points, prices = len(need), 0 if paid is None else len(paid[0])
    width = sites + points + prices
    rules = [_at_most(np.arange(sites), np.ones(sites), width, float(most))]
    if points:
        covered_by = sparse.csr_array(covers.T.astype(float))
        left = sparse.hstack([-covered_by, sparse.eye_array(points), sparse.csr_array((points, prices))])
        rules.append(LinearConstraint(left.tocsr(), -np.inf, 0.0))
    if group is not None:
        for number in np.unique(group):
            mine = np.flatnonzero(group == number)
            rules.append(_at_most(mine, np.ones(len(mine)), width, 1.0))
    if paid is not None and price is not None and prices:
        amount, holds = paid
        site, point = np.nonzero(holds)
        row = np.arange(len(site))
        ones = np.ones(len(site))
        left = sparse.csr_array(
            (
                np.concatenate([ones, -ones]),
                (np.concatenate([row, row]), np.concatenate([site, sites + points + point])),
            ),
            shape=(len(site), width),
        )
        rules.append(LinearConstraint(left, -np.inf, 0.0))
        rules.append(_at_most(sites + points + np.arange(prices), amount, width, price.limit))
    found = milp(
        np.concatenate([np.zeros(sites), -need, np.zeros(prices)]),
        constraints=rules,
        bounds=Bounds(0, 1),
        integrality=np.concatenate([np.ones(sites), np.zeros(points + prices)]),  # y and z follow from x
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return Covering(np.empty(0, np.int64), 0.0, found.status == 2)
    chosen = np.flatnonzero(found.x[:sites] > 0.5)
    chosen = _needed(chosen, need, covers)
    return Covering(chosen, covered(need, covers, chosen), found.status == 0)


def greedy_sites(need: Floats, covers: Flags, most: int) -> Covering:
    """Return the sites that the greedy choice takes, the lower row among equals; `proved` is False."""
    left = np.array(need, np.float64)
    chosen: list[int] = []
    for _ in range(min(most, covers.shape[0])):
        gain = covers @ left
        gain[chosen] = 0.0
        best = int(np.argmax(gain))
        if not gain[best] > 0:
            break
        chosen.append(best)
        left[covers[best]] = 0.0
    rows = np.array(sorted(chosen), np.int64)
    return Covering(rows, covered(need, covers, rows), False)


def covered(need: Floats, covers: Flags, sites: Ints) -> float:
    """Return the need that these sites cover, each point once."""
    return float(need[covers[sites].any(axis=0)].sum()) if len(sites) else 0.0


def _needed(chosen: Ints, need: Floats, covers: Flags) -> Ints:
    """Leave out sites that add nothing, the last first: fewer are better at the same need."""
    for site in chosen[::-1]:
        fewer = chosen[chosen != site]
        if covered(need, covers, fewer) >= covered(need, covers, chosen):
            chosen = fewer
    return chosen


def _at_most(columns: Ints, weights: Floats, width: int, limit: float) -> LinearConstraint:
    row = np.zeros(len(columns), np.int64)
    left = sparse.csr_array((weights, (row, columns)), shape=(1, width))
    return LinearConstraint(left, -np.inf, limit)


def _merged(amount: Floats, covers: Flags) -> tuple[Floats, Flags]:
    """Return points that the same sites cover as one point, without those that no site covers."""
    some = covers.any(axis=0) & (amount > 0)
    if not some.any():
        return np.empty(0), np.zeros((covers.shape[0], 0), bool)
    packed = np.packbits(covers[:, some], axis=0)
    _, first, back = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    merged = np.bincount(back.ravel(), amount[some]).astype(np.float64)
    return merged, covers[:, some][:, first]
