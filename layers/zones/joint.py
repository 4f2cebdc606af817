"""What all releases together tell of a few events: no more than one released count would.

Pure arrays. That no two sets differ by 1 to 7 events is not enough: of few people T and three large sets a, b
and c, the counts of T+a, T+b and a+b give T as half of the first two less the third, and thirty shapes chosen
so give it to within one. So every count is taken as one linear measurement with the variance of a release,
and the variance with which the best linear estimate from all of them knows a set of 1 to `few` events must
not fall below a multiple of that of a single release (`TOGETHER` in guard.py, measured by the attack test).

Events that no release parts from each other are one unknown, an atom. Looked at are sets of atoms that lie
alike: inside the same shapes; there and in one hexagon; in one hexagon; each of these in one year; and two of
the first together. An attacker is assumed to guess an atom of n beforehand with variance n + n^2/4.

Source: query auditing by linear algebra (Chin & Ozsoyoglu 1982, IEEE TSE 8:574); how many noisy sums break
any database: Dinur & Nissim 2003, PODS. Best linear prediction: Henderson 1975, Biometrics 31:423.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.disclosure import Flags, Ints
from layers.statistics.checked import Floats

Codes = npt.NDArray[np.uint64]
_SEED = 20261122  # of the numbers that name sets; which they are does not matter


@dataclass(frozen=True, eq=False)
class Ground:
    """Fixed ground over some months. row: of each event looked at, -1 for none. total: events of that row.

    place: whether it is not parted at all, so that only its months are.
    """

    row: Ints
    total: Ints
    place: bool


@dataclass(frozen=True, eq=False)
class _Atoms:
    """Events that no release parts. events: how many. shapes, rows: codes of what holds each."""

    events: Ints
    shapes: Codes
    rows: list[Codes]


def least_variance(few: int, noise: float, member: Flags, ground: Sequence[Ground]) -> float:
    """Return the variance of one count that would tell as much as drawn shapes add about 1 to `few` events.

    Of any such set among the events looked at, the least. member: sets x events, which drawn sets hold each.
    noise: the variance of one released count. Infinite where there is nothing small, or nothing is added.
    """
    random = np.random.default_rng(_SEED)
    names: Codes = random.integers(1, 2**63, len(member), dtype=np.uint64)
    shapes = (member * names[:, None]).sum(axis=0, dtype=np.uint64)
    ground = [_covered(few, each) for each in ground]
    rows = [
        _mixed(each.row, int(random.integers(1, 2**62))) * (each.row >= 0).astype(np.uint64)
        for each in ground
    ]
    _, first, events = np.unique(sum(rows, shapes), return_index=True, return_counts=True)
    shape, fixed, beside = _measurements(few, member[:, first], ground, first, events)
    events = np.append(events, beside)
    atoms = _Atoms(
        events,
        np.append(shapes[first], _mixed(np.arange(len(beside)), int(random.integers(1, 2**62)))),
        [np.append(each[first], np.zeros(len(beside), np.uint64)) for each in rows],
    )
    before = _told(np.diag(events + events**2 / 4.0), fixed, noise)
    after = _told(before, shape, noise)
    return min((_least(few, each, atoms, before, after) for each in _families(atoms, ground)), default=np.inf)


def _told(spread: Floats, known: Floats, noise: float) -> Floats:
    """Return the covariance of atoms once sums of them (sums x atoms) are known, each with noise."""
    reach = known @ spread
    return np.asarray(spread - reach.T @ np.linalg.solve(reach @ known.T + noise * np.eye(len(known)), reach))


def _covered(few: int, ground: Ground) -> Ground:
    """Return fixed ground without the rows that hold more than few events beside those looked at.

    What is known of such a rest is known from fixed ground alone, whatever is drawn.
    """
    _, at, inside = np.unique(ground.row, return_inverse=True, return_counts=True)
    rest = ground.total - inside[at]
    return Ground(np.where(rest > few, -1, ground.row), ground.total, ground.place)


def _mixed(row: Ints, salt: int) -> Codes:
    """Return a scattered code of each row of one ground (splitmix64)."""
    code = (row.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    code = (code ^ (code >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return code ^ (code >> np.uint64(27))


def _measurements(
    few: int, member: Flags, ground: Sequence[Ground], first: Ints, events: Ints
) -> tuple[Floats, Floats, Ints]:
    """Return which atoms each released count of a shape holds, the same of fixed ground, and atoms more.

    Each set is counted once. Fixed ground may hold a few events that no drawn set does: an atom more, of so
    many events.
    """
    fixed: list[Flags] = []
    beside, owner = [], []
    for each in ground:
        row = each.row[first]
        for one in np.unique(row[row >= 0]).tolist():
            held = row == one
            total = int(each.total[first[held][0]])
            rest = total - int(events[held].sum())
            if total <= few or (rest == 0 and any((known == held).all() for known in fixed)):
                continue  # withheld, or the same events as another set, so the same release
            if rest:
                owner.append(len(fixed))
                beside.append(rest)
            fixed.append(held)
    atoms = len(events) + len(beside)
    known = np.zeros((len(fixed), atoms))
    if fixed:
        known[:, : len(events)] = fixed
    known[owner, len(events) + np.arange(len(beside))] = 1.0
    drawn = [
        each
        for each in np.unique(member[member @ events > few], axis=0)
        if not any((other == each).all() for other in fixed)
    ]
    shape = np.zeros((len(drawn), atoms))
    if drawn:
        shape[:, : len(events)] = drawn
    return shape, known, np.array(beside, np.int64)


def _families(atoms: _Atoms, ground: Sequence[Ground]) -> Iterator[tuple[Codes, bool]]:
    """Yield ways to put atoms together, and whether two of the sets that come of it are looked at as one."""
    yield atoms.shapes, True
    for each, code in zip(ground, atoms.rows, strict=True):
        yield atoms.shapes + code, each.place
        if not each.place:
            yield code, False


def _least(few: int, family: tuple[Codes, bool], atoms: _Atoms, before: Floats, after: Floats) -> float:
    """Return the least variance of a set of few events, or of two such sets."""
    code, pairs = family
    name, group = np.unique(code, return_inverse=True)
    events = np.bincount(group, atoms.events)
    small = np.flatnonzero((events <= few) & (name > 0))
    if not len(small):
        return float(np.inf)
    of = np.zeros((len(small), len(group)))
    slot = np.full(len(name), -1)
    slot[small] = np.arange(len(small))
    inside = slot[group] >= 0
    of[slot[group[inside]], np.flatnonzero(inside)] = 1.0
    was, known = of @ before @ of.T, of @ after @ of.T
    least = _beyond(np.diag(was), np.diag(known)).min()
    if pairs and len(small) > 1:
        one, other = np.triu_indices(len(small), 1)
        both = events[small][one] + events[small][other] <= few
        one, other = one[both], other[both]
        if len(one):
            least = min(least, _beyond(_sum(was, one, other), _sum(known, one, other)).min())
    return float(least)


def _sum(spread: Floats, one: Ints, other: Ints) -> Floats:
    return np.asarray(spread[one, one] + spread[other, other] + 2 * spread[one, other])


def _beyond(before: Floats, after: Floats) -> Floats:
    """Return the variance of one count that would take the variance from before to after."""
    told = 1 / np.maximum(after, 1e-9) - 1 / np.maximum(before, 1e-9)
    return np.asarray(1 / np.maximum(told, 1e-9), np.float64)
