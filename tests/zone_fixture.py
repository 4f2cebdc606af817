"""A zone that says everything there is to say, as its document."""

from __future__ import annotations

from typing import Any

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-1.55, 53.79], [-1.54, 53.79], [-1.54, 53.80], [-1.55, 53.80], [-1.55, 53.79]]],
}


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """Return a square as GeoJSON, counter-clockwise. Degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def full_document(**changed: Any) -> dict[str, Any]:
    """Return a document in which every field is filled, with some changed."""
    return {
        "name": "Station Road, evenings",
        "note": "After the meeting in May.\nSecond reading.",
        "parts": [
            {"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": SQUARE},
            {
                "id": "p2",
                "kind": "circle",
                "operation": "subtract",
                "parameters": {"centre": [-1.545, 53.795], "radius_m": 120},
                "geometry": square(-1.546, 53.794, 0.002),
            },
        ],
        "services": ["S1", "S7"],
        "authority": "Force and council",
        "legal_basis": "Memorandum of 3 May",
        "strength": "agreement",
        "starts_on": "2026-06-01",
        "ends_on": "2027-05-31",
        "review_on": "2026-12-01",
        "hours": "5.22-23_6.0-3.22-23_7.0-3",
        "covers": ["service_users", "callers"],
        "offences_in": ["possession", "equipment"],
        "offences_out": ["theft"],
        "supply": "case_by_case",
        "en_route": True,
        "ladder": ["dialogue", "referral", "warning"],
        "conditions": "Officers may walk through.",
        **changed,
    }
