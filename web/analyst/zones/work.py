"""What the page does with zones that are kept: open, save, merge, change their status, comment, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from etl.errors import BadInputError
from layers.zones.difference import difference
from layers.zones.part import Part
from layers.zones.reading import read_text
from layers.zones.sound import faults_of
from layers.zones.status import STATUSES, read_status, require_said, require_step
from layers.zones.zone import Zone, read_zone, write_zone
from records import zones as kept
from records.zone_rows import digest_of
from records.zones import ZoneRecord, ZoneVersion
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.merge import Clash, merge
from web.people.who import account_name
from web.trail import noting

LONGEST_NAME: Final = 80
NEW: Final = "a new zone"
Given = Mapping[str, Any]


def open_zone(desk: ZoneDesk, zone_id: str, number: int | None) -> dict[str, Any]:
    """Return a zone and one of its versions. Raises NotFoundError."""
    store = desk.store()
    return {
        "zone": _record(kept.get_record(store, zone_id)),
        "version": version_json(kept.get(store, zone_id, number)),
    }


def save_zone(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Keep a document as a new zone or as the next version of one; return both.

    Raises ConflictError when somebody else saved meanwhile, BadInputError for a document with a fault.
    """
    zone = read_zone(given.get("document"))
    _require_sound(desk, zone)
    zone_id, document = open_zone_id(given.get("zone_id")), write_zone(zone)
    based_on, by = read_number(given.get("based_on")), read_person(given.get("by"))
    note = read_text(given.get("note", ""), "What changed", 500)
    with noting("zone_saved", zone_id or NEW, based_on=based_on, digest=digest_of(document)):
        version = kept.save(
            desk.store(), document, zone_id=zone_id, based_on=based_on, by=by, at=desk.clock(), note=note
        )
    return {"zone": _record(kept.get_record(desk.store(), version.zone_id)), "version": version_json(version)}


def _require_sound(desk: ZoneDesk, zone: Zone) -> None:
    wrong = [each for each in faults_of(zone.parts, desk.scenery().outline) if each.severity == "error"]
    if wrong:
        raise BadInputError("The shape", wrong[0].words.rstrip("."), wrong[0].next_step)


def differences(desk: ZoneDesk, zone_id: str, number: int | None, latest: ZoneVersion) -> list[str]:
    """Return in words what the latest version of a zone changed since another."""
    if number is None:
        return []
    before = read_zone(kept.get(desk.store(), zone_id, number).document)
    return difference_words(before, read_zone(latest.document))


def difference_words(before: Zone, after: Zone) -> list[str]:
    """Return in words what changed from one version to another, the shape last."""
    found = difference(before, after)
    said = [f"{each.label}: {each.before} → {each.after}" for each in found.fields]
    if found.redrawn:
        said.append(f"Shape: {part_changes(before.parts, after.parts)}")
    if found.gained is not None and found.lost is not None and found.redrawn:
        gained, lost = found.gained.area_m2, found.lost.area_m2
        said.append(f"Ground: {gained:,.0f} m² gained, {lost:,.0f} m² lost")
    return said or ["Nothing that is kept differs."]


def part_changes(before: tuple[Part, ...], after: tuple[Part, ...]) -> str:
    """Return how many parts were added, changed and deleted."""
    was, now = ({part.id: part for part in parts} for parts in (before, after))
    counts = {
        "added": len(now.keys() - was.keys()),
        "changed": sum(now[each] != was[each] for each in now.keys() & was.keys()),
        "deleted": len(was.keys() - now.keys()),
    }
    found = [f"{count} part{'' if count == 1 else 's'} {what}" for what, count in counts.items() if count]
    return ", ".join(found) or "the order of the parts changed"


def merge_zone(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Return a document merged with the latest version of its zone; nothing is saved."""
    store, zone_id = desk.store(), read_zone_id(given.get("zone_id"))
    mine = read_zone(given.get("document"))
    base = kept.get(store, zone_id, read_number(given.get("based_on")))
    latest = kept.get(store, zone_id)
    merged = merge(read_zone(base.document), mine, read_zone(latest.document))
    return {
        "document": write_zone(merged.zone),
        "latest": version_json(latest),
        "taken": list(merged.taken),
        "clashes": [_clash(each) for each in merged.clashes],
    }


def change_status(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Give a zone another status, with a name and a reason, and return it.

    number: the latest version that was seen; nobody agrees to what they have not seen. Raises RefusedError
    for a step that does not exist or a zone that does not say enough for it.
    """
    store, zone_id = desk.store(), read_zone_id(given.get("zone_id"))
    expected, status = read_status(given.get("expected")), read_status(given.get("status"))
    reason = read_text(given.get("reason", ""), "Reason", 2000)
    by = read_person(given.get("by"))
    if not reason:
        raise BadInputError("Reason", "is missing, and each status is kept with one", "Say why in a line.")
    number = read_number(given.get("number"))
    if number is None:
        raise BadInputError("status", "names no version", "Reload the page.")
    require_step(expected, status)
    require_said(read_zone(kept.get(store, zone_id, number).document), status)
    at = desk.clock()
    with noting("zone_status", zone_id, version=number, was=expected, status=status):
        record = kept.set_status(
            store, zone_id, expected=expected, status=status, number=number, by=by, at=at, reason=reason
        )
    return {"zone": _record(record)}


def add_comment(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Keep a comment on a version."""
    zone_id, number = read_zone_id(given.get("zone_id")), read_number(given.get("number"))
    if number is None:
        raise BadInputError("comment", "names no version", "Reload the page.")
    text = read_text(given.get("text", ""), "Comment", 5000, needed=True)
    by = read_person(given.get("by"))
    with noting("zone_comment", zone_id, version=number):
        kept.comment(desk.store(), zone_id, number, by=by, at=desk.clock(), text=text)
    return {}


def delete_zone(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Leave a zone out of the lists; its history stays."""
    zone_id, by = read_zone_id(given.get("zone_id")), read_person(given.get("by"))
    with noting("zone_deleted", zone_id):
        kept.delete(desk.store(), zone_id, by, desk.clock())
    return {}


def restore_zone(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    """Put a deleted zone back."""
    zone_id, by = read_zone_id(given.get("zone_id")), read_person(given.get("by"))
    with noting("zone_restored", zone_id):
        kept.restore(desk.store(), zone_id, by, desk.clock())
    return {}


def read_zone_id(value: Any) -> str:
    """Return a zone's id as text; whether there is one is for the store to say. Raises BadInputError."""
    if not isinstance(value, str) or len(value) > 20:
        raise BadInputError("zone", "is not named", "Reload the page.")
    return value


def open_zone_id(value: Any) -> str | None:
    """Return the id of the zone that is open, None for one not kept yet. Raises BadInputError."""
    return None if value is None else read_zone_id(value)


def read_number(value: Any) -> int | None:
    """Return a version's number, None for none. Raises BadInputError."""
    if value is None:
        return None
    if type(value) is not int or not 0 < value < 1_000_000:
        raise BadInputError("version", "is not a number", "Reload the page.")
    return value


def read_person(value: Any) -> str:
    """Return whose account it is, else the typed name. Raises BadInputError when there is none."""
    name = account_name() or " ".join(read_text(value, "Your name", 1000).split())[:LONGEST_NAME]
    if not name:
        raise BadInputError("Your name", "is missing, and all is kept with a name", "Type it in.")
    return name


def latest_of(desk: ZoneDesk, zone_id: str | None) -> dict[str, Any] | None:
    """Return number and name of whoever saved a zone last, None for a zone that is not kept."""
    if zone_id is None:
        return None
    latest = kept.get(desk.store(), zone_id)
    return {"number": latest.number, "by": latest.by}


def steps_from(status: str) -> list[tuple[str, str]]:
    """Return the statuses a zone can have next, each with its label."""
    return [(each, STATUSES[each].label) for each in STATUSES[status].next]


def _record(record: ZoneRecord) -> dict[str, Any]:
    return {
        "id": record.zone_id,
        "name": record.name,
        "status": record.status,
        "latest": record.latest,
        "approved": record.approved,
    }


def version_json(version: ZoneVersion) -> dict[str, Any]:
    """Return a version as the page takes it."""
    return {
        "number": version.number,
        "document": version.document,
        "by": version.by,
        "at": version.at.isoformat(timespec="seconds"),
        "note": version.note,
    }


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "title": clash.title,
        "field": clash.field,
        "part": clash.part,
        "mine": clash.mine,
        "theirs": clash.theirs,
        "value": clash.value,
    }
