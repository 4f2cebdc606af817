"""The Clash Ratio of a place's services: from its case to exact results, with the states and notes named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl.cells import EDGE_M
from layers.clash.case import FINEST, Case, coarsest_m
from layers.clash.events import Events
from layers.clash.result import NOTHING, ClashResult, ServiceResult
from layers.clash.services import TestedService
from layers.clash.states import (
    COMPARED,
    ONE_ADDRESS_EVENTS,
    ONE_ADDRESS_SHARE,
    WITHOUT_NEED,
    Note,
    State,
    Trouble,
)
from layers.clash.window import WEEKS
from layers.statistics.checked import Flags, Ints
from layers.statistics.survey import Survey, survey


@dataclass(frozen=True)
class Measured:
    """The result with the survey behind it, which keeps the weights; None where there was nothing to do."""

    case: Case
    result: ClashResult
    survey: Survey | None


def measure(case: Case) -> Measured:
    """Return the exact figures of every service of a case."""
    found = None
    if case.surface is not None and case.tested:
        found = survey(case.sites, case.ground, case.surface, walks=case.walks())
    return Measured(case, _result(case, found), found)


def _result(case: Case, found: Survey | None) -> ClashResult:
    ratios = None if found is None else found.ratios
    trouble = case.trouble
    if ratios is not None and trouble == Trouble.NONE:
        trouble = Trouble.FEW_PLACES if ratios.few_placebos else trouble
        trouble = Trouble.QUIET_PLACES if ratios.no_enforcement else trouble
    return ClashResult(
        window=case.window,
        trouble=trouble,
        types=case.place.clash_services,
        services=_services(case, found),
        tested=0 if ratios is None else ratios.tested,
        compared=0 if ratios is None else ratios.compared,
        placebos=0 if found is None else int(found.placebo.sum()),
        clash_needs=0 if ratios is None else ratios.clash_needs,
        attainable=ratios is not None and ratios.attainable,
        weakly_adjusted=ratios is not None and ratios.weakly_adjusted,
        approximate_m=coarsest_m(case.enforcement, case.overdoses),
    )


def _services(case: Case, found: Survey | None) -> tuple[ServiceResult, ...]:
    points = Counter((service.latitude, service.longitude) for service in case.tested)
    shared = [points[service.latitude, service.longitude] > 1 for service in case.tested]
    general = _general_notes(case, found)
    one_address = () if found is None else one_address_each(case, found.weights)
    results: list[ServiceResult] = []
    at = 0
    for service, inside in zip(case.services, case.inside, strict=True):
        if not inside:
            results.append(ServiceResult(service, State.OUTSIDE, (), 0))
            continue
        own = [Note.SHARED_POINT] if shared[at] else []
        if (
            case.window is not None
            and service.opened_on is not None
            and service.opened_on > case.window.start
        ):
            own.append(Note.OPENED_SINCE)
        if found is None or case.surface is None:
            state = State.CANNOT_ADJUST if case.trouble in WITHOUT_NEED else State.NO_FIGURES
            results.append(ServiceResult(service, state, (*own, *general), 0))
        else:
            own += [Note.EDGE] if found.edge[at] else []
            own += [Note.ONE_ADDRESS] if one_address[at] else []
            results.append(_one(service, (*own, *general), case, found, at))
        at += 1
    return tuple(results)


def _one(
    service: TestedService, notes: tuple[Note, ...], case: Case, found: Survey, row: int
) -> ServiceResult:
    assert case.surface is not None
    ratios = found.ratios
    near = found.weights.indices[found.weights.indptr[row] : found.weights.indptr[row + 1]]
    state = State(ratios.verdict[row].value)
    compared = state in COMPARED  # else no placebo cell is like it, and a p would be of nothing
    return ServiceResult(
        service=service,
        state=state,
        notes=notes,
        events=int(case.surface.enforcement[near].sum()),
        exposure=float(ratios.exposure[row]),
        expected=float(ratios.expected[row]),
        ratio=float(ratios.ratio[row]),
        low=float(ratios.low[row]),
        high=float(ratios.high[row]),
        p=float(ratios.p[row]) if compared else NOTHING,
        q=float(ratios.q[row]) if compared else NOTHING,
        need=float(ratios.need[row]),
        outside_share=float(found.outside_share[row]),
    )


def _general_notes(case: Case, found: Survey | None) -> tuple[Note, ...]:
    """Return the notes that hold for every service of the place."""
    notes = []
    if found is not None and case.overdoses is not None:
        notes += [Note.WEAKLY_ADJUSTED] if found.ratios.weakly_adjusted else []
        out_of_reach = not found.ratios.attainable and not found.ratios.weakly_adjusted
        notes += [Note.NOT_ATTAINABLE] if out_of_reach else []
        sources = [source for source in case.place.sources if source.feed == "overdose_call"]
        notes += [Note.PROXY_NEED] if sources and all(source.proxy for source in sources) else []
    if case.window is not None and case.window.weeks < WEEKS:
        notes.append(Note.SHORT_WINDOW)
    if coarsest_m(case.enforcement, case.overdoses) > EDGE_M[FINEST]:
        notes.append(Note.APPROXIMATE)
    return tuple(notes)


def one_address_each(case: Case, weights: sparse.csr_array) -> Flags:
    """Return for which services one single point gives at least half of the exposure.

    The point must hold 20 events or more: a police station where records are written looks like that.
    """
    flags = np.zeros(weights.shape[0], bool)
    if case.enforcement is None or not len(case.enforcement):
        return flags
    row, count = _heavy_points(case, case.enforcement)
    if case.surface is None or not len(row):
        return flags
    whole = weights @ case.surface.enforcement
    from_points = weights[:, row].toarray() * count
    flags[:] = (whole > 0) & (from_points.max(axis=1) >= ONE_ADDRESS_SHARE * whole)
    return flags


def _heavy_points(case: Case, events: Events) -> tuple[Ints, Ints]:
    """Return the cell row and number of events of each single point with many of them."""
    points = np.column_stack([events.latitude, events.longitude])
    _, first, counts = np.unique(points, axis=0, return_index=True, return_counts=True)
    row = case.rows_of(events)[first]
    heavy = (counts >= ONE_ADDRESS_EVENTS) & (row >= 0)
    return row[heavy], counts[heavy]
