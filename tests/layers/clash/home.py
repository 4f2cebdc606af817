"""The small town of tests/layers/town.py with services to test, and its case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from etl import cells as h3
from etl import store
from layers.clash.case import Case, gather
from layers.periods import last_quarter
from layers.publish.held import opened
from layers.publish.survey import survey
from tests.layers.town import CANARY, Town, build_town, write

AS_OF = dt.date(2026, 11, 22)
# id, stop, name, type, setting, latitude, longitude
SERVICES: tuple[tuple[str, str, str, str, str, float, float], ...] = (
    ("X1", "", "Corner exchange", "needle_exchange", "fixed", 47.190, -31.510),
    ("X2", "", "Corner clinic", "opioid_treatment", "fixed", 47.190, -31.510),
    ("X3", "quay", "Van", "naloxone", "mobile", 47.215, -31.480),
    ("X3", "hill", "Van", "naloxone", "mobile", 47.200, -31.461),
    ("X4", "", f"{CANARY} house", "needle_exchange", "confidential", 47.200, -31.500),
    ("X5", "", "Chemist", "pharmacy", "fixed", 47.200, -31.500),
    ("X6", "", "Far away", "naloxone", "fixed", 47.300, -31.500),
)


def clash_home(
    home: Path, services: tuple[tuple[str, str, str, str, str, float, float], ...] = SERVICES
) -> Town:
    """Return a town whose police points are exact and whose services are those given."""
    town = build_town(home)
    change(home, "update police_activity set location_precision_m = 0", "delete from service")
    con = store.connect(store.restricted_path(home))
    lat, lon = (np.array([service[at] for service in services], float) for at in (5, 6))
    write(
        con,
        home,
        "service",
        {
            "source": ["s"] * len(services),
            **{
                name: [service[at] or None for service in services]
                for at, name in enumerate(("service_id", "stop", "name", "type", "setting"))
            },
            "monday": ["09:00-17:00"] * len(services),
            "latitude": lat.tolist(),
            "longitude": lon.tolist(),
            "location_precision_m": [0.0] * len(services),
            **{f"cell_{r}": h3.index_points(lat, lon, r).tolist() for r in (7, 8, 9, 10)},
        },
    )
    con.close()
    return town


def change(home: Path, *statements: str) -> None:
    """Run statements on the restricted store of a home."""
    con = store.connect(store.restricted_path(home))
    for statement in statements:
        con.execute(statement)
    con.close()


def case_of(home: Path, as_of: dt.date = AS_OF) -> Case:
    """Return the case of a home as of a day."""
    with opened(home) as held:
        newest = last_quarter(as_of, held.place.disclosure.delay_days)
        ground, _ = survey(held.con, held.place, as_of, newest)
        return gather(held.con, held.place, ground, as_of, newest)
