"""Erased events and sources: known again by a keyed mark, never by what they are."""

from __future__ import annotations

from pathlib import Path

from etl import store
from etl.errors import BadInputError
from etl.keyed import pads

WHOLE = "*"  # the mark of a source that was erased as a whole


def define_marks(con: store.Connection, secret: bytes) -> None:
    """Define the SQL macros `keyed_mark` and `known_by` on a connection."""
    inner, outer = pads(secret)
    for statement in store.sql("keyed_marks", inner=inner.hex(), outer=outer.hex()).split(";\n"):
        con.execute(statement)


def has_marks(con: store.Connection, source: str) -> bool:
    """Return whether any event of a source was ever erased."""
    return bool(store.value(con, "select count(*) > 0 from erased where source = ?", [source]))


def is_erased(con: store.Connection, source: str) -> bool:
    """Return whether a source was erased as a whole, so that no file of it is read again."""
    named = [source, WHOLE]
    return bool(store.value(con, "select count(*) > 0 from erased where source = ? and mark = ?", named))


def mark_is_kept(con: store.Connection, source: str, identity: str) -> bool:
    """Return whether an event of this id was erased before."""
    known = "select count(*) > 0 from erased where mark = keyed_mark($source, 'id' || chr(31) || $identity)"
    return bool(store.value(con, known, {"source": source, "identity": identity}))


def read_secret(home: Path) -> bytes:
    """Return the place's secret. Raises BadInputError when it is missing."""
    path = store.restricted_path(home).with_name("secret")
    if not path.is_file():
        raise BadInputError(
            str(path),
            "the place's secret is missing, without which figures would change from one version to the next",
            "Restore it from a backup.",
        )
    return path.read_bytes()
