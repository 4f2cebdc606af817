"""Processes that save zones until they are killed; started from a server that has imported everything."""

from __future__ import annotations

import datetime as dt
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from records import zones
from records.store import open_store, workspace_path
from tests.zone_fixture import full_document

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def document(number: int) -> dict[str, object]:
    """Return a zone that fills some eight pages of the file, so that a save takes a while."""
    ring = [[n / 1e6, number + n / 1e7] for n in range(1000)]
    part = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    parts = [{"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": part}]
    return full_document(note=f"save {number}", parts=parts)


def write_until_killed(home: Path, said: Connection) -> None:
    with open_store(workspace_path(home)) as store:
        latest = zones.get_record(store, "z1").latest
        said.send("ready")
        while True:
            latest = zones.save(
                store, document(latest + 1), zone_id="z1", based_on=latest, by="Ada", at=NOON
            ).number
            zones.comment(store, "z1", latest, by="Ada", at=NOON, text=f"of {latest}")
            said.send(latest)


def die_between_two_statements(home: Path, name: str) -> None:
    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(zones, name, die)
    with open_store(workspace_path(home)) as store:
        zones.save(store, document(2), zone_id="z1", based_on=1, by="Ada", at=NOON)


def save_one(home: Path) -> None:
    with open_store(workspace_path(home)) as store:
        zones.save(store, {"name": "Zone"}, by="Ada", at=NOON)
