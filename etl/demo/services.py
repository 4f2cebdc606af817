"""Services of the invented town: twelve whose clash is tested, four of them treated, and the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.frame import Floats
from etl.demo.people import Sites

WEEK = "09:00-17:00"
_SPLIT = "09:00-12:30;13:30-17:00"
_LATE = "12:00-20:00"
# name, type, setting, hours Monday-Friday, Saturday, Sunday, gives needles, gives naloxone, people a day
_CLASH = (
    ("Quay Exchange", "needle_exchange", "fixed", WEEK, "10:00-14:00", "closed", "yes", "yes", 45),
    (
        "Ropewalk Needle Programme",
        "needle_exchange",
        "fixed",
        _SPLIT,
        "10:00-13:00",
        "closed",
        "yes",
        "yes",
        38,
    ),
    ("Northgate Exchange", "needle_exchange", "fixed", _LATE, "12:00-18:00", "closed", "yes", "yes", 30),
    (
        "Harbour Safer Use Room",
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
        "Lantern Clinic",
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
        "Garrison Recovery Centre",
        "opioid_treatment",
        "fixed",
        "08:00-16:00",
        "08:00-11:00",
        "closed",
        "no",
        "yes",
        85,
    ),
    ("Eastcliff Medicines Clinic", "opioid_treatment", "fixed", _SPLIT, "closed", "closed", "no", "yes", 60),
    ("Know Your Batch", "drug_checking", "fixed", "13:00-20:00", "14:00-23:00", "closed", "no", "yes", 25),
    ("Millrace Naloxone Point", "naloxone", "fixed", WEEK, "closed", "closed", "no", "yes", 15),
    ("Westerstrand Naloxone Point", "naloxone", "fixed", _LATE, "12:00-16:00", "closed", "yes", "yes", 18),
    ("Sister House", "naloxone", "confidential", "10:00-18:00", "closed", "closed", "yes", "yes", 12),
    ("Vel Outreach Van", "needle_exchange", "mobile", "", "", "", "yes", "yes", 28),
)
# name, type, setting, hours Monday-Friday, Saturday, Sunday, needles, naloxone, people a day, surface
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
        "Market Hill Health Centre",
        "health_centre",
        "fixed",
        "08:00-18:30",
        "closed",
        "closed",
        "no",
        "yes",
        210,
    ),
    ("Garrison Health Centre", "health_centre", "fixed", "08:00-18:30", "closed", "closed", "no", "no", 160),
    (
        "St Aldhelm Night Shelter",
        "shelter",
        "fixed",
        "20:00-08:00",
        "20:00-08:00",
        "20:00-08:00",
        "no",
        "yes",
        48,
    ),
    ("Ropewalk Hostel", "shelter", "fixed", "00:00-24:00", "00:00-24:00", "00:00-24:00", "no", "yes", 36),
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
    ("Station Yard", {"monday": "18:00-20:00", "thursday": "18:00-20:00"}),
    ("Strand car park", {"tuesday": "18:00-20:00", "friday": "21:00-23:30"}),
    ("Orchard End shops", {"wednesday": "16:00-18:00"}),
)
PHARMACIES = 16
SEPARATION_M = 430.0
TREATED = 4
TREATED_APART_M = 1500.0


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
    """Return the services; clash services are sited in proportion to need, `SEPARATION_M` or more apart."""
    doors = _spread(rng, sites.xy, sites.need, len(_CLASH), SEPARATION_M)
    treated = _choose_treated(rng, doors)
    services = []
    for number, row in enumerate(_CLASH):
        xy = doors[number]
        hours = (row[3],) * 5 + (row[4], row[5])
        stops: list[tuple[str, Floats, tuple[str, ...]]] = [("", xy, hours)]
        if row[2] == "mobile":
            near = _spread(rng, sites.xy, sites.need * _within(sites.xy, xy, 1400), len(VAN_STOPS) - 1, 350)
            stops = [
                (name, where, tuple(days.get(day, "closed") for day in _DAYS))
                for (name, days), where in zip(VAN_STOPS, [xy, *near], strict=True)
            ]
        for stop, where, opened in stops:
            services.append(_service(f"S{number + 1:02d}", stop, row, where, opened, True, number in treated))
    places = _spread(rng, sites.xy, sites.residents + sites.need, len(_OTHER), 300)
    for number, row in enumerate(_OTHER):
        hours = (row[3],) * 5 + (row[4], row[5])
        services.append(_service(f"S{number + 21:02d}", "", row, places[number], hours, False, False))
    return services


def build_pharmacies(rng: np.random.Generator, sites: Sites) -> list[Service]:
    """Return pharmacies, sited where people live; a few give out needles or naloxone."""
    doors = _spread(rng, sites.xy, sites.residents, PHARMACIES, 350)
    rows = []
    for number in range(PHARMACIES):
        name = f"{_CHEMISTS[number]} Pharmacy"
        late = "08:30-21:00" if number % 5 == 0 else "09:00-18:00"
        row = (
            name,
            "pharmacy",
            "fixed",
            late,
            "09:00-13:00",
            "closed",
            "yes" if number % 4 == 1 else "no",
            "yes" if number % 3 == 1 else "no",
            60,
        )
        hours = (late,) * 5 + ("09:00-13:00", "closed")
        rows.append(_service(f"P{number + 1:02d}", "", row, doors[number], hours, False, False))
    return rows


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHEMISTS = """
Abbot, Bellwether, Cliff Road, Drummer's, Eastcliff, Ferrier, Garrison, Harbour, Kestrel, Lantern
Hill, Market, Millrace, Northgate, Orchard, Quayside, Strand
""".replace("\n", " ").split(", ")


def _service(
    id_: str,
    stop: str,
    row: tuple[str, str, str, str, str, str, str, str, int],
    xy: Floats,
    hours: tuple[str, ...],
    clash: bool,
    treated: bool,
) -> Service:
    where = (float(xy[0]), float(xy[1]))
    return Service(id_, stop, row[0], row[1], row[2], where, hours, row[6], row[7], row[8], clash, treated)


def _spread(rng: np.random.Generator, xy: Floats, weight: Floats, count: int, apart_m: float) -> Floats:
    """Return `count` points drawn by weight, each at least `apart_m` from those before it."""
    weight = weight.copy()
    chosen = []
    for _ in range(count):
        k = int(rng.choice(len(xy), p=weight / weight.sum()))
        chosen.append(xy[k])
        weight[np.hypot(*(xy - xy[k]).T) < apart_m] = 0
    return np.array(chosen)


def _within(xy: Floats, centre: Floats, reach_m: float) -> Floats:
    return np.asarray(np.hypot(*(xy - centre).T) < reach_m, dtype=np.float64)


def _choose_treated(rng: np.random.Generator, doors: Floats) -> set[int]:
    """Return the treated services: fixed ones, as far apart as a random order allows."""
    fixed = [number for number, row in enumerate(_CLASH) if row[2] == "fixed"]
    apart = TREATED_APART_M
    while True:
        chosen: list[int] = []
        for number in rng.permutation(fixed).tolist():
            if all(np.hypot(*(doors[number] - doors[other])) >= apart for other in chosen):
                chosen.append(number)
            if len(chosen) == TREATED:
                return set(chosen)
        apart *= 0.95
