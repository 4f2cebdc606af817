from __future__ import annotations

import numpy as np

from layers.statistics.clash_ratio import Verdict
from layers.statistics.reporting import flip_points, judge_at
from layers.statistics.surroundings import Exposures, exposures
from layers.statistics.survey import Survey, survey
from tests.layers.statistics.towns import make_town, plain_verdicts, replaced


def clashing() -> tuple[Survey, Exposures]:
    """A town with three times the enforcement round its first service."""
    town = make_town(1)
    quiet = survey(town.sites, town.ground, town.surface)
    weight = quiet.weights[[0], :].toarray()[0]
    more = np.round(town.surface.enforcement * (1 + 2.5 * weight))
    surface = replaced(town.surface, enforcement=more, overdoses=town.surface.overdoses * 3)  # type: ignore[operator]
    return survey(town.sites, town.ground, surface), exposures(quiet.weights, surface)


def test_a_factor_of_one_changes_nothing() -> None:
    found, spread = clashing()
    assert found.bench is not None
    same = judge_at(found.bench, found.services, spread, found.ratios.dispersion, 1.0)
    assert same.verdict == found.ratios.verdict
    np.testing.assert_array_equal(same.ratio, found.ratios.ratio)


def test_flips_are_those_of_a_plain_walk_through_every_factor() -> None:
    """The definitions followed by loops at 1.00, 1.01 .. 2.00, the first change taken for each service."""
    found, spread = clashing()
    bench, services = found.bench, found.services
    assert bench is not None
    assert services.overdoses is not None
    assert found.ratios.verdict[0] is Verdict.CLASH
    flip = flip_points(bench, services, spread, found.ratios.dispersion)
    low, high = (bound * found.ratios.expected_total for bound in (found.ratios.low, found.ratios.high))
    factor, ratio, to = [np.nan] * 4, [np.nan] * 4, [None] * 4
    for hundredths in range(101, 201):
        expected = bench.model.expected(hundredths / 100 * services.overdoses, services.residents)
        plain = plain_verdicts(bench, services.enforcement, expected, low, high)
        for row in range(4):
            if to[row] is None and plain[row] is not found.ratios.verdict[row]:
                factor[row], to[row] = hundredths / 100, plain[row]
                ratio[row] = services.enforcement[row] / expected[row]
    assert flip.to == tuple(to)
    np.testing.assert_allclose(flip.factor, factor, rtol=1e-12)
    np.testing.assert_allclose(flip.ratio, ratio, rtol=1e-12)
    assert flip.to[0] is not None


def test_a_verdict_that_never_flips_has_no_factor() -> None:
    found, spread = clashing()
    assert found.bench is not None
    flip = flip_points(found.bench, found.services, spread, found.ratios.dispersion)
    for row, to in enumerate(flip.to):
        assert (to is None) == bool(np.isnan(flip.factor[row])) == bool(np.isnan(flip.ratio[row]))
