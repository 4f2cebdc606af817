"""Services' figures have noise: of their events, in the bounds, and never against the verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layers.clash.banding import band
from layers.clash.measure import Measured, measure
from layers.clash.noised import with_noise
from layers.clash.result import ServiceResult
from layers.clash.states import State
from layers.disclosure import Law
from layers.noise import NOISE_WEIGHTS
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.rule import Identity, Protected
from layers.statistics.checked import Floats
from tests.layers.clash.home import AS_OF, case_of, clash_home

RULE = Protected(Law(), bytes(32))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Floats]]:
    """Return a home that was published, and the noise that services' sums were given."""
    path = tmp_path_factory.mktemp("noised") / "home"
    given: list[Floats] = []

    def noting(*said: Any) -> list[ServiceResult]:
        given.extend(said[3:])
        return with_noise(*said)

    clash_home(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("layers.publish.clash.with_noise", noting)
        publish(path, as_of=AS_OF)
    return path, given


@pytest.fixture(scope="module")
def measured(published: tuple[Path, list[Floats]]) -> Measured:
    return measure(case_of(published[0]))


def surveyed(measured: Measured) -> list[ServiceResult]:
    inside = measured.case.inside
    return [result for result, one in zip(measured.result.services, inside, strict=True) if one]


def noised(
    measured: Measured, exposure: float, need: float, state: State | None = None
) -> list[ServiceResult]:
    assert measured.survey is not None
    assert measured.case.surface is not None
    results = [replace(each, state=state or each.state) for each in surveyed(measured)]
    of: list[Floats] = [np.full(len(results), value) for value in (exposure, need)]
    return with_noise(results, measured.survey, measured.case.surface, *of)


def test_the_noise_of_a_sum_has_fractions_and_is_that_of_its_events() -> None:
    drawn = np.array([RULE.noise("exposure", key) for key in range(20_000)])
    steps = np.arange(-7, 8)
    of_counts = np.average(steps**2, weights=NOISE_WEIGHTS)
    assert np.var(drawn) == pytest.approx(of_counts + 1 / 12, rel=0.03)
    assert abs(drawn).max() < 7.5
    within = drawn - np.floor(drawn)
    assert np.histogram(within, 10, (0, 1))[0].min() > 1800  # even: no fraction tells of the sum
    assert abs(np.corrcoef(within, np.floor(drawn + 0.5))[0, 1]) < 0.02
    assert RULE.noise("exposure", 5) == drawn[5] != RULE.noise("need", 5)
    assert Identity().noise("exposure", 5) == 0


def test_without_noise_figures_are_those_of_the_records_and_bounds_hold_its_variance(
    measured: Measured,
) -> None:
    for was, now in zip(surveyed(measured), noised(measured, 0, 0), strict=True):
        assert (now.exposure, now.expected, now.ratio) == pytest.approx(
            (was.exposure, was.expected, was.ratio)
        )
        assert now.low < was.low
        assert now.high > was.high
        assert (now.state, now.p, now.events) == (was.state, was.p, was.events)


def test_figures_follow_the_noise_of_their_sums(measured: Measured) -> None:
    days = measured.case.surface.days if measured.case.surface else 0
    for was, more, needy in zip(
        surveyed(measured), noised(measured, 5.5, 0), noised(measured, 0, 5.5), strict=True
    ):
        assert more.exposure - was.exposure == pytest.approx(5.5 * 28 / days)
        assert more.ratio == pytest.approx(more.exposure / was.expected)
        assert needy.exposure == pytest.approx(was.exposure)
        assert needy.ratio == pytest.approx(was.exposure / needy.expected)
        assert needy.expected != was.expected


@pytest.mark.parametrize(
    ("state", "least", "most"),
    [
        (State.CLASH, 150, None),
        (State.POSSIBLE, 130, None),
        (State.LESS, None, 100),
        (State.NO_EVIDENCE, 0, None),
    ],
)
def test_no_figure_contradicts_the_verdict(
    measured: Measured, state: State, least: float | None, most: float | None
) -> None:
    for exposure in (-7.5, 0, 7.5):
        for need in (-7.5, 0, 7.5):
            for each in noised(measured, exposure, need, state):
                shown = band(each, enough=True)
                assert shown.index is not None
                assert shown.low is not None
                assert shown.high is not None
                assert shown.low <= shown.index <= shown.high
                assert least is None or shown.index >= least
                assert most is None or shown.high <= most


def test_services_at_one_point_are_told_alike(
    published: tuple[Path, list[Floats]], measured: Measured
) -> None:
    """Two draws for the same events would average."""
    home, given = published
    clash = PublishedHome(home).current().clash()
    assert clash is not None
    one, two = (next(each for each in clash.services if each.service_id == name) for name in ("X1", "X2"))
    assert (one.exposure, one.index, one.low, one.high) == (two.exposure, two.index, two.low, two.high)
    names = [each.service.service_id for each in surveyed(measured)]
    first, second = names.index("X1"), names.index("X2")
    assert len(given) == 2
    for noise in given:
        assert len(noise) == len(names)
        assert noise[first] == noise[second] != 0
        assert len(set(noise.tolist())) > 1
    assert given[0][first] != given[1][first]
