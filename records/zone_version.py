"""One version of a zone, as it was saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ZoneVersion:
    """One version of a zone as it was saved. digest: SHA-256 of the document, keys sorted."""

    zone_id: str
    number: int
    document: dict[str, Any]
    by: str
    at: dt.datetime
    note: str
    based_on: int | None
    digest: str
