"""One column of an unknown file: how full, how varied and of what kind its cells are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from etl.inspect.sample import Sample

MISSING = frozenset({"", "na", "n/a", "null", "none", "nan", "-", "unknown", "#n/a"})
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-zß-ÿ]+|[A-ZÀ-Þ]+[a-zß-ÿ]*|\d+")


@dataclass(frozen=True)
class ColumnProfile:
    """A column's name, position (1-based) and cells, with what can be worked out from them."""

    name: str
    position: int
    cells: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Lower-case words of the name: OCCURRED_ON_DATE and occurredOnDate give the same."""
        return tuple(word.lower() for word in _WORDS.findall(self.name))

    @cached_property
    def present(self) -> tuple[str, ...]:
        """Cells that hold something."""
        return tuple(cell for cell in self.cells if cell.lower() not in MISSING)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value is present."""
        return Counter(self.present)

    @property
    def filled(self) -> float:
        """Share of cells that hold something, 0 to 1."""
        return len(self.present) / max(1, len(self.cells))

    @property
    def distinct(self) -> float:
        """Number of different values by the number of filled cells, 0 to 1."""
        return len(self.counts) / max(1, len(self.present))

    @cached_property
    def decimal_comma(self) -> bool:
        """Whether the numbers use a comma where others use a point: 52,3702."""
        pattern = re.compile(r"^-?\d{1,3},\d{3,}$")
        values = list(self.counts)[:500]
        hits = [value for value in values if pattern.match(value)]
        # 1,563 alone is a thousands comma; more than three digits behind the comma cannot be one.
        return len(hits) > len(values) / 2 and any(len(value.split(",")[1]) > 3 for value in hits)

    @cached_property
    def thousands(self) -> bool:
        """Whether whole numbers are written with thousands commas: 1,563."""
        pattern = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
        return (
            not self.decimal_comma
            and sum(bool(pattern.match(value)) for value in self.counts) > 0
            and self._numeric_with_commas
        )

    @cached_property
    def _numeric_with_commas(self) -> bool:
        plain = re.compile(r"^-?[\d,]+(\.\d+)?$")
        return all(plain.match(value) for value in list(self.counts)[:500])

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The cells as numbers, NaN where they are none; (n,) for n rows."""
        result = np.full(len(self.cells), np.nan)
        for index, cell in enumerate(self.cells):
            text = cell
            if self.decimal_comma:
                text = text.replace(",", ".")
            elif "," in text:
                text = text.replace(",", "")
            try:
                result[index] = float(text)
            except ValueError:
                continue
        result[~np.isfinite(result)] = np.nan
        return result

    @property
    def numeric(self) -> float:
        """Share of filled cells that are numbers, 0 to 1."""
        return float(np.isfinite(self.numbers).sum()) / max(1, len(self.present))


def profile_columns(sample: Sample) -> tuple[ColumnProfile, ...]:
    """Return a profile of each column of the sample."""
    return tuple(
        ColumnProfile(name, position, cells)
        for position, (name, cells) in enumerate(zip(sample.names, sample.columns, strict=True), start=1)
    )
