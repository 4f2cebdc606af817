"""Points of the British grid lie where Ordnance Survey and convertbng say, and nowhere beyond OSTN15."""

from __future__ import annotations

import numpy as np
import pytest
from convertbng import cutil

from etl.british_grid import british_to_wgs84

METRE = 1 / 111_000  # degrees of latitude


def test_the_published_point_is_met() -> None:
    """Caister water tower. Source: Ordnance Survey, Transformations and OSGM15 user guide, annexe A."""
    longitude, latitude = british_to_wgs84(np.array([651409.804]), np.array([313177.450]))
    assert latitude[0] == pytest.approx(52.658007833, abs=0.001 * METRE)
    assert longitude[0] == pytest.approx(1.716073973, abs=0.001 * METRE)


@pytest.mark.parametrize(("west", "east", "metres"), [(0, 700_000, 0.012), (380_000, 460_000, 1e-4)])
def test_points_are_convertbngs(west: float, east: float, metres: float) -> None:
    rng = np.random.default_rng(5)
    for size in (20_000, 500):
        x, y = rng.uniform(west, east, size), rng.uniform(0, 1_240_000, size)
        found, expected = british_to_wgs84(x, y), cutil.convert_lonlat(x, y)
        for ours, theirs in zip(found, map(np.asarray, expected), strict=True):
            assert (np.isfinite(ours) == np.isfinite(theirs)).all()
            assert np.nanmax(np.abs(ours - theirs)) < metres * METRE


def test_the_edges_of_squares_are_met() -> None:
    x, y = (
        values.ravel() for values in np.meshgrid(np.arange(424e3, 427e3, 100), np.arange(433e3, 436e3, 100))
    )
    shift = 90.0 + 1e-9  # corners of the squares lie about here, seen from OSGB36
    for move in (0.0, shift):
        found, expected = british_to_wgs84(x + move, y - move), cutil.convert_lonlat(x + move, y - move)
        assert np.abs(np.array(found) - np.array(expected)).max() < 2e-5 * METRE


def test_what_is_not_on_the_grid_has_no_place() -> None:
    east = np.array([np.nan, np.inf, 1e300, -5_000.0, 701_000.0, 400_000.0])
    north = np.array([4e5, 4e5, 4e5, 4e5, 4e5, 1_300_000.0])
    longitude, latitude = british_to_wgs84(east, north)
    assert np.isnan(longitude).all()
    assert np.isnan(latitude).all()
