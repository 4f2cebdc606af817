"""The release function: what becomes of a count before anyone outside the restricted store sees it.

Pure arrays. Every published count (cell, area, total, hour) goes through `release`, and every
published rate through `share` or `ratio`, which know released figures only.

Source: docs/design privacy rules 4; cell keys after the ONS and ABS table builders.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.errors import RefusedError
from layers.noise import LARGEST_NOISE, NOISE_WEIGHTS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

RELEASED, PARENT, WITHHELD, NO_DATA = 0, 1, 2, 3
STATES = ("released", "parent", "withheld", "no_data")
LOWEST_THRESHOLD = 5
RATE_MINIMUM = 10  # no rate on fewer events
RATE_LOW = 20  # flagged on fewer events
SERVICES_BEHIND_A_MEAN = 5
PARTNERS = 2  # services that may put what they know together
_CUMULATIVE = np.cumsum(NOISE_WEIGHTS)


@dataclass(frozen=True)
class Law:
    """The place's disclosure settings: counts under `threshold` are withheld, others rounded.

    Raises RefusedError below the lowest threshold, or where rounding could turn a count into 0.
    """

    threshold: int = 8
    rounding: int = 5

    def __post_init__(self) -> None:
        """Refuse settings that protect nobody."""
        if self.threshold < LOWEST_THRESHOLD:
            raise RefusedError(
                "disclosure.threshold",
                f"{self.threshold} is below {LOWEST_THRESHOLD}, the lowest a place may choose",
                f"Set it to {LOWEST_THRESHOLD} or more; 8 is the default",
            )
        if not 1 <= self.rounding <= self.threshold:
            raise RefusedError(
                "disclosure.rounding",
                f"{self.rounding} is not between 1 and the threshold {self.threshold}",
                "Set it to 5, the default, or to another number in that range",
            )


@dataclass(frozen=True)
class Release:
    """Released counts. count is -1 wherever state is not `released`."""

    count: Ints
    state: States

    def __post_init__(self) -> None:
        """Check that no withheld count is carried along."""
        if ((self.count < 0) != (self.state != RELEASED)).any():
            raise ValueError("a count and its state disagree")


NOTHING_TOLD = Release(np.array([-1], np.int64), np.array([WITHHELD], np.int8))


@dataclass(frozen=True)
class Rates:
    """Rates worked out from released figures. value is NaN wherever state is not `released`."""

    value: Floats
    state: States
    low: Flags


def noise(secret: bytes, key_sums: npt.NDArray[np.uint32]) -> Ints:
    """Return the noise in -7..7 of each event set, given the sum of its keys modulo 2^32.

    u is the first 16 bits of HMAC-SHA256(secret, the sum as four bytes, most significant first);
    d is the inverse of the table's cumulative distribution at u. The same set always gets the same d.
    """
    drawn = np.fromiter(
        (
            int.from_bytes(hmac.digest(secret, int(k).to_bytes(4, "big"), hashlib.sha256)[:2], "big")
            for k in key_sums
        ),
        np.int64,
        len(key_sums),
    )
    return np.searchsorted(_CUMULATIVE, drawn, side="right") - LARGEST_NOISE


def release(law: Law, secret: bytes, counts: Ints, key_sums: npt.NDArray[np.uint32]) -> Release:
    """Return the released count of each fixed cell or area.

    0 is released as 0. A true count n, or a noised count m = n + d, under the threshold is withheld;
    otherwise m is rounded to the nearest multiple of `rounding`, a tie upwards.
    """
    counts = np.asarray(counts, np.int64)
    noised = counts.copy()
    large = counts >= law.threshold  # smaller sets are withheld whatever their noise
    noised[large] += noise(secret, np.asarray(key_sums)[large])
    kept = large & (noised >= law.threshold)
    rounded = (2 * noised + law.rounding) // (2 * law.rounding) * law.rounding
    zero = counts == 0
    return Release(
        count=np.where(zero, 0, np.where(kept, rounded, -1)),
        state=np.where(zero | kept, RELEASED, WITHHELD).astype(np.int8),
    )


def stands_among(law: Law, counts: Ints) -> bool:
    """Return whether a total may be told to those who counted its parts and know their own.

    What is left of it when one part is taken away, or the two largest, is nothing or enough to be a number:
    so neither one service nor two together learn that the others counted 1 to 7.
    Source: the dominance rule of statistical disclosure control (n = 2), here on the rest and not its share.
    """
    largest = np.sort(np.asarray(counts, np.int64))[::-1]
    rests = [int(largest[taken:].sum()) for taken in range(1, PARTNERS + 1)]
    return all(rest == 0 or rest >= law.threshold for rest in rests)


def withhold_partner(released: Release) -> Release:
    """Return counts of the parts of whole sets, one row a set (rows x parts), safe beside the set's total.

    Where exactly one part is withheld, the total less the other parts is an estimate of it; so the
    smallest of the others is withheld too, and only the sum of two can be estimated.
    """
    alone = (released.state == WITHHELD).sum(axis=1) == 1
    size = np.where(released.count > 0, released.count, np.iinfo(np.int64).max)
    partner = np.zeros(size.shape, np.bool_)
    partner[np.arange(len(size)), size.argmin(axis=1)] = True
    hidden = partner & alone[:, None] & (released.count > 0)
    return Release(
        count=np.where(hidden, -1, released.count),
        state=np.where(hidden, WITHHELD, released.state).astype(np.int8),
    )


def assured(law: Law, released: Ints) -> Ints:
    """Return how many events a released count stands for at the least.

    Rates are allowed by this figure and not by the true count, so that showing or not showing one
    says nothing that the released count did not say already.
    """
    return np.where(released > 0, released - law.rounding // 2 - LARGEST_NOISE, 0)


def share(law: Law, part: Release, whole: Release) -> Rates:
    """Return 100 x part / whole where both are released, never above 100.

    None where fewer than 10 events are assured behind the whole; low where fewer than 20 are.
    """
    rates = ratio(law, part, np.where(whole.state == RELEASED, whole.count, np.nan), 100.0, whole)
    return Rates(np.minimum(rates.value, 100.0), rates.state, rates.low)


def ratio(law: Law, part: Release, base: Floats, per: float, counted: Release | None = None) -> Rates:
    """Return per x part / base. `counted` is the set whose size decides (default: the part itself).

    A base of 0 or NaN, or no event at all, is no data; everything else that gives no rate is withheld.
    """
    counted = part if counted is None else counted
    behind = assured(law, counted.count)
    usable = np.isfinite(base) & (np.nan_to_num(base) > 0)
    shown = (part.state == RELEASED) & (counted.state == RELEASED) & usable & (behind >= RATE_MINIMUM)
    safe_base = np.where(usable, base, 1.0)
    value = np.where(shown, np.round(per * np.maximum(part.count, 0) / safe_base, 4), np.nan)
    nothing = (counted.state == RELEASED) & ((counted.count == 0) | ~usable)
    state = np.where(shown, RELEASED, np.where(nothing, NO_DATA, WITHHELD)).astype(np.int8)
    return Rates(value, state, shown & (behind < RATE_LOW))
