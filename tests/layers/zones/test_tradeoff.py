from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely

from etl.errors import BadInputError
from layers.week import read_week
from layers.zones.making import circle
from layers.zones.suggest import suggest
from layers.zones.tradeoff import Criteria, Limits, Scenario, compare, judge
from tests.layers.zones.weighing import Weighing, rows, within


def _options() -> list[tuple[str, Criteria]]:
    pairs = {"A": (10, 12), "B": (16, 20), "C": (24, 30), "D": (28, 36), "E": (15, 22)}
    return [(name, Criteria(need, 0.5, forgone, 1.0)) for name, (need, forgone) in pairs.items()]


def test_the_front_of_the_example() -> None:
    found = judge(_options())
    assert [one.stays for one in found] == [True, True, True, True, False]
    assert found[4].beaten_by == "B"
    assert found[0].gives_up == ("18 fewer overdose calls a year covered than D",)
    assert found[3].gives_up == ("24 more police records a year forgone than A",)


def test_limits_are_filters_and_a_figure_not_known_is_said() -> None:
    found = judge([*_options(), ("F", Criteria(None, 0.5, 1.0, 1.0))], Limits(covered=15, forgone=30))
    assert [one.stays for one in found] == [False, True, True, False, False, False]
    assert [bool(one.broken) for one in found] == [True, False, False, True, False, True]
    assert "30" in found[3].broken
    assert found[5].broken == "a figure is not known"
    assert judge([]) == ()


def test_scenarios_are_compared_on_the_services_of_all(weighing: Weighing) -> None:
    disc, wider = circle((-31.51, 47.19), 300), circle((-31.51, 47.19), 600)
    week = read_week("12345.8-17")
    scenarios = [
        Scenario("Near", disc, service_ids=("X1",)),
        Scenario("Far", wider, service_ids=("X1",)),
        Scenario("Day", wider, week, ("X3",)),
    ]
    near, far, day = compare(weighing.material, scenarios)
    years = 364 / 365.25
    inside = sum(within(disc, row) for row in rows(weighing, "need"))
    assert near.criteria.covered == pytest.approx(inside / years)
    taken = sum(within(wider, row) and row.hour in week.hours for row in rows(weighing, "enforcement"))
    assert day.criteria.forgone == pytest.approx(taken / years)
    assert near.stays
    assert far.stays
    assert day.stays
    assert near.criteria.removed < far.criteria.removed
    with pytest.raises(BadInputError, match="7 scenarios"):
        compare(weighing.material, [scenarios[0]] * 7)


def test_the_suggestion_is_the_best_of_all_choices(weighing: Weighing) -> None:
    """Every choice of two discs of the three services, one radius each, tried under the same limit."""
    found = suggest(weighing.material, 2, radii_m=(250.0, 500.0))
    raw = {kind: list(rows(weighing, kind)) for kind in ("need", "enforcement")}
    stops = {
        name: [(one.longitude, one.latitude) for one in weighing.material.services if one.name == name]
        for name in ("Corner exchange", "Corner clinic", "Van")
    }
    discs = {
        (name, radius): shapely.union_all([circle(point, radius) for point in points])
        for name, points in stops.items()
        for radius in (250.0, 500.0)
    }
    counts = {}
    for size in (1, 2):
        for chosen in combinations(discs, size):
            if len({name for name, _ in chosen}) == size:
                shape = shapely.union_all([discs[one] for one in chosen])
                counts[chosen] = [
                    sum(within(shape, row) for row in raw[kind]) for kind in ("need", "enforcement")
                ]
    a_year = 365.25 / 364
    assert found.candidates == len(discs)
    assert [option.verdict.name for option in found.options] == list("ABCD")[: len(found.options)]
    for option in found.options:
        best = max(
            need for need, forgone in counts.values() if forgone * a_year <= option.limit_forgone + 1e-6
        )
        assert option.proved
        assert option.verdict.criteria.covered == pytest.approx(best * a_year)
        assert option.verdict.criteria.forgone <= option.limit_forgone + 1e-6
    assert found.options[0].verdict.criteria.covered == pytest.approx(
        max(need for need, _ in counts.values()) * a_year
    )
    assert np.all(np.diff([option.verdict.criteria.covered for option in found.options]) <= 0)


def test_nothing_to_choose_from_is_said(weighing: Weighing) -> None:
    with pytest.raises(BadInputError, match="number of sites"):
        suggest(weighing.material, 0)
    limited = suggest(weighing.material, 1, radii_m=(250.0,), limits=Limits(forgone=0.0, area=0.01))
    assert all(option.verdict.broken for option in limited.options)
