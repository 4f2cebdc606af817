"""Whether a home holds invented data and nothing else: what `safepassage demo` has made, ever since it began.

Where that is so, a server on this machine may open without sign-in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from etl import store

KEY: Final = "only_invented"


def note_origin(con: store.Connection, *, invented: bool) -> None:
    """Keep, before anything is loaded, that what comes is invented; that it may not be stays for good."""
    begun = store.value(con, "select exists (from runs) or exists (from loaded_files)")
    only = invented and (only_invented(con) or not begun)
    con.execute("insert or replace into place_meta values (?, ?, null)", [KEY, "yes" if only else "no"])


def only_invented(con: store.Connection) -> bool:
    """Return whether the opened restricted store holds invented data and nothing else."""
    return store.rows(con, "select value from place_meta where key = ?", [KEY]) == [("yes",)]


def holds_invented_only(home: Path) -> bool:
    """Return whether a home's restricted store holds invented data and nothing else.

    Raises BadInputError when there is none or it cannot be read now.
    """
    path = store.restricted_path(home)
    con = store.read_only(path)
    try:
        with store.readable_errors(str(path)):
            return only_invented(con)
    finally:
        con.close()
