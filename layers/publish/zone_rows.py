"""The tables about zones as Arrow: one row a zone, figure, service, line of the ledger and hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import shapely

from layers.disclosure import STATES
from layers.publish.zones import ZoneContent
from layers.week import HOURS
from layers.zones.groups import Site, alternatives
from layers.zones.weighed import Figure

_TEXT, _NUMBER, _WHOLE, _DAY = pa.string(), pa.float64(), pa.int32(), pa.date32()
_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.float64())
_POLICY = {
    "name": _TEXT,
    "status": _TEXT,
    "note": _TEXT,
    "authority": _TEXT,
    "legal_basis": _TEXT,
    "strength": _TEXT,
    "starts_on": _DAY,
    "ends_on": _DAY,
    "review_on": _DAY,
    "hours": _TEXT,
    "covers": _TEXTS,
    "offences_in": _TEXTS,
    "offences_out": _TEXTS,
    "supply": _TEXT,
    "en_route": pa.bool_(),
    "ladder": _TEXTS,
    "conditions": _TEXT,
}
ZONES = {
    "position": _WHOLE,
    "zone_id": _TEXT,
    "number": _WHOLE,
    **_POLICY,
    "services": _TEXTS,
    "drawn": _TEXTS,
    "as_cells": pa.bool_(),
    "approved_on": _DAY,
    "first_day": _DAY,
    "last_day": _DAY,
    "held": _TEXT,
    "cautions": _TEXTS,
    "detectable": _TEXTS,
    "geometry_wkb": pa.binary(),
}
_FIGURE = {"value": _NUMBER, "low": _NUMBER, "high": _NUMBER}
FIGURES = {
    **dict.fromkeys(("zone_id", "region", "measure", "period_id"), _TEXT),
    **_FIGURE,
    "count": _WHOLE,
    "of": _WHOLE,
    **dict.fromkeys(("state", "unit", "why"), _TEXT),
}
SERVICES = {
    "zone_id": _TEXT,
    "position": _WHOLE,
    **dict.fromkeys(("service_id", "stop", "name"), _TEXT),
    "protected": pa.bool_(),
    "class": _TEXT,
    **dict.fromkeys(("exposure", "expected", "index_before"), _NUMBER),
    **dict.fromkeys(("compliance", "exposure_after", "index_after"), _NUMBERS),
    "removed": _NUMBER,
    "removed_state": _TEXT,
}
_TAGS = ("title", "environment", "level", "category", "bearer", "source", "direction")
EFFECTS = {
    "zone_id": _TEXT,
    "position": _WHOLE,
    "effect_id": _TEXT,
    **dict.fromkeys((*_TAGS, "measure"), _TEXT),
    **_FIGURE,
    **dict.fromkeys(("state", "unit", "why", "measured_by", "evidence"), _TEXT),
}
HOURLY = {
    **dict.fromkeys(("zone_id", "kind", "period_id"), _TEXT),
    "weekday": _WHOLE,
    "hour": _WHOLE,
    "count": _WHOLE,
    "state": _TEXT,
}
GROUPS = {"position": _WHOLE, "zone_id": _TEXT}


def zone_rows(contents: Sequence[ZoneContent], confidential: set[str], exact: bool) -> dict[str, pa.Table]:
    """Return the tables. confidential: names and ids of services that boards must not be told of."""
    sites = {}
    zones, figures, services, effects, hours = ([] for _ in range(5))
    for position, content in enumerate(contents):
        approved = content.examined.approved
        named = _named(content, confidential, exact=exact)
        sites[approved.zone_id] = Site(frozenset(named), content.examined.shaped.regions["inside"])
        zones.append(zone_row(position, content, confidential, exact=exact))
        figures += [
            _figure(approved.zone_id, each.region, each.period, each.figure) for each in content.figures
        ]
        for at, service in enumerate(content.services):
            after = service.index_after
            services.append(
                (
                    *(
                        approved.zone_id,
                        at,
                        service.service_id,
                        service.stop,
                        service.name,
                        service.protected,
                    ),
                    *(service.state, service.exposure, service.expected, service.index_before),
                    [each.compliance for each in after],
                    [each.exposure for each in after],
                    [each.index for each in after],
                    *(service.removed.value, service.removed.state.value),
                )
            )
        for at, effect in enumerate(content.effects):
            measured = effect.figure or Figure("")
            effects.append(
                (
                    *(approved.zone_id, at, effect.id, *(getattr(effect, tag) for tag in _TAGS), measured.id),
                    *(measured.value, measured.low, measured.high, measured.state.value, measured.unit),
                    *(measured.why, effect.measured_by, effect.evidence),
                )
            )
        for each in content.hours:
            counts, states = each.released.count.tolist(), each.released.state.tolist()
            hours += [
                (
                    *(approved.zone_id, each.kind, each.period, slot // 24, slot % 24),
                    None if counts[slot] < 0 else counts[slot],
                    STATES[states[slot]],
                )
                for slot in range(HOURS)
            ]
    groups = [(at, name) for at, group in enumerate(alternatives(sites)) for name in group]
    return {
        "zones": _table(zones, ZONES),
        "zone_figures": _table(figures, FIGURES),
        "zone_services": _table(services, SERVICES),
        "zone_effects": _table(effects, EFFECTS),
        "zone_hours": _table(hours, HOURLY),
        "zone_groups": _table(groups, GROUPS),
    }


def zone_row(position: int, content: ZoneContent, confidential: set[str], *, exact: bool) -> tuple[Any, ...]:
    """Return a zone's own row of the table zones."""
    approved, weighed = content.examined.approved, content.weighed
    zone = approved.zone
    policy = [approved.status if field == "status" else getattr(zone, field) for field in _POLICY]
    said = cautions(content, exact=exact)
    return (
        *(position, approved.zone_id, approved.number),
        *(list(value) if isinstance(value, tuple) else value for value in policy),
        _named(content, confidential, exact=exact),
        sorted({part.kind for part in zone.parts}),
        *(content.examined.shaped.as_cells, approved.approved_on, weighed.first_day, weighed.last_day),
        *(content.held, said, [each.words for each in weighed.ahead]),
        shapely.to_wkb(content.examined.shaped.regions["inside"]),
    )


def _named(content: ZoneContent, confidential: set[str], *, exact: bool) -> list[str]:
    """Return the services that the zone protects and that may be named."""
    return [each for each in content.examined.approved.zone.services if exact or each not in confidential]


def cautions(content: ZoneContent, *, exact: bool) -> list[str]:
    """Return what a reader must weigh; boards are told nothing of services that are not public."""
    told = content.weighed.warnings
    if not exact:
        told = tuple(each for each in told if each.kind in ("hotspot", "sensitive", "harsher", "approximate"))
    return [each.words for each in told]


def _figure(zone_id: str, region: str, period: str, figure: Figure) -> tuple[Any, ...]:
    return (
        *(zone_id, region, figure.id, period, figure.value, figure.low, figure.high),
        *(figure.count, figure.of, figure.state.value, figure.unit, figure.why),
    )


def _table(rows: Sequence[tuple[Any, ...]], fields: dict[str, pa.DataType]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(fields.items(), columns, strict=True)}
    )
