"""The cells of many points at several resolutions at once, for less than indexing them at each.

Points are indexed once, four resolutions finer than the finest asked for. H3's hierarchy is a fixed
pattern: of the 2,401 descendants four levels down, the same ones lie wholly within every hexagon. For a
point in one of those the ancestor is its cell; the rest (about a tenth) are indexed directly. The
answer is the direct one for every point: a test compares them over the whole globe.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import shapely

from etl.cells import Cells, Floats, boundaries_wkb, centres, index_points

_DEPTH = 4
_FINEST = 15
_MANY = 50_000  # points from which the pattern saves time
_DIGIT_BITS = 3
# A descendant's own descendants stick out of it by at most 6 % of its radius; the rest is for rounding.
_MARGIN = 1.35
_PENTAGONS = (4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117)  # base cells whose hierarchy is irregular


def index_many(latitude: Floats, longitude: Floats, resolutions: tuple[int, ...]) -> dict[int, Cells]:
    """Return the cell of each point (degrees, WGS 84) at each resolution.

    Raises ValueError for coordinates that are not finite or lie off the globe.
    """
    finest = max(resolutions) + _DEPTH
    if len(latitude) < _MANY or finest > _FINEST or min(resolutions) < 1 or len(resolutions) < 2:
        return {resolution: index_points(latitude, longitude, resolution) for resolution in resolutions}
    fine = index_points(latitude, longitude, finest)
    regular = ~np.isin(np.arange(128), _PENTAGONS)[(fine >> 45) & 127]
    found = {}
    for resolution in resolutions:
        cells = _ancestor(fine, resolution)
        path = (fine >> _DIGIT_BITS * (_FINEST - resolution - _DEPTH)) & (8**_DEPTH - 1)
        unsure = np.flatnonzero(~(_within(resolution)[path] & regular))
        cells[unsure] = index_points(latitude[unsure], longitude[unsure], resolution)
        found[resolution] = cells
    return found


def _ancestor(fine: Cells, resolution: int) -> Cells:
    """Return the ancestors by the bits of an H3 index: its resolution, and 7 for each digit not used."""
    unused = (1 << _DIGIT_BITS * (_FINEST - resolution)) - 1
    ancestors: Cells = (fine & ~np.int64(15 << 52)) | np.int64((resolution << 52) | unused)
    return ancestors


@functools.cache
def _within(resolution: int) -> npt.NDArray[np.bool_]:
    """Return, by the four digits of a descendant, whether all below it lies within its ancestor."""
    ancestor = index_points(np.array([10.0]), np.array([20.0]), resolution)
    digits = np.arange(8**_DEPTH)
    real = np.ones(len(digits), bool)
    for place in range(_DEPTH):
        real &= (digits >> _DIGIT_BITS * place) & 7 != 7
    deep = resolution + _DEPTH
    shift = _DIGIT_BITS * (_FINEST - deep)
    blank = ancestor[0] & ~np.int64(15 << 52) & ~np.int64((8**_DEPTH - 1) << shift)
    descendants = blank | np.int64(deep << 52) | (digits[real] << shift)
    corners, owner = shapely.get_coordinates(shapely.from_wkb(boundaries_wkb(descendants)), return_index=True)
    y, x = centres(descendants)
    wide = np.column_stack([x, y])[owner] + _MARGIN * (corners - np.column_stack([x, y])[owner])
    same = index_points(wide[:, 1], wide[:, 0], resolution) == ancestor[0]
    within = np.zeros(len(digits), bool)
    within[real] = np.bincount(owner, ~same, len(descendants)) == 0
    return within
