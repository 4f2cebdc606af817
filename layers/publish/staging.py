"""A version that is made but not yet live: looked at first, then approved or discarded."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from etl.errors import BadInputError
from layers.publish.content import Progress, silent
from layers.publish.held import opened
from layers.publish.log import Decider, note
from layers.publish.material import Keep
from layers.publish.origins import note_origin, version_made_of
from layers.publish.pointer import current_version, point_to, publishing
from layers.publish.told import forget_aside, now_told
from layers.publish.version import make_version, origin_of, protected
from layers.published.compare import Comparison, compare
from layers.published.version import Published
from layers.zones.approved import ApprovedZone

AGAIN = "Prepare a new preview and look at it first."


def staging_folder(home: Path) -> Path:
    """Return where versions wait for approval: never where a server for boards looks."""
    return home / "restricted" / "staging"


def staged_version(home: Path) -> str | None:
    """Return the version that waits for approval, None when none does."""
    found = sorted(staging_folder(home).glob("[0-9]*.duckdb"))
    return found[-1].stem if found else None


def stage(
    home: Path,
    *,
    as_of: dt.date,
    zones: Sequence[ApprovedZone] = (),
    progress: Progress = silent,
    keep: Keep | None = None,
) -> str:
    """Make the version that publishing now would make, without publishing it, and return its name.

    zones, keep: as for publish(). Whatever waited before is discarded. Raises what publish() raises.
    """
    with opened(home, keep=keep) as held, publishing(home):
        folder, waited = staging_folder(home), version_made_of(home, origin_of(home, held, as_of, zones))
        folder.mkdir(mode=0o700, exist_ok=True)
        for other in folder.iterdir():
            if other.stem != waited:
                other.unlink()
        forget_aside(home, waited)
        version = make_version(home, held, protected(held), folder, as_of, progress, zones)
    progress("Ready to be looked at", 1.0)
    return version


def comparison(home: Path, version: str, was: str) -> Comparison:
    """Return what the version that waits would change against `was`, '' for none.

    Raises BadInputError when it waits no longer.
    """
    path = staging_folder(home) / f"{version}.duckdb"
    if not path.is_file():
        raise BadInputError(version, "does not wait for approval any more", AGAIN)
    before = Published(home / "published" / f"{was}.duckdb") if was else None
    after = Published(path)
    try:
        return compare(before, after)
    finally:
        after.close()
        if before:
            before.close()


def approve(
    home: Path, version: str, *, was: str, decider: Decider, zones: Sequence[ApprovedZone] = ()
) -> None:
    """Publish the version that waits. was: the current version that it was compared with, '' for none.

    zones: as for publish(), now.

    Raises BadInputError when it does not wait any more, when another version has become current since, or
    when the data or settings are no longer those it was made from.
    """
    with opened(home) as held, publishing(home) as folder:
        now = current_version(folder) or ""
        path = staging_folder(home) / f"{version}.duckdb"
        if not path.is_file():
            raise BadInputError(version, "does not wait for approval any more", AGAIN)
        if now != was:
            raise BadInputError(
                version, f"was compared with version {was or 'none'}, but {now} is current by now", AGAIN
            )
        as_of = dt.datetime.strptime(version[:8], "%Y%m%d").date()
        if version_made_of(home, origin_of(home, held, as_of, zones)) != version:
            raise BadInputError(version, "was made from other data, zones or settings than now", AGAIN)
        note(home, decider, "publish", version, now)
        bring(path, folder)
        now_told(home, version)
        point_to(folder, version)
        note_origin(home, origin_of(home, held, as_of, zones), version)


def discard(home: Path, version: str) -> None:
    """Remove the version that waits; one that waits no longer is no error."""
    with publishing(home):
        (staging_folder(home) / f"{version}.duckdb").unlink(missing_ok=True)


def bring(path: Path, folder: Path) -> None:
    """Move a version's file into HOME/published, where it appears under its name only when it is whole."""
    building = folder / f".build-{path.stem}-{os.getpid()}.duckdb"
    shutil.copyfile(path, building)  # restricted/ may lie on a disk of its own
    with building.open("rb") as written:
        os.fsync(written.fileno())
    building.chmod(0o444)
    building.replace(folder / path.name)
    path.unlink()
