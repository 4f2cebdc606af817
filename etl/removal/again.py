"""Erasing again in a restored store what was erased since its backup was made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from etl import store
from etl.place import Source
from etl.place_file import find_place
from etl.removal.gone import Gone, pick, take_out
from etl.removal.marks import WHOLE, define_marks, read_secret
from etl.removal.rewrite import rewriting

Marks = list[tuple[str, str, dt.datetime]]  # source, mark, when


def erased_marks(home: Path) -> Marks:
    """Return what was ever erased in a home, by its marks; nothing where nothing is loaded."""
    path = store.restricted_path(home)
    if not path.is_file():
        return []
    with store.read_only(path) as con:
        if "erased" not in store.tables(con):
            return []
        return [(row[0], row[1], row[2]) for row in store.rows(con, store.sql("erased_marks"))]


def erase_again(home: Path, marks: Marks, now: dt.datetime) -> list[Gone]:
    """Erase in a home what these marks say, and return what went. The home's secret must be theirs."""
    known = {(source, mark) for source, mark, _ in erased_marks(home)}
    missing = [each for each in marks if each[:2] not in known]
    if not missing:
        return []
    places = {source.id: source for source in find_place(home).sources}
    found = []
    with rewriting(home) as con:
        define_marks(con, read_secret(home))
        with store.transaction(con):
            con.executemany("insert into erased values (?, ?, ?)", [list(each) for each in missing])
            feeds = store.rows(con, "select distinct source, feed from runs order by all")
            for name, feed in feeds:
                if name not in {each[0] for each in missing}:
                    continue
                source = places.get(name, Source(name, feed, ()))
                gone = pick(con, source, feed, "erased", store.sql("erased_again"), {})
                if gone.rows:
                    take_out(con, gone, now)
                    found.append(gone)
                if (name, WHOLE) in {each[:2] for each in missing}:
                    con.execute("delete from loaded_files where source = ?", [name])
    return found
