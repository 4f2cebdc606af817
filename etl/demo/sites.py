"""Venues, hotspots, schools, play areas and postcodes of the invented town."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from etl.demo.dirt import Row
from etl.demo.frame import Floats, to_degrees
from etl.demo.geography import Geography
from etl.demo.people import Sites

VENUES = 74
SCHOOLS = 22
POSTCODES = 620
_PUBS = (
    """
Anchor, Bosun, Compass Rose, Crab Pot, Crow's Nest, Dolphin, Fathom, Figurehead, Flotsam, Galley,
Gilded Gull, Harbour Lights, Jolly Tar, Kraken, Ladder, Lobster, Long Pier, Mermaid, Net Loft, Oar
House, Pilot, Quarterdeck, Rope and Tackle, Salt Cellar, Sextant, Ship, Siren, Smugglers, Spyglass,
Tide Table, Trawler, Undertow, Velvet Room, Weigh House, Windlass, Yardarm
""".replace("\n", " ")
    .strip()
    .split(", ")
)
Feature = tuple[shapely.Geometry, dict[str, Any]]


def venue_rows(rng: np.random.Generator, sites: Sites) -> list[Row]:
    """Return licensed premises as rows, near one another where the night life is."""
    weight = 0.85 * sites.night + 0.15 * sites.residents
    doors = sites.xy[rng.choice(len(sites.xy), VENUES, replace=False, p=weight / weight.sum())]
    kinds = rng.choice(["Bar", "Club", "Restaurant", "Hall"], VENUES, p=[0.5, 0.14, 0.3, 0.06])
    degrees = to_degrees(doors)
    rows = []
    for k in range(VENUES):
        kind = str(kinds[k])
        closes = {"Bar": "00:30", "Club": "04:00", "Restaurant": "23:00", "Hall": "01:00"}[kind]
        name = _PUBS[k % len(_PUBS)] if k < len(_PUBS) else f"{_PUBS[k % len(_PUBS)]} {kind}"
        rows.append(
            {
                "licence": f"V{k + 1:03d}",
                "premises": f"The {name}",
                "kind": kind,
                "lat": f"{degrees[k, 1]:.6f}",
                "lon": f"{degrees[k, 0]:.6f}",
                "capacity": str(int(rng.integers(4, 60)) * (25 if kind == "Club" else 5)),
                "closes": closes,
                "licence_holder": f"Holder {k + 1}",
            }
        )
    return rows


def festival_features(town: Geography) -> list[Feature]:
    """Return festival sites: two parks on given days."""
    parks = {park.name: park.shape for park in town.parks}
    return [
        (
            parks["Garrison Park"].buffer(-35),
            {
                "id": "F1",
                "name": "Velmouth Weekender",
                "kind": "festival_site",
                "people": 12000,
                "from": "2026-07-17",
                "to": "2026-07-19",
            },
        ),
        (
            parks["Strand Gardens"].buffer(-25),
            {
                "id": "F2",
                "name": "Regatta Nights",
                "kind": "festival_site",
                "people": 4500,
                "from": "2026-08-21",
                "to": "2026-08-23",
            },
        ),
    ]


def hotspot_features(town: Geography) -> list[Feature]:
    """Return hotspots declared as areas."""
    land = town.land.buffer(-12)

    def block(x: float, y: float, wide: float, high: float, turn: float) -> shapely.Geometry:
        shape = shapely.affinity.rotate(shapely.box(x - wide, y - high, x + wide, y + high), turn)
        return max(shapely.get_parts(shape.intersection(land)), key=lambda part: float(part.area))

    return [
        (
            block(330, -1120, 330, 210, -14),
            {
                "id": "H1",
                "name": "Quayside and High Street",
                "operation": "Operation Foghorn",
                "from": "2025-11-01",
                "to": "2026-12-31",
                "days": "thu-sat",
                "hours": "20:00-04:00",
                "boards": "yes",
            },
        ),
        (
            block(-1050, 140, 300, 260, 20),
            {
                "id": "H2",
                "name": "Ropewalk estate",
                "operation": "Operation Lantern",
                "from": "2026-01-05",
                "to": "2026-12-31",
                "days": "mon-fri",
                "hours": "10:00-18:00",
                "boards": "yes",
            },
        ),
        (
            block(560, 1350, 270, 220, 6),
            {
                "id": "H3",
                "name": "Northgate parade",
                "operation": "Operation Compass",
                "from": "2026-03-01",
                "to": "2026-10-31",
                "days": "",
                "hours": "",
                "boards": "no",
            },
        ),
    ]


def hotspot_rows() -> list[Row]:
    """Return hotspots declared as a point and a radius."""
    degrees = to_degrees(np.array([[820.0, -430.0], [-2280.0, -1450.0]]))
    return [
        {
            "ref": "H4",
            "title": "Bus station",
            "operation": "Operation Tideline",
            "lat": f"{degrees[0, 1]:.6f}",
            "lon": f"{degrees[0, 0]:.6f}",
            "radius": "180",
            "first_day": "01/02/2026",
            "last_day": "31/12/2026",
            "days": "mon-sat",
            "hours": "12:00-20:00",
            "boards": "yes",
            "tasking_notes": "not for release",
        },
        {
            "ref": "H5",
            "title": "Strand promenade",
            "operation": "Operation Halyard",
            "lat": f"{degrees[1, 1]:.6f}",
            "lon": f"{degrees[1, 0]:.6f}",
            "radius": "250",
            "first_day": "01/06/2026",
            "last_day": "30/09/2026",
            "days": "fri,sat",
            "hours": "18:00-02:00",
            "boards": "no",
            "tasking_notes": "not for release",
        },
    ]


def order_features() -> list[Feature]:
    """Return the areas of stricter rules: one in force by the quay, one that has ended on the strand."""
    common = {"kind": "public_space_order", "rule": "No alcohol and no drug use in public; fine of 100"}
    quay = {"id": "PSPO-2", "name": "Quay Gate order", "from": "2025-04-01", "to": "2028-03-31"}
    strand = {"id": "PSPO-1", "name": "Strand order", "from": "2021-04-01", "to": "2024-03-31"}
    return [
        (shapely.box(640, -960, 1240, -420), {**quay, **common}),
        (shapely.box(-2700, -2150, -2100, -1700), {**strand, **common}),
    ]


def postcodes(rng: np.random.Generator, sites: Sites) -> tuple[list[str], Floats]:
    """Return invented postcodes and their points in the frame, metres."""
    xy = sites.xy[rng.choice(len(sites.xy), POSTCODES, replace=False, p=sites.residents)]
    order = np.lexsort((xy[:, 0], np.floor(xy[:, 1] / 600)))
    xy = xy[order]
    codes = [f"VQ{1 + k // 60:02d} {k % 60:02d}{'ABDEFGHJLN'[k % 10]}" for k in range(POSTCODES)]
    return codes, xy


def nearest_code(codes: list[str], points: Floats, xy: Floats) -> list[str]:
    """Return the postcode nearest to each of `xy`."""
    squared = ((points[None, :, :] - xy[:, None, :]) ** 2).sum(axis=2)
    return [codes[k] for k in squared.argmin(axis=1).tolist()]


def school_rows(
    rng: np.random.Generator, town: Geography, sites: Sites, codes: list[str], points: Floats
) -> list[Row]:
    """Return schools and nurseries; every fifth is given by its postcode alone."""
    picks = rng.choice(len(sites.xy), SCHOOLS, replace=False, p=sites.residents)
    xy = sites.xy[picks]
    degrees = to_degrees(xy)
    near = nearest_code(codes, points, xy)
    rows = []
    for k in range(SCHOOLS):
        name = town.neighbourhoods[town.small_areas[int(sites.small_area[picks[k]])].district].name
        kind = ("Primary school", "School", "Nursery", "Youth centre")[(0, 0, 1, 2, 0, 1, 3)[k % 7]]
        by_code = k % 5 == 4
        rows.append(
            {
                "ref": f"SC{k + 1:02d}",
                "name": f"{name} {kind.lower()} {k + 1}",
                "kind": kind,
                "lat": "" if by_code else f"{degrees[k, 1]:.6f}",
                "lon": "" if by_code else f"{degrees[k, 0]:.6f}",
                "postcode": near[k],
                "head_teacher": f"Head {k + 1}",
            }
        )
    return rows


def play_features(town: Geography) -> list[Feature]:
    """Return play areas: a corner of each park."""
    features = []
    for k, park in enumerate(town.parks):
        corner = shapely.Point(park.shape.representative_point().x + 20, park.shape.representative_point().y)
        shape = corner.buffer(26 + 3 * (k % 4), 4).intersection(park.shape)
        features.append((shape, {"id": f"PL{k + 1}", "name": f"{park.name} play area", "kind": "play_area"}))
    return features
