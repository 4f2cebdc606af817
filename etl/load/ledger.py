"""The one transaction that makes staged rows visible, and the law it must keep.

For each run, and for each source from its first run to now:
rows read = rows loaded + rows quarantined + rows superseded + rows purged + rows erased.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from etl import shown, store
from etl.clock import TIME_FLAGS
from etl.feed import Feed
from etl.load.losers import losing_rows
from etl.load.totals import source_totals
from etl.place import Place, Source
from etl.removal.door import note_turned, turn_away
from etl.schema import FLAG_TYPE, PRECISION_TYPE, plain_columns, table_columns
from etl.staging.points import LOST, TURNED
from etl.staging.rows import judged
from etl.staging.stage import Staged
from etl.staging.time import PRECISIONS
from etl.staging.typed import identity_column, newest_number, same_in_every_row


class LedgerError(AssertionError):
    """The ledger does not add up: a defect of the program, never of the data; nothing was committed."""


@dataclass(frozen=True)
class RunCounts:
    """Rows of one run. purged, erased: turned away. replaced: rows of earlier runs superseded by it."""

    read: int
    loaded: int
    quarantined: int
    superseded: int
    purged: int
    erased: int
    unlocated: int
    filtered: int
    replaced: int


def commit_run(
    con: store.Connection,
    run_id: str,
    source: Source,
    feed: Feed,
    place: Place,
    staged: Staged,
    order: list[str],
    digest: str,
    now: datetime,
    secret: bytes,
) -> RunCounts:
    """Move a staged source into the store in one transaction.

    order: names of all files of the source in load order, later ones win. digest: of the source's
    settings and of what they lean on. secret: the place's. A superseded row does not come back when the row
    that beat it is corrected away. Raises LedgerError when rows do not add up; then nothing was committed.
    """
    table = store.quote(feed.id)
    files = [file.name for file in staged.files]
    names = [name for name, _ in table_columns(feed, place)]
    kept = ", ".join(name for name in names if not name.startswith("cell_") and name != "geometry_wkb")
    has_id = source.identity == "column" and bool(feed.identity_columns)
    rows = staged.rows.table()
    shown.show(con, "staged_rows", rows)
    turned = turn_away(con, source, feed, secret, now.date())
    if len(turned.good):
        rows = judged(rows, turned.good, TURNED)
        shown.show(con, "staged_rows", rows)
    _define_good(con, run_id, source, feed, place, files, order)
    if has_id:
        lost_rows = losing_rows(con, source, table, files, rows)
        if len(lost_rows):
            shown.show(con, "staged_rows", judged(rows, lost_rows, LOST))
    named = {"source": source.id, "feed": feed.id, "run_id": run_id}
    with store.transaction(con):
        replaced = _replace_files(con, table, kept, named, files)
        if has_id:
            which = "(file, row_number) in (select (file, row_number) from stage.rivals where newer)"
            beaten = store.changed(
                store.run(con, "supersede_stored", named, feed=table, columns=kept, which=which)
            )
            if beaten:
                con.execute(f"delete from {table} where source = ? and {which}", [source.id])
            replaced += beaten
        lost = store.changed(
            store.run(con, "insert_superseded", {"feed": feed.id}, columns=kept, lost=str(LOST))
        )
        quarantined = store.changed(store.run(con, "insert_quarantine", named | {"files": files}))
        loaded = store.changed(store.run(con, "insert_good", feed=table, names=", ".join(names)))
        if keeps_versions(source):
            store.run(con, "delete_versions", {"source": source.id})
            store.run(con, "insert_versions", {"source": source.id}, newest_number=newest_number(source))
        _number_repeats(con, table, source)
        unlocated = 0
        if feed.kind in ("event", "site"):
            where = "where stage_code = 0 and latitude is null"
            unlocated = int(store.value(con, f"select count(*) from good {where}"))
        counts = RunCounts(
            staged.read,
            loaded,
            quarantined,
            lost,
            turned.total("purged"),
            turned.total("erased"),
            unlocated,
            sum(staged.filtered.values()),
            replaced,
        )
        note_turned(con, named, staged.files, turned, now)
        _write_run(con, run_id, source, feed, staged, digest, now, counts)
        _check(con, source, feed, counts)
    return counts


def keeps_versions(source: Source) -> bool:
    """Return whether a later file may hold an older row of the same id, so that newest_by must be kept.

    A source of one named file cannot: its next version replaces all its rows. (Naming more files
    changes the source's settings, and then all of them are read again.)
    """
    several = len(source.files) > 1 or any(sign in source.files[0] for sign in "*?[")
    return bool(source.newest_by) and several


def _define_good(
    con: store.Connection,
    run_id: str,
    source: Source,
    feed: Feed,
    place: Place,
    files: list[str],
    order: list[str],
) -> None:
    """Define the view `good`, in the columns of the feed's table, and the rank of each file."""
    listed = store.literal(files[0])
    ranks = str(order.index(files[0]))
    if len(files) > 1:
        listed = f"[{', '.join(store.literal(name) for name in files)}][file_number + 1]"
        ranks = f"[{', '.join(str(order.index(name)) for name in files)}][file_number + 1]"
    alone, month = identity_column(feed, source), PRECISIONS.index("month")
    precisions = " ".join(
        f"when {code} then '{name}'::{PRECISION_TYPE}" for code, name in enumerate(PRECISIONS)
    )
    flags = " ".join(f"when {code} then '{name}'::{FLAG_TYPE}" for code, name in enumerate(TIME_FLAGS))
    columns = {
        "source": store.literal(source.id),
        "run_id": store.literal(run_id),
        "file": listed,
        "row_number": "row_number",
        "identity": store.quote(alone or "identity"),
        "occurrence": "0::integer",
        "occurred_local": "occurred_local",
        "occurred_utc": "occurred_utc",
        "occurred_date": f"case when time_precision < {month} then occurred_day::date end",
        "occurred_month": "date_trunc('month', occurred_day)::date",
        "time_precision": f"case time_precision {precisions} end",
        "time_flag": f"case time_flag {flags} end",
        "latitude": "point_latitude",
        "longitude": "point_longitude",
        "location_precision_m": "precision_m",
        "geometry_wkb": "geometry_wkb",
        "area_km2": "area_km2",
    }
    columns |= {f"cell_{number}": f"cell_{number}" for number in place.resolutions}
    for column in plain_columns(feed):
        mapped = column.name in source.columns
        columns[column.name] = store.quote(column.name) if mapped else same_in_every_row(column, source)
    chosen = [f"{columns[name]} as {store.quote(name)}" for name, _ in table_columns(feed, place)]
    chosen.append(f"{ranks}::integer as file_rank")
    chosen.append(f"{'newest_text' if source.newest_by else 'null::varchar'} as newest_text")
    store.run(con, "stage_good", columns=", ".join(chosen), lost=str(LOST))
    con.execute("create table stage.file_rank (file varchar, file_rank integer)")
    con.executemany(
        "insert into stage.file_rank values (?, ?)", [[name, rank] for rank, name in enumerate(order)]
    )


def _replace_files(
    con: store.Connection, table: str, kept: str, named: dict[str, str], files: list[str]
) -> int:
    """Move the rows of earlier versions of `files` to superseded; return how many."""
    replaced = 0
    for name in files:
        which = f"file = {store.literal(name)}"
        moved = store.changed(
            store.run(con, "supersede_stored", named, feed=table, columns=kept, which=which)
        )
        if moved:
            con.execute(f"delete from {table} where source = ? and file = ?", [named["source"], name])
        con.execute("delete from loaded_files where source = ? and file = ?", [named["source"], name])
        replaced += moved
    return replaced


def _number_repeats(con: store.Connection, table: str, source: Source) -> None:
    """Number identical rows without an id, over all files of the source."""
    own = ("source", "run_id", "file", "row_number", "identity", "occurrence")
    same = [
        row[0]
        for row in store.rows(con, f"describe {table}")
        if row[0] not in own and not row[0].startswith("cell_")
    ]
    store.run(
        con, "number_repeats", {"source": source.id}, feed=table, same=", ".join(map(store.quote, same))
    )


def _write_run(
    con: store.Connection,
    run_id: str,
    source: Source,
    feed: Feed,
    staged: Staged,
    digest: str,
    now: datetime,
    counts: RunCounts,
) -> None:
    moment = now.astimezone(UTC).replace(tzinfo=None)
    listed = json.dumps(
        [{"file": file.name, "sha256": file.sha256} for file in staged.files], ensure_ascii=False
    )
    con.execute(
        "insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run_id,
            source.id,
            feed.id,
            moment,
            moment,
            digest,
            listed,
            counts.read,
            counts.loaded,
            counts.quarantined,
            counts.superseded,
            counts.unlocated,
            counts.filtered,
            list(staged.ignored),
        ],
    )
    for file in staged.files:
        con.execute(
            "insert into loaded_files values (?, ?, ?, ?, ?, ?)",
            [source.id, file.name, file.sha256, digest, run_id, staged.filtered[file.name]],
        )


def _check(con: store.Connection, source: Source, feed: Feed, counts: RunCounts) -> None:
    """Raise LedgerError unless the run, and the source from its first run to now, add up."""
    kept = counts.loaded + counts.quarantined + counts.superseded
    if counts.read != kept + counts.purged + counts.erased:
        raise LedgerError(f"source {source.id}: this run does not add up: {counts}")
    totals = source_totals(con, source.id, feed.id)
    if not totals.adds_up:
        raise LedgerError(f"source {source.id}: its runs do not add up: {totals}")
