"""Events of the invented town: overdose calls, police activity, confiscations, needle and condition reports.

Each generator returns columns as arrays; the files are written, and dirtied, elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from etl.demo.clock_pattern import (
    MARKET_WEEK,
    NIGHT_HOURS,
    NIGHT_WEEK,
    OFFICE_HOURS,
    OVERDOSE_HOURS,
    STREET_HOURS,
    day_weights,
    draw_minutes,
    skip_missing,
)
from etl.demo.frame import DAYS, Floats, Ints
from etl.demo.people import NIGHT_SHARE, Sites, day_surface, enforcement_surface

OVERDOSES = 5_700
DRUG_ENFORCEMENT = 11_400
OTHER_POLICE = 3_600
CONFISCATIONS = 1_500
NEEDLES = 5_600
CONDITIONS = 4_200
_OPERATIONS = ("Lantern", "Breakwater", "Tideline", "Compass", "Foghorn", "Halyard", "Kestrel", "Mooring")
Columns = dict[str, list[str]]


@dataclass(frozen=True)
class Events:
    """Events in time order. `xy` frame metres; `minute` since the first midnight; `text` further columns."""

    xy: Floats
    minute: Ints
    text: Columns

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.minute)


def build_overdoses(rng: np.random.Generator, sites: Sites) -> Events:
    """Return overdose calls: they follow need, with a share of weekend nights in the night-time economy."""
    night = rng.random(OVERDOSES) < NIGHT_SHARE
    place = np.where(
        night,
        _draw(rng, sites.night, OVERDOSES),
        _draw(rng, day_surface(sites), OVERDOSES),
    )
    day = np.where(
        night,
        rng.choice(DAYS, OVERDOSES, p=day_weights(0.06, 0.10, NIGHT_WEEK)),
        rng.choice(DAYS, OVERDOSES, p=day_weights(0.06, 0.07, (1.05, 0.95, 0.95, 1.0, 1.1, 1.05, 0.9))),
    )
    minute = np.where(night, draw_minutes(rng, day, NIGHT_HOURS), draw_minutes(rng, day, OVERDOSE_HOURS))
    alone = rng.random(OVERDOSES) < np.where(night, 0.2, 0.42)
    died = rng.random(OVERDOSES) < np.where(alone, 0.055, 0.012)
    given = rng.random(OVERDOSES) < 0.68
    by = np.where(
        given,
        rng.choice(["bystander", "service", "ambulance", "police"], OVERDOSES, p=[0.3, 0.16, 0.46, 0.08]),
        "nobody",
    )
    return _in_order(
        rng,
        sites,
        place,
        minute,
        {
            "outcome": _pick(died, "died", "survived"),
            "alone": _pick(alone, "yes", "no"),
            "naloxone_given": _pick(given, "yes", "no"),
            "naloxone_by": by.tolist(),
            "police_attended": _pick(rng.random(OVERDOSES) < 0.31, "yes", "no"),
        },
    )


def build_police(rng: np.random.Generator, sites: Sites, treated: Floats) -> Events:
    """Return police activity: drug enforcement (a third of it in operations) and activity not about drugs."""
    surface = enforcement_surface(sites, treated)
    place, minute, operation = _enforcement(rng, sites, surface)
    drug = rng.choice(
        ["search", "stop", "possession", "supply", "arrest", "dispersal", "drug_dog"],
        DRUG_ENFORCEMENT,
        p=[0.42, 0.11, 0.22, 0.06, 0.08, 0.07, 0.04],
    )
    outcome = rng.choice(
        ["no_action", "warning", "diversion", "penalty_notice", "arrest", "charge"],
        DRUG_ENFORCEMENT,
        p=[0.52, 0.13, 0.06, 0.10, 0.12, 0.07],
    )
    night = rng.random(OTHER_POLICE) < 0.35
    elsewhere = np.where(
        night,
        _draw(rng, sites.night, OTHER_POLICE),
        _draw(rng, 0.5 * sites.residents + 0.5 * sites.need, OTHER_POLICE),
    )
    day = rng.choice(
        DAYS, OTHER_POLICE, p=day_weights(-0.01, 0.05, (0.95, 0.95, 0.95, 1.0, 1.15, 1.15, 0.85))
    )
    when = np.where(night, draw_minutes(rng, day, NIGHT_HOURS), draw_minutes(rng, day, STREET_HOURS))
    reason = rng.choice(
        ["public_order", "stolen_goods", "weapons", "other"], OTHER_POLICE, p=[0.35, 0.3, 0.12, 0.23]
    )
    return _in_order(
        rng,
        sites,
        np.concatenate([place, elsewhere]),
        np.concatenate([minute, when]),
        {
            "category": [*drug.tolist(), *["other"] * OTHER_POLICE],
            "reason": [*["drugs"] * DRUG_ENFORCEMENT, *reason.tolist()],
            "outcome": [
                *outcome.tolist(),
                *rng.choice(["no_action", "warning", "arrest", "other"], OTHER_POLICE).tolist(),
            ],
            "operation": [*operation, *[""] * OTHER_POLICE],
        },
    )


def build_confiscations(rng: np.random.Generator, sites: Sites, treated: Floats) -> Events:
    """Return confiscations told to outreach workers: enforcement's surface, fewer far from outreach."""
    place = _draw(rng, enforcement_surface(sites, treated), CONFISCATIONS)
    day = rng.choice(DAYS, CONFISCATIONS, p=day_weights(0.05, 0.04, MARKET_WEEK))
    minute = draw_minutes(rng, day, STREET_HOURS)
    unused = rng.random(CONFISCATIONS) < 0.55
    taken = 1 + rng.geometric(0.3, CONFISCATIONS)
    return _in_order(
        rng,
        sites,
        place,
        minute,
        {
            "syringes_taken": [str(n) for n in taken.tolist()],
            "unused": _pick(unused, "yes", "no"),
            "taken_by": rng.choice(
                ["police", "transport_police", "private_security", "unknown"],
                CONFISCATIONS,
                p=[0.8, 0.06, 0.1, 0.04],
            ).tolist(),
            "what_followed": rng.choice(
                ["nothing", "moved_on", "search", "warning", "arrest", "unknown"],
                CONFISCATIONS,
                p=[0.2, 0.34, 0.2, 0.12, 0.08, 0.06],
            ).tolist(),
            "near_service": _pick(rng.random(CONFISCATIONS) < 0.4, "yes", "no"),
            "avoided_service": rng.choice(["yes", "no", ""], CONFISCATIONS, p=[0.3, 0.45, 0.25]).tolist(),
            "reported_by": rng.choice(
                ["person_affected", "outreach_worker", "witness"], CONFISCATIONS, p=[0.66, 0.26, 0.08]
            ).tolist(),
        },
    )


def build_needles(rng: np.random.Generator, sites: Sites) -> Events:
    """Return needle reports: need, and footfall where people report."""
    place = _draw(rng, 0.7 * sites.need + 0.2 * sites.residents + 0.1 * sites.night, NEEDLES)
    day = rng.choice(DAYS, NEEDLES, p=day_weights(0.03, 0.22, (1.2, 1.1, 1.05, 1.0, 1.0, 0.9, 0.75)))
    collected = rng.random(NEEDLES) < 0.62
    return _in_order(
        rng,
        sites,
        place,
        draw_minutes(rng, day, OFFICE_HOURS),
        {
            "status": _pick(collected, "collected", "discarded"),
            "needles_count": [str(n) if n < 25 else "" for n in rng.geometric(0.28, NEEDLES).tolist()],
        },
    )


def build_conditions(rng: np.random.Generator, sites: Sites) -> Events:
    """Return reports of street faults: residents report them, more so where the town is run down."""
    place = _draw(rng, 0.6 * sites.residents + 0.4 * sites.need * sites.unexplained, CONDITIONS)
    day = rng.choice(DAYS, CONDITIONS, p=day_weights(0.01, -0.25, (1.25, 1.15, 1.1, 1.05, 1.0, 0.6, 0.45)))
    category = rng.choice(
        ["lighting_fault", "derelict_building", "toilet_closed", "dumped_waste", "other"],
        CONDITIONS,
        p=[0.42, 0.12, 0.06, 0.3, 0.1],
    )
    return _in_order(rng, sites, place, draw_minutes(rng, day, OFFICE_HOURS), {"category": category.tolist()})


def _enforcement(rng: np.random.Generator, sites: Sites, surface: Floats) -> tuple[Ints, Ints, list[str]]:
    """Return street point, minute and operation of drug enforcement; operations cluster in space and time."""
    weights = day_weights(0.04, 0.03, MARKET_WEEK)
    tree = cKDTree(sites.xy)
    place: list[int] = []
    minute: list[int] = []
    operation: list[str] = []
    number = 0
    while len(place) < 0.33 * DRUG_ENFORCEMENT:
        number += 1
        size = int(rng.integers(3, 10))
        centre = int(_draw(rng, surface, 1)[0])
        near = np.array(tree.query_ball_point(sites.xy[centre], 130))
        start = int(rng.choice(DAYS - 1, p=weights[:-1] / weights[:-1].sum())) * 1440
        start += 60 * int(rng.choice([10, 13, 15, 17, 21], p=[0.15, 0.25, 0.25, 0.2, 0.15]))
        name = f"Operation {rng.choice(_OPERATIONS)} {number:04d}"
        place.extend(rng.choice(near, size, p=surface[near] / surface[near].sum()).tolist())
        minute.extend((start + rng.integers(0, 170, size)).tolist())
        operation.extend([name] * size)
    single = _draw(rng, surface, DRUG_ENFORCEMENT - len(place))
    night = rng.random(len(single)) < 0.24
    day = np.where(
        night,
        rng.choice(DAYS, len(single), p=day_weights(0.04, 0.08, NIGHT_WEEK)),
        rng.choice(DAYS, len(single), p=weights),
    )
    when = np.where(night, draw_minutes(rng, day, NIGHT_HOURS), draw_minutes(rng, day, STREET_HOURS))
    return (
        np.concatenate([np.array(place), single]),
        np.concatenate([np.array(minute), when]),
        [*operation, *[""] * len(single)],
    )


def _draw(rng: np.random.Generator, surface: Floats, count: int) -> Ints:
    return rng.choice(len(surface), count, p=surface / surface.sum())


def _pick(which: np.ndarray, yes: str, no: str) -> list[str]:
    return [yes if each else no for each in which.tolist()]


def _in_order(rng: np.random.Generator, sites: Sites, place: Ints, minute: Ints, text: Columns) -> Events:
    """Return events sorted by time, each within a few metres of its street point."""
    minute = skip_missing(minute)
    order = np.argsort(minute, kind="stable")
    xy = sites.xy[place] + np.clip(rng.normal(0, 4, (len(place), 2)), -7, 7)
    return Events(
        xy[order], minute[order], {name: [column[k] for k in order] for name, column in text.items()}
    )
