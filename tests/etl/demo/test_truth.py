"""The known truth: enforcement near treated services is three times what it would have been."""

from __future__ import annotations

import numpy as np
import pytest

from etl.demo import events, people
from etl.demo.services import PAIR_M, SEPARATION_M

NOBODY = np.empty((0, 2))
OPERATIONS_DISPERSION = 4.0  # a third of the events come in bursts of about nine


def apart(points, others):
    return np.min([np.hypot(*(points - other).T) for other in others], axis=0)


def test_twelve_clash_services_of_which_four_fixed_ones_are_treated(seeded, truth):
    services = [service for service in seeded[0].services if service.clash]
    assert len({service.id for service in services}) == 12
    treated = [service for service in services if service.treated]
    assert len(treated) == 4
    assert {service.setting for service in treated} == {"fixed"}
    assert {service.setting for service in services} == {"fixed", "mobile", "confidential"}
    assert len({s["service_id"] for s in truth["services"] if s["treated"]}) == 4
    doors = np.array([s.xy for s in services if s.setting != "mobile"])
    gaps = np.hypot(*(doors[:, None, :] - doors[None, :, :]).T)
    assert gaps[~np.eye(len(doors), dtype=bool)].min() >= SEPARATION_M


def test_the_treated_stand_in_two_pairs_and_never_by_the_quay(seeded):
    services = [service for service in seeded[0].services if service.clash]
    assert not next(service for service in services if service.id == "S03").treated
    treated = np.array([service.xy for service in services if service.treated])
    between = np.hypot(*(treated[:, None, :] - treated[None, :, :]).T)
    assert ((between > 0) & (between <= PAIR_M)).sum(axis=1).min() >= 1


def test_without_a_service_estates_have_more_enforcement_by_the_factor_that_the_truth_names(truth):
    surfaces = truth["surfaces"]
    spots = np.array([(each["east_m"], each["north_m"]) for each in surfaces["policed_areas"]])
    assert people._policed(spots) == pytest.approx(1 + surfaces["policed_excess"], abs=1e-3)
    assert people._policed(spots + 20_000) == pytest.approx(1)


def test_the_surface_is_tripled_at_the_door_and_its_total_held(seeded):
    town = seeded[0]
    without = people.enforcement_surface(town.sites, NOBODY)
    treated = people.enforcement_surface(town.sites, town.treated)
    assert without.sum() == pytest.approx(1)
    assert treated.sum() == pytest.approx(1)
    ratio = treated / without
    far = apart(town.sites.xy, town.treated) > 2_000
    assert far.any()
    unchanged = ratio[far].mean()  # what keeps the total: the same factor everywhere out of reach
    assert np.ptp(ratio[far]) < 1e-6
    for door in town.treated:
        at_door = np.argmin(np.hypot(*(town.sites.xy - door).T))
        assert ratio[at_door] / unchanged == pytest.approx(3, abs=1e-3)


def test_at_three_hundred_metres_the_excess_has_fallen_by_the_stated_curve():
    points = np.array([[0.0, 0.0], [300.0, 0.0], [600.0, 0.0], [3000.0, 0.0]])
    found = people.treatment(points, np.array([[0.0, 0.0]]), 3.0)
    assert found == pytest.approx([3, 1 + 2 * np.exp(-0.5), 1 + 2 * np.exp(-2), 1], abs=1e-9)


def test_events_near_treated_services_are_tripled_within_sampling_error(seeded):
    town, rng = seeded
    sites, reach = town.sites, 150.0
    police = events.build_police(rng.spawn(1)[0], sites, town.treated)
    drugs = np.array([reason == "drugs" for reason in police.text["reason"]])
    without = people.enforcement_surface(sites, NOBODY)
    multiplier = people.treatment(sites.xy, town.treated, people.MULTIPLIER)
    near = apart(sites.xy, town.treated) < reach
    unscaled = drugs.sum() / (without * multiplier).sum()
    expected_without = unscaled * without[near].sum()
    seen = (drugs & (apart(police.xy, town.treated) < reach)).sum()
    error = np.sqrt(OPERATIONS_DISPERSION * seen) / expected_without
    ideal = (without * multiplier)[near].sum() / without[near].sum()
    assert 2.7 < ideal < 3
    assert abs(seen / expected_without - ideal) < 3.5 * error
    assert seen / expected_without > 1.9


def test_activity_not_about_drugs_knows_nothing_of_the_treatment(seeded):
    town, rng = seeded
    police = events.build_police(rng.spawn(1)[0], town.sites, town.treated)
    other = np.array([reason != "drugs" for reason in police.text["reason"]])
    assert other.sum() == events.OTHER_POLICE
    near = apart(town.sites.xy, town.treated) < 300
    surface = 0.65 * (0.5 * town.sites.residents + 0.5 * town.sites.need) + 0.35 * town.sites.night
    share = (apart(police.xy[other], town.treated) < 300).mean()
    assert share == pytest.approx(surface[near].sum(), abs=4 * np.sqrt(surface[near].sum() / other.sum()))
