"""What is published is the same whichever engine counts, and half of it is never published.

Commands run in processes of their own: Spark's libraries warn as they are imported, and one is killed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import store
from layers.publish.cluster.normalised import parquet_folder
from layers.publish.pointer import current_version
from tests.layers.cluster.big_town import build_big_town

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).resolve().parents[3]
ROWS = 1_000_000
SPARK = ("--engine", "spark", "--master", "local[2]")
CHDB = ("--engine", "clickhouse")
NEEDS = {"spark": ("ibis", "pyspark"), "clickhouse": ("ibis", "chdb")}


def need(engine: str) -> None:
    """Skip where an engine is not installed."""
    for package in NEEDS[engine]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: run make cluster")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java 17: no java on the path")


def command(home: Path, *options: str) -> list[str]:
    """Return the command that publishes a home."""
    return [sys.executable, "app.py", "publish", "--home", str(home), "--as-of", "2026-11-22", *options]


def publish(home: Path, *options: str) -> str:
    """Publish a home and return the version."""
    done = subprocess.run(command(home, *options), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    version = current_version(home / "published")
    assert version is not None
    return version


def tables(home: Path) -> dict[str, list[str]]:
    """Return every row of every table of a home's current version."""
    path = home / "published" / f"{current_version(home / 'published')}.duckdb"
    with store.read_only(path) as con:
        names = sorted(store.tables(con))
        return {name: sorted(map(repr, store.rows(con, f"from {store.quote(name)}"))) for name in names}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("small") / "home"
    build_big_town(home, 2000)
    return home


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("big") / "home"
    build_big_town(home, ROWS)
    return home


@pytest.fixture(scope="module")
def by_duckdb(big: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("duckdb") / "home"
    shutil.copytree(big, home)
    publish(home)
    return home


@pytest.mark.parametrize("options", [SPARK, CHDB], ids=["spark", "chdb"])
def test_a_million_rows_are_published_alike(
    big: Path, by_duckdb: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    need(options[1])
    home = tmp_path / "home"
    shutil.copytree(big, home)
    assert publish(home, *options) == current_version(by_duckdb / "published")
    assert sum(pq.read_metadata(path).num_rows for path in parquet_folder(home).rglob("*.parquet")) > ROWS
    ours, theirs = tables(home), tables(by_duckdb)
    assert ours.keys() == theirs.keys()
    for name, rows in ours.items():
        assert rows == theirs[name], name


def test_the_expression_says_what_duckdbs_statement_says() -> None:
    pytest.importorskip("ibis", reason="ibis is not installed: run make cluster")
    from layers.publish.cluster.rollup import rollup_sql

    random, by = np.random.default_rng(1), ["source", "event_month", "cell_8", "sets"]
    events = pa.table(
        {
            "source": pa.array(random.choice(["a", "b"], 5000)),
            "event_month": random.integers(24_000, 24_012, 5000),
            "cell_8": pa.array(random.integers(0, 9, 5000), mask=random.random(5000) < 0.1),
            "sets": random.integers(0, 4, 5000),
            "event_key": random.integers(0, 2**32, 5000),
        }
    )
    with store.connect() as con:
        store.create(con, "keyed", events)
        store.create(con, "events", events)
        ours = store.rows(con, store.sql("publish_rollup", by=", ".join(by)))
        theirs = store.rows(con, rollup_sql(events.schema, by, "duckdb"))
    assert sorted(ours, key=repr) == sorted(theirs, key=repr)
    assert len(ours) > 500


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, theirs too."""
    own = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return own + [below for child in own for below in children(child)]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the process to kill in /proc")
@pytest.mark.parametrize("which", ["Spark's Java process", "the publish"])
def test_a_killed_spark_publishes_nothing_and_a_restart_completes(
    small: Path, tmp_path: Path, which: str
) -> None:
    need("spark")
    home = tmp_path / "home"
    shutil.copytree(small, home)
    running = subprocess.Popen(
        command(home, *SPARK), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        java = _wait_for_java(running, home)
        os.kill(java if which.startswith("Spark") else running.pid, signal.SIGKILL)
        _, said = running.communicate(timeout=300)
    finally:
        for pid in (java, running.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert current_version(home / "published") is None
    assert list((home / "published").glob("[0-9]*.duckdb")) == []
    if which.startswith("Spark"):
        assert running.returncode == 3, said[-2000:]
        assert "Spark at local[2]: stopped before it had counted" in " ".join(said.split())
        assert "Nothing was published. Start the same command again" in " ".join(said.split())
        assert "Traceback" not in said
    version = publish(home, *SPARK)
    other = tmp_path / "other"
    shutil.copytree(small, other)
    assert publish(other) == version


def _wait_for_java(running: subprocess.Popen[str], home: Path) -> int:
    """Return Spark's Java process once it runs and there is something to count."""
    for _ in range(3000):
        if running.poll() is not None:
            pytest.fail(f"the publish ended early: {running.communicate()[1][-2000:]}")
        found = [pid for pid in children(running.pid) if _name(pid) == "java"]
        if found and list(parquet_folder(home).glob("[0-9a-f]*")):
            return found[0]
        time.sleep(0.1)
    pytest.fail("Spark did not start")


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text("ascii").strip()
    return ""


class ClickHouseHandler(BaseHTTPRequestHandler):
    """The HTTP interface of ClickHouse, as far as it is used, before ClickHouse in this process (chdb)."""

    session: Any
    given: Path
    asked: list[str]

    def do_POST(self) -> None:
        """Answer one statement."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query, _, kind = told["query"].partition(" format ")
        self.asked.append(query)
        if kind == "Parquet":
            self.given.write_bytes(body)
            query = f"{query} select * from file('{self.given}', Parquet)"
        reply = self.session.query(query, kind if kind == "ArrowStream" else "CSV").bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Refusing(BaseHTTPRequestHandler):
    """A server that is out of memory."""

    def do_POST(self) -> None:
        """Refuse."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_error(500, "Memory limit exceeded")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Yield the address of a server in this process."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_clickhouse_server_counts_what_duckdb_counts(small: Path, tmp_path: Path) -> None:
    need("clickhouse")
    session = importlib.import_module("chdb.session").Session(str(tmp_path / "chdb"))
    asked: list[str] = []
    handler = type(
        "Handler", (ClickHouseHandler,), {"session": session, "given": tmp_path / "g", "asked": asked}
    )
    home, other = tmp_path / "home", tmp_path / "other"
    for each in (home, other):
        shutil.copytree(small, each)
    with serving(handler) as url:
        version = publish(home, "--engine", "clickhouse", "--master", url)
    session.close()
    assert version == publish(other)
    sent = " ".join(query for query in asked if query.startswith("create"))
    assert "temporary" in sent
    assert not any(name in sent for name in ("latitude", "event_id", "occurred_local"))


@pytest.mark.parametrize("server", ["refuses", "is not there"])
def test_a_clickhouse_server_that_fails_publishes_nothing(small: Path, tmp_path: Path, server: str) -> None:
    if importlib.util.find_spec("ibis") is None:
        pytest.skip("ibis is not installed: run make cluster")
    home = tmp_path / "home"
    shutil.copytree(small, home)
    with serving(Refusing) as url:
        where = url if server == "refuses" else "http://127.0.0.1:9/"
        options = ("--engine", "clickhouse", "--master", where)
        done = subprocess.run(command(home, *options), cwd=ROOT, capture_output=True, text=True)
    said = " ".join(done.stderr.split())
    assert done.returncode == 3, said
    assert "ClickHouse at 127.0.0.1: stopped before it had counted" in said
    assert "Nothing was published" in said
    assert current_version(home / "published") is None


def test_an_engine_that_is_not_there_says_what_to_do(small: Path) -> None:
    done = subprocess.run(command(small, "--engine", "dask"), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 3
    assert "Choose one of: duckdb, spark, clickhouse." in " ".join(done.stderr.split())
