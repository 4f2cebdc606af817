"""Whether the parts of a zone make a shape that can be kept: faults of the parts first, then of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely

from etl.errors import BadInputError
from layers.zones.faults import Fault, faults
from layers.zones.part import Part
from layers.zones.shape import whole

UNPLACED: Final = ("outside", "partly_outside", "too_large")
OF_THE_GROUND: Final = (*UNPLACED, "sliver", "degenerate")  # judged of the whole alone
WORLD: Final = shapely.box(-180, -90, 180, 90)


def faults_of(parts: Sequence[Part], outline: shapely.Geometry | None) -> tuple[Fault, ...]:
    """Return what is wrong with the parts, each where it is, else with the zone they make.

    outline: that of the place (WGS 84); None where it is not known, and then only the form is looked at. A
    part that takes away may lie outside the place; the zone may not.
    """
    place = WORLD if outline is None else outline
    unplaced = UNPLACED if outline is None else ()
    if len(parts) == 1 and parts[0].operation == "add":
        return tuple(fault for fault in faults(parts[0].geometry, place) if fault.kind not in unplaced)
    found = [
        fault
        for part in parts
        for fault in faults(part.geometry, place)
        if fault.kind not in OF_THE_GROUND and fault.severity == "error"
    ]
    if found or not parts:
        return tuple(found)
    try:
        shape = whole(parts)
    except BadInputError as error:
        return (Fault("empty", f"{error.where} {error.what}.", error.next_step, None, None),)
    return tuple(fault for fault in faults(shape, place) if fault.kind not in unplaced)
