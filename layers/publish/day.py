"""The day a publication stands for."""

from __future__ import annotations

import datetime as dt

from etl.errors import BadInputError, RefusedError


def publication_day(text: str, today: dt.date) -> dt.date:
    """Return the day written as YYYY-MM-DD, today where nothing is.

    Raises BadInputError for what is no date, RefusedError for a day to come.
    """
    if not text:
        return today
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadInputError("--as-of", f"{text!r} is not a date", "Write it as YYYY-MM-DD.") from None
    if day > today:
        later = "Leave it out: a later day would publish events before their delay is over"
        raise RefusedError("--as-of", f"{day} is still to come", later)
    return day
