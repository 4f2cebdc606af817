"""Services of the invented town: twelve whose clash is tested, four of them treated, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from etl.demo.areas import DISTRICTS
from etl.demo.frame import Floats
from etl.demo.ground import CENTRE
from etl.demo.people import Sites

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = "09:00-17:00"
_SPLIT = "09:00-12:30;13:30-17:00"
_LATE = "12:00-20:00"


class Plan(NamedTuple):
    """What a service is to be; `{}` in its name becomes the neighbourhood it comes to lie in."""

    name: str
    type: str
    setting: str
    weekdays: str
    saturday: str
    sunday: str
    needles: str
    naloxone: str
    capacity: int


_CLASH = (
    ("{} Exchange", "needle_exchange", "fixed", WEEK, "10:00-14:00", "closed", "yes", "yes", 45),
    (
        "{} Needle Programme",
        "needle_exchange",
        "fixed",
        _SPLIT,
        "10:00-13:00",
        "closed",
        "yes",
        "yes",
        38,
    ),
    ("{} Road Exchange", "needle_exchange", "fixed", _LATE, "12:00-18:00", "closed", "yes", "yes", 30),
    (
        "{} Safer Use Room",
        "consumption_room",
        "fixed",
        "10:00-22:00",
        "10:00-22:00",
        "12:00-20:00",
        "yes",
        "yes",
        90,
    ),
    (
        "{} Treatment Clinic",
        "opioid_treatment",
        "fixed",
        "07:30-15:30",
        "08:00-12:00",
        "08:00-10:00",
        "no",
        "yes",
        110,
    ),
    (
        "{} Recovery Centre",
        "opioid_treatment",
        "fixed",
        "08:00-16:00",
        "08:00-11:00",
        "closed",
        "no",
        "yes",
        85,
    ),
    ("{} Medicines Clinic", "opioid_treatment", "fixed", _SPLIT, "closed", "closed", "no", "yes", 60),
    ("Know Your Batch", "drug_checking", "fixed", "13:00-20:00", "14:00-23:00", "closed", "no", "yes", 25),
    ("{} Naloxone Point", "naloxone", "fixed", WEEK, "closed", "closed", "no", "yes", 15),
    ("{} Naloxone Kiosk", "naloxone", "fixed", _LATE, "12:00-16:00", "closed", "yes", "yes", 18),
    ("Sister House", "naloxone", "confidential", "10:00-18:00", "closed", "closed", "yes", "yes", 12),
    ("Vel Outreach Van", "needle_exchange", "mobile", "", "", "", "yes", "yes", 28),
)
_OTHER = (
    (
        "Velmouth General Hospital",
        "hospital",
        "fixed",
        "00:00-24:00",
        "00:00-24:00",
        "00:00-24:00",
        "no",
        "yes",
        320,
    ),
    (
        "{} Health Centre",
        "health_centre",
        "fixed",
        "08:00-18:30",
        "closed",
        "closed",
        "no",
        "yes",
        210,
    ),
    ("{} Family Practice", "health_centre", "fixed", "08:00-18:30", "closed", "closed", "no", "no", 160),
    (
        "{} Night Shelter",
        "shelter",
        "fixed",
        "20:00-08:00",
        "20:00-08:00",
        "20:00-08:00",
        "no",
        "yes",
        48,
    ),
    ("{} Hostel", "shelter", "fixed", "00:00-24:00", "00:00-24:00", "00:00-24:00", "no", "yes", 36),
    ("The Open Door", "day_centre", "fixed", "09:30-15:30", "closed", "closed", "no", "yes", 70),
    ("Velmouth Treatment Service", "treatment", "fixed", WEEK, "closed", "closed", "no", "yes", 55),
    (
        "Old Hands Peer Group",
        "peer_support",
        "fixed",
        "17:00-21:00",
        "closed",
        "14:00-17:00",
        "no",
        "yes",
        20,
    ),
)
VAN_STOPS = (
    ("{} station yard", {"monday": "18:00-20:00", "thursday": "18:00-20:00"}),
    ("{} car park", {"tuesday": "18:00-20:00", "friday": "21:00-23:30"}),
    ("{} last houses", {"wednesday": "16:00-18:00"}),
)
VAN_REACH_M = 1_400.0
_CHEMISTS = (
    """
Abbot, Bellwether, Cliff Road, Drummer's, Cormorant, Ferrier, Tollgate, Harbour, Kestrel, Commons, Market,
Millwheel, North Parade, Orchard, Staithe, Strand
""".replace("\n", " ")
    .strip()
    .split(", ")
)
SEPARATION_M = 430.0
TREATED = 4
PAIR_M, PAIRS_APART_M = 900.0, 1300.0
QUAY, QUAY_XY = 2, (560.0, -870.0)  # one exchange has always stood by the harbour, where need is greatest


@dataclass(frozen=True)
class Service:
    """One place of help, or one stop of a mobile one; `xy` in frame metres, hours by weekday position."""

    id: str
    stop: str
    name: str
    type: str
    setting: str
    xy: tuple[float, float]
    hours: tuple[str, ...]
    needles: str
    naloxone: str
    capacity: int
    clash: bool
    treated: bool


def build_services(rng: np.random.Generator, sites: Sites) -> list[Service]:
    """Return the services; clash services follow need where it is served, `SEPARATION_M` or more apart.

    The exchange by the harbour has no like among places without a service, and the van's last stop lies
    where next to nothing happens: of neither can much be said.
    """
    doors = _clash_doors(rng, sites)
    treated = _choose_treated(rng, sites.xy[doors])
    services = []
    for number, row in enumerate(_CLASH):
        plan, door, id_ = Plan(*row), doors[number], f"S{number + 1:02d}"
        if plan.setting == "mobile":
            reach = np.hypot(*(sites.xy - sites.xy[door]).T) < VAN_REACH_M
            near = _spread(rng, sites, sites.siting * reach, len(VAN_STOPS) - 2, 350)
            last = int(np.hypot(*(sites.xy - CENTRE).T).argmax())
            for (stop, days), place in zip(VAN_STOPS, [door, *near, last], strict=True):
                hours = tuple(days.get(day, "closed") for day in DAYS)
                services.append(_service(id_, plan, sites, place, stop=stop, hours=hours, clash=True))
        else:
            services.append(_service(id_, plan, sites, door, clash=True, treated=number in treated))
    places = _spread(rng, sites, sites.residents + sites.need, len(_OTHER), 300)
    for number, row in enumerate(_OTHER):
        services.append(_service(f"S{number + 21:02d}", Plan(*row), sites, places[number]))
    return services


def build_pharmacies(rng: np.random.Generator, sites: Sites) -> list[Service]:
    """Return pharmacies, sited where people live; a few give out needles or naloxone."""
    doors = _spread(rng, sites, sites.residents, len(_CHEMISTS), 350)
    pharmacies = []
    for number, (name, door) in enumerate(zip(_CHEMISTS, doors, strict=True)):
        late = "08:30-21:00" if number % 5 == 0 else "09:00-18:00"
        needles, naloxone = ("yes" if number % every == 1 else "no" for every in (4, 3))
        plan = Plan(
            f"{name} Pharmacy", "pharmacy", "fixed", late, "09:00-13:00", "closed", needles, naloxone, 60
        )
        pharmacies.append(_service(f"P{number + 1:02d}", plan, sites, door))
    return pharmacies


def _service(
    id_: str,
    plan: Plan,
    sites: Sites,
    place: int,
    *,
    stop: str = "",
    hours: tuple[str, ...] = (),
    clash: bool = False,
    treated: bool = False,
) -> Service:
    """Return the service of a plan at a street point."""
    where = DISTRICTS[int(sites.neighbourhood[place])].name
    return Service(
        id=id_,
        stop=stop.format(where),
        name=plan.name.format(where),
        type=plan.type,
        setting=plan.setting,
        xy=(float(sites.xy[place, 0]), float(sites.xy[place, 1])),
        hours=hours or (plan.weekdays,) * 5 + (plan.saturday, plan.sunday),
        needles=plan.needles,
        naloxone=plan.naloxone,
        capacity=plan.capacity,
        clash=clash,
        treated=treated,
    )


def _spread(rng: np.random.Generator, sites: Sites, weight: Floats, count: int, apart_m: float) -> list[int]:
    """Return `count` street points drawn by weight, each at least `apart_m` from those before it."""
    weight = weight.copy()
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(int(rng.choice(len(weight), p=weight / weight.sum())))
        weight[np.hypot(*(sites.xy - sites.xy[chosen[-1]]).T) < apart_m] = 0
    return chosen


def _clash_doors(rng: np.random.Generator, sites: Sites) -> list[int]:
    """Return the street points of the clash services: the quay's first, the others clear of it."""
    quay = int(np.hypot(*(sites.xy - QUAY_XY).T).argmin())
    clear = np.hypot(*(sites.xy - sites.xy[quay]).T) >= SEPARATION_M
    doors = _spread(rng, sites, sites.siting * clear, len(_CLASH) - 1, SEPARATION_M)
    doors.insert(QUAY, quay)
    return doors


def _choose_treated(rng: np.random.Generator, doors: Floats) -> set[int]:
    """Return the treated services: two pairs of neighbours, as if two police teams worked their doors.

    Fixed services at most `PAIR_M` apart, the pairs at least `PAIRS_APART_M`, or as near to that as the
    town allows.
    """
    fixed = [number for number, row in enumerate(_CLASH) if row[2] == "fixed" and number != QUAY]
    between = np.hypot(*(doors[:, None, :] - doors[None, :, :]).T)
    pairs = list(combinations(fixed, TREATED // 2))
    ease = 1.0
    while True:
        near = [pair for pair in pairs if between[pair] <= PAIR_M / ease]
        for first, second in rng.permutation(list(combinations(near, 2))).tolist():
            if between[np.ix_(first, second)].min() >= PAIRS_APART_M * ease:
                return {*first, *second}
        ease *= 0.9
