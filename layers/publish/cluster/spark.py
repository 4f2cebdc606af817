"""Counting on Apache Spark, on this machine or on a cluster whose machines all see the home's folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from etl.errors import BadInputError
from layers.publish.cluster.normalised import RESTART
from layers.publish.cluster.rollup import EVENTS

HERE = "127.0.0.1"
STOPPED = (Py4JError, PySparkException, ConnectionError, EOFError)


class Spark:
    """A Spark session."""

    dialect = "pyspark"

    def __init__(self, session: SparkSession, master: str) -> None:
        """Take a session that runs."""
        self._session, self._master = session, master

    def query(self, files: Sequence[Path], columns: Sequence[str], statement: str) -> pa.Table:
        """Return what a statement finds. Raises BadInputError when Spark stops before that."""
        try:
            # whatever the cluster's default file system is, they lie under this path
            events = self._session.read.parquet(*(f"file:{file}" for file in files))
            events.select(*columns).createOrReplaceTempView(EVENTS)
            return self._session.sql(statement).toArrow()
        except STOPPED as error:
            raise stopped(self._master, error) from error


@contextmanager
def spark(master: str) -> Iterator[Spark]:
    """Start Spark on a master, '' for all cores of this machine, and stop it after the block.

    Raises BadInputError where it does not start.
    """
    master = master or "local[*]"
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    if master.startswith("local"):  # nothing of it is to be reached from another machine
        settings |= {"spark.driver.bindAddress": HERE, "spark.driver.host": HERE}
    building = SparkSession.builder.appName("safepassage").master(master)
    for name, value in settings.items():
        building = building.config(name, value)
    try:
        session = building.getOrCreate()
    except STOPPED as error:
        raise stopped(master, error) from error
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield Spark(session, master)
    finally:
        with suppress(*STOPPED):  # it is dead already, and that was said
            session.stop()


def stopped(master: str, error: Exception) -> BadInputError:
    """Return what to say of a Spark that does not answer."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    why = lines[0] if lines else type(error).__name__
    return BadInputError(f"Spark at {master}", f"stopped before it had counted ({why[:200]})", RESTART)
