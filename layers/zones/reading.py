"""Reading plain values out of a document that anybody may have written. Nothing is guessed or repaired."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any

from etl.errors import BadInputError

Point = list[float]
LARGEST = 1e15
_BREAKS = "\n\t"
_UNFIT = ("Cc", "Cs")  # control characters (NUL is one) and halves of characters


def read_keys(value: object, known: tuple[str, ...], where: str) -> Mapping[str, Any]:
    """Return the object if it has no other keys than those known. Raises BadInputError."""
    if not isinstance(value, Mapping):
        raise BadInputError(where, "is not an object of named fields", "Send what a zone form or file holds.")
    unknown = [key for key in value if key not in known]
    if unknown:
        raise BadInputError(
            where,
            f"has a field that is not known: {unknown[0]!r:.60}",
            f"Fields are: {', '.join(known) or 'none'}.",
        )
    return value


def read_text(value: object, where: str, at_most: int, *, lines: bool = True, needed: bool = False) -> str:
    """Return the text without blanks around it.

    lines: whether it may have several lines. needed: whether it may not be empty. Raises BadInputError
    when it is not text, too long, or holds characters that no keyboard makes.
    """
    if not isinstance(value, str):
        raise BadInputError(where, "is missing" if value is None else "is not text", "Type some text.")
    text = value.replace("\r\n", "\n").strip()
    allowed = _BREAKS if lines else ""
    for place, character in enumerate(text, 1):
        if unicodedata.category(character) in _UNFIT and character not in allowed:
            raise BadInputError(
                where,
                f"has a character that cannot be shown (U+{ord(character):04X}) at place {place}",
                "Type the text again.",
            )
    if needed and not text:
        raise BadInputError(where, "is empty", "Type some text.")
    if len(text) > at_most:
        raise BadInputError(where, f"has {len(text):,} characters, more than {at_most:,}", "Shorten it.")
    return text


def read_list(value: object, where: str, at_most: int) -> list[Any] | tuple[Any, ...]:
    """Return the list. Raises BadInputError when it is none, or longer than at_most."""
    if not isinstance(value, list | tuple):
        raise BadInputError(where, "is not a list", "Send a list.")
    if len(value) > at_most:
        raise BadInputError(where, f"has {len(value):,} entries, more than {at_most:,}", "Shorten the list.")
    return value


def read_texts(value: object, where: str, at_most: int) -> tuple[str, ...]:
    """Return the texts of a list in its order, each once. Raises BadInputError."""
    texts = [
        read_text(item, where, 300, lines=False, needed=True) for item in read_list(value, where, at_most)
    ]
    return tuple(dict.fromkeys(texts))


def read_day(value: object, where: str) -> dt.date | None:
    """Return the day, None where it is not said. Raises BadInputError unless it is YYYY-MM-DD."""
    if value is None or value == "":
        return None
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise BadInputError(where, f"is {value!r:.40}, not a day", "Write it as YYYY-MM-DD.")
    return day


def read_finite(value: object, where: str) -> float:
    """Return the number as it was given. Raises BadInputError when it is none, or not finite."""
    if isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST:
        return value
    raise BadInputError(where, f"is {value!r:.40}, not a number", "Give a number.")  # NaN lies nowhere


def read_point(value: object, where: str) -> Point:
    """Return longitude and latitude. Raises BadInputError when they are not two, or not degrees."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise BadInputError(where, "is not a longitude and a latitude", "Give two numbers.")
    longitude, latitude = (read_finite(number, where) for number in value)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadInputError(
            where,
            f"is {longitude:g}, {latitude:g}: not degrees",
            "Give longitude, then latitude, in degrees.",
        )
    return [longitude, latitude]


def read_points(value: object, where: str, at_most: int) -> list[Point]:
    """Return a list of longitude and latitude. Raises BadInputError."""
    return [read_point(item, where) for item in read_list(value, where, at_most)]
