"""Load one source: find what changed, stage it, commit it, report on it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from etl import store
from etl.boundary import Boundary, read_boundary
from etl.cells_many import CellIndex
from etl.feed import Feed, all_feeds
from etl.load.files import IN_MEMORY_BYTES, RawFile, find_files, read_file, require_unchanged
from etl.load.ledger import RunCounts, commit_run
from etl.load.notes import notes_on
from etl.load.quarantine import reason_examples
from etl.place import Place, Source
from etl.removal.marks import is_erased
from etl.staging.derive import Lookup, Setting
from etl.staging.rows import StagedRows
from etl.staging.stage import Staged, stage_file

ERASED = "this source was erased, so its files are not read; under a new agreement give it a new id"


@dataclass(frozen=True)
class RunReport:
    """What loading one source did.

    state: 'loaded', 'unchanged' (already loaded), 'no file', or 'erased' (once, so that no file is read).
    first_refused: reason -> where the first rows refused for it stand, 'calls.csv row 7' being the seventh
    row below the header.
    """

    source: str
    feed: str
    state: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_superseded: int = 0
    rows_purged: int = 0
    rows_erased: int = 0
    rows_unlocated: int = 0
    rows_filtered: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    first_refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def load_source(
    con: store.Connection,
    place: Place,
    source: Source,
    raw: Path,
    scratch: Path,
    now: datetime,
    secret: bytes,
) -> RunReport:
    """Load what is new or changed of one source. secret: the place's.

    Raises BadInputError with nothing changed.
    """
    feed = all_feeds()[source.feed]
    if is_erased(con, source.id):
        return RunReport(source.id, source.feed, "erased", notes=(ERASED,))
    paths = find_files(source, raw)
    if not paths:
        kept = store.value(con, f"select count(*) from {store.quote(feed.id)} where source = ?", [source.id])
        note = f"no file matches {', '.join(source.files)}" + (f"; {kept:,} rows stay loaded" if kept else "")
        return RunReport(source.id, source.feed, "no file", notes=(note,))
    boundary = _boundary_for(con, source)
    lookup, lookup_digest = _lookup_for(con, source)
    outline = boundary.digest if boundary else _areas_digest(con, source)
    parts = (source.digest, place.time_zone, outline, lookup_digest)
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
    in_memory = source.format == "csv" and sum(path.stat().st_size for path in paths) <= IN_MEMORY_BYTES
    files = [read_file(path, raw, keep=in_memory) for path in paths]
    known = {
        (name, sha256)
        for name, sha256 in store.rows(
            con, "select file, sha256 from loaded_files where source = ? and digest = ?", [source.id, digest]
        )
    }
    changed = [file for file in files if (file.name, file.sha256) not in known]
    if not changed:
        return RunReport(source.id, source.feed, "unchanged", notes=("already loaded",))
    size = sum(file.path.stat().st_size for file in changed)
    store.need_space(scratch, 2 * size + 16_000_000)
    index = CellIndex(place.resolutions, boundary.bounds if boundary else None)
    setting = Setting(place, source, feed, now, boundary, lookup, index)
    folder = scratch if size > IN_MEMORY_BYTES else None
    staged = Staged(rows=StagedRows(folder))
    with store.staging(con, folder):
        for file in changed:
            stage_file(con, file, setting, staged, scratch)
            require_unchanged(file, raw)
        run_id = _run_id(con, source, digest, changed, now)
        order = [file.name for file in files]
        counts = commit_run(con, run_id, source, feed, place, staged, order, digest, now, secret)
    return _report(con, run_id, source, feed, staged, counts)


def _boundary_for(con: store.Connection, source: Source) -> Boundary | None:
    """Return the outline to test the source's rows against; None when there is no test."""
    if source.feed == "address_lookup" and source.outside != "drop":
        return None  # a postcode just outside is no mistake
    if source.feed == "boundary":
        boundary = read_boundary(con, source.id) if source.outside == "drop" else None
    elif all_feeds()[source.feed].kind == "table":
        boundary = None
    else:
        boundary = read_boundary(con)
    return boundary.widened(source.keep_outside_m) if boundary else None


def _areas_digest(con: store.Connection, source: Source) -> str:
    """Return a digest of the areas that a clipped table of indicators keeps; '' without clipping."""
    if source.feed != "area_indicator" or source.outside != "drop":
        return ""
    known = store.rows(con, "select distinct area_id from boundary order by 1")
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def _lookup_for(con: store.Connection, source: Source) -> tuple[Lookup, str]:
    """Return postcode -> (latitude, longitude, precision in metres) and a digest, where needed."""
    if "postcode" not in source.columns:
        return {}, ""
    found = store.rows(con, store.sql("postcodes"))
    lookup = {code: (latitude, longitude, precision) for code, latitude, longitude, precision in found}
    return lookup, hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _run_id(con: store.Connection, source: Source, digest: str, files: list[RawFile], now: datetime) -> str:
    """Return an id that is new for each run and the same when a load is repeated on an equal store."""
    number = store.value(con, "select count(*) from runs")
    text = "|".join([source.id, digest, now.isoformat(), str(number), *(file.sha256 for file in files)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _report(
    con: store.Connection, run_id: str, source: Source, feed: Feed, staged: Staged, counts: RunCounts
) -> RunReport:
    reasons = {reason: int(count) for reason, count in store.rows(con, store.sql("run_reasons"), [run_id])}
    return RunReport(
        source.id,
        feed.id,
        "loaded",
        counts.read,
        counts.loaded,
        counts.quarantined,
        counts.superseded,
        counts.purged,
        counts.erased,
        counts.unlocated,
        counts.filtered,
        reasons,
        _first_refused(con, run_id, source),
        tuple(staged.ignored),
        notes_on(source, staged, counts, reasons),
    )


def _first_refused(con: store.Connection, run_id: str, source: Source) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for reason, examples in reason_examples(con, source, run_id).items():
        found[reason] = tuple(f"{example.file} row {example.row}" for example in examples)
    return found
