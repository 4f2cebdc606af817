"""One zone version as boards would see it: for whoever approves it, before anything is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers.disclosure import STATES
from layers.periods import last_quarter
from layers.publish.clash import clash_tables
from layers.publish.held import opened
from layers.publish.material import Material
from layers.publish.survey import survey
from layers.publish.told import read_told
from layers.publish.version import protected
from layers.publish.zone_desk import ZoneDesk
from layers.publish.zone_rows import zone_row
from layers.publish.zone_tables import shown_services, weighed, weighing_of
from layers.publish.zones import ZoneContent, zone_content
from layers.published.zones import PublishedZone, ZoneHour, ZoneShown
from layers.week import HOURS
from layers.zones.approved import ApprovedZone
from layers.zones.guard import need_room, refusal


def would_show(
    home: Path, before: Sequence[ApprovedZone], candidate: ApprovedZone, *, as_of: dt.date
) -> ZoneShown:
    """Return what boards would see of a zone version that is not approved yet.

    before: every version ever approved, in order. Raises RefusedError where the guard refuses it, or the
    place has approved as many versions within a year as it may.
    """
    need_room([each.approved_on for each in before], candidate.approved_on)
    with opened(home) as held:
        newest = last_quarter(as_of, held.place.disclosure.delay_days)
        ground, km2 = survey(held.con, held.place, as_of, newest)
        rule, told = protected(held), read_told(home)
        material = Material(held.con, held.place, ground, km2, rule, held.secret, as_of, newest, told=told)
        weighing = weighing_of(held, material)
        desk = ZoneDesk(material, weighing)
        for earlier in before:
            desk.examine(earlier)
        examined = desk.examine(candidate)
        if examined.close is not None:
            raise refusal(candidate.zone.name, examined.close)
        shown = shown_services(clash_tables(material))
        content = zone_content(desk, examined, weighed(weighing, examined), shown)
        labels = {span.period.id: span.period.label for kind in desk.kinds.values() for span in kind.spans}
        return _shown(content, desk.confidential, labels)


def _shown(content: ZoneContent, confidential: set[str], labels: dict[str, str]) -> ZoneShown:
    row: list[Any] = [
        tuple(value) if isinstance(value, list) else value
        for value in zone_row(0, content, confidential, exact=False)[1:]
    ]
    hours = tuple(
        ZoneHour(
            each.kind,
            each.period,
            slot // 24,
            slot % 24,
            None if each.released.count[slot] < 0 else int(each.released.count[slot]),
            STATES[int(each.released.state[slot])],
        )
        for each in content.hours
        for slot in range(HOURS)
    )
    return ZoneShown(
        zone=PublishedZone(*row),
        figures={(each.region, each.figure.id, each.period): each.figure for each in content.figures},
        services=content.services,
        effects=content.effects,
        hours=hours,
        periods=labels,
    )
