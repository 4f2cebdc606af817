"""Counting events on another engine than DuckDB: which there are, and what all of them share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import requests

from etl import store
from etl.errors import BadInputError
from layers.publish.cluster.normalised import Normalised, normalise, parquet_folder
from layers.publish.counts import Columns, Count
from layers.publish.material import Keep, Material

ENGINES = ("duckdb", "spark", "clickhouse")


class Engine(Protocol):
    """Runs SQL over Parquet files. dialect: its SQL, as Ibis calls it."""

    dialect: str

    def query(self, files: Sequence[Path], columns: Sequence[str], statement: str) -> pa.Table:
        """Return what a statement over the table `events` finds in these files.

        columns: those that it reads. Raises BadInputError when the engine stops before it has answered.
        """
        ...


@contextmanager
def counting_on(engine: str, master: str, home: Path) -> Iterator[Keep | None]:
    """Yield what keys and counts feeds on an engine, None for DuckDB, which needs nothing.

    master: where it runs: Spark's master, or a ClickHouse server's URL; '' for this machine. It starts with
    the first count.

    Raises BadInputError for an engine that is not known or not installed.
    """
    if engine not in ENGINES:
        raise BadInputError(f"engine {engine}", "is not known", f"Choose one of: {', '.join(ENGINES)}.")
    if engine == "duckdb":
        if master:
            raise BadInputError("--master", "says where another engine runs", "Choose one with --engine too.")
        yield None
        return
    with ExitStack() as stack:
        cluster = _Cluster(home, engine, master, stack)
        yield cluster.keep
        cluster.tidy()


class _Cluster:
    def __init__(self, home: Path, engine: str, master: str, stack: ExitStack) -> None:
        self._home, self._name, self._master, self._stack = home, engine, master, stack
        self._engine: Engine | None = None
        self._used: set[str] = set()

    def keep(self, material: Material, feed: str) -> Count:
        found = normalise(self._home, material, feed)
        self._used |= {each.folder.name for each in found}
        files = [file for each in found for file in each.files]
        listed = ", ".join(store.literal(str(file)) for file in files)
        store.run(material.con, "publish_keep_parquet", files=listed)
        return self._count_in(found, files)

    def _count_in(self, found: Sequence[Normalised], files: Sequence[Path]) -> Count:
        schema = pq.read_schema(found[0].files[0])

        def count(by: Sequence[str]) -> Columns:
            engine = self._started()
            from layers.publish.cluster.rollup import rollup_sql

            statement = rollup_sql(schema, by, engine.dialect)
            return columns_of(engine.query(files, [*by, "event_key"], statement))

        return count

    def _started(self) -> Engine:
        if self._engine is None:
            try:
                import ibis  # noqa: F401  # what every engine's SQL is made with

                self._engine = self._stack.enter_context(_start(self._name, self._master))
            except ImportError as error:
                raise BadInputError(
                    f"engine {self._name}",
                    f"needs {error.name}, which is not installed",
                    "Install the cluster extra (docs/scale.md), or leave --engine out.",
                ) from error
        return self._engine

    def tidy(self) -> None:
        """Delete the folders of earlier data, once a version is made of the present ones."""
        for folder in parquet_folder(self._home).iterdir() if self._used else ():
            if folder.name not in self._used:
                shutil.rmtree(folder)


@contextmanager
def _start(name: str, master: str) -> Iterator[Engine]:
    if name == "spark":
        from layers.publish.cluster.spark import spark

        with spark(master) as session:
            yield session
    elif master:
        from layers.publish.cluster.clickhouse_server import Server

        with requests.Session() as http:
            yield Server(master, http)
    else:
        from layers.publish.cluster.clickhouse import ClickHouse

        yield ClickHouse()


def columns_of(table: pa.Table) -> Columns:
    """Return a result as arrays: whole numbers as 64 bits, 0 where one is not known, words as text."""
    found = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_integer(column.type):
            found[name] = column.cast(pa.int64()).fill_null(0).to_numpy()
        else:
            found[name] = np.array(column.cast(pa.string()).to_pylist(), object)
    return found
