"""What people write, for pages and commands: a home's state stores, and their errors in the house's words."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.errors import BadInputError, RefusedError
from layers.zones.columns import KeptZone
from layers.zones.zone import read_zone
from records.access.open import access_target, open_access
from records.errors import ConflictError, NotNowError, RecordsError
from records.store import Store, open_store, workspace_target
from records.zone_rows import last_event
from records.zones import ZoneVersion


@contextmanager
def kept_errors() -> Iterator[None]:
    """Turn errors of the state store into the house's: a rule's refusal stays one, all else is bad input.

    ConflictError passes: whoever saves shows what the other has saved.
    """
    try:
        yield
    except ConflictError:
        raise
    except NotNowError as error:
        raise RefusedError(error.where, error.what, error.next_step) from error
    except RecordsError as error:
        raise BadInputError(error.where, error.what, error.next_step) from error


def open_workspace(home: Path) -> Store:
    """Return the workspace of a home, in its file or on the server that is set. Raises BadInputError."""
    return _opened(open_store, workspace_target(home))


def open_access_of(home: Path) -> Store:
    """Return the access store of a home, in its file or on the server that is set. Raises BadInputError."""
    return _opened(open_access, access_target(home))


def has_workspace(home: Path) -> bool:
    """Return whether zones may have been kept for a home yet; looking makes nothing."""
    return _is_there(workspace_target(home))


def has_access(home: Path) -> bool:
    """Return whether accounts or acts may have been kept for a home yet; looking makes nothing."""
    return _is_there(access_target(home))


def workspace_stamp(home: Path) -> object:
    """Return what changes with every approval and status in a home's workspace, cheap enough to ask often."""
    target = workspace_target(home)
    if isinstance(target, str):
        with kept_errors(), open_workspace(home).reading() as connection:
            return last_event(connection)
    found = [each.stat() for each in (target, target.with_name(f"{target.name}-wal")) if each.is_file()]
    return tuple((each.st_mtime_ns, each.st_size) for each in found)


def _is_there(target: str | Path) -> bool:
    return isinstance(target, str) or target.is_file()


def _opened(open_it: Callable[[str | Path], Store], target: str | Path) -> Store:
    with kept_errors():
        return open_it(target) if isinstance(target, Path) else _on_server(open_it, target)


@functools.cache
def _on_server(open_it: Callable[[str | Path], Store], address: str) -> Store:
    """Return this process's one store at an address; it stays open, since coming to a server takes long."""
    store = open_it(address)
    atexit.register(store.close)
    return store.shared()


def kept_zone(version: ZoneVersion, status: str, approved: int | None) -> KeptZone:
    """Return a kept version as files have it. status: what this version stands at."""
    return KeptZone(
        read_zone(version.document),
        version.zone_id,
        version.number,
        status,
        version.by,
        version.at,
        version.digest,
        approved == version.number,
    )
