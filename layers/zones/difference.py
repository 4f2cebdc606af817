"""What changed from one version of a zone to another: its fields, and the ground gained and lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.projection import area_km2
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
from layers.zones.shape import only_polygons, whole
from layers.zones.zone import FIELD_LABELS, Zone

_CHOSEN: Final[Mapping[str, Choices]] = {
    "strength": STRENGTHS,
    "supply": SUPPLIES,
    "covers": COVERS,
    "offences_in": OFFENCES,
    "offences_out": OFFENCES,
    "ladder": LADDER,
}
NOWHERE: Final = shapely.MultiPolygon()


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: its label, and both values as a reader sees them."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Ground:
    """Ground that one version covers and another does not. shape: WGS 84, maybe empty. area_m2: geodesic."""

    shape: shapely.Geometry
    area_m2: float


@dataclass(frozen=True)
class Difference:
    """All that changed. redrawn: whether the parts differ, even where they cover the same ground.

    gained, lost: None where the shape of either version does not hold together.
    """

    fields: tuple[FieldChange, ...]
    redrawn: bool
    gained: Ground | None
    lost: Ground | None

    @property
    def is_none(self) -> bool:
        """Whether the two versions say the same."""
        return not self.fields and not self.redrawn


def difference(before: Zone, after: Zone) -> Difference:
    """Return what changed from one version to another."""
    redrawn = before.parts != after.parts
    was, now = (_ground_of(before), _ground_of(after)) if redrawn else (NOWHERE, NOWHERE)
    if was is None or now is None:
        return Difference(field_changes(before, after), redrawn, None, None)
    return Difference(field_changes(before, after), redrawn, _beyond(now, was), _beyond(was, now))


def _ground_of(zone: Zone) -> shapely.Geometry | None:
    """Return the shape of a zone, empty where nothing is drawn yet, None where it does not hold together."""
    if not zone.parts:
        return NOWHERE
    try:
        return whole(zone.parts)
    except BadInputError:
        return None


def _beyond(shape: shapely.Geometry, other: shapely.Geometry) -> Ground:
    ground = only_polygons(shapely.difference(shape, other))
    return Ground(ground, 0.0 if ground.is_empty else area_km2(ground) * 1e6)


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
