"""What lies behind a service's exact figures, for analysts: where its exposure comes from, how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from etl import cells as h3
from layers.clash.case import Case
from layers.clash.hours import opening
from layers.clash.measure import Measured
from layers.clash.result import NOTHING
from layers.clash.states import COMPARED, State
from layers.statistics.checked import Floats
from layers.statistics.clash_ratio import ClashRatios
from layers.statistics.decomposition import BANDS_M, factors, shares_by_band, shares_by_type, top_cells
from layers.statistics.kernel import BANDWIDTH_M, BANDWIDTHS_M
from layers.statistics.opening_hours import OpeningRatio
from layers.statistics.reporting import flip_points, judge_at
from layers.statistics.surroundings import exposures
from layers.statistics.survey import Survey, bandwidth_curve

BAND_LABELS = tuple(f"{low:g}–{high:g} m" for low, high in pairwise(BANDS_M))
SLIDER = tuple(hundredths / 100 for hundredths in range(100, 201, 5))  # need near services x 1 .. 2


@dataclass(frozen=True)
class Factors:
    """X = city average x need x excess: events at the door per 28 days, and two factors."""

    city_average: float
    need: float
    excess: float


@dataclass(frozen=True)
class Share:
    """A part of a service's exposure, 0 to 1."""

    label: str
    share: float


@dataclass(frozen=True)
class TopCell:
    """One of the five cells that add most: its H3 id, centre (WGS 84) and share of the exposure."""

    cell: int
    latitude: float
    longitude: float
    share: float


@dataclass(frozen=True)
class CurvePoint:
    """The ratio and its 95 % bounds at one bandwidth, metres walked; NaN where its class has no index."""

    bandwidth_m: float
    ratio: float
    low: float
    high: float
    state: State


@dataclass(frozen=True)
class ReportingPoint:
    """The ratio if need near services is `factor` times what is on record; NaN where there is none."""

    factor: float
    ratio: float
    state: State


@dataclass(frozen=True)
class Detail:
    """Everything behind one tested service's figures; shares add up to 1, or are 0 without exposure.

    factors, curve, reporting: empty where nothing could be compared. flip: the first factor at which the
    class changes, None where it never does up to 2. hours: None where they are not known.
    """

    factors: Factors | None
    by_band: tuple[Share, ...]
    by_type: tuple[Share, ...]
    top_cells: tuple[TopCell, ...]
    curve: tuple[CurvePoint, ...]
    reporting: tuple[ReportingPoint, ...]
    flip: ReportingPoint | None
    hours: OpeningRatio | None


def details(measured: Measured) -> tuple[Detail, ...]:
    """Return the details of each tested service, in their order; none where nothing was surveyed."""
    case, found = measured.case, measured.survey
    if found is None or case.surface is None:
        return ()
    compared = found.bench is not None
    bands = shares_by_band(found.weights, case.surface, BANDWIDTH_M)
    names, by_type = _types(case)
    types = shares_by_type(found.weights, by_type)
    tops = top_cells(found.weights, case.surface)
    curve = _curve(case) if compared else ()
    reporting, flips = _reporting(case, found) if compared else ((), (None,) * len(case.tested))
    split = _factors(case, found) if compared else (None,) * len(case.tested)
    result = []
    for at, service in enumerate(case.tested):
        near = np.zeros(len(case.cell), bool)
        near[found.weights.indices[found.weights.indptr[at] : found.weights.indptr[at + 1]]] = True
        result.append(
            Detail(
                factors=split[at],
                by_band=tuple(map(Share, BAND_LABELS, bands[at].tolist())),
                by_type=tuple(map(Share, names, types[at].tolist())),
                top_cells=_tops(tops.cell_id[at], tops.share[at]),
                curve=tuple(_point(width, ratios, at) for width, ratios in curve),
                reporting=tuple(points[at] for points in reporting),
                flip=flips[at],
                hours=opening(case, service, near),
            )
        )
    return tuple(result)


def _factors(case: Case, found: Survey) -> tuple[Factors | None, ...]:
    assert found.bench is not None
    assert case.surface is not None
    split = factors(found.ratios, found.bench.model.mean, case.surface.days)
    return tuple(
        Factors(split.city_average, float(need), float(excess))
        if np.isfinite(split.city_average * need * excess)
        else None
        for need, excess in zip(split.need, split.excess, strict=True)
    )


def _types(case: Case) -> tuple[list[str], sparse.csr_array]:
    """Return the activity types and cells x types of events in the window."""
    assert case.enforcement is not None
    row = case.rows_of(case.enforcement)
    kinds = case.enforcement.type
    inside = row >= 0
    ones = np.ones(int(inside.sum()))
    counts = sparse.csr_array(
        (ones, (row[inside], kinds.at[inside])), shape=(len(case.cell), len(kinds.names))
    )
    return list(kinds.names), counts


def _tops(cells: np.ndarray, shares: Floats) -> tuple[TopCell, ...]:
    kept = cells >= 0
    latitude, longitude = h3.centres(cells[kept])
    values = (cells[kept].tolist(), latitude.tolist(), longitude.tolist(), shares[kept].tolist())
    return tuple(map(TopCell, *values))


def _curve(case: Case) -> tuple[tuple[float, ClashRatios], ...]:
    assert case.surface is not None
    walks = case.walks(max(BANDWIDTHS_M))
    ratios = bandwidth_curve(case.sites, case.ground, case.surface, walks=walks)
    return tuple(zip(BANDWIDTHS_M, ratios, strict=True))


def _point(width: float, ratios: ClashRatios, at: int) -> CurvePoint:
    state = State(ratios.verdict[at].value)
    ratio, low, high = (
        float(array[at]) if state in COMPARED else NOTHING
        for array in (ratios.ratio, ratios.low, ratios.high)
    )
    return CurvePoint(width, ratio, low, high, state)


def _reporting(
    case: Case, found: Survey
) -> tuple[tuple[tuple[ReportingPoint, ...], ...], tuple[ReportingPoint | None, ...]]:
    """Return the points of each factor of the slider, and where each service's class first changes."""
    assert found.bench is not None
    assert case.surface is not None
    spread = exposures(found.weights, case.surface)
    given = (found.bench, found.services, spread, found.ratios.dispersion)
    points = []
    for factor in SLIDER:
        judged = judge_at(*given, factor)
        points.append(
            tuple(
                _reported(factor, float(ratio), State(verdict.value))
                for ratio, verdict in zip(judged.ratio, judged.verdict, strict=True)
            )
        )
    flip = flip_points(*given)
    flips = tuple(
        None if to is None else _reported(float(factor), float(ratio), State(to.value))
        for factor, ratio, to in zip(flip.factor, flip.ratio, flip.to, strict=True)
    )
    return tuple(points), flips


def _reported(factor: float, ratio: float, state: State) -> ReportingPoint:
    return ReportingPoint(factor, ratio if state in COMPARED else NOTHING, state)
