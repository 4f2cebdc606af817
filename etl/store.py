"""The one module that knows DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.errors import BadInputError

Connection = duckdb.DuckDBPyConnection


def open_published(path: Path) -> Connection:
    """Return a read-only connection to one published version; take a `cursor()` of it for each request.

    It can reach no other file, extension or network address. Raises BadInputError when the file cannot
    be read as a published version.
    """
    try:
        return duckdb.connect(
            path,
            read_only=True,
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "enable_external_access": "false",
                "lock_configuration": "true",
                "threads": "2",
            },
        )
    except duckdb.Error as error:
        raise BadInputError(
            str(path), "is not a readable published version", "Publish again, or roll back to an earlier version."
        ) from error
