"""What was told last: the sets behind published figures, so that the next version can keep them (settled.py).

One file beside the events, HOME/restricted/told.arrow, of counts and sums of keys; a server for boards has no
copy and needs none. It follows what was published, not what is current: after a roll back boards have still
seen the later version. A version that is made but not published yet has its own beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from layers.grids import Ground
from layers.rule import Rule
from layers.settled import Blocks, Ints, Sets, gather

FILE = "told.arrow"
PARTS = 1 << 20  # of one unit of ground: kinds, hours
_COLUMNS = pa.schema(
    [
        ("name", pa.string()),
        ("unit", pa.int64()),
        ("quarter", pa.int32()),
        ("events", pa.int64()),
        ("keys", pa.int64()),
        ("said", pa.string()),
    ]
)
_MARK = -1  # the unit of a row that says no more than that a quarter was told


class Told:
    """What was told, by name of what is counted, and what is told now."""

    def __init__(self, table: pa.Table | None = None) -> None:
        """Read what was told last, by default nothing."""
        self._was: dict[str, Sets] = {}
        self._said: dict[str, tuple[int, str]] = {}
        self._table = _COLUMNS.empty_table() if table is None else table
        columns = {each: self._table[each].to_numpy() for each in ("unit", "quarter", "events", "keys")}
        names = np.array(self._table["name"].to_pylist(), object)
        said = self._table["said"].to_pylist()
        starts = [0, *(np.flatnonzero(names[1:] != names[:-1]) + 1).tolist()] if len(names) else []
        for start, stop in zip(starts, [*starts[1:], len(names)], strict=False):
            name, own = str(names[start]), slice(start, stop)
            if said[start] is not None:
                self._said[name] = (int(columns["events"][start]), said[start])
                continue
            unit, quarter = columns["unit"][own], columns["quarter"][own].astype(np.int64)
            some = unit != _MARK
            self._was[name] = Sets(
                unit[some],
                quarter[some],
                columns["events"][own][some],
                columns["keys"][own][some].astype(np.uint64),
                frozenset(quarter[~some].tolist()),
            )
        self._now: dict[str, Sets] = {}
        self._saying: dict[str, tuple[int, str]] = {}

    @property
    def digest(self) -> str:
        """Return what stands for all that was told last."""
        return hashlib.sha256(_bytes(self._table)).hexdigest()[:16]

    def settle(self, rule: Rule, name: str, block: Blocks, now: Sets) -> Sets:
        """Return what is told of some sets, and remember it. block: the shortest period of quarters."""
        if rule.exact:
            return now
        was = self._was.get(name)
        if was is None:
            self._now[name] = now
            return now
        told = rule.settle(was, now, block)
        beside = ~np.isin(was.quarter, sorted(now.quarters))
        self._now[name] = Sets(
            np.append(told.unit, was.unit[beside]),
            np.append(told.quarter, was.quarter[beside]),
            np.append(told.events, was.events[beside]),
            np.append(told.keys, was.keys[beside]),
            told.quarters | was.quarters,
        )
        return told

    def say(self, rule: Rule, name: str, events: int, value: Any) -> Any:
        """Return what is said of some events: as it was while they have moved by few. value: JSON's."""
        if rule.exact:
            return value
        was = self._said.get(name)
        if was is not None and not rule.moved(was[0], events):
            self._saying[name] = was
            return json.loads(was[1])
        self._saying[name] = (events, json.dumps(value))
        return value

    def table(self) -> pa.Table:
        """Return all that has been told, with what is told now: what is not counted now stays as it was."""
        parts = []
        for name, sets in sorted({**self._was, **self._now}.items()):
            order, marks = np.lexsort((sets.quarter, sets.unit)), np.array(sorted(sets.quarters), np.int64)
            none = np.zeros(len(marks), np.int64)
            parts.append(
                _rows(
                    name,
                    np.append(np.full(len(marks), _MARK), sets.unit[order]),
                    np.append(marks, sets.quarter[order]),
                    np.append(none, sets.events[order]),
                    np.append(none, sets.keys[order].astype(np.int64)),
                    None,
                )
            )
        for name, (events, value) in sorted({**self._said, **self._saying}.items()):
            none = np.zeros(1, np.int64)
            parts.append(_rows(name, none, none, np.array([events], np.int64), none, value))
        return pa.concat_tables([_COLUMNS.empty_table(), *parts]).combine_chunks()


def unit_ids(ground: Ground, grid: str) -> Ints:
    """Return a number for each row of a grid that stays when rows come and go."""
    if grid == "place":
        return np.zeros(1, np.int64)
    if grid == "area":
        return np.array([_number(area.area_id, 40) for area in ground.areas], np.int64)
    return ground.grids[grid].cells


def part_ids(units: Ints, parts: Iterable[str]) -> Ints:
    """Return a number for each part of each unit, one part after the other."""
    return np.concatenate([units * PARTS + _number(part, 20) for part in parts])


def settled_rows(told: Told, rule: Rule, name: str, ids: Ints, block: Blocks, now: Sets) -> Sets:
    """Return what is told of rows with these ids. now: units are rows; ids of no row are left out."""
    if rule.exact:
        return now
    known = told.settle(
        rule, name, block, Sets(ids[now.unit], now.quarter, now.events, now.keys, now.quarters)
    )
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids, known.unit, sorter=order), max(len(ids) - 1, 0))
    row = np.where(ids[order[at]] == known.unit, order[at], -1) if len(ids) else np.full(len(known.unit), -1)
    return gather(row, known.quarter, known.events, known.keys, known.quarters)


def read_told(home: Path) -> Told:
    """Return what was told last of a home, nothing before its first publication."""
    path = home / "restricted" / FILE
    if not path.is_file():
        return Told()
    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as reader:
        return Told(reader.read_all())


def keep_aside(home: Path, version: str, told: Told) -> None:
    """Write what a version would tell, until it is published."""
    path = _aside(home, version)
    part = path.with_suffix(".part")
    with part.open("wb") as out:
        out.write(_bytes(told.table()))
        out.flush()
        os.fsync(out.fileno())
    part.chmod(0o600)
    part.replace(path)


def now_told(home: Path, version: str) -> None:
    """Note that a version is published from now on; one that was published before has nothing aside."""
    if _aside(home, version).is_file():
        _aside(home, version).replace(home / "restricted" / FILE)


def forget_aside(home: Path, but: str | None = None) -> None:
    """Remove what versions would tell that are not published, but one that still waits."""
    for path in (home / "restricted").glob("told-*"):
        if but is None or path != _aside(home, but):
            path.unlink()


def _aside(home: Path, version: str) -> Path:
    return home / "restricted" / f"told-{version}.arrow"


def _rows(name: str, unit: Ints, quarter: Ints, events: Ints, keys: Ints, said: str | None) -> pa.Table:
    size = len(unit)
    columns = [pa.repeat(name, size), unit, quarter.astype(np.int32), events, keys]
    return pa.table([*columns, pa.array([said] * size, pa.string())], schema=_COLUMNS)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, _COLUMNS) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _number(name: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> (64 - bits)
