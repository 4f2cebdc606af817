"""The figures of a zone and of the regions beside it, each with its interval or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import shapely

from etl.projection import area_km2
from layers.publish.entitled import NOT_OPEN
from layers.statistics.approach import approach_share
from layers.statistics.clustered_share import Shares, Sums, clustered_shares
from layers.statistics.fay_feuer import interval, weekly_dispersion
from layers.statistics.leverage import leverage
from layers.week import WeekHours
from layers.zones.counted import Counted, counted, exposed
from layers.zones.events import SETS
from layers.zones.index import Found
from layers.zones.material import ZoneMaterial
from layers.zones.measures import MEASURES
from layers.zones.regions import wide_enough
from layers.zones.weighed import COMPLIANCES, KINDS, Figure, FigureState

FEWEST_FOR_RATE = 10  # events behind a rate, after the Office for National Statistics
YEAR_DAYS = 365.25
NOT_ON_FILE = "not on file"
NOT_THESE_WEEKS = "not on file for all of these weeks"
NO_WEEKS = "no weeks are on file"
NO_SERVICES = "no open public service belongs to the zone"
NONE_NEAR = "no police activity about drugs is on file near its services"
NONE_AT_ALL = "none is on file in the whole place"
NOTHING = "nothing is on file whose hour is known"


def none_on_file(material: ZoneMaterial, feed: str) -> str:
    """Return why nothing of a feed is on file: there is none, or it is not open to the reader."""
    return NOT_OPEN if material.place.closed_of(feed) else NOT_ON_FILE


def missing(id_: str, why: str) -> Figure:
    """Return a figure for which there is no data."""
    return Figure(id_, state=FigureState.NO_DATA, unit=MEASURES[id_].unit, why=why)


def exact(
    id_: str,
    value: float,
    low: float | None = None,
    high: float | None = None,
    count: int | None = None,
    of: int | None = None,
) -> Figure:
    """Return an exact figure; NaN bounds are none."""
    low, high = (None if one is None or math.isnan(one) else one for one in (low, high))
    return Figure(id_, value, low, high, count, FigureState.EXACT, MEASURES[id_].unit, of)


def share_figure(id_: str, inside: Sums, whole: Sums) -> Figure:
    """Return a share with its interval; too few where it says nothing."""
    return share_figures({id_: 1.0}, inside, whole)[id_]


def share_figures(times: Mapping[str, float], inside: Sums, whole: Sums) -> dict[str, Figure]:
    """Return one share with its interval, by id, both times that id's factor; or too few."""
    found = clustered_shares(inside, whole) if whole.total[0] > 0 else None
    return {id_: _share(id_, found, inside, whole, factor) for id_, factor in times.items()}


def _share(id_: str, found: Shares | None, inside: Sums, whole: Sums, times: float) -> Figure:
    count, of = round(float(inside.total[0])), round(float(whole.total[0]))
    counts = id_.split("_")[0] in KINDS  # sums of kernel weights are no counts
    if found is None:
        return missing(id_, NONE_AT_ALL)
    if not found.enough[0]:
        return Figure(
            id_,
            count=count if counts else None,
            state=FigureState.TOO_FEW,
            unit=MEASURES[id_].unit,
            of=of if counts else None,
            why="too few events, or too bunched, for an interval that says anything",
        )
    value, low, high = (times * float(one[0]) for one in (found.value, found.low, found.high))
    return exact(id_, value, low, high, count if counts else None, of if counts else None)


def kind_figures(
    material: ZoneMaterial,
    kind: str,
    shape: shapely.Geometry,
    found: Mapping[str, Found],
    week: WeekHours | None,
    km2: float,
) -> dict[str, Figure]:
    """Return the figures of one kind of event in a region. found: of `find_all`."""
    ids = [kind, *([f"{kind}_in_hours"] if week else []), f"{kind}_on_file", f"{kind}_rate"]
    held = counted(material, kind, week)
    why = _why_none(material, kind, shape, week, held)
    if held is None or why:
        return {id_: missing(id_, why) for id_ in ids}
    filed = f"{kind}_on_file"
    figures = {filed: share_figure(filed, held.on_file.inside(found[kind]), held.filed)}
    if held.weeks:
        inside = held.window.inside(found[kind])
        figures[kind] = share_figure(kind, inside, held.whole)
        if week:
            figures[f"{kind}_in_hours"] = share_figure(f"{kind}_in_hours", inside, held.window.whole)
        figures[f"{kind}_rate"] = rate_figure(f"{kind}_rate", inside, held.weeks, km2)
    return {id_: figures.get(id_) or missing(id_, _no_weeks(material)) for id_ in ids}


def window_share(
    material: ZoneMaterial,
    kind: str,
    shape: shapely.Geometry,
    found: Mapping[str, Found],
    week: WeekHours | None,
) -> Figure:
    """Return the first of `kind_figures` alone, for a hand that waits."""
    held = counted(material, kind, week)
    why = _why_none(material, kind, shape, week, held)
    if held is None or why or not held.weeks:
        return missing(kind, why or _no_weeks(material))
    return share_figure(kind, held.window.inside(found[kind]), held.whole)


def _why_none(
    material: ZoneMaterial, kind: str, shape: shapely.Geometry, week: WeekHours | None, held: Counted | None
) -> str:
    """Return why a region has no figure of a kind of event; empty where it has."""
    if held is None:
        return none_on_file(material, SETS[kind].feed)
    return too_fine(material, kind, shape) or (NOTHING if week and not held.filed.total[0] else "")


def _no_weeks(material: ZoneMaterial) -> str:
    return NOT_THESE_WEEKS if material.window else NO_WEEKS


def rate_figure(id_: str, inside: Sums, weeks: int, km2: float) -> Figure:
    """Return events per square kilometre and year, with the interval of Fay and Feuer."""
    count = round(float(inside.total[0]))
    if km2 <= 0:
        return missing(id_, "the shape covers no ground")
    if count < FEWEST_FOR_RATE:
        return Figure(
            id_,
            count=count,
            state=FigureState.TOO_FEW,
            unit=MEASURES[id_].unit,
            why=f"fewer than {FEWEST_FOR_RATE} events",
        )
    return a_year(id_, inside, weeks, 1 / km2)


def a_year(id_: str, inside: Sums, weeks: int, times: float = 1.0) -> Figure:
    """Return a year's events times a factor, with bounds that allow for bunching by week."""
    scale = YEAR_DAYS / (7 * weeks) * times
    total = inside.total
    low, high = interval(total, weekly_dispersion(inside.weekly, inside.squares) * inside.squares)
    count = round(float(total[0]))
    return exact(id_, count * scale, float(low[0]) * scale, float(high[0]) * scale, count)


def too_fine(material: ZoneMaterial, kind: str, shape: shapely.Geometry) -> str:
    """Return why a kind's approximate source refuses a shape, '' where it does not."""
    metres = material.events[kind].metres
    if wide_enough(shape, metres):
        return ""
    return f"approximate locations: a source moves its points by up to {metres:g} m, the zone is finer"


def footprint(material: ZoneMaterial, shape: shapely.Geometry) -> dict[str, Figure]:
    """Return ground, residents, schools and hotspot overlap of a shape, overlapping parts once."""
    km2 = area_km2(shape)
    no_hotspot = NOT_OPEN if material.place.closed_of("hotspot") else "no hotspot in force is on file"
    schools = [site for site in material.sites if site.type == "school"]
    touched = sum(bool(shapely.intersects(shape, site.shape)) for site in schools)
    return {
        "area": exact("area", km2),
        "residents": _residents(material, shape),
        "schools": exact("schools", touched)
        if material.sites
        else missing("schools", none_on_file(material, "sensitive_place")),
        "hotspot_overlap": exact("hotspot_overlap", _overlap(shape, material.hotspot_ground, km2))
        if material.hotspot_ground is not None
        else missing("hotspot_overlap", no_hotspot),
    }


def protection(
    material: ZoneMaterial,
    shape: shapely.Geometry,
    found: Mapping[str, Found],
    week: WeekHours | None,
    rows: tuple[int, ...],
) -> dict[str, Figure]:
    """Return what a zone does for its services: approach, exposure removed, leverage; and what is forgone."""
    figures = {"approach": _approach(material, shape, rows)}
    held = counted(material, "enforcement", week)
    why = none_on_file(material, SETS["enforcement"].feed) if held is None else ""
    why = why or too_fine(material, "enforcement", shape)
    why = why or ("" if held and held.weeks else _no_weeks(material))
    exposure = exposed(material, week, rows)
    if held is None or why:
        ids = [*map(removed_id, COMPLIANCES), "leverage", "forgone"]
        return figures | {id_: missing(id_, why) for id_ in ids}
    inside = held.window.inside(found["enforcement"])
    figures["forgone"] = a_year("forgone", inside, held.weeks)
    if exposure is None:
        ids = [*map(removed_id, COMPLIANCES), "leverage"]
        return figures | {id_: missing(id_, NO_SERVICES) for id_ in ids}
    if not exposure.whole.total[0] > 0:
        ids = [*map(removed_id, COMPLIANCES), "leverage"]
        return figures | {id_: missing(id_, NONE_NEAR) for id_ in ids}
    near = exposure.inside(found["enforcement"])
    figures |= share_figures({removed_id(part): part for part in COMPLIANCES}, near, exposure.whole)
    figures["leverage"] = _leverage(figures, near, exposure.whole, inside, held)
    return figures


def removed_id(compliance: float) -> str:
    """Return the id of the exposure removed at a compliance."""
    return f"exposure_removed_{round(100 * compliance)}"


def _leverage(figures: Mapping[str, Figure], near: Sums, whole: Sums, inside: Sums, held: Counted) -> Figure:
    if figures["exposure_removed_100"].state is not FigureState.EXACT:
        state = figures["exposure_removed_100"].state
        return Figure("leverage", state=state, unit=MEASURES["leverage"].unit, why="too few events")
    found = leverage(near, whole, inside, held.whole)
    if math.isnan(found.value):
        return missing("leverage", "no police activity about drugs is on file inside")
    return exact("leverage", found.value, found.low, found.high)


def _approach(material: ZoneMaterial, shape: shapely.Geometry, rows: tuple[int, ...]) -> Figure:
    if not rows:
        return missing("approach", NO_SERVICES)
    weight = np.asarray(material.approach[list(rows)].sum(axis=0)).ravel()
    inside = np.zeros(len(weight), bool)
    inside[material.approach_points.inside(shape)] = True
    return exact("approach", approach_share(weight, inside))


def _residents(material: ZoneMaterial, shape: shapely.Geometry) -> Figure:
    """Return residents, each area's shared out evenly over its ground."""
    if not np.nansum(material.area_residents) > 0:
        return missing("residents", none_on_file(material, "boundary"))
    areas = np.array(material.areas, object)
    touched = np.flatnonzero(shapely.intersects(areas, shape) & np.isfinite(material.area_residents))
    part = shapely.area(shapely.intersection(areas[touched], shape)) / shapely.area(areas[touched])
    return exact("residents", round(float(part @ material.area_residents[touched])))


def _overlap(shape: shapely.Geometry, other: shapely.Geometry, km2: float) -> float:
    both = shapely.intersection(shape, other)
    return area_km2(both) / km2 if km2 > 0 and both.area > 0 else 0.0
