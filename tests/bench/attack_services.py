"""The attacker who knows all records but those of one hexagon: what do services' figures tell of these?

Boards see of each service its exposure and what was expected to half an event, its index and both bounds to
the nearest 10. The attacker knows every other record and where the hidden 1 to 7 lie, the table of noise and
the program, and works out for each number of them how likely the figures are that he sees: once police
records are hidden, once overdoses. What was expected is taken to follow from need in proportion, at as many
records an overdose as the whole town has, more than the demo's model says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.clash.banding import EXPOSURE_STEP, INDEX_STEP
from layers.clash.noised import OF_NEED
from layers.clash.states import FEWEST_EVENTS
from layers.noise import LARGEST_NOISE, NOISE_WEIGHTS
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.fay_feuer import interval
from layers.statistics.released_change import NOISE_VARIANCE
from tests.bench.attack_city import FEW, FIRST, PART, City, town
from tests.bench.attack_tally import Tallies

YEAR = np.arange(FIRST - 4, FIRST)
DAYS = 364
NEAR_WEIGHT = 0.5  # of an event at a service's door: within 360 m of walking
HIDDEN = np.arange(1, FEW + 1)
LEAST_NEED = 0.5  # in overdoses: what the model takes for none


@dataclass(frozen=True, eq=False)
class Sums:
    """Kernel sums of a year: exposures, their squares and needs of services. shown: which have figures."""

    total: Floats
    squares: Floats
    need: Floats
    shown: Flags


@dataclass(frozen=True, eq=False)
class Noise:
    """How finely noise is gone through: values and their chances."""

    value: Floats
    chance: Floats


def noise_in(parts: int) -> Noise:
    """Return the noise of a sum, each whole number of the table in some parts."""
    within = (np.arange(parts) + 0.5) / parts - 0.5
    whole = np.arange(-LARGEST_NOISE, LARGEST_NOISE + 1)
    return Noise(
        (whole[:, None] + within).ravel(), np.repeat(np.array(NOISE_WEIGHTS) / 65_536 / parts, parts)
    )


NONE = Noise(np.zeros(1), np.ones(1))
OF_EXPOSURE, OF_NEEDS = noise_in(9), noise_in(3)


def in_year(city: City, *, part: bool) -> Flags:
    """Return a city's events of the year, or those of the part."""
    return np.isin(city.quarter, YEAR) & (city.part | (not part))


def sums_of(weights: Floats, police: City, need: City) -> Sums:
    """Return what the figures of services are made of. weights: services x street points."""
    near = weights[:, police.point[in_year(police, part=False)]]
    total, need_total = near.sum(axis=1), weights[:, need.point[in_year(need, part=True)]].sum(axis=1)
    enough = (near > 0).sum(axis=1) >= FEWEST_EVENTS
    return Sums(total, (near**2).sum(axis=1), need_total, enough & (need_total > 0))


def figures(total: Floats, a_unit: Floats, need: Floats, *, noised: bool) -> Floats:
    """Return what is published: exposure, expected, index and bounds. a_unit: variance of one in total."""
    expected = need / PART
    variance = a_unit * total
    if noised:
        of_expected = (OF_NEED / PART) ** 2 * NOISE_VARIANCE
        variance = variance + NOISE_VARIANCE + (total / expected) ** 2 * of_expected
    low, high = interval(total, variance)
    in_steps = [(28 / DAYS * each, EXPOSURE_STEP) for each in (total, expected)]
    in_steps += [(100 * each / expected, INDEX_STEP) for each in (total, low, high)]
    return np.column_stack([np.floor(each / step + 0.5) * step for each, step in in_steps])


def likelihood(
    sums: Sums, weights: Floats, true: int, random: np.random.Generator, *, of_need: bool, noised: bool
) -> Floats:
    """Return how likely services' figures are with each of 1 to 7. weights: services x hidden events."""
    found = np.ones(FEW)
    weight, square = weights.mean(axis=1), (weights**2).mean(axis=1)
    of_exposure, of_need_noise = (OF_EXPOSURE, OF_NEEDS) if noised else (NONE, NONE)
    chance = np.outer(of_exposure.chance, of_need_noise.chance).ravel()
    more = HIDDEN - true
    for at in np.flatnonzero(sums.shown & (weight > 0)).tolist():
        of_police, of_overdoses = (0, more) if of_need else (more, 0)
        total = np.broadcast_to(sums.total[at] + of_police * weight[at], (FEW,))
        squares = np.broadcast_to(sums.squares[at] + of_police * square[at], (FEW,))
        need = np.broadcast_to(sums.need[at] + of_overdoses * weight[at], (FEW,))
        a_unit = squares / np.maximum(total, 1e-9)
        drawn = [_drawn(random) if noised else 0.0 for _ in range(2)]

        def shown(some: Ints, exposure: Floats, needs: Floats) -> Floats:
            """Return the figures for some numbers of hidden events and noises."""
            noised_total = np.maximum(total[some, None, None] + exposure[None, :, None], 0.0)  # noqa: B023
            noised_need = np.maximum(need[some, None, None] + OF_NEED * needs, LEAST_NEED)  # noqa: B023
            shape = np.broadcast_shapes(noised_total.shape, noised_need.shape)
            three = (noised_total, a_unit[some, None, None], noised_need)  # noqa: B023
            of_totals, of_units, of_needs = (np.broadcast_to(one, shape).ravel() for one in three)
            return figures(of_totals, of_units, of_needs, noised=noised)

        seen = shown(np.array([true - 1]), np.array(drawn[:1]), np.array(drawn[1:]))
        same = (shown(HIDDEN - 1, of_exposure.value, of_need_noise.value) == seen).all(axis=1)
        found = found * (same.reshape(FEW, -1) @ chance + 1e-12)
    return found


def _drawn(random: np.random.Generator) -> float:
    whole = random.choice(len(NOISE_WEIGHTS), p=np.array(NOISE_WEIGHTS) / 65_536) - LARGEST_NOISE
    return float(whole + random.uniform(-0.5, 0.5))


ALL_ELSE = "figures of services, all else known"
RECORDS = {False: "police records", True: "overdoses"}
EXACT = "mutation: figures of services rounded alone"
NEAR = "of these, near a service: figures of services, all else known (no bound)"


def attack_services(
    weights: Floats, cities: tuple[City, City, City], tallies: Tallies, random: np.random.Generator, most: int
) -> None:
    """Attack hexagons by services' figures, knowing every other record.

    weights: services x street points. cities: of police records, of need, and the one learned from.
    """
    police, need, training = cities
    sums, finest = sums_of(weights, police, need), town().rows["r9"]
    for of_need in (False, True):
        city = need if of_need else police
        chosen = in_year(city, part=of_need)
        counts = np.bincount(finest[city.point[chosen]], minlength=int(finest.max()) + 1)
        learned = np.bincount(finest[training.point[in_year(training, part=of_need)]])
        prior = np.array([(learned == size).sum() for size in HIDDEN]) + 0.5
        base = np.array([1 + int(prior.argmax())])
        rows = np.flatnonzero((counts >= 1) & (counts <= FEW))
        for row in random.permutation(rows)[:most].tolist():
            true = counts[[row]]
            hidden = weights[:, city.point[chosen & (finest[city.point] == row)]]
            for noised in (True, False):
                likely = likelihood(sums, hidden, int(true[0]), random, of_need=of_need, noised=noised)
                told = np.array([1 + int((likely * prior).argmax())])
                tallies[f"{ALL_ELSE}: {RECORDS[of_need]}" if noised else EXACT].add(told, base, true)
                if noised and hidden.mean(axis=1).max() >= NEAR_WEIGHT:
                    tallies[NEAR].add(told, base, true)
