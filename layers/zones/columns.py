"""A zone as the columns of a feature in a file, and back: every field is one that a map program shows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from layers.purpose import PURPOSE
from layers.week import read_week
from layers.zones.choices import ALWAYS_OUT_WORDS
from layers.zones.status import status_words
from layers.zones.zone import FIELD_LABELS, Zone, read_zone, write_zone

FORMAT: Final = "safe-passage-zone-1"  # marks a feature as written here
LISTS: Final = ("parts", "services", "covers", "offences_in", "offences_out", "ladder")
DAYS: Final = ("starts_on", "ends_on", "review_on")
_MIDNIGHT: Final = re.compile(r"[T ]00:00:00(\.0+)?(Z|\+00(:?00)?)?$")  # map programs add it to a day
_TRUE, _FALSE = ("true", "1", "1.0", "yes"), ("false", "0", "0.0", "no")


@dataclass(frozen=True)
class KeptZone:
    """A version of a zone with what is known of its keeping, to be written to a file.

    status: of this version. approved: whether it is the one approved for publication.
    """

    zone: Zone
    zone_id: str
    version: int
    status: str
    saved_by: str
    saved_at: dt.datetime
    digest: str
    approved: bool


def columns_of(kept: KeptZone, term: str, data_version: str) -> dict[str, Any]:
    """Return the columns of a zone: what it is, then every field, then what the file is for.

    term: what the place calls a zone. data_version: the published version beside it, '' for none.
    """
    return {
        "format": FORMAT,
        "status": kept.status,
        "status_words": status_words(kept.status, term),
        **write_zone(kept.zone),
        "hours_words": read_week(kept.zone.hours).words if kept.zone.hours else "Always",
        "always_out": ALWAYS_OUT_WORDS,
        "zone_id": kept.zone_id,
        "version": kept.version,
        "digest": kept.digest,
        "saved_by": kept.saved_by,
        "saved_at": kept.saved_at.isoformat(timespec="seconds"),
        "approved_for_publication": kept.approved,
        "data_version": data_version,
        "purpose": PURPOSE,
    }


def is_ours(columns: Mapping[str, Any]) -> bool:
    """Return whether a feature was written by `columns_of`."""
    return columns.get("format") == FORMAT


def zone_from(columns: Mapping[str, Any]) -> Zone:
    """Return the zone that columns hold, in whichever format. Raises BadInputError naming the column."""
    return read_zone({field: _value(field, columns.get(field)) for field in FIELD_LABELS if field in columns})


def _value(field: str, value: Any) -> Any:
    """Return a column's value as the document has it: formats without lists keep them as JSON text."""
    if field in LISTS:
        return _list(value)
    if field == "en_route" and isinstance(value, str):
        word = value.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else value or None
    if field in DAYS and isinstance(value, str):
        return _MIDNIGHT.sub("", value)
    if value is None and field not in (*DAYS, "en_route", "name"):
        return ""
    return value


def _list(value: Any) -> Any:
    if value is None:
        return []
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except (json.JSONDecodeError, RecursionError):
            return value
    return [part.strip() for part in value.split(",") if part.strip()]
