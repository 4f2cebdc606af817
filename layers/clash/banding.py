"""What boards see: the class, index and bounds to the nearest 10, exposure and expected to 0.5.

Pure. Kernel sums leak too: without this, two versions a week apart would show where one event was.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from layers import disclosure
from layers.clash.result import ServiceResult
from layers.clash.shown import ClashService
from layers.clash.states import COMPARED, FEWEST_EVENTS, Note, State
from layers.statistics.checked import Floats, Ints

INDEX_STEP, EXPOSURE_STEP = 10, 0.5
ABOUT_RECORDS = (Note.ONE_ADDRESS,)  # notes that one record more could change
CLASSES = 5


def enough_events(secret: bytes, events: Ints, key_sums: npt.NDArray[np.uint32]) -> list[bool]:
    """Return for each service whether 20 events are near by, with and without the released counts' noise.

    With the noise nobody can tell from a figure's coming or going that the twentieth event was one.
    """
    noised = events + disclosure.noise(secret, key_sums)
    return [bool(enough) for enough in np.minimum(events, noised) >= FEWEST_EVENTS]


def band(result: ServiceResult, enough: bool) -> ClashService:
    """Return a service's published figures. enough: whether enough events are near by to show any."""
    unknown = (State.OUTSIDE, State.NO_FIGURES)
    state, shown = result.state, enough and result.state not in unknown
    if not enough and state not in (*unknown, State.CANNOT_ADJUST):
        state = State.TOO_FEW
    compared = shown and state in COMPARED
    return replace(
        exact(result),
        state=state,
        exposure=nearest(result.exposure, EXPOSURE_STEP) if shown else None,
        expected=nearest(result.expected, EXPOSURE_STEP)
        if compared or (shown and state == State.TOO_FEW)
        else None,
        index=nearest(result.index, INDEX_STEP) if compared else None,
        low=nearest(100 * result.low, INDEX_STEP) if compared else None,
        high=nearest(100 * result.high, INDEX_STEP) if compared else None,
        p=None,
        q=None,
        notes=tuple(note for note in result.notes if shown or note not in ABOUT_RECORDS),
    )


def exact(result: ServiceResult) -> ClashService:
    """Return a service's figures as they are, for analysts."""
    service = result.service
    return ClashService(
        service_id=service.service_id,
        stop=service.stop,
        name=service.name,
        type=service.type,
        latitude=service.latitude,
        longitude=service.longitude,
        state=result.state,
        exposure=_known(result.exposure),
        expected=_known(result.expected),
        index=_known(result.index),
        low=_known(100 * result.low),
        high=_known(100 * result.high),
        p=_known(result.p),
        q=_known(result.q),
        notes=result.notes,
    )


def ranked(services: list[ClashService]) -> list[ClashService]:
    """Return services by class, then published index (the exact one would tell more), then name."""
    order = list(State)
    return sorted(
        services, key=lambda s: (order.index(s.state), -(s.index or 0), s.name, s.stop, s.service_id)
    )


def nearest(value: float, step: float) -> float | None:
    """Return the nearest multiple of a step, a tie upwards; None for NaN."""
    return None if math.isnan(value) else math.floor(value / step + 0.5) * step


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def class_limits(values: Floats) -> list[float]:
    """Return up to four ascending limits, to two digits, that part values above 0 into five classes."""
    some = values[np.isfinite(values) & (values > 0)]
    if not len(some):
        return []
    marks = np.quantile(some, np.arange(1, CLASSES) / CLASSES)
    return sorted({float(f"{mark:.2g}") for mark in marks})


def class_of(values: Floats, limits: list[float]) -> npt.NDArray[np.int64]:
    """Return 0 for none, else 1 to 5: the class between the limits (a class holds its lower limit)."""
    return np.where(values > 0, 1 + np.searchsorted(limits, values, side="right"), 0)


def class_labels(limits: list[float]) -> tuple[str, ...]:
    """Return the label of each class, from 0 up."""
    edges = [f"{limit:g}" for limit in limits]
    if not edges:
        return ("None",)
    between = [f"{low} to {high}" for low, high in pairwise(edges)]
    return ("None", f"Under {edges[0]}", *between, f"{edges[-1]} or more")
