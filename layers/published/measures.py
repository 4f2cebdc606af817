"""The measures that count in a published version: what services returned, beside what police recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from layers.measure import SATISFACTION, UPTAKE
from layers.published.file import PublishedFile
from layers.published.moved import Moved, count_moved, share_moved
from layers.published.rows import Figure, Period

Kind = Literal["count", "share", "score"]
ENFORCEMENT: Final = ("recorded_police_activity", "syringe_confiscations")
DIVERTED: Final = "diverted"


@dataclass(frozen=True)
class Measured:
    """One figure of one period. scale: the most a score can be. whole: the count behind a share, as released.

    services: how many of the directory are behind it, None for what no service returned. notes: of NOTES.
    """

    value: float | None
    state: str
    low: bool = False
    scale: int | None = None
    whole: float | None = None
    services: int | None = None
    notes: tuple[str, ...] = ()


NOTHING: Final = Measured(None, "no_data")


@dataclass(frozen=True)
class Line:
    """One measure over several periods, by their ids. key: 'measure' or 'measure:route', or a layer's id.

    enforcement: it counts what police did, and is no measure of success.
    """

    key: str
    kind: Kind
    cells: Mapping[str, Measured]
    enforcement: bool = False

    def at(self, period_id: str) -> Measured:
        """Return the figure of a period."""
        return self.cells.get(period_id, NOTHING)

    def moved(self, before: str, after: str, rounding: int) -> Moved:
        """Return how the figure has moved between two periods that are alike long."""
        first, last = self.at(before), self.at(after)
        if first.value is None or last.value is None:
            return Moved("missing")
        if self.kind == "count":
            return count_moved(first.value, last.value, rounding)
        if self.kind == "score" or first.whole is None or last.whole is None:
            return Moved("not_tested")
        return share_moved((first.value, first.whole), (last.value, last.whole), rounding)


# As they are read: whether people live, whether help is offered and taken, whether they come.
OUTCOME_LINES: Final[tuple[tuple[str, Kind], ...]] = (
    ("overdose_reversals", "count"),
    ("naloxone_used", "count"),
    ("referrals_offered:voluntary", "count"),
    ("referrals_accepted:voluntary", "count"),
    ("uptake:voluntary", "share"),
    ("referrals_offered:coerced", "count"),
    ("referrals_accepted:coerced", "count"),
    ("uptake:coerced", "share"),
    ("referrals_offered:not_applicable", "count"),
    ("referrals_accepted:not_applicable", "count"),
    ("uptake:not_applicable", "share"),
    (DIVERTED, "share"),
    ("service_visits", "count"),
    (SATISFACTION, "score"),
)


class MeasuresFile(PublishedFile):
    """The part of a published version that is about outcomes."""

    def measures_known(self) -> bool:
        """Return whether the version is from a program that publishes outcomes."""
        return self._has("measures")

    def measures(self) -> Mapping[tuple[str, str], Measured]:
        """Return the outcomes by key ('measure' or 'measure:route') and period; none in an older version."""
        kept: Mapping[tuple[str, str], Measured] = self._keep(("measures",), self._read_measures)
        return kept

    def _read_measures(self) -> Mapping[tuple[str, str], Measured]:
        if not self._has("measures"):
            return {}
        found = {}
        for measure, route, period, value, state, low, scale, services, notes in self._rows("measures"):
            key = f"{measure}:{route}" if route else measure
            found[key, period] = Measured(value, state, low, scale, None, services, tuple(notes or ()))
        for (key, period), one in found.items():
            whole = found.get((key.replace(UPTAKE, "referrals_offered"), period))
            if key.startswith(f"{UPTAKE}:") and whole is not None:
                found[key, period] = Measured(
                    one.value, one.state, one.low, None, whole.value, one.services, one.notes
                )
        return found


def lines_of(
    measures: Mapping[tuple[str, str], Measured],
    history: Mapping[tuple[str, str], Figure],
    periods: Sequence[Period],
) -> tuple[Line, ...]:
    """Return the measures that have anything in these periods, then the enforcement beside them.

    history: the place's figures by layer and period, of which counts of enforcement and diversions are taken.
    """
    ids = [period.id for period in periods]
    found = []
    for key, kind in OUTCOME_LINES:
        if key == DIVERTED:
            cells = {id_: _of_layer(history[key, id_], kind) for id_ in ids if (key, id_) in history}
        else:
            cells = {id_: measures[key, id_] for id_ in ids if (key, id_) in measures}
        if cells:
            found.append(Line(key, kind, cells))
    for key in ENFORCEMENT:
        cells = {id_: _of_layer(history[key, id_], "count") for id_ in ids if (key, id_) in history}
        if cells:
            found.append(Line(key, "count", cells, enforcement=True))
    return tuple(found)


def periods_with(
    measures: Mapping[tuple[str, str], Measured], periods: Sequence[Period], kind: str, at_most: int
) -> list[Period]:
    """Return the latest periods of a kind in which anything was returned, earliest first."""
    told = {period for _, period in measures}
    return [period for period in periods if period.kind == kind and period.id in told][-at_most:]


def _of_layer(figure: Figure, kind: Kind) -> Measured:
    """Return a layer's figure for the place as a count, or as a share with the count behind it."""
    state = figure.state if figure.state in ("released", "withheld") else "no_data"
    own = state == "released"
    count = None if figure.count is None or not own else float(figure.count)
    if kind == "count":
        return Measured(count, state, figure.low)
    return Measured(figure.value if own else None, state, figure.low, whole=count)
