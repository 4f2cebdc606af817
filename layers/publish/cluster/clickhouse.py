"""Counting on ClickHouse inside this process (chdb)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chdb
import pyarrow as pa

from etl import store


class ClickHouse:
    """ClickHouse in this process."""

    dialect = "clickhouse"

    def query(self, files: Sequence[Path], columns: Sequence[str], statement: str) -> pa.Table:
        """Return what a statement finds."""
        listed = ", ".join(store.quote(name) for name in columns)
        events = " union all ".join(
            store.sql("clickhouse_file", columns=listed, path=_text(str(file))) for file in files
        )
        return chdb.query(store.sql("clickhouse_events", events=events, statement=statement), "ArrowTable")


def _text(value: str) -> str:
    """Return a string literal of ClickHouse, in which a backslash escapes."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
