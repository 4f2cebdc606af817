"""The best sites and radii under limits, as options: what each covers and what it gives up.

Candidates are discs round the place's public clash services at several radii (straight-line metres), in each
of the hours asked for. For each hours and several limits on the police activity forgone, the sites that cover
most overdose calls are found by maximal covering: calls and records in overlapping discs count once, and a
service gets one radius at most. The options are then compared as scenarios are. A suggestion is arithmetic:
what an agreement should be is for the partners to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from etl.errors import BadInputError
from layers.clash.states import TROUBLES, Trouble
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.covering import Price, best_sites, covered, greedy_sites
from layers.week import WeekHours
from layers.zones.counted import counted
from layers.zones.figures import YEAR_DAYS, too_fine
from layers.zones.making import around
from layers.zones.material import ZoneMaterial
from layers.zones.shape import only_polygons
from layers.zones.tradeoff import (
    CRITERIA,
    NO_LIMITS,
    Criteria,
    Limits,
    Scenario,
    Verdict,
    criteria,
    judge,
)

RADII_M = (100.0, 250.0, 400.0, 500.0, 800.0)
SHARES = (0.25, 0.5, 0.75, 1.0)  # of the police activity that the largest choice forgoes, as limits
MOST_SITES = 12
NOT_ADVICE = "Options, not advice: what an agreement should be is for the partners to say."


@dataclass(frozen=True)
class Site:
    """A disc round one service."""

    service_id: str
    name: str
    radius_m: float


@dataclass(frozen=True)
class Option:
    """One suggestion; its verdict goes by a letter.

    limit_forgone: the police records a year that it might forgo at most. proved: no choice under that limit
    covers more calls.
    """

    sites: tuple[Site, ...]
    hours: str
    hours_code: str
    limit_forgone: float
    proved: bool
    verdict: Verdict


@dataclass(frozen=True)
class Suggested:
    """The options, from the one that covers most; candidates: how many discs were weighed for each hours."""

    options: tuple[Option, ...]
    candidates: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Discs:
    """Candidates row by row: their sites and shapes; group: those of one number exclude each other."""

    sites: tuple[Site, ...]
    shapes: tuple[shapely.Geometry, ...]
    group: Ints


@dataclass(frozen=True)
class Choice:
    """Rows of the discs chosen in some hours under a limit on what is forgone a year."""

    chosen: tuple[int, ...]
    week: WeekHours | None
    limit: float
    proved: bool


def suggest(
    material: ZoneMaterial,
    most: int,
    *,
    radii_m: Sequence[float] = RADII_M,
    weeks: Sequence[WeekHours | None] = (None,),
    limits: Limits = NO_LIMITS,
) -> Suggested:
    """Return options of at most `most` sites. limits: as for scenarios; `forgone` also bounds the choice.

    Raises BadInputError where there is nothing to choose from.
    """
    _require(material, most)
    discs = _discs(material, radii_m)
    choices: dict[tuple[str, tuple[int, ...]], Choice] = {}
    for week in weeks:
        need, taken = (_covers(material, kind, week, discs) for kind in ("need", "enforcement"))
        for choice in ladder(need, taken, discs.group, most, week, limits.forgone):
            choices.setdefault(("" if week is None else week.code, choice.chosen), choice)
    rows = tuple(sorted({row for one in discs.sites for row in material.rows_of([one.service_id]).tolist()}))
    found = []
    for choice in choices.values():
        shape = only_polygons(shapely.union_all([discs.shapes[at] for at in choice.chosen]))
        found.append((choice, criteria(material, Scenario("", shape, choice.week), rows)))
    return Suggested(judged(discs, found, limits), len(discs.sites), _notes(material, discs, most))


def require_number(most: int) -> None:
    """Raise BadInputError for a number of sites that cannot be asked for."""
    if not 1 <= most <= MOST_SITES:
        raise BadInputError("The number of sites", f"is {most}", f"Choose a number from 1 to {MOST_SITES}.")


def _require(material: ZoneMaterial, most: int) -> None:
    require_number(most)
    if material.window is None:
        why = TROUBLES[Trouble(material.trouble)].rstrip(".")
        raise BadInputError("A suggestion", f"cannot be worked out: {why}", "Load what is missing first.")
    for kind, words in (("need", "overdose calls"), ("enforcement", "police activity about drugs")):
        if not material.in_window(kind):
            raise BadInputError(
                "A suggestion", f"needs {words} over the weeks of the clash index", "Load them first."
            )


def _discs(material: ZoneMaterial, radii_m: Sequence[float]) -> Discs:
    """Return every disc that the sources are precise enough for."""
    sites, shapes, group = [], [], []
    stops: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for one in material.services:
        result = material.results.get((one.service_id, one.stop))
        if result is not None and result.events > 0:
            stops.setdefault((one.service_id, one.name), []).append((one.longitude, one.latitude))
    for number, ((service_id, name), points) in enumerate(stops.items()):
        for radius_m in sorted(set(radii_m)):
            shape = around(points, radius_m)
            if any(too_fine(material, kind, shape) for kind in ("need", "enforcement")):
                continue
            sites.append(Site(service_id, name, radius_m))
            shapes.append(shape)
            group.append(number)
    if not sites:
        raise BadInputError(
            "A suggestion",
            "has no disc to choose: no tested service has police activity near, or sources are too coarse",
            "Use larger radii, or load exact locations.",
        )
    return Discs(tuple(sites), tuple(shapes), np.array(group, np.int64))


def ladder(
    need: tuple[Floats, Flags],
    taken: tuple[Floats, Flags],
    group: Ints,
    most: int,
    week: WeekHours | None,
    limit: float | None,
) -> list[Choice]:
    """Return the best choice under each limit on what is forgone a year; smaller limits first.

    need, taken: calls and records a year at points, and which discs hold those (discs x points).
    """
    free = best_sites(*need, most, group=group)
    largest = covered(*taken, free.sites)
    top = largest if limit is None else min(limit, largest)
    found = []
    for share in SHARES:
        best = best_sites(*need, most, group=group, prices=[Price(*taken, share * top)])
        if len(best.sites):
            found.append(Choice(tuple(best.sites.tolist()), week, share * top, best.proved))
    return found


def judged(
    discs: Discs,
    found: list[tuple[Choice, Criteria]],
    limits: Limits,
    compared: Sequence[str] = CRITERIA,
) -> tuple[Option, ...]:
    """Return the choices as options, from the one that covers most, each with its verdict."""
    found = sorted(found, key=lambda pair: (-(pair[1].covered or 0.0), pair[1].forgone or 0.0))
    named = [(chr(ord("A") + at), one) for at, (_, one) in enumerate(found)]
    verdicts = judge(named, limits, compared)
    return tuple(
        Option(
            sites=tuple(discs.sites[at] for at in choice.chosen),
            hours="" if choice.week is None else choice.week.words,
            hours_code="" if choice.week is None else choice.week.code,
            limit_forgone=choice.limit,
            proved=choice.proved,
            verdict=verdict,
        )
        for (choice, _), verdict in zip(found, verdicts, strict=True)
    )


def _covers(material: ZoneMaterial, kind: str, week: WeekHours | None, discs: Discs) -> tuple[Floats, Flags]:
    """Return events a year of each point, and which discs hold it (discs x points)."""
    held = counted(material, kind, week)
    assert held is not None
    inside = [held.held.index.find(shape).positions() for shape in discs.shapes]
    inside = [at[held.window.week[at] >= 0] for at in inside]
    points = np.unique(np.concatenate(inside))
    covers = np.zeros((len(inside), len(points)), bool)
    for row, at in enumerate(inside):
        covers[row, np.searchsorted(points, at)] = True
    return np.full(len(points), YEAR_DAYS / (7 * held.weeks)), covers


def _notes(material: ZoneMaterial, discs: Discs, most: int) -> tuple[str, ...]:
    widest = max(site.radius_m for site in discs.sites)
    rows = [at for at, site in enumerate(discs.sites) if site.radius_m == widest]
    need, covers = _covers(material, "need", None, discs)
    simple, best = greedy_sites(need, covers[rows], most), best_sites(need, covers[rows], most)
    return (
        f"With {most} discs of {widest:g} m at all hours, choosing one by one covers {simple.covered:.0f} "
        f"overdose calls a year, the best choice {best.covered:.0f}.",
        NOT_ADVICE,
    )
