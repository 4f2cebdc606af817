"""What people write, for pages and commands: a home's state store, and its errors in the house's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.errors import BadInputError, RefusedError
from layers.zones.columns import KeptZone
from layers.zones.zone import read_zone
from records.errors import ConflictError, NotNowError, RecordsError
from records.store import Store, open_store, workspace_path
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


def open_workspace(home: Path, address: str = "") -> Store:
    """Return the state store of a home, or the one at a database server's address. Raises BadInputError."""
    with kept_errors():
        return open_store(address or workspace_path(home))


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
