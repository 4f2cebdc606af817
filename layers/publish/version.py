"""Publishing: every layer's figures, released, in one immutable file that the pointer then names."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from etl import store
from layers.disclosure import Law
from layers.publish.content import Progress, make_content, silent
from layers.publish.held import Held, opened
from layers.publish.log import Decider, note
from layers.publish.material import Keep
from layers.publish.origins import note_origin, version_made_of
from layers.publish.pointer import (
    current_version,
    point_to,
    publishing,
    require_not_recalled,
    rollback,
    write_version,
)
from layers.publish.told import keep_aside, now_told, read_told
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
    keep: Keep | None = None,
) -> str:
    """Publish what is loaded and return the version's name, the one there is if nothing has changed.

    zones: every zone version ever approved, in the order of approval. decider: who decides, for the log.
    keep: what keys and counts events (layers/publish/cluster/engine.py), None for DuckDB.

    Raises BadInputError when nothing is loaded or the disk is too full, RefusedError when the place's
    disclosure settings are below the law. A publish that dies leaves the earlier version current.
    """
    with opened(home, keep=keep) as held:
        rule = protected(held)
        with publishing(home) as folder:
            version = make_version(home, held, rule, folder, as_of, progress, zones)
            now = current_version(folder)
            if now != version and decider:
                note(home, decider, "publish", version, now or "")
            now_told(home, version)
            if now != version:
                point_to(folder, version)
            note_origin(home, origin_of(home, held, as_of, zones), version)
    progress("Published", 1.0)
    return version


def protected(held: Held) -> Protected:
    """Return the place's release function. Raises RefusedError for settings below the law."""
    law = Law(held.place.disclosure.threshold, held.place.disclosure.rounding)
    return Protected(law, held.secret)


def origin_of(home: Path, held: Held, as_of: dt.date, zones: Sequence[ApprovedZone]) -> str:
    """Return what stands for these data, settings, code, day and zones, and what was told last.

    It never leaves the restricted side.
    """
    return held.name(as_of.isoformat(), digest_of(zones), read_told(home).digest)


def make_version(
    home: Path,
    held: Held,
    rule: Protected,
    folder: Path,
    as_of: dt.date,
    progress: Progress,
    zones: Sequence[ApprovedZone],
) -> str:
    """Return the version that is to be published now, made and written to a folder unless it lies there."""
    origin = origin_of(home, held, as_of, zones)
    version = version_made_of(home, origin)
    if version is None or not (folder / f"{version}.duckdb").is_file():
        version = write_whole(home, held, rule, folder, as_of, progress, zones)
        note_origin(home, origin, version)
    return version


def write_whole(
    home: Path,
    held: Held,
    rule: Protected,
    folder: Path,
    as_of: dt.date,
    progress: Progress,
    zones: Sequence[ApprovedZone],
) -> str:
    """Make a version, write it to a folder and return its name.

    It is named by what it shows and its day: what no figure shows does not change the name either.
    Raises BadInputError for a full disk, RefusedError where such a version was recalled.
    """
    store.need_space(folder, held.size + SPARE_BYTES)
    told = read_told(home)
    grids, tables = make_content(held, rule, "", as_of, progress, zones, told)
    progress("Writing the version", 0.95)
    tables["meta"] = _with(tables["meta"], version="", data_digest="")
    digest = content_digest(held, tables)
    version = f"{as_of:%Y%m%d}-{digest[:12]}"
    require_not_recalled(home / "published", version)
    keep_aside(home, version, told)
    if not (folder / f"{version}.duckdb").is_file():
        tables["meta"] = _with(tables["meta"], version=version, data_digest=digest[:16])
        write_version(folder, version, grids, tables)
    return version


def content_digest(held: Held, tables: Mapping[str, pa.Table]) -> str:
    """Return 64 hexadecimal digits of everything that the tables of a version hold.

    Keyed with the secret: withheld values are not in them, but nobody needs to test guesses about the rest.
    """
    mixed = {name: store.mixed(held.con, tables[name]) for name in sorted(tables)}
    signed = json.dumps(["content", mixed]).encode()
    return hmac.digest(held.secret, signed, hashlib.sha256).hex()


def _with(meta: pa.Table, **told: str) -> pa.Table:
    """Return the version's own facts with some changed."""
    facts = dict(zip(meta["key"].to_pylist(), meta["value"].to_pylist(), strict=True))
    facts |= {key: json.dumps(value) for key, value in told.items()}
    return pa.table({"key": list(facts), "value": list(facts.values())})
