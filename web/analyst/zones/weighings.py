"""What was weighed last, kept so that the page can be shown it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from typing import Any, Final

from etl.errors import BadInputError
from layers.zones.shape import whole
from layers.zones.sound import faults_of
from layers.zones.weigh import weigh
from layers.zones.weighed import Weighed
from layers.zones.zone import read_zone, write_zone
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.live import read_week_of

KEPT: Final = 32


class Weighings:
    """The latest weighings of one home, by a digest of the zone and the data."""

    def __init__(self, desk: ZoneDesk) -> None:
        """Start empty."""
        self.desk = desk
        self._found: OrderedDict[str, Weighed] = OrderedDict()
        self._lock = threading.Lock()

    def weigh(self, document: Any) -> str:
        """Weigh a zone and return the key under which it is kept. Raises BadInputError for a faulty zone."""
        zone = read_zone(document)
        material = self.desk.waited()
        wrong = [each for each in faults_of(zone.parts, material.outline) if each.severity == "error"]
        if wrong or not zone.parts:
            what = wrong[0].words.rstrip(".") if wrong else "is not drawn yet"
            raise BadInputError("The shape", what, wrong[0].next_step if wrong else "Draw it first.")
        text = json.dumps([write_zone(zone), material.data_version], sort_keys=True)
        key = hashlib.sha256(text.encode()).hexdigest()
        if self.find(key) is None:
            week = read_week_of(zone.hours)
            found = weigh(material, whole(zone.parts), week, zone.services, name=zone.name)

            with self._lock:
                self._found[key] = found
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
        return key

    def find(self, key: Any) -> Weighed | None:
        """Return what is kept under a key, None for nothing, and for what was weighed with other data."""
        with self._lock:
            found = self._found.get(key) if isinstance(key, str) else None
        if found is None:
            return None
        material = self.desk.material()  # of whoever asks now
        return found if material is not None and found.data_version == material.data_version else None
