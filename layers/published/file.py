"""One published version's file: opened read only, asked by the statements of etl/sql/read_published.sql."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

import etl
from etl.store import Connection, NotThereError, open_published
from layers.chosen import Chosen


def read_statements() -> dict[str, str]:
    """Return the named statements of etl/sql/read_published.sql."""
    text = (Path(etl.__file__).parent / "sql" / "read_published.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


STATEMENTS = read_statements()


def _statement(name: str, parts: Mapping[str, str]) -> str:
    statement = STATEMENTS[name]
    for part, text in parts.items():
        statement = statement.replace("{" + part + "}", text)
    return statement


class PublishedFile:
    """An open version; every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the version's file read only."""
        self.version = path.stem
        self._connection: Connection = open_published(path)
        self._lock = threading.Lock()
        self._kept: dict[tuple[Any, ...], Any] = {}  # a version never changes, so neither does an answer

    @property
    def shapes_version(self) -> str:
        """Return the version whose cells and shapes these are."""
        return self.version

    @property
    def chosen(self) -> Chosen:
        """Return which events the figures are of: all of them."""
        return Chosen()

    def close(self) -> None:
        """Let the file go; for the end of a process, when nobody reads any more."""
        self._connection.close()
        del self._connection

    def _rows(self, name: str, *parameters: Any, **parts: str) -> list[tuple[Any, ...]]:
        """Return the rows of a named statement, each request on a cursor of its own.

        parts: replace {part} in the statement; never what a reader wrote.
        """
        cursor = self._connection.cursor()
        try:
            found: list[tuple[Any, ...]] = cursor.execute(
                _statement(name, parts), list(parameters)
            ).fetchall()
            return found
        finally:
            cursor.close()

    def _columns(self, name: str, *parameters: Any, **parts: str) -> dict[str, NDArray[Any]]:
        """Return a named statement's result as one array a column (masked where it holds NULL)."""
        cursor = self._connection.cursor()
        try:
            asked = cursor.execute(_statement(name, parts), list(parameters))
            found: dict[str, NDArray[Any]] = asked.fetchnumpy()
            return found
        finally:
            cursor.close()

    def _has(self, table: str, column: str = "") -> bool:
        """Return whether the version has a table (and a column): one of an earlier program can lack some."""
        held: frozenset[str] = self._keep(("columns", table), lambda: self._columns_of(table))
        return column in held if column else bool(held)

    def _columns_of(self, table: str) -> frozenset[str]:
        """Return the columns of a table, none where there is no such table.

        Listing the whole catalogue would cost twenty times as much.
        """
        try:
            return frozenset(name for (name,) in self._rows("table_columns", table))
        except NotThereError:
            return frozenset()

    def _keep(self, key: tuple[Any, ...], make: Any) -> Any:
        """Return what `make` gave the first time it was asked for under this key."""
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        value = make()
        with self._lock:
            return self._kept.setdefault(key, value)
