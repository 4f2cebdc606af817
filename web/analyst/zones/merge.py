"""Two versions of one zone that began from the same: what each changed, brought together and said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from layers.zones.choices import KINDS
from layers.zones.difference import field_words
from layers.zones.part import Part, write_part
from layers.zones.zone import FIELD_LABELS, Zone, write_zone

GONE = "deleted"


@dataclass(frozen=True)
class Clash:
    """Something that both changed. field: its name, or 'parts'; part: its id; value: theirs, as kept."""

    title: str
    field: str
    mine: str
    theirs: str
    value: Any
    part: str = ""


@dataclass(frozen=True)
class Merged:
    """zone: theirs where only they changed something, else mine. taken: what came from theirs, in words."""

    zone: Zone
    taken: tuple[str, ...]
    clashes: tuple[Clash, ...]


def merge(base: Zone, mine: Zone, theirs: Zone) -> Merged:
    """Return mine with what only they changed; where both changed something differently mine stands."""
    values: dict[str, Any] = {}
    taken: list[str] = []
    clashes: list[Clash] = []
    document = write_zone(theirs)
    for field, label in FIELD_LABELS.items():
        if field == "parts":
            continue
        before, own, other = (getattr(zone, field) for zone in (base, mine, theirs))
        if other in (before, own):
            continue
        if own == before:
            values[field] = other
            taken.append(f"{label}: {field_words(theirs, field)}")
        else:
            clashes.append(
                Clash(label, field, field_words(mine, field), field_words(theirs, field), document[field])
            )
    parts, came, both = _parts(base.parts, mine.parts, theirs.parts)
    return Merged(replace(mine, **values, parts=parts), (*taken, *came), (*clashes, *both))


def _parts(
    base: tuple[Part, ...], mine: tuple[Part, ...], theirs: tuple[Part, ...]
) -> tuple[tuple[Part, ...], list[str], list[Clash]]:
    """Return the parts in their order, then mine; what came from theirs; what both changed."""
    before, own, other = ({part.id: part for part in parts} for parts in (base, mine, theirs))
    kept: list[Part] = []
    taken: list[str] = []
    clashes: list[Clash] = []
    for part_id in dict.fromkeys([*other, *own]):
        was, here, there = (parts.get(part_id) for parts in (before, own, other))
        if was is None and here is not None and there is not None and here != there:
            kept.append(there)  # both drew a part and numbered it alike: both stay
            taken.append(f"new part: {_said(there)}")
            kept.append(replace(here, id=_free(kept, own, other)))
        elif here == there or there == was:
            kept += [here] if here else []
        elif here == was:
            kept += [there] if there else []
            what = "part" if was else "new part"
            taken.append(f"{what}: {_said(there)}" if there else f"{what}: {_said(was)} {GONE}")

        else:
            kept += [here] if here else []
            shape = write_part(there) if there else None
            title = f"Part {part_id}, {_said(was or here or there)}"
            clashes.append(Clash(title, "parts", _changed(here), _changed(there), shape, part_id))
    return tuple(kept), taken, clashes


def _free(kept: list[Part], *known: dict[str, Part]) -> str:
    used = {part.id for part in kept}.union(*known)
    return next(name for number in range(1, 10_000) if (name := f"p{number}") not in used)


def _said(part: Part | None) -> str:
    return KINDS[part.kind].label.lower() if part else ""


def _changed(part: Part | None) -> str:
    return f"{_said(part)}, {part.vertices} corners, {part.operation}ed" if part else GONE
