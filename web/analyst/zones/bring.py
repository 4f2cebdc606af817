"""Zones out of an uploaded file: parts of the zone that is open, or zones of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.formats.features import SUFFIXES
from layers.zones.incoming import ZoneFile, read_zone_file
from layers.zones.part import write_part
from layers.zones.zone import PARTS_AT_MOST, write_zone
from records.zones import save_all
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.work import Given, read_person
from web.trail import noting

ACCEPTED: Final = tuple(sorted({*SUFFIXES, ".zip", ".kmz"}))
TOLD: Final = 3  # more faults of a file that are said, and names of its zones


def read_upload(path: Path, outline: shapely.Geometry) -> dict[str, Any]:
    """Return the parts of a file's zones without ids, what to know of them, and the fields of a single zone.

    outline: that of the place. `zones` says how many the file holds: of several, the page asks what they
    shall be, and `parts` is None where they are too many for one zone. Raises BadInputError for a file that
    holds no usable shape; messages name the file, not the folder it lies in.
    """
    found = _read(path, outline)
    parts = [write_part(part) for each in found.zones for part in each.zone.parts]
    notes = [*found.notes, *(note for each in found.zones for note in each.notes)]
    document = write_zone(found.zones[0].zone)
    fields = {key: value for key, value in document.items() if key != "parts"}
    return {
        "parts": parts if len(parts) <= PARTS_AT_MOST else None,
        "notes": [_sentence(note) for note in dict.fromkeys(notes)],
        "zone": fields if len(found.zones) == 1 else None,
        "zones": len(found.zones),
        "names": [each.zone.name for each in found.zones[:TOLD]],
    }


def keep_upload(desk: ZoneDesk, path: Path, given: Given) -> dict[str, Any]:
    """Keep each zone of a file as a new draft, all of them or none, and return their ids.

    given: `by`, whoever does it. Raises BadInputError as `read_upload` does.
    """
    by = read_person(given.get("by"))
    found = _read(path, desk.scenery().outline)
    documents = [write_zone(each.zone) for each in found.zones]
    note = f"Imported from {path.name}"[:300]
    with noting("zone_saved", "zones of a file", count=len(documents)):
        return {"ids": save_all(desk.store(), documents, by=by, at=desk.clock(), note=note)}


def _read(path: Path, outline: shapely.Geometry) -> ZoneFile:
    try:
        return read_zone_file(path, outline)
    except BadInputError as error:
        more = [f"Also {note}" for note in getattr(error, "__notes__", [])[:TOLD]]
        said = (error.where, error.what, " ".join([error.next_step, *more]))
        raise BadInputError(*(text.replace(str(path), path.name) for text in said)) from error


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:].rstrip('.')}."
