"""The best p sites: maximal covering by integer programming.

Maximise sum of a_i y_i with y_i <= sum of x_j over the sites j that cover i, sum of x_j <= p, x and y 0 or 1:
a_i is the need at i, counted once however many sites cover it. Sites of one group (one service at several
radii) exclude each other; what is given up is counted once too: z_i >= x_j for every j that holds i, and
sum of c_i z_i <= the limit. The greedy choice, always the site that adds most, is given to compare: with
a = 4, b = 6, c = 5, d = 4 and sites {b, c}, {a, b}, {c, d} it covers 15 with two, the optimum 19.

Source: Church & ReVelle 1974, Papers of the Regional Science Association 32:101; solved with HiGHS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from layers.statistics.checked import Flags, Floats, Ints, numbers

NODES = 2_000  # of the search tree, after which the best so far is taken, and said not to be proved best


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
    need: Floats, covers: Flags, most: int, *, group: Ints | None = None, prices: Sequence[Price] = ()
) -> Covering:
    """Return at most `most` sites that cover most need. covers: sites x points.

    group: sites of one number exclude each other. Among equals the solver's choice stands, which is the
    same every time.
    """
    need = numbers("need", need, lowest=0, size=covers.shape[1])
    sites = covers.shape[0]
    if not sites or most < 1:
        return Covering(np.empty(0, np.int64), 0.0, True)
    own = np.arange(sites) if group is None else np.unique(group, return_inverse=True)[1]
    gain, held = _merged(need, covers)
    paid = [(*_merged(numbers("price", one.amount, lowest=0), one.covers), one.limit) for one in prices]
    starts = np.cumsum([sites, len(gain), *(len(amount) for amount, _, _ in paid)])
    width = int(starts[-1])
    rules = [_row(np.arange(sites), np.ones(sites), width, float(most))]
    rules += [_row(np.flatnonzero(own == one), np.ones((own == one).sum()), width, 1.0) for one in set(own)]
    if len(gain):
        point, site = np.nonzero(held.T)
        rules.append(_linked(point, site, -1.0, len(gain), sites, width))
    for (amount, holds, limit), start in zip(paid, starts[1:-1], strict=True):
        if len(amount):
            site, point = np.nonzero(holds)
            # at most one site of a group is chosen, so their sum may stand where each of them could
            _, row, first = _pairs(own[site], point)
            rules.append(_linked(row, site, 1.0, len(first), int(start), width, point[first]))
            rules.append(_row(start + np.arange(len(amount)), amount, width, limit))
    found = milp(
        np.concatenate([np.zeros(sites), -gain, np.zeros(width - sites - len(gain))]),
        constraints=rules,
        bounds=Bounds(0, 1),
        integrality=(np.arange(width) < sites).astype(float),  # y and z follow from x
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return Covering(np.empty(0, np.int64), 0.0, found.status == 2)
    chosen = _needed(np.flatnonzero(found.x[:sites] > 0.5), need, covers)
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


def _row(columns: Ints, weights: Floats, width: int, limit: float) -> LinearConstraint:
    """Return: the weighted sum of these columns is at most the limit."""
    left = sparse.csr_array((weights, (np.zeros(len(columns), np.int64), columns)), shape=(1, width))
    return LinearConstraint(left, -np.inf, limit)


def _linked(
    row: Ints, site: Ints, sign: float, rows: int, start: int, width: int, at: Ints | None = None
) -> LinearConstraint:
    """Return, for each row: sign x (its sites - the column start + at) is at most 0."""
    own = np.arange(rows) if at is None else at
    weights = np.concatenate([np.full(len(row), sign), np.full(rows, -sign)])
    places = (np.concatenate([row, np.arange(rows)]), np.concatenate([site, start + own]))
    return LinearConstraint(sparse.csr_array((weights, places), shape=(rows, width)), -np.inf, 0.0)


def _pairs(group: Ints, point: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the distinct pairs, which of them each entry is, and the first entry of each."""
    keys, first, row = np.unique(
        group * (int(point.max(initial=0)) + 1) + point, return_index=True, return_inverse=True
    )
    return keys, row, first


def _merged(amount: Floats, covers: Flags) -> tuple[Floats, Flags]:
    """Return points that the same sites cover as one point, without those that no site covers."""
    some = covers.any(axis=0) & (amount > 0)
    if not some.any():
        return np.empty(0), np.zeros((covers.shape[0], 0), bool)
    packed = np.packbits(covers[:, some], axis=0)
    _, first, back = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    merged = np.bincount(back.ravel(), amount[some]).astype(np.float64)
    return merged, covers[:, some][:, first]
