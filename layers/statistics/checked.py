"""Arrays checked before they are used: a bad number is named by its row instead of spoiling a sum."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etl.errors import BadInputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def numbers(
    name: str, values: npt.ArrayLike, *, lowest: float | None = None, size: int | None = None
) -> Floats:
    """Return values as a float array of one dimension.

    Raises BadInputError naming the first row that is not finite or is below `lowest`, and where the
    number of rows is not `size`.
    """
    array = np.asarray(values, np.float64)
    if array.ndim != 1 or (size is not None and len(array) != size):
        expected = "one row of numbers" if size is None else f"{size} numbers"
        raise BadInputError(
            name, f"has shape {array.shape}, {expected} expected", "Pass one value for each row"
        )
    _refuse(name, array, ~np.isfinite(array), "is not a number")
    if lowest is not None:
        _refuse(name, array, array < lowest, f"is below {lowest:g}")
    return array


def coordinates(name: str, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return WGS 84 degrees as two float arrays.

    Raises BadInputError for a value that is missing or no latitude or longitude.
    """
    north = numbers(f"{name}: latitude", latitude)
    east = numbers(f"{name}: longitude", longitude, size=len(north))
    _refuse(f"{name}: latitude", north, np.abs(north) > 90, "is no latitude")
    _refuse(f"{name}: longitude", east, np.abs(east) > 180, "is no longitude")
    return north, east


def _refuse(name: str, array: Floats, wrong: Flags, what: str) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BadInputError(f"{name}, row {row}", f"{array[row]:g} {what}", "Correct or leave out this row")
