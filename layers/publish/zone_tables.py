"""The tables about zones that a version holds."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from layers.publish.held import Held
from layers.publish.material import Material
from layers.publish.zone_desk import Examined, ZoneDesk
from layers.publish.zone_rows import zone_rows
from layers.publish.zones import TellsOf, ToldOf, zone_contents
from layers.week import read_week
from layers.zones.approved import ApprovedZone
from layers.zones.material import ZoneMaterial, gather_material
from layers.zones.weigh import weigh
from layers.zones.weighed import Weighed


def zone_tables(
    held: Held, material: Material, zones: Sequence[ApprovedZone], clash: dict[str, pa.Table]
) -> dict[str, pa.Table]:
    """Return the tables about zones, none where no version was ever approved."""
    if not zones:
        return {}
    weighing = weighing_of(held, material)
    desk = ZoneDesk(material, weighing)
    contents = zone_contents(desk, zones, lambda each: weighed(weighing, each), shown_services(clash))
    return zone_rows(contents, desk.confidential, material.rule.exact)


def weighing_of(held: Held, material: Material) -> ZoneMaterial:
    """Return what zones are weighed with: for boards without the hotspots that they may not see."""
    weighing = gather_material(held, material.as_of)
    return weighing if material.rule.exact else weighing.for_boards()


def shown_services(clash: dict[str, pa.Table]) -> ToldOf:
    """Return what is published of each service: its class, exposure, what is expected and its index."""
    table = clash["clash_services"]
    names = ("service_id", "stop", "class", "exposure", "expected", "index")
    rows = zip(*(table[name].to_pylist() for name in names), strict=True)
    return {(service_id, stop): TellsOf(*figures) for service_id, stop, *figures in rows}


def weighed(weighing: ZoneMaterial, examined: Examined) -> Weighed:
    """Return what a zone would do, exactly."""
    zone = examined.approved.zone
    week = read_week(zone.hours) if zone.hours else None
    return weigh(weighing, examined.shaped.regions["inside"], week, zone.services, name=zone.name)
