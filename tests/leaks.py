"""Finding what must not leave the restricted store in what a server sends, however it is written down.

Positions to five decimals (about a metre) as text, as scaled whole numbers, as float32 and float64 in either
byte order at any offset, in base64 and in gzip; the finest cells of events; planted texts.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
APART: Final = 4  # numbers that may lie between a latitude and its longitude
GZIP: Final = b"\x1f\x8b"
_DECIMAL: Final = re.compile(rb"-?\d{1,3}\.\d{5,}")
_PAIR: Final = re.compile(rb"\[\s*(-?\d{1,3}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*\]")  # as GeoJSON has it
_WHOLE: Final = re.compile(rb"(?<![\d.])-?\d{6,10}(?![\d.])")
_LONG: Final = re.compile(rb"(?<!\d)\d{18,19}(?!\d)")
_CELL: Final = re.compile(rb"8[9a-f][0-9a-f]{13}")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_BINARY: Final = ("application/octet-stream", "application/x-protobuf")


def keys_of(latitude: Numbers, longitude: Numbers) -> npt.NDArray[np.int64]:
    """Return each position to five decimals as one whole number."""
    return (np.rint(latitude * 1e5).astype(np.int64) << 32) + np.rint(longitude * 1e5).astype(np.int64)


@dataclass(frozen=True)
class Secrets:
    """What must not be found. positions: as `keys_of` has them; singles: as pairs of float32, as bits.

    common: coordinates of public places, in hundred-thousandths of a degree: two of them that happen to
    stand near each other are no position.
    """

    positions: npt.NDArray[np.int64]
    common: npt.NDArray[np.int64]
    singles: npt.NDArray[np.uint64]
    coordinates: Numbers
    cells: npt.NDArray[np.uint64]
    texts: tuple[bytes, ...]
    seen: set[bytes] = field(default_factory=set)  # packed texts that were looked at

    @staticmethod
    def of(
        latitude: Numbers,
        longitude: Numbers,
        cells: Sequence[int],
        texts: Iterable[str],
        told: Iterable[tuple[float, float]],
    ) -> Secrets:
        """Return what hides positions, cells and texts. told: latitude, longitude of all that is public."""
        public = np.array(list(told), float).reshape(-1, 2)
        open_keys = keys_of(public[:, 0], public[:, 1])
        cut = np.trunc(latitude * 1e5) / 1e5, np.trunc(longitude * 1e5) / 1e5
        keys = np.unique(np.concatenate([keys_of(latitude, longitude), keys_of(*cut)]))
        hidden = ~np.isin(keys_of(latitude, longitude), open_keys)
        return Secrets(
            np.setdiff1d(keys, open_keys),
            np.unique(np.rint(public.ravel() * 1e5).astype(np.int64)),
            np.unique(_pairs_of(latitude[hidden].astype("<f4"), longitude[hidden].astype("<f4"))),
            np.setdiff1d(np.concatenate([latitude[hidden], longitude[hidden]]), public.ravel()),
            np.unique(np.array(cells, np.uint64)),
            tuple(text.lower().encode() for text in texts),
        )

    def found_in(self, headers: Iterable[tuple[str, str]], body: bytes, mimetype: str) -> list[str]:
        """Return what a reply gives away."""
        found = self._in_text("\n".join(f"{name}: {value}" for name, value in headers).encode())
        if body[:2] == GZIP:
            body = gzip.decompress(body)
        found += self._in_text(body)
        if mimetype in _BINARY:
            found += self._in_bytes(body)
        else:
            for packed in set(_BASE64.findall(body)) - self.seen:
                self.seen.add(packed)  # names and addresses look like it too, and come again and again
                found += self._in_packed(packed)
        return sorted(set(found))

    def _in_packed(self, packed: bytes) -> list[str]:
        packed = packed.rstrip(b"=")
        try:
            plain = base64.b64decode(packed + b"=" * (-len(packed) % 4))
        except ValueError:
            return []
        if plain[:2] == GZIP:
            plain = gzip.decompress(plain)
        return self._in_text(plain) + self._in_bytes(plain)

    def _in_text(self, text: bytes) -> list[str]:
        low, found = text.lower(), []
        for each in self.texts:
            if any(form in low for form in (each, each.hex().encode(), each.upper().hex().encode())):
                found.append(f"the text {each.decode()}")
        written = np.array(_PAIR.findall(text), float).reshape(-1, 2)
        if _among(keys_of(written[:, 1], written[:, 0]), self.positions).any():
            found.append("a position as GeoJSON")
        told = np.array([float(number) for number in _DECIMAL.findall(text)])
        found += self._positions(told, "as text")
        whole = np.array([float(number) for number in _WHOLE.findall(text)])
        for scale in (1e5, 1e6, 1e7):
            found += self._positions(whole / scale, f"as whole numbers times {scale:g}")
        named = [int(number) for number in _LONG.findall(text)] + [
            int(cell, 16) for cell in _CELL.findall(low)
        ]
        if _among(np.array(named, np.uint64), self.cells).any():
            found.append("the finest cell of an event")
        return found

    def _in_bytes(self, body: bytes) -> list[str]:
        found = []
        for kind in ("<f8", ">f8", "<f4", ">f4"):
            size = int(kind[2])
            for offset in range(size):
                usable = (len(body) - offset) // size * size
                with np.errstate(invalid="ignore"):
                    values = np.frombuffer(body[offset : offset + usable], kind).astype(f"<f{size}")
                if size == 8:
                    known = np.where(np.isfinite(values) & (np.abs(values) <= 180), values, 0.0)
                    found += self._positions(known, "as float64")
                    if _among(known, self.coordinates).any():
                        found.append("a coordinate as float64")
                elif _among(_pairs(values), self.singles).any():
                    found.append("a position as float32")
        for kind in ("<u8", ">u8"):
            for offset in range(8):
                usable = (len(body) - offset) // 8 * 8
                words = np.frombuffer(body[offset : offset + usable], kind).astype(np.uint64)
                if _among(words, self.cells).any():
                    found.append("the finest cell of an event")
        return found

    def _positions(self, numbers: Numbers, how: str) -> list[str]:
        if len(numbers) < 2:
            return []
        known = _among(np.rint(numbers * 1e5).astype(np.int64), self.common)
        for apart in range(1, APART + 1):
            one, other = numbers[:-apart], numbers[apart:]
            near = (np.abs(one) <= 180) & (np.abs(other) <= 180) & ~(known[:-apart] & known[apart:])
            keys = np.concatenate([keys_of(one[near], other[near]), keys_of(other[near], one[near])])
            if _among(keys, self.positions).any():
                return [f"a position {how}"]
        return []


def _among(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return which values are among known ones, which are in order; fast for few values."""
    if not len(values) or not len(known):
        return np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[at] == values)


def _pairs_of(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Return pairs of float32 as one word each, their bits side by side."""
    bits = [each.view("<u4").astype(np.uint64) for each in (one, other)]
    return (bits[0] << np.uint64(32)) | bits[1]


def _pairs(values: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Return all neighbouring float32 as words, in both orders."""
    one, other = values[:-1], values[1:]
    return np.concatenate([_pairs_of(one, other), _pairs_of(other, one)])
