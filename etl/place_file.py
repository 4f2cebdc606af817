"""A place's TOML, read and checked into etl.place.Place."""

from __future__ import annotations

import codecs
import dataclasses
import difflib
import hashlib
import json
import tomllib
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyproj
import pyproj.exceptions

from etl.errors import BadInputError, RefusedError
from etl.feed import Feed, all_feeds
from etl.place import Disclosure, Place, Source
from etl.setting import Settings

LOWEST_THRESHOLD = 5  # privacy.md: the count threshold never goes below this
_WORDS_ONLY = ("producer", "licence", "cannot_show", "proxy", "organisations", "retention_days")
_MEANINGS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def read_place(path: Path) -> Place:
    """Return the place that a TOML describes.

    Raises BadInputError naming file, line and setting for anything misspelt, missing or of the wrong
    type, and RefusedError for disclosure settings that the rules forbid.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInputError(
            str(path), "cannot be read as a file", "Check the path of the place file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInputError(str(path), "is not UTF-8 text", "Save the place file as UTF-8.") from error
    return read_place_text(text, path)


def read_place_text(text: str, path: Path) -> Place:
    """Return the place that this TOML describes; raises as `read_place` does. path: what messages name."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(str(path), f"is not valid TOML: {error}", "Correct that line.") from error
    except RecursionError as error:
        raise BadInputError(
            str(path), "nests lists or tables too deeply to be read", "Write it as the examples are."
        ) from error
    settings = Settings(path, text)
    blocks = document.pop("source", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise settings.error("source", "is not a list of tables", "Begin each source with a line [[source]].")
    disclosure = document.pop("disclosure", {})
    if not isinstance(disclosure, dict):
        raise settings.error("disclosure", "is not a table", "Begin it with a line [disclosure].")
    values = _typed(Place, document, settings, without=("sources", "disclosure", "closed"))
    values["disclosure"] = _disclosure(disclosure, settings)
    values["sources"] = tuple(_source(block, settings, number) for number, block in enumerate(blocks))
    place = Place(**values)
    _check_place(place, settings)
    return place


def saved_place(home: Path) -> Path:
    """Return the place file that a home keeps: what the last load read; the Load data page edits it."""
    return home / "restricted" / "place.toml"


def find_place(home: Path) -> Place:
    """Return the place as the last load left it in `home`; raises BadInputError when nothing was loaded."""
    path = saved_place(home)
    if not path.is_file():
        raise BadInputError(
            str(home), "nothing has been loaded here", "Run `safepassage load PLACE.toml` first."
        )
    return read_place(path)


def _typed(
    kind: Any,
    table: dict[str, Any],
    settings: Settings,
    *,
    without: tuple[str, ...] = (),
    prefix: str = "",
    block: int | None = None,
) -> dict[str, Any]:
    """Return the table's values in the types of the dataclass `kind`; unknown and missing keys are errors."""
    fields = {field.name: field for field in dataclasses.fields(kind) if field.name not in without}
    hints = get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in fields:
            raise settings.error(prefix + key, "is not a setting", nearest_name(key, fields), block)
        values[key] = _value(hints[key], value, settings, prefix + key, block)
    for name, field in fields.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in values:
            raise settings.error(prefix + name, "is missing", f"Add a line: {name} = ...", block)
    return values


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the known name nearest to `name`, or lists them."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, 1, 0.5)
    return f"Did you mean {close[0]!r}?" if close else f"Known names: {', '.join(known)}."


def _value(hint: Any, value: Any, settings: Settings, setting: str, block: int | None) -> Any:
    """Return one TOML value in the type of its field."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        if value not in inner:
            listed = ", ".join(repr(choice) for choice in inner)
            raise settings.error(setting, f"is {value!r}", f"Use one of: {listed}.", block)
        return value
    if origin is tuple:
        several = value if isinstance(value, list) else [value]
        return tuple(_value(inner[0], each, settings, setting, block) for each in several)
    if origin is dict:
        if not isinstance(value, dict):
            raise settings.error(
                setting, "is not a table", f"Write it as {setting} = {{ name = ... }}.", block
            )
        return {
            key: _value(inner[1], each, settings, f"{setting}.{key}", block) for key, each in value.items()
        }
    if hint is str and setting.split(".")[0] in ("columns", "constants", "values", "where", "where_not"):
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if (
        isinstance(hint, types.UnionType)
        or not isinstance(value, hint)
        or (hint is int and isinstance(value, bool))
    ):
        raise settings.error(
            setting, f"is {value!r}", f"It must be {_MEANINGS.get(hint, 'of another type')}.", block
        )
    return value


def _disclosure(table: dict[str, Any], settings: Settings) -> Disclosure:
    disclosure = Disclosure(**_typed(Disclosure, table, settings, prefix="disclosure."))
    if disclosure.threshold < LOWEST_THRESHOLD:
        raise RefusedError(
            f"{settings.path}, setting disclosure.threshold",
            f"is {disclosure.threshold}; a threshold below {LOWEST_THRESHOLD} is never allowed",
            f"Set it to {Disclosure.threshold}, or to {LOWEST_THRESHOLD} or more with reduced_because.",
        )
    for name in ("threshold", "rounding", "delay_days"):
        default = getattr(Disclosure, name)
        if getattr(disclosure, name) < default and not disclosure.reduced_because.strip():
            raise RefusedError(
                f"{settings.path}, setting disclosure.{name}",
                f"is laxer than the default of {default}, and no reason is recorded",
                "Add reduced_because = '...' to [disclosure]: who decided it, when and why.",
            )
    if disclosure.rounding < 1 or disclosure.delay_days < 0:
        raise settings.error("disclosure", "rounding or delay_days is negative", "Use positive numbers.")
    if not 1 <= disclosure.year_starts_quarter <= 4:
        raise settings.error("disclosure.year_starts_quarter", "is not 1, 2, 3 or 4", "1 means January.")
    return disclosure


def _source(table: dict[str, Any], settings: Settings, block: int) -> Source:
    named = f"source {table['id']}: " if isinstance(table.get("id"), str) else f"source {block + 1}: "
    values = _typed(Source, table, settings, without=("digest",), block=block)
    relevant = {key: value for key, value in table.items() if key not in _WORDS_ONLY}
    packed = json.dumps(relevant, sort_keys=True, ensure_ascii=False)
    values["digest"] = hashlib.sha256(packed.encode()).hexdigest()
    source = Source(**values)
    if source.feed not in all_feeds():
        raise settings.error(
            "feed", f"{named}there is no feed {source.feed!r}", nearest_name(source.feed, all_feeds()), block
        )
    feed = all_feeds()[source.feed]
    _check_columns(source, feed, settings, block, named)
    _check_reading(source, settings, block, named)
    return source


def _check_columns(source: Source, feed: Feed, settings: Settings, block: int, named: str) -> None:
    for setting in ("columns", "constants", "values"):
        for name in getattr(source, setting):
            if name not in feed.names:
                raise settings.error(
                    f"{setting}.{name}",
                    f"{named}feed {feed.id} has no column {name!r}",
                    nearest_name(name, feed.names),
                    block,
                )
    given = {*source.columns, *source.constants}
    for column in feed.columns:
        if column.required and column.default is None and column.name not in given:
            raise settings.error(
                "columns",
                f"{named}feed {feed.id} needs the column {column.name!r} and nothing is mapped to it",
                f'Add {column.name} = "name in the file" to columns, or a constant.',
                block,
            )
    if source.columns_by_position and not all(
        value.isdigit() and int(value) > 0 for value in source.columns.values()
    ):
        raise settings.error(
            "columns", f"{named}columns_by_position is set", "Give numbers, the first column is 1.", block
        )
    for one, other in (("latitude", "longitude"), ("easting", "northing")):
        if (one in given) != (other in given):
            raise settings.error(
                "columns", f"{named}only one of {one} and {other} is mapped", "Map both.", block
            )


def _check_reading(source: Source, settings: Settings, block: int, named: str) -> None:
    try:
        codecs.lookup(source.encoding)
    except LookupError:
        raise settings.error(
            "encoding",
            f"{named}there is no encoding {source.encoding!r}",
            "Use utf-8, cp1252, latin-1 or utf-16.",
            block,
        ) from None
    try:
        crs = pyproj.CRS.from_user_input(source.crs)
    except pyproj.exceptions.CRSError:
        raise settings.error(
            "crs", f"{named}{source.crs!r} is no coordinate system", "Use a code such as EPSG:27700.", block
        ) from None
    if "easting" in source.columns and not crs.is_projected:
        raise settings.error(
            "crs",
            f"{named}easting and northing are mapped but {source.crs} is in degrees",
            'Name the projected system, e.g. crs = "EPSG:27700".',
            block,
        )
    if source.time_zone:
        _check_zone(source.time_zone, settings, block)
    if not source.files:
        raise settings.error("files", f"{named}no file is named", 'Add files = ["folder/*.csv"].', block)
    for setting in ("delimiter", "quote"):
        if len(getattr(source, setting)) != 1 and not (setting == "quote" and not source.quote):
            raise settings.error(
                setting, f"{named}is not one character", 'Give one character, e.g. ";".', block
            )
    if source.header_row < 1 or source.skip_after_header < 0:
        raise settings.error("header_row", f"{named}is not a line of the file", "The first line is 1.", block)


def _check_zone(zone: str, settings: Settings, block: int | None = None) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise settings.error(
            "time_zone", f"there is no time zone {zone!r}", "Use a name such as Europe/London.", block
        ) from None


def _check_place(place: Place, settings: Settings) -> None:
    _check_zone(place.time_zone, settings)
    if not place.id or not all(letter.isalnum() or letter in "_-" for letter in place.id):
        raise settings.error("id", f"is {place.id!r}", "Use letters, digits and _ only.")
    if not 3 <= place.resolution_board <= place.resolution_shown <= place.resolution_stored <= 12:
        raise settings.error(
            "resolution_board", "resolutions are out of order", "Board <= shown <= stored, between 3 and 12."
        )
    seen: set[str] = set()
    for number, source in enumerate(place.sources):
        if source.id in seen:
            raise settings.error(
                "id", f"two sources are called {source.id!r}", "Give each its own id.", number
            )
        seen.add(source.id)
    if not place.sources:
        raise settings.error("source", "there is no source", "Add a [[source]] block.")
