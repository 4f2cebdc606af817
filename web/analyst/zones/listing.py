"""The zones that are kept: a page of their list, found by name, and their shapes behind what is drawn."""

from __future__ import annotations

import functools
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from layers.look.zones import ZONE_LOOKS
from layers.zones.shape import as_geojson, whole
from layers.zones.status import STATUSES
from layers.zones.zone import read_zone
from records import zones as kept
from records.zone_lists import foremost, page_of
from records.zones import ZoneRecord
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.shown import moment

LISTED: Final = 50  # rows of a page
DRAWN: Final = 300  # other zones on the map: more would hide the ground
STANDING: Final = ("active", "agreed", "proposed", "draft")  # those that are drawn, what binds first
LONGEST: Final = 200
FINE_DEGREES: Final = 0.00001  # a metre: nobody sees more of a zone that is not being edited


class ZoneList:
    """The kept zones of one home, as the page lists and draws them."""

    def __init__(self, desk: ZoneDesk) -> None:
        """Start with no shape read; a version never changes, so each is read once."""
        self.desk = desk
        self._shape = functools.lru_cache(maxsize=4 * DRAWN)(self._read_shape)

    def page(self, find: str, skip: str) -> dict[str, Any]:
        """Return some zones, last changed first, how many were found, and the deleted ones.

        find: part of a name. skip: how many come before, in digits. Raises BadInputError.
        """
        if len(find) > LONGEST or len(skip) > 9 or not (skip.isascii() and skip.isdecimal()):
            raise BadInputError("The list", "was asked for as no control does", "Reload the page.")
        store, wanted = self.desk.store(), find.strip()
        found = page_of(store, at_most=LISTED, skip=int(skip), find=wanted)
        deleted = page_of(store, at_most=LISTED, find=wanted, hidden=True)
        return {
            "zones": [_row(each) for each in found.zones],
            "found": found.found,
            "page": LISTED,
            "deleted": [{"id": each.zone_id, "name": each.name} for each in deleted.zones],
            "deleted_found": deleted.found,
        }

    def around(self) -> dict[str, Any]:
        """Return the shapes of the zones that are drafted, proposed or agreed, and how many there are."""
        found = foremost(self.desk.store(), STANDING, DRAWN)
        features = []
        for record in found.zones:
            geometry = self._shape(record.zone_id, record.latest)
            if geometry is not None:
                label = f"{record.name}\n{ZONE_LOOKS[record.status].label}"
                about = {"id": record.zone_id, "status": record.status, "label": label}
                features.append({"type": "Feature", "properties": about, "geometry": geometry})
        return {"features": features, "found": found.found}

    def _read_shape(self, zone_id: str, number: int) -> dict[str, Any] | None:
        """Return the outline of a version for a map, None where it has none yet."""
        parts = read_zone(kept.get(self.desk.store(), zone_id, number).document).parts
        if not parts:
            return None
        try:
            shape = shapely.simplify(whole(parts), FINE_DEGREES)
        except BadInputError:  # kept before today's checks
            return None
        return as_geojson(shape)


def _row(record: ZoneRecord) -> dict[str, Any]:
    return {
        "id": record.zone_id,
        "name": record.name,
        "status": STATUSES[record.status].label,
        "version": record.latest,
        "changed": moment(record.updated_at),
        "boards": f"Version {record.approved}" if record.approved else "Not published",
    }
