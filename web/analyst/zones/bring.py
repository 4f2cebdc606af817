"""Shapes out of an uploaded file, each a part of the zone that is open; a zone of ours with its fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.formats.features import SUFFIXES
from layers.zones.incoming import read_zone_file
from layers.zones.part import write_part
from layers.zones.zone import write_zone

ACCEPTED: Final = tuple(sorted({*SUFFIXES, ".zip", ".kmz"}))


def read_upload(path: Path, outline: shapely.Geometry) -> dict[str, Any]:
    """Return the parts of a file's zones without ids, what to know of them, and the fields of a single zone.

    outline: that of the place. Raises BadInputError for a file that holds no usable shape; messages name the
    file, not the folder it lies in.
    """
    try:
        found = read_zone_file(path, outline)
    except BadInputError as error:
        said = (text.replace(str(path), path.name) for text in (error.where, error.what, error.next_step))
        raise BadInputError(*said) from error
    documents = [write_zone(each.zone) for each in found.zones]
    parts = [write_part(part) for each in found.zones for part in each.zone.parts]
    notes = [*found.notes, *(note for each in found.zones for note in each.notes)]
    several = len(found.zones) > 1
    if several:
        notes.append(f"{len(found.zones)} zones of the file are parts of this one now")
    fields = None if several else {key: value for key, value in documents[0].items() if key != "parts"}
    return {"parts": parts, "notes": [_sentence(note) for note in dict.fromkeys(notes)], "zone": fields}


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:].rstrip('.')}."
