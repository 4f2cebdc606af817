"""Zone versions approved for boards, as values: records keep them, publishing takes them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from layers.zones.zone import Zone, write_zone


@dataclass(frozen=True)
class ApprovedZone:
    """One version of a zone. current: boards are to see it; else it was shown once, which the guard knows.

    status: what this version stands at. approved_on: the day on which this version was approved.
    """

    zone_id: str
    number: int
    zone: Zone
    status: str
    approved_on: dt.date
    current: bool

    @property
    def title(self) -> str:
        """Return the name with the version."""
        return f"{self.zone.name}, version {self.number}"


def digest_of(zones: Iterable[ApprovedZone]) -> str:
    """Return a digest of all that publishing makes of approved zones."""
    written = [
        [
            each.zone_id,
            each.number,
            each.status,
            each.approved_on.isoformat(),
            each.current,
            write_zone(each.zone),
        ]
        for each in zones
    ]
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()
