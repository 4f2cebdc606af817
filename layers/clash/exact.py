"""The exact clash of a home, from its restricted store: for analysts, not for publication."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from layers.clash.case import gather
from layers.clash.detail import Detail, details
from layers.clash.measure import Measured, measure
from layers.clash.result import ClashResult, ServiceResult
from layers.periods import last_quarter
from layers.publish.entitled import Sources
from layers.publish.held import opened
from layers.publish.survey import survey
from layers.statistics.pooled import Pooled, groups_within, pooled_ratio

NOT_FOR_PUBLICATION = "Not for publication: exact figures from the restricted store."
POOLED_SEED = 20260101  # one draw of placebo cells for every place, so that figures repeat


@dataclass(frozen=True)
class ExactClash:
    """The exact result. details: of the services that stand in the place, by (service_id, stop).

    pooled: all services together; None where nothing could be compared. It is to be told only where it
    says so itself (`reported`).
    """

    result: ClashResult
    details: dict[tuple[str, str], Detail]
    pooled: Pooled | None

    def detail(self, service: ServiceResult) -> Detail | None:
        """Return the details of a service, None for one that was not surveyed."""
        return self.details.get((service.service.service_id, service.service.stop))


def exact_clash(home: Path, as_of: dt.date, *, sources: Sources | None = None) -> ExactClash:
    """Return the exact clash of a home as of a day, over the same weeks as what is published then.

    Raises BadInputError when nothing is loaded.
    """
    with opened(home, sources) as held:
        newest = last_quarter(as_of, held.place.disclosure.delay_days)
        ground, _ = survey(held.con, held.place, as_of, newest)
        measured = measure(gather(held.con, held.place, ground, as_of, newest))
    keys = [(service.service_id, service.stop) for service in measured.case.tested]
    found = details(measured)
    return ExactClash(measured.result, dict(zip(keys, found, strict=bool(found))), pooled(measured))


def pooled(measured: Measured) -> Pooled | None:
    """Return the pooled ratio of all services, None where nothing could be compared."""
    found = measured.survey
    if found is None or found.bench is None:
        return None
    sites = measured.case.sites
    group = groups_within(sites.latitude, sites.longitude)
    return pooled_ratio(found.bench, found.ratios.total, found.ratios.expected_total, group, seed=POOLED_SEED)
