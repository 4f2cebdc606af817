"""Publishing: every layer's figures, released, in one immutable file that the pointer then names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from etl import store
from layers.disclosure import Law
from layers.publish.content import Progress, make_content, silent
from layers.publish.held import Held, opened
from layers.publish.log import Decider, note
from layers.publish.pointer import current_version, point_to, publishing, rollback, write_version
from layers.rule import Protected
from layers.zones.approved import ApprovedZone, digest_of

__all__ = ["publish", "rollback"]

SPARE_BYTES = 100_000_000


def publish(
    home: Path,
    *,
    as_of: dt.date,
    zones: Sequence[ApprovedZone] = (),
    progress: Progress = silent,
    decider: Decider | None = None,
) -> str:
    """Publish what is loaded and return the version's name, the one there is if nothing has changed.

    zones: every zone version ever approved, in the order of approval. decider: who decides, for the log.

    Raises BadInputError when nothing is loaded or the disk is too full, RefusedError when the place's
    disclosure settings are below the law. A publish that dies leaves the earlier version current.
    """
    with opened(home) as held:
        rule = protected(held)
        with publishing(home) as folder:
            version = version_name(held, as_of, zones)
            if not (folder / f"{version}.duckdb").is_file():
                write_whole(held, rule, folder, version, as_of, progress, zones)
            now = current_version(folder)
            if now != version:
                if decider:
                    note(home, decider, "publish", version, now or "")
                point_to(folder, version)
    progress("Published", 1.0)
    return version


def protected(held: Held) -> Protected:
    """Return the place's release function. Raises RefusedError for settings below the law."""
    law = Law(held.place.disclosure.threshold, held.place.disclosure.rounding)
    return Protected(law, held.secret)


def version_name(held: Held, as_of: dt.date, zones: Sequence[ApprovedZone]) -> str:
    """Return the name of the version that these data, settings, day and zones make."""
    return f"{as_of:%Y%m%d}-{held.name(as_of.isoformat(), digest_of(zones))}"


def write_whole(
    held: Held,
    rule: Protected,
    folder: Path,
    version: str,
    as_of: dt.date,
    progress: Progress,
    zones: Sequence[ApprovedZone],
) -> Path:
    """Make a version and write it to a folder. Raises BadInputError when the disk is too full."""
    store.need_space(folder, held.size + SPARE_BYTES)
    grids, tables = make_content(held, rule, version, as_of, progress, zones)
    progress("Writing the version", 0.95)
    return write_version(folder, version, grids, tables)
