"""Reading an unknown file and proposing how to load it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from etl.feed import all_feeds
from etl.inspect.coordinates import Location, find_location
from etl.inspect.likely import score_feeds
from etl.inspect.mapping import Mapping, map_columns
from etl.inspect.personal import personal_columns
from etl.inspect.profile import ColumnProfile, profile_columns
from etl.inspect.proposal import Proposal
from etl.inspect.sample import Sample, read_sample
from etl.inspect.thousands import judge_thousands
from etl.inspect.times import When, find_time

_CLOSE_SECOND = 0.7
_NUMBERS = ("integer", "number", "latitude", "longitude", "easting", "northing")


def inspect_file(path: Path, feed: str = "") -> Proposal:
    """Return the proposed source for a file of unknown make; `feed` overrides the guess.

    Only the first 8 MB, or 60,000 rows, are read. Raises BadInputError when the file is no table.
    """
    return inspect_sample(read_sample(path), feed)


def inspect_sample(sample: Sample, feed: str = "") -> Proposal:
    """Return the proposed source for what was read of a file; `feed` overrides the guess."""
    columns = profile_columns(sample)
    location = find_location(sample, columns)
    when = find_time(columns, month_first_here=_in_the_americas(location, columns))
    feeds = score_feeds(sample, columns, location, when)
    doubts = list(sample.doubts)
    first, *others = feeds
    if feed:
        first = feed
    elif feeds[first] <= 0:
        first = _by_shape(location, when)
        doubts.append(
            f"no feed was recognised, {first} is a guess by what the file holds: choose one (--feed)"
        )
    elif feeds[others[0]] > _CLOSE_SECOND * feeds[first]:
        doubts.append(f"it could also be the feed {others[0]}")
    statement = all_feeds()[first]
    if statement.kind != "event":
        doubts += (
            []
            if location.found or statement.kind == "table"
            else ["no coordinates, shapes or postcodes were found"]
        )
    else:
        doubts += when.doubts if when.column else ["no column holds dates that were recognised"]
        doubts += [] if location.found else ["no coordinates were found: every row will count as unlocated"]
    if statement.kind == "table":
        location = Location()
    doubts += location.doubts
    mapping = map_columns(statement, columns, location, when)
    used = _file_columns(mapping)
    personal = personal_columns(columns, used)
    counted = {mapping.columns.get(each.name) for each in statement.columns if each.type in _NUMBERS}
    marks, said = judge_thousands((column for column in columns if column.name in counted), location)
    doubts += said
    settings = _settings(sample, first, mapping) | location.settings | marks
    if statement.kind == "event":
        settings |= when.settings
    findings = (*sample.findings, *location.findings, *(when.findings if statement.kind == "event" else ()))
    return Proposal(
        path=sample.path.name,
        settings=settings,
        columns=_by_position(mapping.columns, columns)
        if sample.source.columns_by_position
        else mapping.columns,
        constants=mapping.constants,
        values=mapping.values,
        where_not=mapping.where_not,
        feeds=feeds,
        findings=findings,
        doubts=(*doubts, *mapping.doubts),
        personal=personal,
        ignored=tuple(
            c.name or f"column {c.position}" for c in columns if c.name not in used and c.name not in personal
        ),
        rows=sample.row_count,
        whole=sample.whole,
        example={column.name: next(iter(column.counts), "") for column in columns},
    )


def _by_shape(location: Location, when: When) -> str:
    """Return the feed to propose where no word speaks for one, so that times and places are mapped anyway."""
    if location.shapes:
        return "boundary"
    if when.column:
        return "overdose_call"
    return "service" if location.found else "area_indicator"


def _file_columns(mapping: Mapping) -> set[str]:
    """Return the file columns that the mapping uses, those inside templates too."""
    used = set()
    for name in mapping.columns.values():
        used |= {name, *re.findall(r"\{([^{}]+)\}", name)}
    return used


def _by_position(mapped: dict[str, str], columns: tuple[ColumnProfile, ...]) -> dict[str, str]:
    positions = {column.name: str(column.position) for column in columns}
    return {
        name: re.sub(r"\{([^{}]+)\}", lambda match: "{" + positions[match[1]] + "}", value)
        if "{" in value
        else positions[value]
        for name, value in mapped.items()
    }


def _settings(sample: Sample, feed: str, mapping: Mapping) -> dict[str, Any]:
    source = replace(sample.source, id=_slug(sample.path.name), feed=feed)
    names = (
        "id", "feed", "files", "format", "encoding", "delimiter", "header_row", "skip_after_header",
        "columns_by_position", "sheet", "member",
    )  # fmt: skip
    settings: dict[str, Any] = {name: getattr(source, name) for name in names}
    settings["files"] = list(source.files)
    settings["identity"] = mapping.identity
    return settings


def _slug(name: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", name.rsplit(".", 1)[0].lower())) or "source"


def _in_the_americas(location: Location, columns: tuple[ColumnProfile, ...]) -> bool:
    """Return whether dates are likely month first: the points lie in North America, or AM/PM is used."""
    real = (
        location.degrees[np.isfinite(location.degrees).all(axis=1)]
        if len(location.degrees)
        else location.degrees
    )
    if len(real):
        return bool(-170 < float(np.median(real[:, 0])) < -50 and float(np.median(real[:, 1])) > 13)
    return any(re.search(r"\d\s?[AP]M$", value) for column in columns for value in list(column.counts)[:3])
