"""Changing the restricted store by writing it anew, so that what is deleted is in no file any more.

DuckDB leaves deleted rows in its file. So the change is made on a copy, what is live of it is written to a
new file, and that takes the store's place in one rename: a command that dies has changed nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl import store
from etl.disk import to_disk
from etl.feed import all_feeds
from etl.place_file import find_place
from etl.schema import create_tables

FOLDER = "rewriting"
SPARE_BYTES = 16_000_000


@contextmanager
def rewriting(home: Path) -> Iterator[store.Connection]:
    """Yield a copy of the restricted store; as the block leaves it, it becomes the store.

    Raises BadInputError when another program has the store open or the disk is too full; then, as when the
    block raises, nothing has changed.
    """
    path = store.restricted_path(home)
    folder = path.with_name(FOLDER)
    with store.writer_lock(home), store.readable_errors(str(path)):
        sweep(home)
        shutil.rmtree(path.with_name(f"{path.name}.tmp"), ignore_errors=True)  # what DuckDB put by and died
        place = find_place(home)
        con = store.connect(path)  # nobody else has it open, and its log is in the file
        con.execute("checkpoint")
        con.close()
        store.need_space(path.parent, 2 * path.stat().st_size + SPARE_BYTES)
        folder.mkdir(mode=0o700)
        try:
            old, new = folder / "old.duckdb", folder / "new.duckdb"
            shutil.copyfile(path, old)
            con = store.connect(old, threads=1)  # rows keep their order
            try:
                create_tables(con, all_feeds(), place)
                yield con
                con.execute(f"attach {store.literal(str(new))} as fresh")
                con.execute("copy from database old to fresh")
                con.execute("checkpoint fresh")
                con.execute("detach fresh")
            finally:
                con.close()
            new.chmod(path.stat().st_mode & 0o777)
            to_disk(new)
            new.replace(path)
            to_disk(path.parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Path) -> None:
    """Delete what killed commands left beside the restricted store; hold the writer's lock."""
    path = store.restricted_path(home)
    for name in (FOLDER, "tryout"):
        shutil.rmtree(path.with_name(name), ignore_errors=True)
