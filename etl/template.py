"""Intake templates: an empty CSV for each feed with one example row, and a guide to filling it in."""

from __future__ import annotations

import csv
import io

from etl.errors import BadInputError
from etl.feed import Column, Feed, all_feeds

_LOCATION = ("easting", "northing", "postcode", "geometry")
_TYPE_IN_WORDS = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "flag": "yes or no",
    "choice": "one of the words listed",
    "time": "date and time as 2026-03-14 22:40; the date alone, or the month as 2026-03, is fine",
    "date": "a date as 2026-03-14",
    "weekdays": "days as mon-fri or fri,sat",
    "hours": "times as 09:00-12:30;13:30-17:00",
    "latitude": "degrees, e.g. 51.50735",
    "longitude": "degrees, e.g. -0.12776; west is negative",
    "easting": "metres",
    "northing": "metres",
    "postcode": "a postcode",
    "geometry": "a shape as well-known text, e.g. POLYGON ((...)), in longitude and latitude",
}
_IN_PLAIN_WORDS = {
    "time": "When it happened, by the clock on the wall. Only the day, or only the month, is fine.",
    "latitude": "Where: the first of the two numbers that a map gives (how far north).",
    "longitude": "Where: the second of the two numbers (how far east; west is negative).",
}
_SHAPE_EXAMPLE = {
    "street": "LINESTRING (-38.7650 12.3450, -38.7640 12.3460)",
    "area": "POLYGON ((-38.77 12.34, -38.76 12.34, -38.76 12.35, -38.77 12.35, -38.77 12.34))",
}
_FIRST_PAGE = {
    "syringe_confiscation": """\
This form is for outreach workers. Fill in one line each time someone tells you, or you see, that needles or
other injecting equipment were taken, destroyed or ordered to be thrown away.

- **Ask nothing that is not on the form.** No names, no dates of birth, no descriptions, nothing about the
  officer. If you know such things, do not write them down here.
- **Leave blank what was not said.** An empty box is better than a guess.
- **Where:** the street corner is enough. Put a pin on any map and copy the two numbers.
  If it is not known, leave the place empty: the report still counts for the town.
- **When:** the day is enough; even the month alone.
- **Nobody outside the partnership sees a single report.** Boards see figures of eight or more.
""",
}


def template_columns(feed: Feed) -> tuple[Column, ...]:
    """Return the columns of a feed's template: coordinates rather than projected ones or postcodes.

    Shapes are asked for only where a row is one by nature: areas, streets and buildings.
    """
    shaped = feed.kind == "area" or feed.id in ("street", "building")
    return tuple(
        column
        for column in feed.columns
        if column.type not in _LOCATION or (column.type == "geometry" and shaped)
    )


def feed_named(feed_id: str) -> Feed:
    """Return the feed of this id. Raises BadInputError, naming all there are, when there is none."""
    if feed_id not in all_feeds():
        listed = ", ".join(all_feeds())
        raise BadInputError(f"feed {feed_id}", "there is no such feed", f"Choose one of: {listed}.")
    return all_feeds()[feed_id]


def template_csv(feed: Feed) -> str:
    """Return the template as CSV text: the header and one example row, to be replaced.

    The example lies in open ocean, so that a row left in by mistake shows up as outside the place.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = template_columns(feed)
    writer.writerow([column.name for column in columns])
    writer.writerow([_example(feed, column) for column in columns])
    return text.getvalue()


def template_guide(feed: Feed) -> str:
    """Return how to fill in the template, as Markdown for people: what each column means and takes."""
    lines = [f"# {feed.title}: how to fill in the form", "", feed.about, ""]
    if feed.id in _FIRST_PAGE:
        lines += [_FIRST_PAGE[feed.id]]
    lines += [
        "Keep the first line as it is and replace the second, which is an example. One line for each row.",
        "",
        "| column | what to write | how | example |",
        "|---|---|---|---|",
    ]
    for column in template_columns(feed):
        about = _IN_PLAIN_WORDS.get(column.type, column.about)
        about += " **Must be filled in.**" if column.required else ""
        cells = (column.name, about, _how(column), _example(feed, column))
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    lines += ["", f"What these data cannot show: {feed.cannot_show}"]
    if feed.dropped:
        lines += ["", f"Never write down: {'; '.join(feed.dropped)}."]
    return "\n".join(lines) + "\n"


def _example(feed: Feed, column: Column) -> str:
    if column.type == "geometry":
        return _SHAPE_EXAMPLE.get(feed.id, _SHAPE_EXAMPLE["area"])
    return column.example


def _how(column: Column) -> str:
    how = _TYPE_IN_WORDS[column.type]
    if column.choices:
        how = ", ".join(column.choices)
    if column.minimum is not None and column.maximum is not None:
        how += f", {column.minimum:g} to {column.maximum:g}"
    elif column.minimum is not None:
        how += f", {column.minimum:g} or more"
    if column.unit and column.type in ("integer", "number"):
        how += f" ({column.unit})"
    return how


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
