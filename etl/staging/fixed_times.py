"""Times written in digits of fixed width, whole columns at once: two digits are looked up at a time.

A tenth of the CPU of strptime. What is not plainly such a time is NaT here, and SQL decides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Times = npt.NDArray[np.datetime64]
_DIGITS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
_CLOCK = (("%H", 24, 60), ("%M", 60, 60), ("%S", 60, 1))  # of each part its end, and how often the next fits
_CODE = re.compile("%-?.")
_NO_PAIR = 255
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]")
_STARTS = _MONTHS.astype("datetime64[D]").astype(np.int32)
_LENGTHS = np.diff(_STARTS).astype(np.uint8)


def _pairs() -> npt.NDArray[np.uint8]:
    """Return the number that two characters write, by their bytes as one number."""
    table = np.full(1 << 16, _NO_PAIR, np.uint8)
    for number in range(100):
        first, second = f"{number:02}".encode()
        table[first | second << 8] = number
    return table


_PAIRS = _pairs()


@dataclass(frozen=True)
class FixedFormat:
    """A strptime format each part of which has one width: where its parts and what is between them stand."""

    width: int
    places: dict[str, int]
    between: tuple[tuple[int, int], ...]  # offset, byte

    @classmethod
    def of(cls, form: str) -> FixedFormat | None:
        """Return the format, None unless it has a day in digits and nothing but parts of fixed width."""
        width, places, between = 0, {}, []
        pieces = [piece for piece in re.split(r"(%.)", form) if piece]
        if any(piece.startswith("%") and piece not in _DIGITS for piece in pieces) or not form.isascii():
            return None
        for piece in pieces:
            if piece in _DIGITS:
                places[piece] = width
                width += _DIGITS[piece]
            else:
                between += list(enumerate(piece.encode(), width))
                width += len(piece)
        once = max(Counter(pieces).get(part, 0) for part in _DIGITS) == 1
        return cls(width, places, tuple(between)) if once and places.keys() >= {"%Y", "%m", "%d"} else None

    def read(self, text: npt.NDArray[np.uint8]) -> Times:
        """Return the times in `text`, `width` bytes each; NaT for what is no such time."""
        size = len(text) // self.width
        good = np.ones(size, bool)
        for offset, byte in self.between:
            good &= text[offset :: self.width] == byte
        century, year = (self._number(text, size, "%Y", after) for after in (0, 2))
        month, day = (self._number(text, size, part) for part in ("%m", "%d"))
        good &= (century != _NO_PAIR) & (year != _NO_PAIR) & (month > 0) & (month <= 12)
        month += (century * 100 + year - _FIRST_YEAR) * 12 - 1
        good &= (month >= 0) & (month < len(_LENGTHS))
        month[~good] = 0
        good &= (day > 0) & (day <= _LENGTHS[month])
        seconds = np.zeros(size, np.int32)
        for part, end, times in _CLOCK:
            if part in self.places:
                number = self._number(text, size, part)
                good &= number < end
                seconds += number
            seconds *= times
        found = (_STARTS[month] + day - 1) * np.int64(86_400_000_000) + seconds * np.int64(1_000_000)
        found[~good] = np.iinfo(np.int64).min
        return found.view("datetime64[us]")

    def _number(
        self, text: npt.NDArray[np.uint8], size: int, part: str, after: int = 0
    ) -> npt.NDArray[np.int32]:
        pairs: npt.NDArray[np.uint16] = np.ndarray(
            (size,), "<u2", text.data, self.places[part] + after, (self.width,)
        )
        return _PAIRS[pairs].astype(np.int32)


def fixed_formats(formats: tuple[str, ...]) -> dict[str, FixedFormat]:
    """Return those of fixed width; none at all where a text might fit two of the formats.

    Digits fit two of them only where the same stands between the digits.
    """
    between = [tuple(_CODE.split(form)) for form in formats]
    codes = {code for form in formats for code in _CODE.findall(form)}
    if len(set(between)) < len(between) or not codes or codes - {*_DIGITS, "%n"}:
        return {}
    if any("%" not in form for form in formats):
        return {}
    found = {form: FixedFormat.of(form) for form in formats}
    return {form: fixed for form, fixed in found.items() if fixed}


def read_times(column: pa.Array, formats: tuple[FixedFormat, ...]) -> tuple[Times, npt.NDArray[np.uint8]]:
    """Return the time of each text (NaT where none is plain), and the number of the format it fits.

    The formats must differ in width, or fit no text in common.
    """
    size = len(column)
    times, which = np.full(size, np.datetime64("NaT"), "datetime64[us]"), np.zeros(size, np.uint8)
    ends = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + size + 1]
    data: npt.NDArray[Any] = np.frombuffer(column.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]
    lengths = np.diff(ends)
    for number, form in enumerate(formats):
        fits = lengths == form.width
        if not fits.any():
            continue
        found = form.read(data if fits.all() else data[np.repeat(fits, lengths)])
        rows = np.flatnonzero(fits)
        good = ~np.isnat(found)
        times[rows[good]] = found[good]
        which[rows[good]] = number
    return times, which
