"""The figures of one version while it is being made: kept by layer, grid and period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from layers.disclosure import Floats
from layers.publish.material import FIGURES

Key = tuple[str, str, str]  # layer id, grid, period id


class Figures:
    """Released figures in the order they were added."""

    def __init__(self) -> None:
        """Start with none."""
        self._tables: dict[Key, pa.Table] = {}

    def add(self, tables: Iterable[pa.Table]) -> None:
        """Keep tables made by `figure_table`; an empty one (a grid without rows) is left out."""
        for table in tables:
            if table.num_rows:
                key = (table["layer_id"][0].as_py(), table["grid"][0].as_py(), table["period_id"][0].as_py())
                if key in self._tables:
                    raise ValueError(f"figures of {key} were made twice")
                self._tables[key] = table

    def __iter__(self) -> Iterator[Key]:
        """Return (layer, grid, period) of all figures in the order they were added."""
        return iter(self._tables)

    def has_layer(self, layer_id: str) -> bool:
        """Return whether a layer has any figure."""
        return any(key[0] == layer_id for key in self._tables)

    def value(self, key: Key) -> Floats:
        """Return the released (or parent's) values of one key, NaN where there is none."""
        values: Floats = self._tables[key]["value"].to_numpy()
        return values

    def count(self, key: Key) -> Floats:
        """Return the released counts of one key, NaN where there is none."""
        return np.asarray(self._tables[key]["count"].to_pandas(), float)

    def state(self, key: Key) -> np.ndarray:
        """Return the states of one key, in words."""
        return np.array(self._tables[key]["state"].to_pylist(), object)

    def all(self) -> pa.Table:
        """Return all figures as one table."""
        return pa.concat_tables(self._tables.values()) if self._tables else FIGURES.empty_table()
