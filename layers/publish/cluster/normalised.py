"""The keyed events of each source as Parquet, in restricted/parquet/: what another engine counts.

A folder is named by a digest of all that its rows follow from, is made aside and renamed when it is whole,
and says of each of its files what it must hash to. One that does not keep to that is made again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from etl import store
from etl.disk import file_digest, to_disk
from etl.removal.marks import read_secret
from layers.publish.keyed import keyed_statement, spots_of
from layers.publish.material import Material

MANIFEST = "_manifest.json"  # engines pass over names that begin with _
BATCH_ROWS = 100_000
PART_ROWS = 1_000_000
RESTART = "Nothing was published. Start the same command again: what is normalised already is used again."


def parquet_folder(home: Path) -> Path:
    """Return where the normalised events of a home lie: with the restricted store."""
    return home / "restricted" / "parquet"


def drop_parquet(home: Path) -> bool:
    """Delete all normalised events, and return whether there were any."""
    folder = parquet_folder(home)
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


@dataclass(frozen=True)
class Normalised:
    """One source's events. made: now, not found."""

    folder: Path
    made: bool

    @property
    def files(self) -> list[Path]:
        """Return its Parquet files."""
        return sorted(self.folder.glob("*.parquet"))


def normalise(home: Path, material: Material, feed: str) -> list[Normalised]:
    """Return the events of each source of a feed, made in parallel where they are not there yet.

    Of a feed without events one without rows. The publisher's lock must be held.
    """
    folder = parquet_folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    for debris in folder.glob(".build-*"):
        shutil.rmtree(debris)
    found = store.rows(material.con, store.sql("publish_feed_sources", feed=feed))
    sources = [source for (source,) in found] or [""]
    shapes = hashlib.sha256(
        b"".join(shapely.to_wkb(area.shape) for area in material.ground.areas)
    ).hexdigest()
    secret = read_secret(home)

    def one(source: str) -> Normalised:
        with material.con.cursor() as con:
            return _source(con, folder, material, feed, source, (secret, shapes))

    with ThreadPoolExecutor(min(len(sources), os.cpu_count() or 1)) as threads:
        return list(threads.map(one, sources))


def is_whole(folder: Path) -> bool:
    """Return whether a folder holds what its manifest says, and nothing else."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return False
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    return there == said.keys() and all(file_digest(folder / name) == said[name] for name in said)


def _source(
    con: store.Connection,
    folder: Path,
    material: Material,
    feed: str,
    source: str,
    signed: tuple[bytes, str],
) -> Normalised:
    secret, shapes = signed
    of_source = f"(from {store.quote(feed)} where source = {store.literal(source)})"
    statement, named = keyed_statement(material, feed, of_source)
    held = store.rows(con, store.sql("publish_content", feed=of_source))
    loaded = [row for row in store.rows(con, store.sql("publish_digest")) if row[0] == source]
    told = json.dumps([feed, source, held, loaded, shapes, statement])
    whole = folder / hmac.digest(secret, told.encode(), hashlib.sha256).hex()[:32]
    if is_whole(whole):
        return Normalised(whole, made=False)
    shutil.rmtree(whole, ignore_errors=True)
    building = folder / f".build-{whole.name}"
    building.mkdir(mode=0o700)
    con.register("spots", spots_of(material, con, of_source))
    batches = con.sql(statement, params=named).to_arrow_reader(BATCH_ROWS)
    with store.readable_errors(str(folder)):
        _write_parts(building, batches)
        files = {path.name: file_digest(path) for path in sorted(building.iterdir())}
        (building / MANIFEST).write_text(json.dumps({"feed": feed, "files": files}), encoding="utf-8")
        for path in (*building.iterdir(), building):
            to_disk(path)
        building.rename(whole)
        to_disk(folder)
    return Normalised(whole, made=True)


def _write_parts(folder: Path, batches: pa.RecordBatchReader) -> None:
    """Write batches to files of about PART_ROWS rows, without any to one that has none."""
    at, rows = 0, 0
    out = pq.ParquetWriter(folder / "part-00000.parquet", batches.schema)
    try:
        for batch in batches:
            if rows >= PART_ROWS:
                at, rows = at + 1, 0
                out.close()
                out = pq.ParquetWriter(folder / f"part-{at:05d}.parquet", batches.schema)
            out.write_batch(batch)
            rows += batch.num_rows
    finally:
        out.close()
