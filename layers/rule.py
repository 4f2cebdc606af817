"""The two ways by which true counts become figures: released to boards, or exact for analysts.

Publishing is handed one of them as a value and asks it for every count, rate and total: the same measures,
grids and tables come out of both.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from etl.feed import FeedKind
from layers import disclosure
from layers.disclosure import NO_DATA, RATE_LOW, RELEASED, Floats, Ints, Law, Rates, Release
from layers.settled import Blocks, Sets, settle

KeySums = npt.NDArray[np.uint32]
MOVED = np.uint32(0x9E3779B9)  # makes other noise of the same keys


class Rule(Protocol):
    """What becomes of a true count. `exact`: nothing is withheld, moved or rounded."""

    @property
    def exact(self) -> bool:
        """Return whether figures come out as they were counted: such a file is never for boards."""

    def release(self, counts: Ints, key_sums: KeySums) -> Release:
        """Return the count of each fixed cell, area or hour."""

    def share(self, part: Release, whole: Release) -> Rates:
        """Return 100 x part / whole."""

    def ratio(self, part: Release, base: Floats, per: float) -> Rates:
        """Return per x part / base."""

    def of_several(self, counts: Ints, key_sum: int) -> Release:
        """Return the total of what several counted, each knowing their own count."""

    def mean(self, scores: Floats, *, of_several: bool) -> float | None:
        """Return the mean of scores, None where it may not be told. of_several: they are one a service."""

    def noise(self, about: str, key_sum: int) -> float:
        """Return the noise of a sum over events with weights, always the same for the same events and sum."""

    def settle(self, was: Sets, now: Sets, block: Blocks) -> Sets:
        """Return what is told of sets of which something was told before."""

    def moved(self, was: int, now: int) -> bool:
        """Return whether so many events have come or gone that what was said of them may change."""

    def rows_in_words(self, source: str, count: int, kind: FeedKind) -> str:
        """Return a number of rows of a source in words."""


@dataclass(frozen=True)
class Protected:
    """The release function of the place's law and secret: what every published figure goes through."""

    law: Law
    secret: bytes

    @property
    def exact(self) -> bool:
        """Return False."""
        return False

    def release(self, counts: Ints, key_sums: KeySums) -> Release:
        """Return released counts (layers/disclosure.py)."""
        return disclosure.release(self.law, self.secret, counts, key_sums)

    def share(self, part: Release, whole: Release) -> Rates:
        """Return shares of released counts."""
        return disclosure.share(self.law, part, whole)

    def ratio(self, part: Release, base: Floats, per: float) -> Rates:
        """Return rates of released counts."""
        return disclosure.ratio(self.law, part, base, per)

    def of_several(self, counts: Ints, key_sum: int) -> Release:
        """Return the total, withheld where two who know their own counts would be left with 1 to 7."""
        keys = np.array([key_sum], np.uint32)
        released = self.release(np.array([counts.sum()], np.int64), keys)
        return released if disclosure.stands_among(self.law, counts) else disclosure.NOTHING_TOLD

    def mean(self, scores: Floats, *, of_several: bool) -> float | None:
        """Return the mean to a tenth, None of fewer than five services: each knows its own score."""
        if of_several and len(scores) < disclosure.SERVICES_BEHIND_A_MEAN:
            return None
        return round(float(scores.mean()), 1)

    def noise(self, about: str, key_sum: int) -> float:
        """Return noise in -7.5..7.5, drawn for the events and what is summed: other than that of their count.

        It has fractions. Weights have them too, and with noise in whole numbers the fraction of a sum would
        tell how many events are in it.
        """
        whole, part = self._drawn(f"sum {about} {key_sum}"), self._drawn(f"part {about} {key_sum}")
        return float(disclosure.noise(self.secret, whole)[0]) + (int(part[0]) + 0.5) / 2**32 - 0.5

    def settle(self, was: Sets, now: Sets, block: Blocks) -> Sets:
        """Return sets as they were told until they have moved by as many as may be counted."""
        return settle(was, now, block, self.law.threshold - 1, self._beside)

    def moved(self, was: int, now: int) -> bool:
        """Return whether a number has moved by as many as may be counted."""
        return abs(now - was) >= self.law.threshold

    def _beside(self, sums: KeySums) -> Ints:
        """Return other noise than that of the sets' counts."""
        return disclosure.noise(self.secret, sums ^ MOVED)

    def rows_in_words(self, source: str, count: int, kind: FeedKind) -> str:
        """Return a number of rows in words: exact for areas and tables about them, which count nobody.

        Rows about sites are rounded, or 'under 8', since a place may hide some of them; rows of events get
        noise as well. It is drawn for the source and the number: it stays while the number stays, and rows
        read and rows loaded, mostly the same rows, do not give two draws that could be averaged.
        """
        if kind in ("area", "table"):
            return f"{count:,}"
        if kind == "site":
            step = self.law.rounding
            rounded = (2 * count + step) // (2 * step) * step
            return f"under {self.law.threshold}" if 0 < count < self.law.threshold else f"{rounded:,}"
        released = self.release(np.array([count], np.int64), self._drawn(f"rows {source} {count}"))
        return f"{released.count[0]:,}" if released.state[0] == RELEASED else f"under {self.law.threshold}"

    def _drawn(self, about: str) -> KeySums:
        """Return what stands for the keys where noise is drawn for something in words."""
        digest = hmac.digest(self.secret, about.encode(), hashlib.sha256)
        return np.array([int.from_bytes(digest[:4], "big")], np.uint32)


@dataclass(frozen=True)
class Identity:
    """Every figure as it was counted. Rates on fewer than 20 events stay marked: they are still unsteady."""

    @property
    def exact(self) -> bool:
        """Return True."""
        return True

    def release(self, counts: Ints, key_sums: KeySums) -> Release:  # noqa: ARG002  # the rule's shape
        """Return the counts themselves."""
        counts = np.asarray(counts, np.int64)
        return Release(counts, np.full(len(counts), RELEASED, np.int8))

    def share(self, part: Release, whole: Release) -> Rates:
        """Return 100 x part / whole; no data where the whole is none."""
        return _rates(100.0, part.count, whole.count.astype(np.float64), whole.count)

    def ratio(self, part: Release, base: Floats, per: float) -> Rates:
        """Return per x part / base; no data where the base is 0 or not known."""
        return _rates(per, part.count, base, part.count)

    def of_several(self, counts: Ints, key_sum: int) -> Release:
        """Return the total itself."""
        return self.release(np.array([counts.sum()], np.int64), np.array([key_sum], np.uint32))

    def mean(self, scores: Floats, *, of_several: bool) -> float | None:  # noqa: ARG002  # the rule's shape
        """Return the mean itself."""
        return float(scores.mean())

    def noise(self, about: str, key_sum: int) -> float:  # noqa: ARG002  # the rule's shape
        """Return 0."""
        return 0.0

    def settle(self, was: Sets, now: Sets, block: Blocks) -> Sets:  # noqa: ARG002
        """Return the sets as they are."""
        return now

    def moved(self, was: int, now: int) -> bool:
        """Return whether the number is another."""
        return was != now

    def rows_in_words(self, source: str, count: int, kind: FeedKind) -> str:  # noqa: ARG002
        """Return the number itself."""
        return f"{count:,}"


def _rates(per: float, part: Ints, base: Floats, behind: Ints) -> Rates:
    usable = np.isfinite(base) & (np.nan_to_num(base) > 0)
    value = np.where(usable, np.round(per * part / np.where(usable, base, 1.0), 4), np.nan)
    state = np.where(usable, RELEASED, NO_DATA).astype(np.int8)
    return Rates(value, state, usable & (behind < RATE_LOW))
