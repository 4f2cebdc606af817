"""The attacker who knows all records but those of one hexagon: what do the classes of cells tell of these?

Boards see the load near services, computed hot spots and the ratio of two densities of the last 52 weeks in
classes. The attacker knows every other record and where the hidden 1 to 7 lie, the table of noise and the
program, and asks for each number of them how likely the classes are that he sees, with the labels of the
classes, on the hexagons of both grids. What the noise of the hexagon around them was he does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import sparse

from etl import cells as h3
from layers.clash import surfaces
from layers.clash.banding import class_labels, class_limits, class_of
from layers.grids import Grid
from layers.noise import LARGEST_NOISE, NOISE_WEIGHTS
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.kernel import BANDWIDTH_M, CUT, kernel_weights, pairs_within
from layers.statistics.relative_risk import relative_risk
from tests.bench.attack_city import FEW, FIRST, LAW, City, town
from tests.bench.attack_tally import Tallies

YEAR = np.arange(FIRST - 4, FIRST)
Seen = tuple[bytes, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """The town's ground: grids by name, the row of each fine cell in them, the fine cell of each point.

    felt: the load of one event in a fine cell. toward: grid's cells x fine cells, the kernel.
    """

    grids: dict[str, Grid]
    rows: dict[str, Ints]
    fine: Ints
    felt: Floats
    toward: dict[str, sparse.csr_array]


@dataclass(frozen=True, eq=False)
class Board:
    """One city's year as boards know it on each grid: counts, and which rows are shown."""

    counts: dict[str, Floats]
    shown: dict[str, Flags]


@cache
def cells() -> Cells:
    """Return the town's ground, made once."""
    made = town()
    fine, at = np.unique(h3.index_points(made.latitude, made.longitude, 10), return_inverse=True)
    points, doors = h3.centres(fine), (made.services[:, 1], made.services[:, 0])
    grids, toward = {}, {}
    for name in ("r8", "r9"):
        found = np.unique(h3.index_points(made.latitude, made.longitude, int(name[1:])))
        none, (latitude, longitude) = np.full(len(found), -1), h3.centres(found)
        grids[name] = Grid(name, int(name[1:]), found, none, none, np.ones(len(found)), latitude, longitude)
        near = pairs_within((latitude, longitude), points, CUT * BANDWIDTH_M)
        toward[name] = kernel_weights(near, BANDWIDTH_M)
    weights = kernel_weights(pairs_within(doors, points, CUT * BANDWIDTH_M), BANDWIDTH_M)
    rows = {name: grid.rows_of(h3.parents(fine, grid.resolution)) for name, grid in grids.items()}
    return Cells(grids, rows, at.ravel(), np.asarray(weights.sum(axis=0)).ravel(), toward)


def as_board(city: City) -> Board:
    """Return the last year's events as boards know them (layers/publish/clash_cells.py)."""
    chosen = np.isin(city.quarter, YEAR)
    whole = int(city.on("place", chosen)[1].count[0])
    counts, shown = {}, {}
    for name in ("r8", "r9"):
        released = city.on(name, chosen)[1].count
        shown[name] = released > 0
        left = max(whole - released[shown[name]].sum(), 0)
        even = min(left / max((~shown[name]).sum(), 1), FEW)
        counts[name] = np.where(shown[name], released, even).astype(float)
    return Board(counts, shown)


def classes(police: Board, need: Board) -> Seen:
    """Return all that boards see of the surfaces."""
    ground = cells()
    spread = surfaces.dealt_out(police.counts["r9"], ground.rows["r9"])
    loads = {
        name: surfaces.loads_of_counts(police.counts[name], ground.rows[name], ground.felt, spread)
        for name in ground.grids
    }
    risk = {
        name: surfaces.risk_of_counts(grid, police.counts[name], need.counts[name])
        for name, grid in ground.grids.items()
    }
    return (*_banded(loads, risk, police, need), *_spots(police))


def _spots(police: Board) -> Seen:
    return tuple(
        np.where(
            police.shown[name], surfaces.spot_class(police.counts[name], surfaces.neighbours_on(grid)), -1
        ).tobytes()
        for name, grid in cells().grids.items()
    )


def _banded(loads: dict[str, Floats], risk: dict[str, Floats], police: Board, need: Board) -> Seen:
    limits = class_limits(np.concatenate([values[police.shown[name]] for name, values in loads.items()]))
    seen = ["|".join(class_labels(limits)).encode()]
    for name, values in loads.items():
        both = police.shown[name] & need.shown[name]
        of_risk = np.searchsorted(surfaces.RISK_LIMITS, risk[name], side="right")
        seen.append(np.where(police.shown[name], class_of(values, limits), -1).tobytes())
        seen.append(np.where(both & np.isfinite(risk[name]), of_risk, -1).tobytes())
    return tuple(seen)


def exact_classes(police: Board, need: Board, of: tuple[Floats, Floats]) -> Seen:
    """Return what boards would see of surfaces made of the records. of: police and need by fine cell."""
    ground, (events, cases) = cells(), of
    loads, risk = {}, {}
    for name, grid in ground.grids.items():
        inside, size = ground.rows[name] >= 0, len(grid.cells)
        row, held = ground.rows[name][inside], events[inside]
        whole = np.bincount(row, held * ground.felt[inside], size)
        loads[name] = whole * police.counts[name] / np.maximum(np.bincount(row, held, size), 1)
        risk[name] = relative_risk(ground.toward[name], events, cases)
    return _banded(loads, risk, police, need)


def by_fine_cell(city: City, chosen: Flags) -> Floats:
    """Return the last year's chosen events by fine cell."""
    wanted = chosen & np.isin(city.quarter, YEAR)
    size = len(cells().felt)
    return np.bincount(cells().fine[city.point[wanted]], minlength=size).astype(float)


def targets_of(city: City) -> Ints:
    """Return the finest hexagons with 1 to 7 events in the last year, all of them in one larger hexagon."""
    chosen = np.isin(city.quarter, YEAR)
    counts, _ = city.on("r9", chosen)
    row, above = (town().rows[name][city.point[chosen]] for name in ("r9", "r8"))
    least, most = np.full(len(counts), np.iinfo(np.int64).max), np.full(len(counts), -1)
    np.minimum.at(least, row, above)
    np.maximum.at(most, row, above)
    return np.flatnonzero((counts >= 1) & (counts <= FEW) & (least == most))


def likelihood(city: City, police: Board, need: Board, row: int) -> Floats:
    """Return how likely the classes that boards see are with each of 1 to 7 events in a hexagon."""
    above, rest = _around(city, row)
    chance = np.array([_chances(rest + hidden) for hidden in range(1, FEW + 1)])
    seen = classes(police, need)
    possible = np.flatnonzero(chance.any(axis=0))
    same = [classes(_with(police, above, _COUNTS[at]), need) == seen for at in possible]
    return np.asarray(chance[:, possible] @ np.array(same, float))


def exact_likelihood(city: City, police: Board, need: Board, cases: Floats, row: int) -> Floats:
    """Return the same where surfaces are made of the records themselves."""
    above, rest = _around(city, row)
    inside = town().rows["r9"][city.point] == row
    hidden, beside = by_fine_cell(city, inside), by_fine_cell(city, ~inside)
    seen = exact_classes(police, need, (hidden + beside, cases))
    found = []
    for number in range(1, FEW + 1):
        of = (beside + hidden * number / hidden.sum(), cases)
        chance = _chances(rest + number)
        looked_at = np.flatnonzero(chance)
        same = [exact_classes(_with(police, above, _COUNTS[at]), need, of) == seen for at in looked_at]
        found.append(float(chance[looked_at] @ np.array(same, float)))
    return np.array(found)


_COUNTS = (-1, *range(LAW.rounding, 2000, LAW.rounding))


def _chances(events: int) -> Floats:
    """Return how likely each released count is of some events, by the public table."""
    chance = np.zeros(len(_COUNTS))
    for drawn, weight in zip(range(-LARGEST_NOISE, LARGEST_NOISE + 1), NOISE_WEIGHTS, strict=True):
        noised = events + drawn
        kept = events > FEW and noised > FEW
        rounded = (2 * noised + LAW.rounding) // (2 * LAW.rounding)
        chance[rounded if kept else 0] += weight / 65_536
    return chance


def _around(city: City, row: int) -> tuple[int, int]:
    """Return the larger hexagon around a target, and its events of the year beside the target's."""
    chosen = np.isin(city.quarter, YEAR)
    own = chosen & (town().rows["r9"][city.point] == row)
    above = int(town().rows["r8"][city.point[own][0]])
    return above, int((chosen & (town().rows["r8"][city.point] == above)).sum() - own.sum())


def _with(board: Board, row: int, count: int) -> Board:
    """Return a board's counts with another released count of one larger hexagon."""
    counts, shown = board.counts["r8"].copy(), board.shown["r8"].copy()
    hidden = counts[~shown]
    counts[row], shown[row] = (hidden[0] if len(hidden) else FEW / 2) if count < 0 else count, count > 0
    return Board(board.counts | {"r8": counts}, board.shown | {"r8": shown})


CLASSES, CLASSES_EXACT = "classes of cells, all else known", "mutation: classes of the records themselves"


def attack_classes(city: City, other: City, tallies: Tallies, random: np.random.Generator, most: int) -> None:
    """Attack hexagons by the classes of cells, knowing every other record. other: overdoses, and training."""
    police, need = as_board(city), as_board(other)
    cases = by_fine_cell(other, np.full(len(other.point), True))
    counts = other.on("r9", np.isin(other.quarter, YEAR))[0]
    prior = np.array([(counts == size).sum() for size in range(1, FEW + 1)]) + 0.5
    year = city.on("r9", np.isin(city.quarter, YEAR))[0]
    for row in random.permutation(targets_of(city))[:most].tolist():
        true, base = year[[row]], np.array([1 + int(prior.argmax())])
        for name, likely in (
            (CLASSES, likelihood(city, police, need, row)),
            (CLASSES_EXACT, exact_likelihood(city, police, need, cases, row)),
        ):
            tallies[name].add(np.array([1 + int((likely * prior).argmax())]), base, true)
