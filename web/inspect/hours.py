"""Opening hours by weekday as a reader says them: 'Mon to Fri 08:30–21:00', 'Sun closed'."""

from __future__ import annotations

import itertools
import json

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours_lines(text: str) -> list[str]:
    """Return published opening hours in words, one line for each run of days alike.

    text: JSON of weekday -> hours as the service feed keeps them; anything else is one line as it is.
    """
    try:
        given = json.loads(text)
    except ValueError:
        return [text] if text else []
    if not isinstance(given, dict) or not set(given) <= set(DAYS):
        return [text]
    known = [(day[:3].capitalize(), str(given[day])) for day in DAYS if given.get(day)]
    lines = []
    for hours, group in itertools.groupby(known, key=lambda pair: pair[1]):
        names = [name for name, _ in group]
        days = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        lines.append(f"{days} {hours.replace('-', '–').replace(';', ' and ')}")
    return lines
