"""Counting on a ClickHouse server by its HTTP interface: only the columns that are counted are sent there."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import requests

from etl import store
from etl.errors import BadInputError
from layers.publish.cluster.normalised import RESTART
from layers.publish.cluster.rollup import EVENTS, plain_type

PATIENCE_S = 600
KEPT_S = 60  # the rows of a publish that dies are forgotten after that
TYPES = {pa.int64(): "Nullable(Int64)", pa.string(): "Nullable(String)"}


class Server:
    """One session on a server; its table is temporary and goes with it."""

    dialect = "clickhouse"

    def __init__(self, url: str, http: requests.Session) -> None:
        """Name the session; who signs in is read from ~/.netrc."""
        self._url, self._http = url, http
        self._told = {"session_id": secrets.token_hex(16), "session_timeout": str(KEPT_S)}

    def query(self, files: Sequence[Path], columns: Sequence[str], statement: str) -> pa.Table:
        """Return what a statement finds. Raises BadInputError when the server stops before that."""
        schema = pq.read_schema(files[0])
        plain = pa.schema([(name, plain_type(schema.field(name).type)) for name in columns])
        listed = ", ".join(f"{store.quote(field.name)} {TYPES[field.type]}" for field in plain)
        self._ask(store.sql("clickhouse_create", columns=listed))
        for file in files:
            rows = io.BytesIO()
            pq.write_table(pq.read_table(file, columns=list(columns)).select(columns).cast(plain), rows)
            self._ask(store.sql("clickhouse_insert"), rows.getvalue())
        reply = self._ask(f"{statement} format ArrowStream")
        self._ask(f"drop table {EVENTS}")
        return pa.ipc.open_stream(reply).read_all()

    def _ask(self, statement: str, rows: bytes = b"") -> bytes:
        try:
            reply = self._http.post(
                self._url, params={**self._told, "query": statement.strip()}, data=rows, timeout=PATIENCE_S
            )
        except requests.RequestException as error:
            raise self._stopped(type(error).__name__) from error
        if not reply.ok:
            raise self._stopped(f"{reply.status_code}: {reply.text[:200]}")
        return reply.content

    def _stopped(self, why: str) -> BadInputError:
        host = urlsplit(self._url).hostname
        return BadInputError(f"ClickHouse at {host}", f"stopped before it had counted ({why})", RESTART)
