"""Whether police activity near a service keeps to its opening hours.

TR_s = share of the incidents near the service that fall in its open hours, half an hour added on either
side, over the citywide share in the same hours of the week. Events of one operation are one incident:
testing events as if each stood alone accuses three times too often. A time known only as an interval
counts in each hour by the part of the interval that lies in it (aoristic weight).

Source: aoristic weights after Ratcliffe & McCullagh 1998; exact binomial tail by the regularized
incomplete beta function, which also takes parts of incidents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from etl.errors import BadInputError
from layers.statistics.checked import Flags, Floats, Ints

WEEK_MINUTES = 7 * 24 * 60
MARGIN_MINUTES = 30


@dataclass(frozen=True)
class OpeningRatio:
    """ratio: NaN where a share does not exist or the citywide one is 0; p: one-sided (more in open hours)."""

    ratio: float
    share: float
    city_share: float
    incidents: int
    p: float


def open_minutes(spans: tuple[tuple[int, int], ...], margin: int = MARGIN_MINUTES) -> Flags:
    """Return a flag for each minute of the week: open, or within `margin` of it.

    spans: [from, to) in minutes from Monday 00:00 local time; `to` before `from` runs over Sunday night.
    """
    flags = np.zeros(WEEK_MINUTES, bool)
    for start, end in spans:
        if not (0 <= start < WEEK_MINUTES and 0 <= end <= WEEK_MINUTES and start != end):
            raise BadInputError(
                "opening hours", f"{start} to {end} is no span of a week", "Give minutes 0..10080"
            )
        length = (end - start) % WEEK_MINUTES or WEEK_MINUTES
        flags[np.arange(start - margin, start + length + margin) % WEEK_MINUTES] = True
    return flags


def aoristic_share(flags: Flags, start_minute: Ints, length_minutes: Ints) -> Floats:
    """Return the part (0..1) of each interval that lies in flagged minutes.

    start_minute: minute of the week; length_minutes: at least 1 (an exact time is its one minute).
    """
    if len(start_minute) and (
        start_minute.min() < 0 or start_minute.max() >= WEEK_MINUTES or length_minutes.min() < 1
    ):
        raise BadInputError(
            "times", "a start is no minute of the week or a length is under 1", "Correct the times"
        )
    before = np.concatenate([[0], np.cumsum(flags)])
    whole, rest = np.divmod(length_minutes, WEEK_MINUTES)
    end = start_minute + rest
    around = np.where(
        end > WEEK_MINUTES, before[-1] + before[end % WEEK_MINUTES], before[np.minimum(end, WEEK_MINUTES)]
    )
    inside = whole * before[-1] + around - before[start_minute]
    return np.asarray(inside / length_minutes)


def collapse(values: Floats, operation: Ints) -> tuple[Floats, Ints]:
    """Return the mean value of each operation and its id; operation -1 is an incident of its own."""
    alone = operation < 0
    ids, row = np.unique(operation[~alone], return_inverse=True)
    means = np.bincount(row, values[~alone], len(ids)) / np.maximum(np.bincount(row, minlength=len(ids)), 1)
    return np.concatenate([means, values[alone]]), np.concatenate([ids, operation[alone]])


def opening_ratio(
    flags: Flags, start_minute: Ints, length_minutes: Ints, operation: Ints, near: Flags
) -> OpeningRatio:
    """Return TR of one service. One entry an event of the whole city; near: those within its reach.

    An operation partly near counts near by the events that are near. p: the chance of so many incidents
    in open hours or more, if each fell there with the citywide share.
    """
    inside = aoristic_share(flags, start_minute, length_minutes)
    city, _ = collapse(inside, operation)
    here, _ = collapse(inside[near], operation[near])
    nothing = float("nan")
    if not len(here):
        return OpeningRatio(nothing, nothing, float(city.mean()) if len(city) else nothing, 0, nothing)
    share, expected = float(here.mean()), float(city.mean())
    found = float(here.sum())
    p = float(betainc(found, len(here) - found + 1, expected)) if found > 0 else 1.0
    return OpeningRatio(share / expected if expected > 0 else nothing, share, expected, len(here), p)
