"""Trying a draft out and loading it: what runs beside the requests."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from etl.errors import RefusedError
from etl.load.dry_run import dry_run
from etl.load.place import Progress, load_place
from etl.place_file import saved_place
from web.analyst.load.desk import Desk
from web.analyst.load.drafts import Draft
from web.analyst.load.settle import Settled

QUARANTINE = "quarantine.part"
_PLACE = "place.part"


def try_out(desk: Desk, settled: Settled, progress: Progress) -> Draft:
    """Return the draft with what loading it would do; nothing else changes. Raises as `dry_run` does."""
    draft = settled.draft
    tried = dry_run(
        _place_file(desk, settled),
        str(draft.table["id"]),
        desk.raw,
        desk.home,
        now=desk.clock(),
        incoming={draft.target: desk.drafts.file(draft)},
        quarantine=desk.drafts.beside(draft, QUARANTINE),
        progress=progress,
    )
    return desk.drafts.edited(draft, tried=draft.digest(), outcome=asdict(tried))


def load(desk: Desk, settled: Settled, progress: Progress) -> dict[str, Any]:
    """Load a draft that was tried out as it is; return its report. The draft goes, its file is in raw.

    Raises RefusedError when it was not tried out as it stands, and as `load_place` does: then the raw folder
    and the place file are as before.
    """
    draft = settled.draft
    if draft.tried != draft.digest():
        raise RefusedError(draft.name, "was changed after its dry run", "Run the dry run again")
    saved = saved_place(desk.home)
    before = saved.read_bytes()
    desk.raw.mkdir(mode=0o700, parents=True, exist_ok=True)
    (report,) = load_place(
        _place_file(desk, settled),
        desk.raw,
        desk.home,
        now=desk.clock(),
        progress=progress,
        only=str(draft.table["id"]),
        incoming={draft.target: desk.drafts.file(draft)},
    )
    _write(saved.with_name("place.before.toml"), before)
    desk.drafts.discard(draft)
    return asdict(report)


def _place_file(desk: Desk, settled: Settled) -> Path:
    path = desk.drafts.beside(settled.draft, _PLACE)
    _write(path, settled.text.encode("utf-8"))
    return path


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.new")
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
