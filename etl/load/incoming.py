"""New files on their way into the raw folder: kept there only when the load that needs them succeeds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def taken_in(files: Mapping[str, Path], raw: Path) -> Iterator[None]:
    """Put files into the raw folder; when the block fails, put back what was there before.

    files: name relative to `raw` -> the file to copy there. Each appears whole or not at all.
    """
    before: dict[Path, Path | None] = {}
    try:
        for name, path in files.items():
            target = raw / name
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            shutil.copyfile(path, part)
            before[target] = _set_aside(target)
            part.replace(target)
        yield
    except BaseException:
        for target, old in before.items():
            target.unlink(missing_ok=True) if old is None else old.replace(target)
        raise
    for old in before.values():
        if old is not None:
            old.unlink()


def link_or_copy(path: Path, to: Path) -> None:
    """Make `to` a second name of the file, or a copy where the disk cannot."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def _set_aside(target: Path) -> Path | None:
    """Give an existing file a second name until the load is over; return it, or None when there is none."""
    if not target.exists():
        return None
    old = target.with_name(f".{target.name}.before")
    old.unlink(missing_ok=True)
    link_or_copy(target, old)
    return old
