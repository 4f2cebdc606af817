"""The lie of the ground that everything else follows: how far lines bend, how built-up a point is."""

from __future__ import annotations

import numpy as np

from etl.demo.frame import Floats

CENTRE = (200.0, -850.0)  # the head of the harbour, frame metres


def bend(xy: Floats) -> Floats:
    """Return points moved by a smooth field of up to about 200 m, so that no long line stays straight."""
    x, y = xy[:, 0], xy[:, 1]
    east = 95 * np.sin(y / 640 + 0.6) * np.cos(x / 1900) + 75 * np.sin(y / 1330 - x / 2100)
    north = 95 * np.sin(x / 700 - 0.4) * np.cos(y / 1700) + 75 * np.cos(x / 1480 + y / 1900)
    east += 34 * np.sin(y / 270 + x / 900)
    north += 34 * np.sin(x / 290 - y / 800 + 1)
    return np.column_stack([x + east, y + north])


def unbend(xy: Floats) -> Floats:
    """Return the points that `bend` moves to `xy` (fixed-point iteration; the field is a contraction)."""
    origin = xy
    for _ in range(40):
        origin = origin - (bend(origin) - xy)
    return origin


def urbanity(xy: Floats) -> Floats:
    """Return how built-up a point is, 0 (fields) to 1 (round the harbour), without units."""
    away = np.hypot((xy[:, 0] - CENTRE[0]) / 1.15, xy[:, 1] - CENTRE[1])
    core = np.exp(-((away / 2900) ** 3))
    patch = 0.5 + 0.5 * np.sin(xy[:, 0] / 830 + 1.7) * np.sin(xy[:, 1] / 910 - 0.4)
    return np.asarray(np.clip(0.82 * core + 0.21 * patch, 0.03, 1.0))
