"""What the invented town publishes about clashes: every class that a page must show, and two surfaces."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

# class, exposure, expected, (index, low, high)
FIGURES: dict[str, tuple[str, float | None, float | None, tuple[float, float, float] | None]] = {
    "clash": ("clash", 9.0, 4.0, (230, 160, 320)),
    "possible": ("possible", 5.5, 4.0, (140, 100, 190)),
    "no_evidence": ("no_evidence", 4.0, 4.5, (90, 60, 130)),
    "too_few": ("too_few", None, None, None),
}
META = {
    "trouble": "",
    "first_day": "2025-09-29",
    "last_day": "2026-09-27",
    "weeks": 52,
    "types": ["needle_exchange", "naloxone"],
    "tested": 3,
    "compared": 199,
    "attainable": True,
    "weakly_adjusted": False,
    "approximate_m": 0.0,
    "bandwidth_m": 400.0,
    "along_streets": True,
}
CAVEAT = "Cells with under 8 records are withheld."
SURFACES = [
    (
        0,
        "load",
        "Police activity near services",
        "Which cells add most to the police activity at the doors of services?",
        "events at services' doors every four weeks",
        CAVEAT,
        "Gaussian kernel, h = 400 m on foot.",
        ["None", "Under 0.5", "0.5 to 1", "1 or more"],
    ),
    (
        1,
        "hot_spots_enforcement",
        "Computed hot spots: recorded police activity about drugs",
        "Where does recorded police activity stand out?",
        "class",
        CAVEAT,
        "Getis-Ord Gi*.",
        ["Fewer than chance would put there", "Neither", "More than chance would put there"],
    ),
]


def clash_rows(
    services: list[tuple[str, str, str, str, float, float]], cells: dict[str, int]
) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of the clash tables: one service for each of the classes in FIGURES.

    services: (service_id, stop, name, type, latitude, longitude) of as many services; cells: how many cells
    each grid has.
    """
    ranked = []
    for position, (service, figures) in enumerate(zip(services, FIGURES.values(), strict=True)):
        state, exposure, expected, bounds = figures
        notes = ["edge"] if state == "possible" else []
        ranked.append(
            (position, *service, state, exposure, expected, *(bounds or (None,) * 3), None, None, notes)
        )
    drawn: list[tuple[Any, ...]] = []
    for _, surface, *_, labels in SURFACES:
        for grid, size in cells.items():
            classes = surface_classes(size, len(labels))
            drawn += [
                (surface, grid, row, None, "withheld")
                if row % 5 == 4
                else (surface, grid, row, int(classes[row]), "released")
                for row in range(size)
            ]
    return {
        "clash_meta": [(key, json.dumps(value)) for key, value in META.items()],
        "clash_services": ranked,
        "clash_surfaces": list(SURFACES),
        "clash_cells": drawn,
    }


def surface_classes(size: int, count: int) -> NDArray[np.int64]:
    """Return a class for each row; every fifth row is withheld."""
    return np.arange(size) % count
