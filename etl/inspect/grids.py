"""What projected coordinates of an unknown file may be, from their size alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Metres: a zone's width, and the tropics to 84 degrees north
_UTM_EAST, _UTM_NORTH = (160_000, 840_000), (1_100_000, 9_400_000)


def doubt_of_system(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """Return the doubt about eastings and northings, finite, whose system the numbers do not tell."""
    east, north = float(np.median(x)), float(np.median(y))
    like = "US state planes in feet look like this"
    if _UTM_EAST[0] <= east <= _UTM_EAST[1] and _UTM_NORTH[0] <= north <= _UTM_NORTH[1]:
        like = (
            "UTM in metres looks like this: crs is then EPSG:326 and the zone's two digits, 327 south of the"
            " equator, or 269 in North America"
        )
    place = f"about {x[0]:.0f}, {y[0]:.0f}"
    return (
        f"coordinates are projected; the system cannot be told from the numbers ({place}; {like}): ask the "
        "publisher and set crs"
    )
