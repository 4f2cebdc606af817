"""Exact figures for analysts: the publishing pipeline with the identity for a rule, in restricted/exact/."""

from __future__ import annotations

import datetime as dt
import fcntl
from collections.abc import Sequence
from pathlib import Path

from etl import store
from etl.errors import BadInputError
from layers.publish.content import Progress, make_content, silent
from layers.publish.held import Held, opened
from layers.publish.pointer import write_version
from layers.rule import Identity
from layers.zones.approved import ApprovedZone, digest_of

SPARE_BYTES = 100_000_000


def exact_folder(home: Path) -> Path:
    """Return where the exact figures of a home lie: with the events, never with what is published."""
    return home / "restricted" / "exact"


def exact_name(home: Path, zones: Sequence[ApprovedZone] = ()) -> str:
    """Return the name of the exact figures of what is loaded now and of these zones, made or not.

    Raises BadInputError when nothing is loaded or the store cannot be read.
    """
    with opened(home) as held:
        return _name(held, _loaded_on(held), zones)


def make_exact(home: Path, *, zones: Sequence[ApprovedZone] = (), progress: Progress = silent) -> str:
    """Make the exact figures of what is loaded, unless they are there, and return their name.

    They are as of the day of the last load. Older ones are removed. Raises BadInputError when nothing is
    loaded, another program is making them or the disk is too full.
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
            debris.unlink()
        with opened(home) as held:
            as_of = _loaded_on(held)
            name = _name(held, as_of, zones)
            if not (folder / f"{name}.duckdb").is_file():
                store.need_space(folder, held.size + SPARE_BYTES)
                grids, tables = make_content(held, Identity(), name, as_of, progress, zones)
                progress("Writing the figures", 0.95)
                write_version(folder, name, grids, tables, more="exact").chmod(0o400)
        for old in folder.glob("exact-*.duckdb"):
            if old.stem != name:
                old.unlink()
    progress("Ready", 1.0)
    return name


def _loaded_on(held: Held) -> dt.date:
    days: list[dt.date] = [day for _, day in store.rows(held.con, store.sql("publish_runs")) if day]
    if not days:
        raise BadInputError(f"place {held.place.id}", "nothing is loaded", "Run `safepassage load` first.")
    return max(days)


def _name(held: Held, as_of: dt.date, zones: Sequence[ApprovedZone]) -> str:
    return f"exact-{as_of:%Y%m%d}-{held.name('exact', as_of.isoformat(), digest_of(zones))}"
