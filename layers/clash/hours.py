"""Whether the police activity near a service keeps to its opening hours, where both are known."""

from __future__ import annotations

import numpy as np

from layers.access import week_spans
from layers.clash.case import Case
from layers.clash.events import Events
from layers.clash.services import TestedService
from layers.statistics.checked import Flags, Ints
from layers.statistics.opening_hours import WEEK_MINUTES, OpeningRatio, open_minutes, opening_ratio

MINUTES = {"second": 1, "minute": 1, "hour": 60, "day": 1440}  # how long a moment may have been


def opening(case: Case, service: TestedService, near: Flags) -> OpeningRatio | None:
    """Return TR of a service; near: which cells of the case lie within 3h of it.

    None where its hours are not known, or are all or none of the week, or nothing is on file.
    """
    events, spans = case.enforcement, week_spans(service.week)
    if events is None or not spans:
        return None
    # open_minutes takes an end of at most one week; a span over Sunday night ends before it starts
    flags = open_minutes(tuple((start, _end(end)) for start, end in spans))
    if flags.all():
        return None
    row = case.rows_of(events)
    inside = row >= 0
    start, length = _moments(events)
    return opening_ratio(flags, start[inside], length[inside], operations(events)[inside], near[row[inside]])


def operations(events: Events) -> Ints:
    """Return the number of each event's incident: one operation on one day, -1 for an event by itself."""
    name = events.operation.at.astype(np.int64)
    named = np.array([bool(each) for each in events.operation.names], bool)[name]
    return np.where(named, name * (int(events.day.max(initial=0)) + 1) + events.day, -1)


def _moments(events: Events) -> tuple[Ints, Ints]:
    """Return the minute of the week at which each event may have begun, and for how many minutes.

    A day alone is the whole day; the hours in it are then as likely as their number (aoristic).
    """
    known = events.time_precision
    length = np.array([MINUTES[name] for name in known.names], np.int64)[known.at]
    minutes = events.local_time.astype("datetime64[m]").astype(np.int64) + 3 * 1440  # 1 Jan 1970: a Thursday
    return minutes // length * length % WEEK_MINUTES if len(length) else minutes, length


def _end(end: int) -> int:
    return end if end <= WEEK_MINUTES else end - WEEK_MINUTES
