from __future__ import annotations

import numpy as np
import pytest

from layers.statistics.clash_ratio import Verdict
from layers.statistics.reporting import flip_points, judge_at
from layers.statistics.surroundings import Exposures, exposures
from layers.statistics.survey import Survey, survey
from tests.layers.statistics.towns import make_town, replaced


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


def test_the_verdict_flips_where_a_fine_walk_finds_it() -> None:
    found, spread = clashing()
    assert found.bench is not None
    assert found.ratios.verdict[0] is Verdict.CLASH
    flip = flip_points(found.bench, found.services, spread, found.ratios.dispersion)
    walk = np.arange(1.0, 2.0005, 0.0005)
    verdicts = [
        judge_at(found.bench, found.services, spread, found.ratios.dispersion, float(f)).verdict[0]
        for f in walk
    ]
    first = walk[next(i for i, v in enumerate(verdicts) if v is not Verdict.CLASH)]
    assert flip.factor[0] == pytest.approx(first, abs=0.0006)
    assert flip.to[0] is not Verdict.CLASH
    assert flip.ratio[0] < found.ratios.ratio[0]


def test_a_verdict_that_never_flips_has_no_factor() -> None:
    found, spread = clashing()
    assert found.bench is not None
    flip = flip_points(found.bench, found.services, spread, found.ratios.dispersion)
    for row, to in enumerate(flip.to):
        assert (to is None) == bool(np.isnan(flip.factor[row])) == bool(np.isnan(flip.ratio[row]))
