"""What it costs to move points to the middle of hexagons: the reason for resolution 10 and exact services."""

from __future__ import annotations

import numpy as np
import pytest

from etl.cells import centres, index_points
from layers.statistics.kernel import kernel_weights, pairs_within

STEP = np.degrees(1 / 6_371_008.8)
Points = tuple[np.ndarray, np.ndarray]


def scattered(count: int, random: np.random.Generator) -> Points:
    """Points in about ten kilometres square, gathered in sixty spots that are the same every time."""
    spots = np.random.default_rng(1).uniform(-4500, 4500, (60, 2))
    east, north = (spots[random.integers(0, 60, count)] + random.normal(0, 350, (count, 2))).T
    return 42.3 + north * STEP, -71.1 + east * STEP / np.cos(np.radians(42.3))


def snapped(points: Points, resolution: int) -> Points:
    return centres(index_points(*points, resolution))


def exposure(services: Points, events: Points) -> np.ndarray:
    return np.asarray(kernel_weights(pairs_within(services, events, 1200.0), 400.0).sum(axis=1))


@pytest.mark.parametrize(
    ("resolution", "services_too", "median", "high"),
    [(9, True, 0.085, 0.35), (10, True, 0.024, 0.08), (9, False, 0.027, 0.11), (8, False, 0.14, 0.49)],
)
def test_the_error_of_the_exposure_is_about_the_one_written_down(
    resolution: int, services_too: bool, median: float, high: float
) -> None:
    """Median and 95th percentile over services; written for one city, so within a factor of two here."""
    random = np.random.default_rng(6)
    events, services = scattered(6000, random), scattered(500, random)
    exact = exposure(services, events)
    moved = exposure(snapped(services, resolution) if services_too else services, snapped(events, resolution))
    error = np.abs(moved / exact - 1)
    assert median / 2 < np.median(error) < 2 * median
    assert high / 2 < np.quantile(error, 0.95) < 2 * high
