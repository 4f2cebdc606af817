"""What happened in a window, cell by cell, and how much of it lies around a point.

Every sum is sum over cells of k(d) x count with the cut kernel. Totals are those of the whole window;
an exposure is shown per 28 days: X = 28 y / T, in events at the door.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.checked import Floats, Ints, numbers

DAYS_SHOWN = 28


@dataclass(frozen=True)
class Surface:
    """Window totals of each cell of the place, in any order; every array has one value a cell.

    days: whole local days T of the window [start, end), the same for all feeds. weekly: cells x whole
    weeks of enforcement events from the start. overdoses None: the place has no such feed. residents
    all 0: not known.
    """

    cell_id: Ints
    enforcement: Floats
    weekly: sparse.csr_array
    overdoses: Floats | None
    residents: Floats
    days: int

    def __post_init__(self) -> None:
        """Refuse arrays that cannot be what they are said to be."""
        cells = len(self.cell_id)
        numbers("enforcement events of the cells", self.enforcement, lowest=0, size=cells)
        numbers("residents of the cells", self.residents, lowest=0, size=cells)
        if self.overdoses is not None:
            numbers("overdoses of the cells", self.overdoses, lowest=0, size=cells)
        numbers("weekly events of the cells", self.weekly.data, lowest=0)
        if self.days < 1 or self.weekly.shape != (cells, self.days // 7):
            raise BadInputError(
                "window",
                f"{self.days} days and weekly counts of shape {self.weekly.shape} do not go together",
                "Pass whole days and one column for each complete week",
            )


@dataclass(frozen=True)
class Surroundings:
    """Kernel-weighted window totals around n points: y, N (None without the feed) and P."""

    enforcement: Floats
    overdoses: Floats | None
    residents: Floats


@dataclass(frozen=True)
class Exposures:
    """What the interval needs besides y: weekly y (n x T_w), sum k^2 e over those weeks and over all days."""

    weekly: Floats
    squares_in_weeks: Floats
    squares: Floats


def weekly_counts(cell_row: Ints, day: Ints, cells: int, days: int) -> tuple[Floats, sparse.csr_array]:
    """Return each cell's events in the window and in each complete week of it.

    cell_row: row of each event's cell; day: whole days from the start of the window, 0 .. days - 1.
    The trailing part-week counts in the totals only. Raises BadInputError outside either range.
    """
    if days < 1:
        raise BadInputError("window", f"{days} days are no window", "Pass at least one whole day")
    if len(day) and (day.min() < 0 or day.max() >= days or cell_row.min() < 0 or cell_row.max() >= cells):
        raise BadInputError("events", "one lies outside the window or the cells", "Filter the events first")
    weeks = days // 7
    week = day // 7
    whole = week < weeks
    pair, events = np.unique(cell_row[whole] * weeks + week[whole], return_counts=True)
    at = np.divmod(pair, max(weeks, 1))
    weekly = sparse.csr_array((events.astype(np.float64), at), shape=(cells, weeks))
    return np.bincount(cell_row, minlength=cells).astype(np.float64), weekly


def surroundings(weights: sparse.csr_array, surface: Surface) -> Surroundings:
    """Return the sums around the points that are the rows of weights (points x cells)."""
    return Surroundings(
        enforcement=weights @ surface.enforcement,
        overdoses=None if surface.overdoses is None else weights @ surface.overdoses,
        residents=weights @ surface.residents,
    )


def exposures(weights: sparse.csr_array, surface: Surface) -> Exposures:
    """Return weekly sums and sums of squares around the points that are the rows of weights."""
    squared = weights.power(2)
    return Exposures(
        weekly=(weights @ surface.weekly).toarray(),
        squares_in_weeks=squared @ surface.weekly.sum(axis=1),
        squares=squared @ surface.enforcement,
    )


def per_28_days(total: npt.NDArray[np.float64], days: int) -> Floats:
    """Return X = 28 y / T, the figure shown."""
    return DAYS_SHOWN * total / days
