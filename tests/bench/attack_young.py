"""The attacker of a place with two years of data, by all counts on fixed ground.

It has no whole period on hexagons, since the whole less one year would tell the other. In all other attacks
cities have three years.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from layers.statistics.checked import Floats, Ints
from tests.bench.attack_city import FEW, make_city
from tests.bench.attack_late import TRUSTS, true_of
from tests.bench.attack_sums import Book, first_version, guesses, likelihoods
from tests.bench.attack_tally import Tallies

YEARS = 2
TRUSTED_BY = 2  # cities of the training half
YOUNG = "all counts, two years of data"


def attack_young(
    density: str, random: np.random.Generator, cities: int, tallies: Tallies, *, cells: bool | None = None
) -> None:
    """Attack as many cities as are learned from. cells: of the whole period, see `first_version`."""
    training = [first_version(make_city(density, random), YEARS, cells=cells) for _ in range(cities)]
    seen: dict[str, Floats] = defaultdict(lambda: np.full(FEW, 0.5))
    for target in (target for book in training for target in book.targets):
        seen[target.like][target.true - 1] += 1
    trust = max(
        TRUSTS,
        key=lambda trust: sum(
            int((_told(book, seen, trust) == true_of(book)).sum()) for book in training[:TRUSTED_BY]
        ),
    )
    for _ in range(cities):
        book = first_version(make_city(density, random), YEARS, cells=cells)
        tallies[YOUNG].add(_told(book, seen, trust), _told(book, seen, 0.0), true_of(book))


def _told(book: Book, seen: dict[str, Floats], trust: float) -> Ints:
    """Return the best guess of each target. trust: in what the sums tell; 0 leaves the baseline."""
    prior = np.array([seen[each.like] / seen[each.like].sum() for each in book.targets])
    if not trust:
        return 1 + prior.argmax(axis=1)
    mean, variance = likelihoods(book, lambda _: True, book.targets)
    return guesses(mean, variance / trust, prior)
