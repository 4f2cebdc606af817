"""Up to six scenarios side by side: which no other beats on everything, and what each gives up.

Four criteria: overdose calls covered a year (more), exposure removed from the services of all scenarios
together at full compliance (more), recorded police activity forgone a year (less), ground (less). A scenario
that breaks a limit is left out of the comparison and says which. Never one score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely

from etl.errors import BadInputError
from etl.projection import area_km2
from layers.statistics.front import beaten_by, non_dominated
from layers.week import WeekHours
from layers.words import percent
from layers.zones.counted import counted, exposed, find_all
from layers.zones.figures import YEAR_DAYS, too_fine
from layers.zones.material import ZoneMaterial
from layers.zones.weigh import protected_rows

SCENARIOS_AT_MOST = 6
CRITERIA: Final = ("covered", "removed", "forgone", "area")
GAINS: Final = ("covered", "removed")  # of them more is better, of the others less
_LESS: Final = {"covered": "fewer", "removed": "less", "forgone": "more", "area": "more"}
WORDS: Final = {
    "covered": "overdose calls a year covered",
    "removed": "of the exposure removed",
    "forgone": "police records a year forgone",
    "area": "km² of ground",
}


@dataclass(frozen=True)
class Scenario:
    """One proposal: a valid WGS 84 shape, its hours (None: always) and the services it names."""

    name: str
    shape: shapely.Geometry
    week: WeekHours | None = None
    service_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criteria:
    """The four criteria of a scenario; removed is a share, 0 to 1. None: not known, withheld or too few."""

    covered: float | None
    removed: float | None
    forgone: float | None
    area: float | None

    def known(self, names: Sequence[str] = CRITERIA) -> bool:
        """Return whether all of these are known."""
        return all(getattr(self, name) is not None for name in names)


@dataclass(frozen=True)
class Limits:
    """What a scenario must reach (covered, removed) and may not exceed (forgone, area); None: no limit."""

    covered: float | None = None
    removed: float | None = None
    forgone: float | None = None
    area: float | None = None


NO_LIMITS: Final = Limits()


@dataclass(frozen=True)
class Verdict:
    """What the comparison says of one scenario.

    stays: no other beats it on everything. beaten_by: the scenario that does. broken: the limit it breaks.
    gives_up: what it has less of, or takes more of, than the best that stays, in words.
    """

    name: str
    criteria: Criteria
    stays: bool
    beaten_by: str = ""
    broken: str = ""
    gives_up: tuple[str, ...] = field(default=())


def compare(
    material: ZoneMaterial, scenarios: Sequence[Scenario], limits: Limits = NO_LIMITS
) -> tuple[Verdict, ...]:
    """Return the verdicts on up to six scenarios, in their order.

    Raises BadInputError for more, for none, and for a shape that crosses itself.
    """
    if not 0 < len(scenarios) <= SCENARIOS_AT_MOST:
        raise BadInputError(
            "The comparison",
            f"has {len(scenarios)} scenarios; one to {SCENARIOS_AT_MOST} can be read side by side",
            "Choose fewer.",
        )
    rows = {row for one in scenarios for row in protected_rows(material, one.shape, one.service_ids)}
    found = [(one.name, criteria(material, one, tuple(sorted(rows)))) for one in scenarios]
    return judge(found, limits)


def criteria(material: ZoneMaterial, scenario: Scenario, rows: tuple[int, ...]) -> Criteria:
    """Return the criteria of a scenario, exact. rows: the services whose exposure is compared."""
    shape, week = scenario.shape, scenario.week
    found = find_all(material, shape)
    values: dict[str, float | None] = {"covered": None, "removed": None, "forgone": None}
    for name, kind in (("covered", "need"), ("forgone", "enforcement")):
        held = counted(material, kind, week)
        if held is not None and held.weeks and not too_fine(material, kind, shape):
            values[name] = float(held.window.inside(found[kind]).total[0]) * YEAR_DAYS / (7 * held.weeks)
    exposure = exposed(material, week, rows)
    if exposure is not None and values["forgone"] is not None:
        whole = float(exposure.whole.total[0])
        if whole > 0:
            values["removed"] = float(exposure.inside(found["enforcement"]).total[0]) / whole
    return Criteria(values["covered"], values["removed"], values["forgone"], area_km2(shape))


def judge(
    found: Sequence[tuple[str, Criteria]], limits: Limits = NO_LIMITS, names: Sequence[str] = CRITERIA
) -> tuple[Verdict, ...]:
    """Return the verdicts on scenarios by name; released figures can be judged as exact ones are.

    names: the criteria that are compared; one that is not known of any scenario is left out there.
    """
    broken = [_broken(one, limits) for _, one in found]
    kept = [at for at, (_, one) in enumerate(found) if one.known(names) and not broken[at]]
    gains, losses = (
        np.array([[getattr(found[at][1], name) for name in side] for at in kept]).reshape(-1, len(side))
        for side in ([n for n in names if n in GAINS], [n for n in names if n not in GAINS])
    )
    stays = non_dominated(gains, losses)
    verdicts = []
    for at, (name, one) in enumerate(found):
        if at not in kept:
            verdicts.append(Verdict(name, one, False, broken=broken[at] or "a figure is not known"))
            continue
        row = kept.index(at)
        other = beaten_by(gains, losses, row)
        verdicts.append(
            Verdict(
                name,
                one,
                bool(stays[row]),
                beaten_by="" if other < 0 else found[kept[other]][0],
                gives_up=_gives_up(one, [found[kept[each]] for each in np.flatnonzero(stays)], names),
            )
        )
    return tuple(verdicts)


def _broken(one: Criteria, limits: Limits) -> str:
    for name in CRITERIA:
        limit, value = getattr(limits, name), getattr(one, name)
        if limit is None or value is None:
            continue
        more = name in GAINS
        if value < limit if more else value > limit:
            than = "less than the least" if more else "more than the most"
            return f"{_number(name, value)} {WORDS[name]}, {than} asked for, {_number(name, limit)}"
    return ""


def _gives_up(one: Criteria, stay: Sequence[tuple[str, Criteria]], names: Sequence[str]) -> tuple[str, ...]:
    """Return, for each criterion, how far behind the best of those that stay a scenario is."""
    words = []
    for name in names:
        mine = getattr(one, name)
        sign = 1 if name in GAINS else -1
        rival, theirs = max(
            ((title, getattr(other, name)) for title, other in stay), key=lambda pair: sign * pair[1]
        )
        behind = sign * (theirs - mine)
        said = _number(name, behind)
        if behind > 0 and said != _number(name, 0.0):
            words.append(f"{said} {_LESS[name]} {WORDS[name]} than {rival}")
    return tuple(words)


def _number(name: str, value: float) -> str:
    if name == "removed":
        return percent(value)
    return f"{value:.2f}" if name == "area" else f"{value:.0f}"
