"""A zone as a policy object: what is kept of it, read from and written to one JSON document.

The document is the same in the browser, in the state store and in files. What is drawn is kept exactly
as it was given; nothing in a document is run or trusted, and text stays text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.errors import BadInputError
from layers.week import read_week
from layers.zones.choices import (
    COVERS,
    LADDER,
    OFFENCES,
    STRENGTHS,
    SUPPLIES,
    read_choice,
    read_choices,
)
from layers.zones.geojson import VERTICES_AT_MOST
from layers.zones.part import Part, read_part, write_part
from layers.zones.reading import read_day, read_keys, read_list, read_text, read_texts

NAME_AT_MOST = 120
PARTS_AT_MOST = 200
SERVICES_AT_MOST = 500
LONG_TEXT = 5_000


@dataclass(frozen=True)
class Zone:
    """One version of a zone. '' and None mean: not said yet; hours '' means always.

    hours: as `WeekHours.code`. covers, offences and the ladder hold the ids of choices.py, in its order.
    """

    name: str
    note: str = ""
    parts: tuple[Part, ...] = ()
    services: tuple[str, ...] = ()
    authority: str = ""
    legal_basis: str = ""
    strength: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    review_on: dt.date | None = None
    hours: str = ""
    covers: tuple[str, ...] = ()
    offences_in: tuple[str, ...] = ()
    offences_out: tuple[str, ...] = ()
    supply: str = ""
    en_route: bool | None = None
    ladder: tuple[str, ...] = ()
    conditions: str = ""


FIELD_LABELS: Mapping[str, str] = {
    "name": "Name",
    "note": "Note",
    "parts": "Shape",
    "services": "Services it protects",
    "authority": "Authority",
    "legal_basis": "Legal basis",
    "strength": "Strength",
    "starts_on": "Starts on",
    "ends_on": "Ends on",
    "review_on": "Review on",
    "hours": "Hours",
    "covers": "Who is covered",
    "offences_in": "Offences covered",
    "offences_out": "Offences not covered",
    "supply": "Supply",
    "en_route": "Also on the way there",
    "ladder": "Supports and sanctions, in order",
    "conditions": "Conditions",
}


def read_zone(document: object) -> Zone:
    """Return the zone a document holds; fields it lacks are 'not said yet', only the name must be there.

    Raises BadInputError naming the field for anything `write_zone` could not have written.
    """
    given = read_keys(document, tuple(FIELD_LABELS), "the zone")
    starts_on, ends_on, review_on = (
        read_day(given.get(key), key) for key in ("starts_on", "ends_on", "review_on")
    )
    _require_order(starts_on, ends_on, review_on)
    zone = Zone(
        name=read_text(given.get("name"), "name", NAME_AT_MOST, lines=False, needed=True),
        note=read_text(given.get("note", ""), "note", LONG_TEXT),
        parts=read_parts(given.get("parts", [])),
        services=read_texts(given.get("services", []), "services", SERVICES_AT_MOST),
        authority=read_text(given.get("authority", ""), "authority", 300, lines=False),
        legal_basis=read_text(given.get("legal_basis", ""), "legal_basis", LONG_TEXT),
        strength=read_choice(given.get("strength", ""), STRENGTHS, "strength", empty=True),
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=review_on,
        hours=_read_hours(given.get("hours", "")),
        covers=read_choices(given.get("covers", []), COVERS, "covers"),
        offences_in=read_choices(given.get("offences_in", []), OFFENCES, "offences_in"),
        offences_out=read_choices(given.get("offences_out", []), OFFENCES, "offences_out"),
        supply=read_choice(given.get("supply", ""), SUPPLIES, "supply", empty=True),
        en_route=_read_yes_no(given.get("en_route"), "en_route"),
        ladder=read_choices(given.get("ladder", []), LADDER, "ladder"),
        conditions=read_text(given.get("conditions", ""), "conditions", LONG_TEXT),
    )
    both = [offence for offence in zone.offences_in if offence in zone.offences_out]
    if both:
        raise BadInputError(
            "offences_out",
            f"names {', '.join(both)}, which is also covered",
            "Name each offence on one side only.",
        )
    return zone


def write_zone(zone: Zone) -> dict[str, Any]:
    """Return the zone's document: every field, so that `read_zone` gives the same zone again."""
    document: dict[str, Any] = {}
    for field in FIELD_LABELS:
        value = getattr(zone, field)
        if field == "parts":
            value = [write_part(part) for part in zone.parts]
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, dt.date):
            value = value.isoformat()
        document[field] = value
    return document


def read_parts(value: object) -> tuple[Part, ...]:
    """Return the parts of a document's list. Raises BadInputError naming the part."""
    parts = tuple(
        read_part(item, f"part {number}")
        for number, item in enumerate(read_list(value, "parts", PARTS_AT_MOST), 1)
    )
    ids = [part.id for part in parts]
    if len(set(ids)) != len(ids):
        raise BadInputError("parts", "have an id twice", "Give each part an id of its own.")
    vertices = sum(part.vertices for part in parts)
    if vertices > VERTICES_AT_MOST:
        raise BadInputError(
            "parts",
            f"have {vertices:,} corners together, more than {VERTICES_AT_MOST:,}",
            "Simplify the shape before importing it.",
        )
    return parts


def _read_hours(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str):
        raise BadInputError("hours", "is not text", "Leave it empty for always.")
    return read_week(value).code


def _read_yes_no(value: object, where: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise BadInputError(where, "is neither yes nor no", "Give true, false or null.")


def _require_order(starts_on: dt.date | None, ends_on: dt.date | None, review_on: dt.date | None) -> None:
    for name, day in (("ends_on", ends_on), ("review_on", review_on)):
        if starts_on and day and day < starts_on:
            raise BadInputError(name, f"is {day}, before the start on {starts_on}", "Choose a later day.")
