"""Weighed and suggested zones as lines to read on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.clash.exact import NOT_FOR_PUBLICATION
from layers.clash.states import LABELS, State
from layers.zones.ledger import BEARERS, DIRECTIONS, NOT_MEASURED
from layers.zones.measures import MEASURES
from layers.zones.weighed import REGIONS, STATE_WORDS, FigureState

_WIDE = 58
_DIGITS = {"km²": 2, "index, -1 to 1": 2, "times": 1, "mean score": 1}


def evaluated_lines(document: Mapping[str, Any]) -> list[str]:
    """Return either document as lines."""
    if not document["not_for_publication"]:
        lines = [f"{document['place']}, version {document['version']}"]
        for zone in document["zones"]:
            lines += _ground_lines(zone)
        return [*lines, document["state_text"]]
    lines = [NOT_FOR_PUBLICATION, f"{document['place']}, data version {document['data_version']}"]
    for zone in document["zones"]:
        lines += ["", *_zone_lines(zone)]
    if document["compared"]:
        lines += ["", "Compared"]
    for one in document["compared"]:
        told = one["broken"] or (
            f"beaten by {one['beaten_by']} on everything" if one["beaten_by"] else "no other beats it"
        )
        lines.append(f"{one['name']}: {told}. {'; '.join(one['gives_up'])}".rstrip())
    return lines


def suggested_lines(document: Mapping[str, Any]) -> list[str]:
    """Return either kind of suggestions as lines."""
    lines = (
        [NOT_FOR_PUBLICATION, f"{document['place']}, data version {document['data_version']}"]
        if document["not_for_publication"]
        else [f"{document['place']}, version {document['version']}: released figures"]
    )
    for option in document["options"]:
        verdict = option["verdict"]
        sites = ", ".join(f"{site['name']} {site['radius_m']:g} m" for site in option["sites"])
        values = verdict["criteria"]
        removes = f"removes {_number(values['removed'], 0, 100)} % of the exposure, "
        lines += [
            f"{verdict['name']}. {sites}; {option['hours'] or 'always'}",
            f"   covers {_number(values['covered'], 0)} overdose calls a year, "
            f"{'' if values['removed'] is None else removes}forgoes "
            f"{_number(values['forgone'], 0)} police records a year, {_number(values['area'], 2)} km²",
        ]
        given = verdict["gives_up"]
        if verdict["broken"]:
            lines.append(f"   left out: {verdict['broken']}")
        elif verdict["beaten_by"]:
            lines.append(f"   beaten by {verdict['beaten_by']} on everything")
        elif given:
            lines.append(f"   gives up: {'; '.join(given)}")
        if not option["proved"]:
            lines.append("   the search stopped early: there may be a better choice")
    return [*lines, *document["notes"]]


def _ground_lines(zone: Mapping[str, Any]) -> list[str]:
    lists = (
        ("Neighbourhoods", zone["neighbourhoods"]),
        ("Services inside", zone["services_inside"]),
        ("Declared hotspots touched", zone["hotspots"]),
    )
    return [
        f"{zone['zone']} (zone version {zone['zone_version']}); {zone['hours'] or 'always'}",
        f"   {zone['area_km2']:.2f} km², {zone['in_place']:.0%} of it in the place; "
        f"schools inside: {zone['schools_inside']}",
        *(f"   {title}: {', '.join(names)}" for title, names in lists if names),
        *(_released_lines(zone["published"]) if zone["published"] else ()),
    ]


def _released_lines(published: Mapping[str, Any]) -> list[str]:
    """Return the released figures of a zone that have a value."""
    told = [one for one in published["figures"] if one["value"] is not None and one["id"] in MEASURES]
    return [
        f"   published as {published['zone_id']}, version {published['number']} ({published['status']})",
        *(
            f"   {', '.join(part for part in (_title(one['id']), one['region'], one['period']) if part)}: "
            f"{_said(one)}"
            for one in told
        ),
    ]


def _zone_lines(zone: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{zone['zone']} (zone version {zone['zone_version']}); {zone['hours'] or 'always'}",
        f"Weeks counted: {zone['first_day']} to {zone['last_day']}"
        if zone["first_day"]
        else "No weeks on file",
        f"{'':44} " + " ".join(f"{title:>30}" for title in REGIONS.values()),
    ]
    for id_ in zone["inside"]:
        values = " ".join(f"{_said(zone[part][id_]):>30}" for part in REGIONS)
        lines.append(f"{_title(id_):{_WIDE}} {values}")
    for id_, figure in {**zone["measures"], **zone["footprint"]}.items():
        if id_ not in zone["inside"]:
            lines.append(f"{_title(id_):{_WIDE}} {_said(figure):>30}")
    for one in zone["equity"]["quintiles"]:
        title = f"Need covered, fifth {one['number']} (1: most deprived)"
        lines.append(f"{title:{_WIDE}} {_said(one['covered']):>30}")
    for one in zone["services"]:
        name = f"{one['name']}, {one['stop']}" if one["stop"] else one["name"]
        parts = (f"{_number(each['index'], 0)} at {each['compliance']:.0%}" for each in one["index_after"])
        lines.append(
            f"{name}: index {_number(one['index_before'], 0)} ({LABELS[State(one['state'])]}); "
            f"after {', '.join(parts)}"
        )
    lines += [one["words"] for one in zone["ahead"]]
    for direction, title in DIRECTIONS.items():
        lines.append(f"{title}:")
        for effect in zone["ledger"]:
            if effect["direction"] == direction:
                said = NOT_MEASURED if effect["figure"] is None else _told(effect["figure"])
                lines.append(f" - {effect['title']} ({BEARERS[effect['bearer']]}): {said}")
    lines += [f"Warning: {one['words']}" for one in zone["warnings"]]
    return [*lines, *zone["notes"]]


def _weeks(zone: Mapping[str, Any]) -> str:
    days = zone["first_day"], zone["last_day"]
    return f"Weeks counted: {days[0]} to {days[1]}" if days[0] else "No weeks are on file"


def _told(figure: Mapping[str, Any]) -> str:
    return f"{_title(figure['id'])}: {_said(figure)}"


def _title(id_: str) -> str:
    measure = MEASURES[id_]
    return (
        measure.title
        if measure.share or measure.unit in measure.title
        else f"{measure.title}, {measure.unit}"
    )


def _said(figure: Mapping[str, Any]) -> str:
    """Return a figure with its interval, or why there is none, in a few words."""
    state = FigureState(figure["state"])
    if figure["value"] is None:
        return STATE_WORDS[state]
    measure = MEASURES[figure["id"]]
    times, unit = (100, " %") if measure.share else (1, "")
    digits = 1 if measure.share else _DIGITS.get(measure.unit, 0)
    said = f"{_number(figure['value'], digits, times)}{unit}"
    if figure["low"] is None:
        return said
    return f"{said} ({_number(figure['low'], digits, times)} to {_number(figure['high'], digits, times)})"


def _number(value: float | None, digits: int, times: float = 1.0) -> str:
    return "–" if value is None else f"{times * value:,.{digits}f}"
