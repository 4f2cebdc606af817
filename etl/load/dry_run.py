"""Trying a load out: the real one, on a copy of the store that is thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl import store
from etl.load.files import find_files
from etl.load.incoming import link_or_copy
from etl.load.place import Progress, load_place, silent
from etl.load.quarantine import Example, last_run, reason_examples, write_quarantine
from etl.load.source import RunReport
from etl.place_file import read_place


@dataclass(frozen=True)
class DryRun:
    """What loading a source would do. examples: reason -> first rows refused for it."""

    report: RunReport
    examples: dict[str, tuple[Example, ...]]


def dry_run(
    place_toml: Path,
    source_id: str,
    raw: Path,
    home: Path,
    *,
    now: datetime,
    incoming: Mapping[str, Path],
    quarantine: Path,
    progress: Progress = silent,
) -> DryRun:
    """Load one source into a copy of the home's store and say what came of it; the home stays as it is.

    incoming: name relative to `raw` -> the file that would be there. quarantine: the CSV file to write with
    the rows that would be refused. Raises as `load_place` does, and when the disk has no room for a copy.
    """
    source = next(each for each in read_place(place_toml).sources if each.id == source_id)
    with _copy_of(home, progress) as copy:
        files = copy / "raw"
        files.mkdir()
        for path in find_files(source, raw) if raw.is_dir() else []:
            name = path.relative_to(raw).as_posix()
            if name not in incoming:
                link_or_copy(path, files / name)
        for name, path in incoming.items():
            link_or_copy(path, files / name)
        (report,) = load_place(place_toml, files, copy, now=now, progress=progress, only=source_id)
        examples: dict[str, tuple[Example, ...]] = {}
        quarantine.unlink(missing_ok=True)
        if report.state == "loaded":
            with store.read_only(store.restricted_path(copy)) as con:
                examples = reason_examples(con, source, last_run(con, source))
                write_quarantine(con, source, quarantine, latest=True)
    return DryRun(report, examples)


@contextmanager
def _copy_of(home: Path, progress: Progress) -> Iterator[Path]:
    """Yield a home with a copy of the restricted store, inside the restricted folder; it goes at the end."""
    store_file = store.restricted_path(home)
    copy = store_file.parent / "tryout"
    with store.writer_lock(home):  # also keeps two trials apart: they share one folder
        shutil.rmtree(copy, ignore_errors=True)  # what a killed trial left
        target = store.restricted_path(copy)
        target.parent.mkdir(parents=True, mode=0o700)
        copy.chmod(0o700)
        try:
            if store_file.is_file():
                progress("Copying the store", 0.0)
                store.need_space(copy, store_file.stat().st_size + 16_000_000)
                shutil.copyfile(store_file, target)
            secret = store_file.with_name("secret")
            if secret.is_file():  # by which erased events are known again
                shutil.copyfile(secret, target.with_name(secret.name))
            log = store_file.with_name(f"{store_file.name}.wal")
            if log.is_file():
                shutil.copyfile(log, target.with_name(log.name))
            yield copy
        finally:
            shutil.rmtree(copy, ignore_errors=True)
