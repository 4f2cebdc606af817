"""Three invented zones of the fixture's town, as rows of the published tables about zones."""

from __future__ import annotations

from datetime import date
from typing import Any

import shapely

Rows = dict[str, list[tuple[Any, ...]]]
WINDOW = "2023Q4-2026Q3:all"
DAY = date(2026, 11, 22)
# id, name, status, services, middle (km), half a side (km), shares of need, confiscations, police, forgone
ZONES: tuple[tuple[Any, ...], ...] = (
    ("z1", "Quay agreement", "active", ["S01"], (0.2, -0.4), 0.35, 0.12, 0.2, 0.1, 120.0),
    ("z2", "Lantern, around the door", "proposed", ["S02"], (-0.5, 0.5), 0.25, 0.06, 0.08, 0.07, 80.0),
    ("z3", "Lantern, the way there", "proposed", ["S02"], (-0.5, 0.5), 0.6, 0.05, 0.22, 0.3, 400.0),
)


def zone_rows(km_lon: float, km_lat: float, centre: tuple[float, float]) -> Rows:
    """Return rows by table. z2 beats z3, of which less need is covered for more of everything."""
    rows: Rows = {
        name: [] for name in ("zones", "zone_figures", "zone_services", "zone_effects", "zone_hours")
    }
    for at, (zone_id, name, status, services, (east, north), half, *values) in enumerate(ZONES):
        need, confiscation, police, forgone = values
        middle = centre[0] + east * km_lon, centre[1] + north * km_lat
        shape = shapely.box(
            middle[0] - half * km_lon,
            middle[1] - half * km_lat,
            middle[0] + half * km_lon,
            middle[1] + half * km_lat,
        )
        policy = ("", "Fixture Police", "", "agreement", date(2026, 3, 2), None, date(2027, 3, 1), "")
        terms = (["service_users"], ["possession"], ["theft"], "out", True, ["dialogue", "referral"], "")
        rows["zones"].append(
            (
                *(at, zone_id, 1, name, status, *policy, *terms, services, ["rectangle"], False, DAY),
                *(
                    date(2025, 10, 6),
                    date(2026, 10, 4),
                    "",
                    ["Inside the zone: 1 school."],
                    ["Too few to tell."],
                ),
                shapely.to_wkb(shape),
            )
        )
        figures: list[tuple[Any, ...]] = [
            ("inside", "need", WINDOW, need, need - 0.01, need + 0.01, int(1000 * need), 1000, "released"),
            ("ring", "need", WINDOW, 0.1, 0.08, 0.12, 100, 1000, "released"),
            ("comparison", "need", "", None, None, None, None, None, "withheld"),
            ("inside", "confiscation", WINDOW, confiscation, None, None, 40, 200, "released"),
            ("inside", "enforcement", WINDOW, police, None, None, 300, 3000, "released"),
            ("", "forgone", WINDOW, forgone, None, None, 360, None, "released"),
            ("", "exposure_removed_80", "", 0.5, 0.4, 0.6, None, None, "released"),
            ("", "area", "", 4 * half * half, None, None, None, None, "released"),
        ]
        rows["zone_figures"] += [
            (
                zone_id,
                *figure,
                "share" if figure[3] and figure[3] < 1 else "",
                "" if figure[3] else "held back",
            )
            for figure in figures
        ]
        rows["zone_services"].append(
            (
                *(zone_id, 0, services[0], "", "A service", True, "clash", 9.0, 4.0, 230.0, [0.5, 0.8, 1.0]),
                *([7.0, 6.0, 5.0], [180.0, 150.0, 130.0], 0.4, "released"),
            )
        )
        tags = ("physical", "micro", "health", "users", "enforcement")
        rows["zone_effects"] += [
            (
                *(zone_id, 0, "kept", "Syringes kept", *tags, "benefit", "confiscation", confiscation),
                *(None, None, "released", "share", "", "Counts of visits", "Beletsky 2015"),
            ),
            (
                *(zone_id, 1, "nuisance", "Nuisance", *tags, "cost", "", None, None, None, "exact", "", ""),
                *("Complaints", ""),
            ),
        ]
        rows["zone_hours"] += [
            (
                zone_id,
                "need",
                WINDOW,
                slot // 24,
                slot % 24,
                10 if slot < 20 else None,
                "released" if slot < 20 else "withheld",
            )
            for slot in range(168)
        ]
    rows["zone_groups"] = [(0, "z2"), (0, "z3")]
    return rows
