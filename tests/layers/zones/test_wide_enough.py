"""Whether a coarse source may be weighed in a shape is told of any shape that is taken, in a blink."""

from __future__ import annotations

import math

import pytest
import shapely

from layers.zones.regions import wide_enough, widened


def spiky(corners: int) -> shapely.Polygon:
    """A disc of 2 km with spikes of 40 m."""
    angles = [2 * math.pi * i / corners for i in range(corners)]
    return shapely.Polygon(
        [
            (
                -39.0 + 0.02 * math.cos(a) * (1 + 0.02 * (i % 2)),
                34.0 + 0.015 * math.sin(a) * (1 + 0.02 * (i % 2)),
            )
            for i, a in enumerate(angles)
        ]
    )


@pytest.mark.parametrize("corners", [400, 40_000])
def test_thousands_of_spikes_are_no_more_work_than_a_few(corners: int) -> None:
    """Laid out as they are, their margins took 23 GB."""
    assert wide_enough(spiky(corners), 100.0)
    assert not wide_enough(spiky(corners), 2500.0)


def test_the_ring_of_thousands_of_spikes_is_that_of_a_few() -> None:
    """Between a spike and the next, and between the tips of many, a margin of 400 m is hardly told apart."""
    few, many = widened(spiky(400), 400.0), widened(spiky(40_000), 400.0)
    assert few.symmetric_difference(many).area < 0.03 * few.area


def test_a_shape_of_many_rings_is_laid_out_as_it_is() -> None:
    """Every ring keeps three corners, so no tolerance brings a thousand of them under the limit."""
    places = [(-39.0 + 0.01 * (i % 40), 34.0 + 0.01 * (i // 40)) for i in range(1_000)]
    specks = shapely.MultiPolygon([shapely.box(x, y, x + 0.002, y + 0.002) for x, y in places])
    assert wide_enough(specks, 50.0)
    assert widened(specks, 10.0).area > specks.area
