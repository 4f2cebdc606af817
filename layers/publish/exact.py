"""Exact figures for analysts: the publishing pipeline with the identity for a rule, in restricted/exact/."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from etl import store
from etl.disk import remove
from etl.errors import BadInputError, RefusedError
from layers.publish.content import Progress, make_content, silent
from layers.publish.entitled import NOT_OPEN, Sources
from layers.publish.event_rows import arrange
from layers.publish.held import Held, opened
from layers.publish.pointer import write_version
from layers.rule import Identity
from layers.zones.approved import ApprovedZone, digest_of

SPARE_BYTES = 100_000_000
MOST_FILES = 8  # one for each set of sources that somebody may see; the one asked for longest ago goes first


def exact_folder(home: Path) -> Path:
    """Return where the exact figures of a home lie: with the events, never with what is published."""
    return home / "restricted" / "exact"


def exact_name(home: Path, zones: Sequence[ApprovedZone] = (), *, sources: Sources | None = None) -> str:
    """Return the name of the exact figures of what is loaded now and of these zones, made or not.

    sources: those that the reader may see, None for all. Raises BadInputError when none of them is loaded or
    the store cannot be read.
    """
    with opened(home, sources) as held:
        return _name(held, _loaded_on(held), zones, sources)


def make_exact(
    home: Path,
    *,
    zones: Sequence[ApprovedZone] = (),
    sources: Sources | None = None,
    progress: Progress = silent,
) -> str:
    """Make the exact figures of what is loaded, unless they are there, and return their name.

    sources: those that the reader may see, as if no other were loaded; None for all. The figures are as of
    the day of the last load. Those of earlier data are removed. Raises BadInputError when nothing is loaded,
    another program is making them or the disk is too full.
    """
    folder = exact_folder(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "making.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInputError(
                str(folder), "another server is making the exact figures", "Try again in a minute."
            ) from None
        for debris in folder.glob(".build-*"):
            remove(debris)
        with opened(home, sources) as held:
            as_of = _loaded_on(held)
            name, of_these_data = _name(held, as_of, zones, sources), _whole(held, zones)
            path = folder / f"{name}.duckdb"
            if path.is_file():
                os.utime(path)
            else:
                store.need_space(folder, held.size + SPARE_BYTES)
                with TemporaryDirectory(prefix=".build-events-", dir=folder) as made:
                    events = Path(made)
                    content = make_content(held, Identity(), name, as_of, progress, zones, events_to=events)
                    progress("Writing the figures", 0.95)
                    write_version(folder, name, *content, more=lambda con: arrange(con, events)).chmod(0o400)
        _tidy(folder, of_these_data)
    progress("Ready", 1.0)
    return name


def _tidy(folder: Path, of_these_data: str) -> None:
    """Remove the figures of other data, and of these the files asked for longest ago beyond MOST_FILES."""
    found = list(folder.glob("exact-*.duckdb"))
    current = [path for path in found if path.stem.split("-")[2] == of_these_data]
    current.sort(key=lambda path: path.stat().st_mtime_ns)
    for old in {*found} - {*current[-MOST_FILES:]}:
        old.unlink()


def _loaded_on(held: Held) -> dt.date:
    days: list[dt.date] = [day for _, day in store.rows(held.con, store.sql("publish_runs")) if day]
    if days:
        return max(days)
    if held.place.closed:
        raise RefusedError(
            f"place {held.place.id}",
            f"every source that is loaded is {NOT_OPEN}",
            "Look at the published figures, or ask a data steward to name your organisation at a source",
        )
    raise BadInputError(f"place {held.place.id}", "nothing is loaded", "Run `safepassage load` first.")


def _whole(held: Held, zones: Sequence[ApprovedZone]) -> str:
    """Return 12 hexadecimal digits that change with the data, the code and the zones, not with the reader."""
    return hashlib.sha256(f"{held.whole} {digest_of(zones)}".encode()).hexdigest()[:12]


def _name(held: Held, as_of: dt.date, zones: Sequence[ApprovedZone], sources: Sources | None) -> str:
    reader = "" if sources is None else f"-{held.name('of', *sorted(sources))}"
    return f"exact-{as_of:%Y%m%d}-{_whole(held, zones)}{reader}"
