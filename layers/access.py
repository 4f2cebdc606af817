"""How near help is: catchments, nearest service, opening hours in reach. Pure arrays.

Distances are straight lines on the sphere in metres; walking metres are DETOUR times that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from layers.statistics.catchment import catchment_access

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
EARTH_M = 6_371_008.8
DETOUR = 1.3  # walking metres for each straight-line metre
METRES_A_MINUTE = 80.0  # on foot, 4.8 km an hour
BANDS_M = (400.0, 800.0, 1600.0)  # walking metres
BAND_WEIGHTS = (1.0, 0.68, 0.22)
QUARTERS_OF_DAY = 96
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


def on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """Return points (degrees) as N x 3 metres from the centre of the earth."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    unit = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return np.asarray(EARTH_M * unit)


def band_weight(walking_m: Floats) -> Floats:
    """Return the weight of each distance band, its outer edge included; 0 beyond the last."""
    weights = np.array([*BAND_WEIGHTS, 0.0])
    return np.asarray(weights[np.searchsorted(BANDS_M, walking_m, side="left")])


def floating_catchment(demand: Floats, supply: Floats, demand_xyz: Floats, supply_xyz: Floats) -> Floats:
    """Return the accessibility A of each demand point.

    R_j = S_j / sum_i w_ij D_i and A_i = sum_j w_ij R_j, so that sum_i A_i D_i = sum_j S_j over the
    supply that any demand can reach. Source: enhanced two-step floating catchment (Luo & Qi 2009).
    """
    found = cKDTree(demand_xyz).sparse_distance_matrix(
        cKDTree(supply_xyz), BANDS_M[-1] / DETOUR, output_type="ndarray"
    )
    shape = (len(demand), len(supply))
    weights = sparse.csr_array((band_weight(found["v"] * DETOUR), (found["i"], found["j"])), shape=shape)
    weights.sort_indices()  # the order of sums must not depend on that of the search
    return catchment_access(weights, demand, supply)


def nearest_walk_m(from_xyz: Floats, to_xyz: Floats) -> Floats:
    """Return the walking metres from each point to the nearest target."""
    distance = cKDTree(to_xyz).query(from_xyz)[0]
    return np.asarray(distance * DETOUR)


def week_spans(days: Sequence[str | None]) -> tuple[tuple[int, int], ...]:
    """Return a service's hours as (from, to) in minutes from Monday 00:00; `to` may lie in the next week.

    A span that ends at or before it starts runs past midnight into the next day.
    """
    spans = []
    for day, text in enumerate(days):
        for found in _SPAN.finditer(text or ""):
            hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
            start, end = hour * 60 + minute, end_hour * 60 + end_minute
            spans.append((day * 1440 + start, day * 1440 + end + (1440 if end <= start else 0)))
    return tuple(spans)


def open_week(days: Sequence[str | None]) -> Flags | None:
    """Return the week of a service in quarter hours (672 flags, Monday first), None if nothing is known."""
    if not any(days):
        return None
    week = np.zeros(7 * QUARTERS_OF_DAY, bool)
    for start, end in week_spans(days):
        first, last = start // 15, -(-end // 15)
        week[np.arange(first, last) % week.size] = True
    return week


def open_hours_in_reach(from_xyz: Floats, to_xyz: Floats, weeks: Flags, within_m: float) -> Floats:
    """Return for each point the hours a week in which any target within `within_m` walking metres is open.

    weeks: targets x 672 flags.
    """
    reach = cKDTree(to_xyz).query_ball_point(from_xyz, within_m / DETOUR)
    return np.array([weeks[near].any(axis=0).sum() / 4 if near else 0.0 for near in reach], float)
