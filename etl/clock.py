"""Local clock time to UTC and back, with the ambiguous and missing hours of daylight saving flagged."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

TimeArray = np.ndarray[Any, np.dtype[np.datetime64]]
ByteArray = np.ndarray[Any, np.dtype[np.uint8]]
TIME_FLAGS = ("", "ambiguous", "missing")  # by the codes local_to_utc returns
_SECOND = np.timedelta64(1, "s")
_YEARS = (1900, 2200)


@functools.cache
def _transitions(zone: str, year: int) -> list[tuple[int, int, int]]:
    """Return (UTC seconds, offset before, offset after), in seconds, of each clock change in `year`."""
    info = ZoneInfo(zone)

    def offset(seconds: int) -> int:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(info).utcoffset()
        return int(moment.total_seconds()) if moment is not None else 0

    found = []
    low = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    before = offset(low)
    while low < end:
        high = min(low + 6 * 86400, end)  # no zone changes twice within six days and back
        after = offset(high)
        if after != before:
            left, right = low, high
            while right - left > 1:
                middle = (left + right) // 2
                left, right = (middle, right) if offset(middle) == before else (left, middle)
            found.append((right, before, after))
        low, before = high, after
    return found


@functools.cache
def _table(zone: str, first: int, last: int) -> tuple[TimeArray, Any, Any]:
    """Return moments of change (UTC), and offsets before the first and after each of them."""
    changes = [change for year in range(first, last + 1) for change in _transitions(zone, year)]
    start = datetime(first, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    offsets = np.array([int(start.total_seconds()), *(after for _, _, after in changes)], np.int64)
    moments = np.array([moment for moment, _, _ in changes], np.int64)
    return moments.astype("datetime64[s]"), offsets[:-1], offsets


def _years(times: TimeArray) -> tuple[int, int]:
    real = times[~np.isnat(times)]
    if len(real) == 0:
        return 2000, 2000
    years = np.array([real.min(), real.max()]).astype("datetime64[Y]").astype(int) + 1970
    return max(int(years[0]) - 1, _YEARS[0]), min(int(years[1]) + 1, _YEARS[1])


def local_to_utc(local: TimeArray, zone: str) -> tuple[TimeArray, ByteArray]:
    """Return UTC (datetime64[us]) and a flag code (see TIME_FLAGS) of local clock times; NaT stays NaT.

    An ambiguous hour (clocks go back) is read as its first pass; a missing one (clocks go forward)
    with the offset before the change, as PEP 495 does for fold=0.
    """
    moments, before, offsets = _table(zone, *_years(local))
    after = offsets[1:]
    # the first pass ends, in local time, where the old offset meets the change
    turn = moments + before * _SECOND
    index = np.searchsorted(turn, local, side="right")  # NaT sorts last
    utc = local.astype("datetime64[us]") - offsets[index] * _SECOND
    flags = np.zeros(len(local), np.uint8)
    gap = after > before
    if len(moments):
        # missing: at or after `turn`, before `turn` plus the jump
        last = np.maximum(index - 1, 0)
        jump = (after - before)[last] * _SECOND
        missing = (index > 0) & gap[last] & (local < turn[last] + jump)
        flags[missing] = 2
        utc[missing] = local[missing].astype("datetime64[us]") - before[last[missing]] * _SECOND
        # ambiguous: before `turn` by less than the jump back
        following = np.minimum(index, len(moments) - 1)
        back = (before - after)[following] * _SECOND
        ambiguous = (index < len(moments)) & ~gap[following] & (local >= turn[following] - back)
        flags[ambiguous] = 1
    flags[np.isnat(local)] = 0
    return utc, flags


def utc_to_local(utc: TimeArray, zone: str) -> TimeArray:
    """Return local clock time (datetime64[us]) of UTC times; NaT stays NaT."""
    moments, _, offsets = _table(zone, *_years(utc))
    index = np.searchsorted(moments, utc, side="right")
    return np.asarray(utc.astype("datetime64[us]") + offsets[index] * _SECOND)
