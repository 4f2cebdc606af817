"""Figures and faults of a shape while it is drawn. Fast, exact, and never for publication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from layers.week import WeekHours, read_week
from layers.zones.faults import Fault
from layers.zones.figure_words import detail_words, title_of, value_words
from layers.zones.material import ZoneMaterial
from layers.zones.reading import read_texts
from layers.zones.shape import as_geojson, whole
from layers.zones.sound import faults_of
from layers.zones.weigh import live
from layers.zones.weighed import Figure
from layers.zones.zone import SERVICES_AT_MOST, read_parts

SHOWN: Final = (
    "need",
    "confiscation",
    "enforcement",
    "approach",
    "exposure_removed_50",
    "exposure_removed_80",
    "exposure_removed_100",
    "leverage",
    "forgone",
    "area",
    "residents",
    "schools",
    "hotspot_overlap",
)  # what follows the hand; the weighing has all
CORNERS_AT_REST: Final = 120_000  # of an outline sent back for the map


def read_week_of(code: Any) -> WeekHours | None:
    """Return the hours of a code, None for always. Raises BadInputError."""
    if not isinstance(code, str):
        raise BadInputError("hours", "are not text", "Choose the hours again.")
    return read_week(code) if code else None


def read_services(value: Any) -> tuple[str, ...]:
    """Return the ids of services. Raises BadInputError."""
    return read_texts(value, "services", SERVICES_AT_MOST)


def figures_now(asked: Mapping[str, Any], material: ZoneMaterial | None, outline: shapely.Geometry) -> Any:
    """Return the figures of a shape and, where the hand rests (`final`), its faults and outline.

    material: None while it is being read. Raises BadInputError for what the page could not have sent.
    """
    parts, week = read_parts(asked.get("parts")), read_week_of(asked.get("hours"))
    services, final = read_services(asked.get("services")), asked.get("final") is True
    wrong = faults_of(parts, outline) if final else []
    answer: dict[str, Any] = {"figures": [], "waiting": material is None, "shape": None}
    answer["faults"] = [_fault(each) for each in wrong]
    if not parts or any(each.severity == "error" for each in wrong):
        return answer
    try:
        shape = whole(parts)
    except BadInputError as error:  # a corner is being dragged across an edge
        return {**answer, "refused": f"{error.where}: {error.what}. {error.next_step}"}
    if material is not None:
        found = live(material, shape, week, services)
        answer["figures"] = [_figure(found[each]) for each in SHOWN if each in found]
    if final and shapely.get_num_coordinates(shape) <= CORNERS_AT_REST:
        answer["shape"] = as_geojson(shape)
    return answer


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind,
        "words": fault.words,
        "next_step": fault.next_step,
        "longitude": fault.longitude,
        "latitude": fault.latitude,
        "severity": fault.severity,
    }


def _figure(figure: Figure) -> dict[str, str]:
    return {
        "id": figure.id,
        "title": title_of(figure.id),
        "text": value_words(figure),
        "more": detail_words(figure),
    }
