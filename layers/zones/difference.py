"""What changed from one version of a zone to another: its fields, and the ground gained and lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from layers.week import read_week
from layers.zones.choices import (
    COVERS,
    LADDER,
    NOT_SAID,
    OFFENCES,
    STRENGTHS,
    SUPPLIES,
    Choices,
    label_of,
)
from layers.zones.zone import FIELD_LABELS, Zone

_CHOSEN: Final[Mapping[str, Choices]] = {
    "strength": STRENGTHS,
    "supply": SUPPLIES,
    "covers": COVERS,
    "offences_in": OFFENCES,
    "offences_out": OFFENCES,
    "ladder": LADDER,
}


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: its label, and both values as a reader sees them."""

    field: str
    label: str
    before: str
    after: str


def field_changes(before: Zone, after: Zone) -> tuple[FieldChange, ...]:
    """Return the fields that differ, the shape aside, in the form's order."""
    return tuple(
        FieldChange(field, label, field_words(before, field), field_words(after, field))
        for field, label in FIELD_LABELS.items()
        if field != "parts" and getattr(before, field) != getattr(after, field)
    )


def field_words(zone: Zone, field: str) -> str:
    """Return a field's value as a reader sees it; what is missing says so."""
    value: Any = getattr(zone, field)
    if field == "hours":
        return read_week(value).words if value else "Always"
    if field == "en_route":
        return NOT_SAID if value is None else "Yes" if value else "No"
    if field == "parts":
        return f"{len(value)} {'part' if len(value) == 1 else 'parts'}" if value else NOT_SAID
    if value is None or value in ("", ()):
        return NOT_SAID
    if isinstance(value, tuple):
        return ", ".join(label_of(item, _CHOSEN[field]) if field in _CHOSEN else item for item in value)
    return label_of(value, _CHOSEN[field]) if field in _CHOSEN else str(value)
