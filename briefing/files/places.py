"""What a briefing shows on its maps as tables with shapes: zones, published cells, services. WGS 84."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import STATES, Content, MapShown, ZoneSaid
from briefing.files.figures import cell_value
from briefing.files.sheet import Row, Sheet, sheet_of
from briefing.words.words import Words

ZONES = (
    "zone_number:whole",
    "zone_id",
    "zone_version:whole",
    "zone",
    "status",
    "in_force:yes_no",
    "standing",
    "protects",
    "costs",
    "held",
    "cautions",
    "detectable",
    "terms",
    "data_version",
    "content_id",
    "purpose",
)
CELLS = (
    "row:whole",
    "neighbourhood",
    "layer",
    "environment",
    "value:number:row",
    "unit",
    "state",
    "class_number:whole",
    "class",
    "colour",
    "period",
)
SERVICES = (
    "service",
    "service_type",
    "longitude:number:degrees",
    "latitude:number:degrees",
    "approximate:yes_no",
)


@dataclass(frozen=True)
class Placed:
    """A table with a shape for each of its rows. shapes: WGS 84, longitude first (n,)."""

    sheet: Sheet
    shapes: NDArray[np.object_]


def zones(content: Content, words: Words) -> Placed:
    """Return the zones with all that is said of each; proposals are worded as proposals."""
    found = content.zones.zones
    rows = [(*_zone(each), *_origin(content)) for each in found]
    return Placed(sheet_of(words, "zones", ZONES, rows), _shapes([each.outline.geometry for each in found]))


def cells(shown: MapShown, words: Words) -> Placed:
    """Return the areas of one map with their figure, or why there is none."""
    classes = [line for line in shown.legend if line.colour]
    rows: list[Row] = []
    for at, name in enumerate(shown.names):
        state, level = STATES[int(shown.state[at])], int(shown.level[at])
        coloured = state in ("released", "parent")
        rows.append(
            (
                at + 1,
                name,
                shown.title,
                shown.environment_title,
                cell_value(shown, at),
                shown.unit,
                state,
                level + 1 if coloured else None,
                classes[level].text if coloured else None,
                shown.colours[level] if coloured else None,
                shown.period,
            )
        )
    sheet = sheet_of(words, "cells", CELLS, rows)
    title = words.say("files.title.cells_of", layer=shown.title)
    return Placed(replace(sheet, name=f"cells_{shown.key}", title=title), shown.shapes)


def services(content: Content, words: Words) -> Placed:
    """Return the services that the maps name; of some only the cell may be shown."""
    found = content.ground.services
    rows = [(each.name, each.type_title, each.longitude, each.latitude, each.approximate) for each in found]
    shapes = shapely.points([(each.longitude, each.latitude) for each in found]) if found else []
    return Placed(sheet_of(words, "services", SERVICES, rows), _shapes(list(shapes)))


def _zone(zone: ZoneSaid) -> Row:
    outline = zone.outline
    return (
        outline.number,
        outline.zone_id,
        outline.version,
        outline.name,
        outline.status,
        outline.in_force,
        zone.standing,
        zone.protects,
        zone.costs,
        zone.held,
        "\n".join(zone.cautions),
        "\n".join(zone.detectable),
        "\n".join(f"{label}: {text}" for label, text in zone.policy),
    )


def _origin(content: Content) -> tuple[str, str, str]:
    return content.provenance.version, content.provenance.content_id, content.purpose


def _shapes(found: Sequence[shapely.Geometry]) -> NDArray[np.object_]:
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = list(found)
    return shapes
