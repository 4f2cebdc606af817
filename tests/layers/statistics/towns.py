"""A small town of hexagon-like cells for the tests of the Clash Ratio, and the ratio worked out slowly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import root
from scipy.stats import chi2

from layers.statistics.clash_ratio import Bench, Verdict
from layers.statistics.kernel import great_circle_m
from layers.statistics.surroundings import Surface, weekly_counts
from layers.statistics.survey import Ground, Sites

STEP_M = 250.0


@dataclass(frozen=True)
class Town:
    """Everything a survey takes."""

    sites: Sites
    ground: Ground
    surface: Surface


def ground_of(rows: int, columns: int) -> Ground:
    """Return a lattice of cells 250 m apart, every other row shifted by half a cell."""
    degree = math.degrees(STEP_M / 6_371_008.8)
    row, column = np.divmod(np.arange(rows * columns), columns)
    latitude = 42.3 + row * degree * math.sqrt(0.75)
    longitude = -71.1 + (column + 0.5 * (row % 2)) * degree / math.cos(math.radians(42.3))
    return Ground(latitude, longitude, np.full(rows * columns, (STEP_M / 1000) ** 2 * math.sqrt(0.75)))


def make_town(seed: int, *, rows: int = 24, columns: int = 24, services: int = 4, days: int = 75) -> Town:
    """Return a town whose enforcement follows need, noisily; ids are not in order of the rows."""
    random = np.random.default_rng(seed)
    ground = ground_of(rows, columns)
    cells = rows * columns
    need = random.gamma(2.0, 1.0, cells)
    enforcement, weekly = weekly_counts(
        random.choice(cells, 3000, p=need / need.sum()), random.integers(0, days, 3000), cells, days
    )
    surface = Surface(
        cell_id=random.permutation(cells) + 1000,
        enforcement=enforcement,
        weekly=weekly,
        overdoses=random.poisson(need * 2).astype(float),
        residents=random.poisson(80, cells).astype(float),
        days=days,
    )
    at = random.choice(cells, services, replace=False)
    return Town(Sites(ground.latitude[at] + 1e-4, ground.longitude[at] - 1e-4), ground, surface)


def replaced(surface: Surface, **changes: object) -> Surface:
    """Return the surface with some arrays replaced."""
    return Surface(**{**{name: getattr(surface, name) for name in surface.__dataclass_fields__}, **changes})  # type: ignore[arg-type]


@dataclass
class PlainFigures:
    """The figures of one service, by the plain way."""

    exposure: float
    expected: float
    ratio: float
    low: float
    high: float
    p: float
    phi: float


def plain_clash(
    town: Town, bandwidth: float = 400.0, detour: float = 1.3, most: int = 199
) -> list[PlainFigures]:
    """Return the Clash Ratios with loops, the definitions followed word by word and nothing shared."""
    surface, ground, sites = town.surface, town.ground, town.sites
    assert surface.overdoses is not None
    cells, days = len(surface.cell_id), surface.days
    weekly = surface.weekly.toarray()

    def k(metres: float) -> float:
        return math.exp(-(metres**2) / (2 * bandwidth**2)) if metres <= 3 * bandwidth else 0.0

    apart = great_circle_m(ground.latitude, ground.longitude, ground.latitude, ground.longitude) * detour
    away = great_circle_m(sites.latitude, sites.longitude, ground.latitude, ground.longitude) * detour
    placebo = [j for j in range(cells) if all(away[s, j] > 3 * bandwidth for s in range(len(away)))]

    def around(distances: np.ndarray, counts: np.ndarray) -> float:
        return math.fsum(k(distances[i]) * counts[i] for i in range(cells) if distances[i] <= 3 * bandwidth)

    y = np.array([around(apart[j], surface.enforcement) for j in placebo])
    n = np.array([around(apart[j], surface.overdoses) for j in placebo])
    people = np.array([around(apart[j], surface.residents) for j in placebo])

    def raw(overdoses: np.ndarray, residents: np.ndarray) -> np.ndarray:
        log_n = np.log(overdoses + 0.5)
        return np.array([log_n, log_n**2, np.log(residents + 1)]).T

    centre, scale = raw(n, people).mean(axis=0), raw(n, people).std(axis=0)

    def design(overdoses: np.ndarray, residents: np.ndarray) -> np.ndarray:
        z = (raw(overdoses, residents) - centre) / scale
        return np.column_stack([np.ones(len(z)), z])

    x = design(n, people)
    solved = root(
        lambda b: x.T @ (np.exp(x @ b) - y),
        np.array([math.log(y.mean()), 0, 0, 0]),
        jac=lambda b: x.T @ (x * np.exp(x @ b)[:, None]),
        tol=1e-13,
    )
    expected_placebo = np.exp(x @ solved.x)
    figures = []
    for s in range(len(away)):
        total = around(away[s], surface.enforcement)
        need, near = around(away[s], surface.overdoses), around(away[s], surface.residents)
        expected = float(np.exp(design(np.array([need]), np.array([near])) @ solved.x)[0])
        ratio = total / expected
        ranked = sorted(
            range(len(placebo)),
            key=lambda j: (abs(expected_placebo[j] - expected), surface.cell_id[placebo[j]]),
        )[:most]
        above = sum(y[j] / expected_placebo[j] >= ratio - 1e-12 for j in ranked)
        by_week = [around(away[s], weekly[:, w]) for w in range(weekly.shape[1])]
        squares_in_weeks = math.fsum(k(away[s, i]) ** 2 * weekly[i].sum() for i in range(cells))
        squares = math.fsum(k(away[s, i]) ** 2 * surface.enforcement[i] for i in range(cells))
        phi = max(1.0, len(by_week) * np.var(by_week, ddof=1) / squares_in_weeks)
        v = phi * squares
        low = v / (2 * total) * chi2.ppf(0.025, 2 * total**2 / v)
        high = (v + 1) / (2 * (total + 1)) * chi2.ppf(0.975, 2 * (total + 1) ** 2 / (v + 1))
        figures.append(
            PlainFigures(
                28 * total / days,
                28 * expected / days,
                ratio,
                low / expected,
                high / expected,
                (1 + above) / (len(ranked) + 1),
                float(phi),
            )
        )
    return figures


def plain_verdicts(
    bench: Bench, total: np.ndarray, expected: np.ndarray, low: np.ndarray, high: np.ndarray
) -> list[Verdict]:
    """The classes with loops, first match taken; under 1,000 overdoses a clash is only possible."""
    tested = [s for s in range(len(total)) if expected[s] >= 3]
    placebo = bench.model.placebo
    most = min(999 if len(tested) > 20 else 199, len(placebo))
    p = {}
    for s in tested:
        near = sorted(range(len(placebo)), key=lambda j: (abs(placebo[j] - expected[s]), bench.placebo_id[j]))
        above = sum(bench.placebo_ratio[j] >= total[s] / expected[s] - 1e-12 for j in near[:most])
        p[s] = (1 + above) / (most + 1)
    ranked = sorted(p.values())
    q = {s: min(1.0, *(len(p) * v / r for r, v in enumerate(ranked, 1) if v >= p[s])) for s in tested}
    out = []
    for s in range(len(total)):
        ratio = total[s] / expected[s]
        if s not in p or most < 99:
            out.append(Verdict.TOO_FEW)
        elif not placebo.min() <= expected[s] <= placebo.max():
            out.append(Verdict.CANNOT_COMPARE)
        elif ratio >= 1.5 and p[s] <= 0.05 and q[s] <= 0.10:
            out.append(Verdict.CLASH if bench.overdoses >= 1000 else Verdict.POSSIBLE)
        elif ratio >= 1.25 and p[s] <= 0.10:
            out.append(Verdict.POSSIBLE)
        else:
            out.append(Verdict.LESS if high[s] / expected[s] < 1 else Verdict.NO_EVIDENCE)
    return out


def empty_weekly(cells: int, days: int) -> sparse.csr_array:
    """Return weekly counts of nothing."""
    return sparse.csr_array((cells, days // 7), dtype=np.float64)
