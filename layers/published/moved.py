"""How far a released figure has moved since an earlier one, told only where figures with noise can say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from layers.statistics.released_change import Changes, count_changes, share_changes

FEWEST: Final = 20  # counted in either before a change is told
Says = Literal["missing", "not_tested", "too_few", "no_change", "changed"]


@dataclass(frozen=True)
class Moved:
    """What may be said of a change, with its 95 % interval where one was worked out.

    says: 'missing' where either has no figure, 'not_tested' where nothing tells how sure a difference is.
    percent: by, low and high are in per cent of the earlier figure, else in percentage points.
    """

    says: Says
    percent: bool = True
    by: float = math.nan
    low: float = math.nan
    high: float = math.nan


def count_moved(before: float, after: float, rounding: int, exposure: tuple[float, float] = (1, 1)) -> Moved:
    """Return how a rate has moved between two released counts over exposure[0] and [1], in one unit of time.

    rounding: what released counts are multiples of, 0 where they are exact.
    """
    if min(before, after) < FEWEST:
        return Moved("too_few")
    found = count_changes([before], [after], exposure, rounding)
    by, low, high = (100 * (float(each[0]) - 1) for each in (found.estimate, found.low, found.high))
    return Moved(_says(found), True, by, low, high)


def share_moved(before: tuple[float, float], after: tuple[float, float], rounding: int) -> Moved:
    """Return how a share has moved. before, after: (per cent, released whole it is a share of)."""
    if min(before[1], after[1]) < FEWEST:
        return Moved("too_few", percent=False)
    found = share_changes(([before[0]], [before[1]]), ([after[0]], [after[1]]), rounding)
    by, low, high = (float(each[0]) for each in (found.estimate, found.low, found.high))
    return Moved(_says(found), False, by, low, high)


def _says(found: Changes) -> Says:
    return "changed" if found.direction[0] else "no_change"
