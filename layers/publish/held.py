"""A loaded home opened for reading: its place, its secret, and a digest of what it holds."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import etl
import layers as layers_package
from etl import store
from etl.feed import all_feeds
from etl.load.invented import only_invented
from etl.place import Place
from etl.place_file import find_place
from etl.removal.marks import read_secret
from etl.status import SourceStatus, restricted_status
from layers.publish.entitled import Sources, mobile_as_confidential, narrowed, show_only
from layers.publish.material import Keep


@dataclass(frozen=True)
class Held:
    """What is loaded. digest: keyed with the secret, so that nobody can test a guess about the data.

    size: bytes of the restricted store. only_invented: all that was ever loaded is the demo's. whole: names
    everything in it, whatever the reader may see of it. keep: as in Material.
    """

    con: store.Connection
    place: Place
    secret: bytes
    statuses: tuple[SourceStatus, ...]
    digest: str
    size: int
    only_invented: bool
    whole: str = ""
    keep: Keep | None = None

    def name(self, *said: str) -> str:
        """Return 12 hexadecimal digits for the data, the place's settings, the code and what else is said."""
        signed = json.dumps([*said, self.digest, repr(self.place), code_digest()]).encode()
        return hmac.digest(self.secret, signed, hashlib.sha256).hex()[:12]


@contextmanager
def opened(home: Path, sources: Sources | None = None, keep: Keep | None = None) -> Iterator[Held]:
    """Open the restricted store of a home for the block.

    sources: those that the reader may see exactly, as if no other were loaded; None for all of them.
    keep: as in Material.

    Raises BadInputError when nothing is loaded, the secret is lost, or the store cannot be read.
    """
    place, path = find_place(home), store.restricted_path(home)
    secret = read_secret(home)
    con = store.read_only(path)
    try:
        with store.readable_errors(str(path)):
            store.run(con, "leave_memory")
            statuses, digest = tuple(restricted_status(home)), _data_digest(con, secret)
            held = Held(
                con, place, secret, statuses, digest, path.stat().st_size, only_invented(con), keep=keep
            )
            held = replace(held, whole=held.name("whole"))
            held = held if sources is None else _narrowed(held, sources)
            if place.mobile_services == "confidential":
                mobile_as_confidential(con, sources)
            yield held
    finally:
        con.close()


def _narrowed(held: Held, sources: Sources) -> Held:
    show_only(held.con, sources)
    return replace(
        held,
        place=narrowed(held.place, sources),
        statuses=tuple(each for each in held.statuses if each.source in sources),
        digest=_data_digest(held.con, held.secret),
    )


def _data_digest(con: store.Connection, secret: bytes) -> str:
    """Return a keyed digest of what is loaded: without the secret nobody can test a guess against it."""
    loaded = store.rows(con, store.sql("publish_digest"))
    present = store.tables(con)  # a store of before a feed was thought of has no table for it
    feeds = [feed for feed in all_feeds() if feed in present]
    held = [(feed, store.rows(con, store.sql("publish_content", feed=feed))) for feed in feeds]
    return hmac.digest(secret, json.dumps([loaded, held]).encode(), hashlib.sha256).hex()[:16]


@cache
def code_digest() -> str:
    """Return a digest of the code that makes figures: other code is another version."""
    layers_room, etl_room = Path(layers_package.__file__).parent, Path(etl.__file__).parent
    files = {path.relative_to(layers_room).as_posix(): path for path in layers_room.rglob("*.py")}
    files = {name: path for name, path in files.items() if not name.startswith("published/")}
    files |= {path.name: path for path in [*(etl_room / "sql").glob("publish*.sql"), etl_room / "cells.py"]}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].read_bytes())
    return digest.hexdigest()
