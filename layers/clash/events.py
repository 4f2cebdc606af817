"""The events of one kind in the window, one entry each, as arrays. They never leave the restricted side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import store
from layers.clash.window import Window
from layers.periods import SourceMonths
from layers.statistics.checked import Floats, Ints

ALL = "true"
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Kind:
    """A kind of event: its feed, the condition that picks it, and the columns that describe it."""

    feed: str
    condition: str
    type_column: str = "''"
    operation_column: str = "''"


@dataclass(frozen=True)
class Words:
    """One word an event: of few different names, in order, the one at its number."""

    names: tuple[str, ...]
    at: Codes


@dataclass(frozen=True)
class Events:
    """One entry an event. cells: by resolution. day: whole days from the window's start.

    precision_m: how coarsely its source places it, 0 exact. key: the disclosure key, 0 where not asked for.
    """

    cells: dict[int, Ints]
    day: Ints
    latitude: Floats
    longitude: Floats
    precision_m: Floats
    type: Words
    local_time: npt.NDArray[np.datetime64]
    time_precision: Words
    operation: Words
    key: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.day)


@dataclass(frozen=True)
class Months:
    """The months covered by a kind's sources to the day, and whether it has any rows at all."""

    covered: set[int]
    any: bool


def months_of(con: store.Connection, kind: Kind) -> Months:
    """Return what the sources that hold any event of this kind cover."""
    found = store.rows(con, store.sql("publish_clash_coverage", feed=kind.feed, condition=kind.condition))
    sources: dict[str, list[tuple[int, int, int, int]]] = {}
    for source, month, dated, first, last in found:
        if dated:
            sources.setdefault(source, []).append((month, dated, first, last))
    covered: set[int] = set()
    for rows in sources.values():
        covered |= SourceMonths({row[0]: row[1] for row in rows}, rows[0][2], rows[-1][3]).covered()
    return Months(covered, bool(found))


def read_events(
    con: store.Connection, kind: Kind, window: Window, resolutions: Iterable[int], *, keyed: bool
) -> Events:
    """Return the located events of a kind in the window.

    keyed: read them from the temporary table `keyed` that publishing fills with the feed, keys and all.
    """
    cells = [f"cell_{resolution}" for resolution in resolutions]
    found = store.fetch_arrow(
        con,
        store.sql(
            "publish_clash_events",
            table="keyed" if keyed else kind.feed,
            condition=kind.condition,
            kind=kind.type_column,
            operation=kind.operation_column,
            key="event_key" if keyed else "0",
            cells=", ".join(cells),
        ),
        {"start": window.start, "end": window.end},
    )
    return Events(
        cells={int(name[5:]): found[name].to_numpy().astype(np.int64, copy=False) for name in cells},
        day=found["day"].to_numpy(),
        latitude=found["latitude"].to_numpy(),
        longitude=found["longitude"].to_numpy(),
        precision_m=found["metres"].to_numpy(),
        type=_words(found["kind"]),
        local_time=found["occurred_local"].to_numpy(),
        time_precision=_words(found["time_precision"]),
        operation=_words(found["operation"]),
        key=found["event_key"].to_numpy(),
    )


def _words(column: pa.ChunkedArray) -> Words:
    """Return words, and None as the word None, by their names in order."""
    told = column.combine_chunks().dictionary_encode(null_encoding="encode")
    names = np.array([str(name) for name in told.dictionary.to_pylist()], str)
    order, at = np.unique(names, return_inverse=True)
    return Words(tuple(order.tolist()), at.astype(np.int32)[told.indices.to_numpy()])
