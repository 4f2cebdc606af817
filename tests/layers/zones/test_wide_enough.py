"""Whether a coarse source may be weighed in a shape is told of any shape that is taken, in a blink."""

from __future__ import annotations

import math

import pytest
import shapely

from layers.zones.regions import wide_enough


@pytest.mark.parametrize("corners", [400, 40_000])
def test_thousands_of_spikes_are_no_more_work_than_a_few(corners: int) -> None:
    """Spikes of 40 m on a disc of 2 km: laid out as they are, their margins took 23 GB."""
    angles = [2 * math.pi * i / corners for i in range(corners)]
    ring = [
        (-39.0 + 0.02 * math.cos(a) * (1 + 0.02 * (i % 2)), 34.0 + 0.015 * math.sin(a) * (1 + 0.02 * (i % 2)))
        for i, a in enumerate(angles)
    ]
    assert wide_enough(shapely.Polygon(ring), 100.0)
    assert not wide_enough(shapely.Polygon(ring), 2500.0)
