"""Load a place: every source of its TOML into the restricted store, one transaction each."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl import store
from etl.errors import BadInputError, RefusedError, SafePassageError
from etl.feed import all_feeds
from etl.load.incoming import taken_in
from etl.load.invented import note_origin
from etl.load.source import RunReport, load_source
from etl.place import Place, Source
from etl.place_file import read_place
from etl.removal.marks import read_secret
from etl.removal.rewrite import sweep
from etl.schema import create_tables

Progress = Callable[[str, float], None]
_FIRST = ("boundary", "address_lookup")  # the others lean on them


def silent(message: str, fraction: float) -> None:
    """Show no progress."""


class SourcesFailedError(BadInputError):
    """Some sources could not be loaded; `reports` are those of the others."""

    reports: tuple[RunReport, ...] = ()


@dataclass(frozen=True)
class _Failure:
    source: Source
    error: SafePassageError


def load_place(
    place_toml: Path,
    raw: Path,
    home: Path,
    *,
    now: datetime,
    progress: Progress = silent,
    only: str = "",
    incoming: Mapping[str, Path] | None = None,
    invented: bool = False,
) -> list[RunReport]:
    """Load what is new or changed and report on every source, in the order loaded.

    now: an aware moment; rows dated more than a day later are quarantined. only: the one source to load,
    all of them when empty. incoming: name in the raw folder -> a new file to put there first. invented: it is
    all made up by `safepassage demo`; any other load ends that the home is known for it. Raises
    BadInputError when the place file is wrong (nothing changed), or, after the other sources are loaded,
    when some could not be: it lists each. When any fails, the incoming files are taken out again, and
    with `only` the home's place file stays as it was.
    """
    place = read_place(place_toml)
    if not raw.is_dir():
        raise BadInputError(
            str(raw), "there is no such raw folder", "Give the folder of the files with --raw."
        )
    reports: list[RunReport] = []
    failures: list[_Failure] = []
    with store.restricted_writer(home) as con, taken_in(incoming or {}, raw):
        restricted = store.restricted_path(home).parent
        sweep(home)
        scratch = _empty_scratch(restricted)
        make_secret(restricted)
        secret = read_secret(home)
        create_tables(con, all_feeds(), place)
        note_origin(con, invented=invented)
        store.run(con, "typing")
        wanted = [source for source in place.sources if only in ("", source.id)]
        sources = sorted(wanted, key=lambda source: _order(source))
        for number, source in enumerate(sources):
            progress(f"Loading {source.id}", number / max(len(sources), 1))
            try:
                with store.readable_errors(f"source {source.id}"):
                    reports.append(load_source(con, place, source, raw, scratch, now, secret))
            except SafePassageError as error:
                failures.append(_Failure(source, error))
            finally:
                _empty_scratch(restricted)
        if not (only and failures):
            _keep_place(place_toml, restricted)
        shutil.rmtree(scratch, ignore_errors=True)
        if failures:
            raise _listed(place, failures, reports)
    progress("Loaded", 1.0)
    return reports


def _order(source: Source) -> int:
    return _FIRST.index(source.feed) if source.feed in _FIRST else len(_FIRST)


def _empty_scratch(restricted: Path) -> Path:
    """Return an empty folder for staging; what a killed load left there goes."""
    scratch = restricted / "staging"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    return scratch


def make_secret(restricted: Path) -> None:
    """Make the place's secret (32 random bytes, for its owner's eyes only) unless it is there.

    Raises RefusedError when figures made with a lost secret are already published: those of a new one
    would carry other noise, and two versions together would say more than either may.
    """
    path = restricted / "secret"
    if path.is_file() and path.stat().st_size == 32:
        return
    if (restricted.parent / "published" / "current").is_file():
        raise RefusedError(
            str(path),
            "is lost, and figures made with it are published",
            "Restore it from a backup, or load into a new --home and withdraw what was published",
        )
    temporary = restricted / "secret.tmp"
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secrets.token_bytes(32))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _keep_place(place_toml: Path, restricted: Path) -> None:
    """Keep a copy of the place file, so that later commands need only the home."""
    temporary = restricted / "place.toml.tmp"
    temporary.write_bytes(place_toml.read_bytes())
    temporary.replace(restricted / "place.toml")


def place_digest(place_toml: Path) -> str:
    """Return the SHA-256 of a place file."""
    return hashlib.sha256(place_toml.read_bytes()).hexdigest()


def _listed(place: Place, failures: list[_Failure], reports: list[RunReport]) -> SourcesFailedError:
    """Return one error for all failed sources."""
    if len(failures) == 1:
        first = failures[0].error
        error = SourcesFailedError(
            f"source {failures[0].source.id}: {first.where}", first.what, first.next_step
        )
    else:
        listed = "; ".join(f"source {failure.source.id}: {failure.error}" for failure in failures)
        error = SourcesFailedError(
            place.id, f"{len(failures)} sources could not be loaded: {listed}", "Correct these."
        )
    error.reports = tuple(reports)
    done = [report.source for report in reports if report.state == "loaded"]
    if done:
        error.add_note(f"Loaded all the same: {', '.join(done)}.")
    return error
