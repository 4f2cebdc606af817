"""Why a row was refused, in words that say what to mend."""

from __future__ import annotations

from etl.feed import Feed

_WORDS = {
    "coordinates_incomplete": "one of the two coordinates is missing",
    "coordinates_not_numbers": "a coordinate is not a number",
    "coordinates_zero": "the coordinates are 0, 0: the row was never located",
    "coordinates_swapped": "latitude and longitude look exchanged",
    "coordinates_scaled": "the coordinates look multiplied, by a million for instance",
    "coordinates_projected": "the coordinates look like metres or feet, not degrees",
    "coordinates_out_of_range": "the coordinates are not on the globe",
    "coordinates_wrong_sign": "the longitude has the other sign",
    "outside_place": "the point lies outside the place",
    "geometry_unreadable": "the shape cannot be read",
    "geometry_empty": "the shape is empty",
    "occurred_at_unparsed": "the time does not fit the date format",
    "occurred_at_in_future": "the time is still to come",
    "occurred_at_too_early": "the time is too long ago to be true",
    "nul_bytes": "a value holds NUL bytes, which no text has: the file is damaged",
    "csv_missing_columns": "the line has fewer values than the header has names",
    "csv_too_many_columns": "the line has more values than the header has names",
    "csv_unquoted_value": "a quote is opened and never closed",
    "csv_line_size_over_maximum": "the line is longer than a million bytes",
}
_ENDINGS = {
    "_unknown_value": "{} is none of the words that the feed knows: translate it in values",
    "_missing": "{} is empty, and must be filled in",
    "_too_small": "{} is smaller than it can be",
    "_too_large": "{} is larger than it can be",
}


def reason_words(reason: str, feed: Feed) -> str:
    """Return a reason of the quarantine as words; `feed` is the feed of the row."""
    if reason in _WORDS:
        return _WORDS[reason]
    for name in feed.names:
        if reason.startswith(f"{name}_"):
            ending = reason.removeprefix(name)
            said = _ENDINGS.get(ending, "{} " + f"is {ending.strip('_').replace('_', ' ')}")
            return said.format(name.replace("_", " "))
    if reason.startswith("csv_"):
        return f"the line could not be split into columns ({reason[4:].replace('_', ' ')})"
    return reason.replace("_", " ")
