"""What drawn shapes tell together: against plain least squares, and against who puts thirty of them up."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from layers.zones.guard import Close, FeedRows, Fixed, Released, refusal
from layers.zones.joint import Ground, least_variance

FEW, NOISE = 7, 12.0


def blocks(*sizes: int) -> list[np.ndarray]:
    """Return groups of events of these sizes, numbered through."""
    ends = np.cumsum(sizes)
    return [np.arange(end - size, end) for size, end in zip(sizes, ends, strict=True)]


def members(events: int, sets: list[np.ndarray]) -> np.ndarray:
    return np.array([np.isin(np.arange(events), each) for each in sets])


def plainly(member: np.ndarray, target: np.ndarray) -> float:
    """The same for one set of atoms, by conditioning a normal vector event group by event group."""
    atoms, size = np.unique(member, axis=1, return_counts=True)
    before = np.diag(size + size**2 / 4.0)
    sums = atoms.astype(float)
    after = before - before @ sums.T @ np.linalg.inv(sums @ before @ sums.T + NOISE * np.eye(len(sums))) @ (
        sums @ before
    )
    chosen = np.array(
        [bool((member[:, target] == atoms[:, [at]]).all(axis=0).any()) for at in range(len(size))]
    )
    was, known = (spread[np.ix_(chosen, chosen)].sum() for spread in (before, after))
    return float(1 / (1 / known - 1 / was))


def test_three_counts_tell_few_better_than_one_would() -> None:
    few, a, b = blocks(4, 60, 80)
    sets = [np.append(few, a), np.append(few, b), np.append(a, b)]
    member = members(144, sets)
    assert least_variance(FEW, NOISE, member, []) == pytest.approx(plainly(member, few), rel=1e-6)
    assert least_variance(FEW, NOISE, member, []) == pytest.approx(0.75 * NOISE, rel=0.1)
    assert least_variance(FEW, NOISE, member[:2], []) > 10 * NOISE


def test_few_who_are_cut_in_two_by_one_shape_are_still_looked_at_as_one() -> None:
    """Of each half the sum tells less (14.25) than one count would; of both together more (9)."""
    few, a, b, c = blocks(6, 60, 80, 70)
    sets = [np.append(few, a), np.append(few, b), np.append(a, b), np.append(few[:3], c)]
    member = members(216, sets)
    assert least_variance(FEW, NOISE, member, []) == pytest.approx(0.75 * NOISE, rel=0.1)
    assert plainly(member, few) == pytest.approx(least_variance(FEW, NOISE, member, []), rel=1e-6)
    assert plainly(member, few[:3]) > NOISE


def test_what_fixed_ground_tells_by_itself_is_not_held_against_a_shape() -> None:
    few, a, b = blocks(4, 60, 80)
    member = members(144, [np.concatenate([few, a, b])])
    row = np.repeat([0, 1, 2], [4, 60, 80])
    total = np.array([4, 60, 80])[row]
    fixed = [Ground(row, total, place=False), Ground(np.zeros(144, int), np.full(144, 144), place=True)]
    assert least_variance(FEW, NOISE, member, fixed) > 1e6  # the shape is the place itself
    part = members(144, [np.append(few, a)])
    alone, beside = least_variance(FEW, NOISE, part, []), least_variance(FEW, NOISE, part, fixed[:1])
    assert alone > 10 * NOISE  # nobody knows the sixty
    assert NOISE < beside < 2.5 * NOISE  # the count of their own hexagon does, to a variance of 12


def test_few_that_fixed_ground_holds_beyond_the_shapes_are_looked_at() -> None:
    a, b, few = blocks(60, 80, 5)
    sets = [a, b]
    whole = Ground(np.zeros(145, int), np.full(145, 145), place=False)
    drawn = np.concatenate(sets)
    ground = Ground(whole.row[drawn], whole.total[drawn], place=False)
    assert least_variance(FEW, NOISE, members(140, sets), [ground]) == pytest.approx(3 * NOISE, rel=0.05)
    assert len(few) == 5


def test_thirty_shapes_chosen_to_average_are_stopped() -> None:
    """All unions of five blocks, with the few in every odd one: least squares would know them to 1.3."""
    few, *large = blocks(4, 60, 80, 70, 90, 65)
    rows = FeedRows(np.full(369, 100), {"r8": np.full(369, -1)}, {"all": np.ones(369, bool)})
    released = Released(rows, [Fixed("all", "r8", frozenset({100}))], FEW, NOISE)
    out, asked = [], []
    for size in range(1, 6):
        for chosen in itertools.combinations(large, size):
            asked.append(np.sort(np.concatenate([*chosen, *([few] if size % 2 else [])])))
    for each in asked:
        assert released.close_to(each) is None  # no two differ by few
        if not released.told_together([each]):
            released.add("shape", each)
            out.append(each)
    assert plainly(members(369, asked), few) < 1.5
    assert plainly(members(369, out), few) >= 2 * NOISE
    assert len(out) < len(asked)


def test_hours_are_held_against_hours_and_ground_far_away_does_not_matter() -> None:
    few, a, b, far = blocks(4, 60, 80, 30)
    rows = FeedRows(np.full(174, 100), {"r8": np.full(174, -1)}, {"all": np.ones(174, bool)})
    released = Released(rows, [], FEW, NOISE)
    for each in (np.append(few, a), np.append(few, b), far):
        released.add("shape", each, by_hour=True)
    both = np.append(a, b)
    assert not released.told_together([both])
    assert released.told_together([both], by_hour=True)
    assert not released.told_together([far[:5]], by_hour=True)  # under 8: no number at all


def test_the_refusal_names_no_shape_where_all_together_tell() -> None:
    error = refusal("Quayside", Close(together=True))
    assert "taken together" in error.what
    assert not any(letter.isdigit() for letter in str(error))
