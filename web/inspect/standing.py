"""Where a figure stands among those of the place: its fifth, from released figures only, ties told."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.published.rows import RELEASED
from layers.published.version import Published

FEWEST: Final = 10  # figures; among fewer a fifth is one place or two
FIFTHS: Final = ("lowest", "second lowest", "middle", "second highest", "highest")


@dataclass(frozen=True)
class Standing:
    """A figure among `total` released ones, itself among them: `below` are smaller, `ties` equal it."""

    below: int
    ties: int
    total: int

    @property
    def fifths(self) -> tuple[int, int]:
        """Return the first and the last fifth, 0 to 4, that the equal figures lie in."""
        return 5 * self.below // self.total, 5 * (self.below + self.ties - 1) // self.total

    @property
    def fifth(self) -> int | None:
        """Return the one fifth that the figure lies in, None where its equals reach over several."""
        first, last = self.fifths
        return first if first == last else None


def standing_among(figures: NDArray[np.float64], value: float) -> Standing | None:
    """Return where a value stands, None among too few figures. figures: sorted, the value one of them."""
    if len(figures) < FEWEST:
        return None
    below = int(np.searchsorted(figures, value, side="left"))
    upto = int(np.searchsorted(figures, value, side="right"))
    return Standing(below, upto - below, len(figures)) if upto > below else None


@functools.lru_cache(maxsize=256)
def _sorted(published: Published, layer_id: str, grid: str, period_id: str) -> NDArray[np.float64]:
    found = published.figures(layer_id, grid, period_id)
    return np.sort(found.value[(found.state == RELEASED) & np.isfinite(found.value)])


def standing_of(
    published: Published, layer_id: str, grid: str, period_id: str, value: float
) -> Standing | None:
    """Return where a released figure stands among those of its layer, level of detail and period."""
    return standing_among(_sorted(published, layer_id, grid, period_id), value)


def standing_words(standing: Standing, plural: str) -> str:
    """Return 'Second highest fifth of 77 hexagons', or among how many the figure is the same.

    plural: what is ranked; only what has a figure of its own is counted.
    """
    among = f"{standing.total:,} {plural}"
    if standing.fifth is not None:
        return f"{FIFTHS[standing.fifth].capitalize()} fifth of {among}"
    if standing.ties == standing.total:
        return f"The same in all {among}"
    return f"The same in {standing.ties:,} of {among}"
