"""Which columns of an unknown file fill which of a feed's, and how their values translate."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from etl.feed import Column, Feed
from etl.inspect.coordinates import Location
from etl.inspect.hints import COLUMN_NAMES, IDENTITY_WORDS, PERSONAL_NAMES, VALUE_WORDS
from etl.inspect.profile import ColumnProfile
from etl.inspect.times import When

_WORD = re.compile(r"[a-z]+|\d+")
_OTHER_FEEDS = {
    "overdose_call": r"overdose|drug related illness|naloxone",
    "syringe_confiscation": r"parap|syring|needle",
}


@dataclass
class Mapping:
    """What fills the feed's columns, gathered column by column; `doubts` in words."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    where_not: dict[str, list[str]] = field(default_factory=dict)
    identity: str = "column"
    doubts: list[str] = field(default_factory=list)


def map_columns(feed: Feed, columns: tuple[ColumnProfile, ...], location: Location, when: When) -> Mapping:
    """Return the mapping of the file's columns to the feed's, required ones always filled with something."""
    mapping = Mapping()
    taken = {*location.columns.values()}
    for column in feed.columns:
        if column.type == "time":
            _map_time(column, when, mapping)
        elif column.name in location.columns:
            mapping.columns[column.name] = location.columns[column.name]
    _map_identity(feed, columns, taken, mapping)
    for column in feed.columns:
        if column.name in mapping.columns or column.type in ("time", "latitude", "longitude", "geometry"):
            continue
        if feed.id == "boundary" and column.name == "level":
            _map_level(columns, mapping)
        elif column.type == "choice":
            _map_choice(feed, column, columns, mapping)
        else:
            found = _by_name(column, columns, taken)
            if found is not None and not (column.identity and feed.kind == "event"):
                mapping.columns[column.name] = found.name
                taken.add(found.name)
    if feed.id == "area_indicator":
        _map_indicator(mapping)
    if feed.kind in ("area", "site") and "name" in feed.names and "name" not in mapping.columns:
        named = _last_word(columns, taken, ("name", "nm", "title", "bezeichnung", "nom", "nombre", "navn"))
        if named is not None:
            mapping.columns["name"] = named.name
            taken.add(named.name)
    if feed.id == "boundary":
        coded = _last_word(columns, taken, ("id", "code", "cd", "nr", "no", "key"))
        if "area_id" not in mapping.columns and coded is not None:
            mapping.columns["area_id"] = coded.name
        for one, other in (("name", "area_id"), ("area_id", "name")):
            if one not in mapping.columns and other in mapping.columns:
                mapping.columns[one] = mapping.columns[other]
    for column in feed.columns:
        given = column.name in mapping.columns or column.name in mapping.constants
        if column.required and column.default is None and not given:
            mapping.constants[column.name] = (
                "other" if "other" in column.choices else (column.choices or ("?",))[0]
            )
            mapping.doubts.append(
                f"nothing in the file was recognised as {column.name} ({column.about.rstrip('.')}): set it"
            )
    return mapping


def _map_level(columns: tuple[ColumnProfile, ...], mapping: Mapping) -> None:
    """Say what the polygons are: statistical areas by their names, the place when only one, else wards."""
    words = {word for column in columns for word in column.words}
    level = "neighbourhood"
    if len(columns[0].cells) == 1:
        level = "place"
    elif words & {"lsoa", "lsoa11cd", "tract", "geoid", "ct", "oa", "msoa", "blockgroup"}:
        level = "small_area"
    mapping.constants["level"] = level
    mapping.doubts.append(f"level = {level} is a guess: place, neighbourhood, small_area, water or park")


def _map_time(column: Column, when: When, mapping: Mapping) -> None:
    if when.column:
        mapping.columns[column.name] = when.column


def _by_name(column: Column, columns: tuple[ColumnProfile, ...], taken: set[str]) -> ColumnProfile | None:
    wanted = (column.name.replace("_", ""), *COLUMN_NAMES.get(column.name, ()))
    if column.type == "postcode":
        wanted = (*wanted, "postcode")
    for least in (0.8, 0.0):  # a full column with a lesser name is better than an almost empty one
        for name in wanted:
            for candidate in columns:
                if (
                    "".join(candidate.words) == name
                    and candidate.name not in taken
                    and candidate.filled > least
                ):
                    return candidate
    return None


def _last_word(
    columns: tuple[ColumnProfile, ...], taken: set[str], words: tuple[str, ...]
) -> ColumnProfile | None:
    """Return the first free and full column whose name ends in one of the words: WARD_NAME, LA23NM."""
    for column in columns:
        if column.name in taken or column.filled < 0.8 or not column.words:
            continue
        if column.words[-1] in words and not PERSONAL_NAMES.search("".join(column.words)):
            return column
    return None


def _map_identity(feed: Feed, columns: tuple[ColumnProfile, ...], taken: set[str], mapping: Mapping) -> None:
    """Fill the column that holds the publisher's id, or say that each row is its own."""
    own = [name for name in feed.identity_columns if feed.column(name).type == "text"]
    if feed.kind in ("table", "area") or not own or own[0] == "code":
        return
    best: tuple[float, ColumnProfile] | None = None
    for column in columns:
        if column.name in taken or column.name in mapping.columns.values() or column.filled < 0.5:
            continue
        points = sum(IDENTITY_WORDS.get(word, 0) for word in column.words)
        if column.distinct < 0.999 or points <= 0 or len(column.present) < 2:
            continue
        if any("." in value for value in list(column.counts)[:50]) and column.numeric > 0.9:
            continue  # a measurement, not a number
        score = points + column.filled - column.position / 1000
        if best is None or score > best[0]:
            best = (score, column)
    if best is None:
        mapping.identity = "row"
        mapping.doubts.append(
            "no column identifies a row: each row counts as its own, and identical rows are kept"
        )
        return
    column = best[1]
    mapping.columns[own[0]] = column.name
    taken.add(column.name)
    if column.filled < 1:
        mapping.doubts.append(
            f"{len(column.cells) - len(column.present):,} of {len(column.cells):,} rows have no "
            f"{column.name}: each of them counts as its own"
        )


def _map_choice(feed: Feed, column: Column, columns: tuple[ColumnProfile, ...], mapping: Mapping) -> None:
    """Fill a choice column from the file column whose values speak its language, and translate them."""
    words = VALUE_WORDS.get(f"{feed.id}.{column.name}", {})
    best: tuple[float, ColumnProfile, dict[str, str]] | None = None
    for candidate in columns:
        if not 0 < len(candidate.counts) <= 400 or candidate.numeric > 0.5:
            continue
        translated = {}
        for value in candidate.counts:
            choice = value.lower() if value.lower() in column.choices else _choice_of(value, words)
            if choice:
                translated[value] = choice
        share = sum(candidate.counts[value] for value in translated) / len(candidate.present)
        named = "".join(candidate.words) in (column.name.replace("_", ""), *COLUMN_NAMES.get(column.name, ()))
        score = share + (0.5 if named else 0.0) + 0.1 * len(set(translated.values()))
        if (
            translated
            and (share > 0.01)
            and (column.required or named or share > 0.3)
            and (best is None or score > best[0])
        ):
            best = (score, candidate, translated)
    if best is None:
        return
    _, candidate, translated = best
    if candidate.filled < 0.5 and not column.required:
        return
    common = _mostly(candidate, translated)
    if common:
        mapping.constants[column.name] = common
        mapping.doubts.append(
            f"every row becomes {column.name} = {common}, by the words in {candidate.name}: check"
        )
        return
    mapping.columns[column.name] = candidate.name
    if column.required and feed.id == "police_activity":
        _leave_to_other_feeds(candidate, mapping)
    left_out = set(mapping.where_not.get(candidate.name, ()))
    changed = {
        value: choice
        for value, choice in translated.items()
        if value.lower() != choice and value not in left_out
    }
    rest = [value for value in candidate.counts if value not in translated]
    fallback = next((choice for choice in ("other", "unknown") if choice in column.choices), "")
    if rest and fallback:
        changed["*"] = fallback
        said = (
            f"{len(rest)} value(s) of {candidate.name}, e.g. {rest[0]!r}, become {column.name} = {fallback}"
        )
        mapping.doubts.append(said)
    elif rest:
        listed = ", ".join(rest[:5])
        mapping.doubts.append(f"values of {candidate.name} with no counterpart in {column.name}: {listed}")
    if changed:
        mapping.values[column.name] = changed


def _mostly(column: ColumnProfile, translated: dict[str, str]) -> str:
    """Return the choice that most rows of a column with many values mean, such as names of hospitals."""
    if len(column.counts) <= 20 or column.distinct < 0.5:
        return ""
    choices = Counter(translated.values())
    choice, count = choices.most_common(1)[0]
    return choice if count > 0.5 * len(column.counts) else ""


def _choice_of(value: str, words: dict[str, str]) -> str:
    return next((choice for choice, pattern in words.items() if re.search(pattern, value, re.IGNORECASE)), "")


def _leave_to_other_feeds(column: ColumnProfile, mapping: Mapping) -> None:
    """Leave out rows of a police file that are overdoses or confiscations, and say where they belong."""
    for other, pattern in _OTHER_FEEDS.items():
        found = [value for value in column.counts if re.search(pattern, value, re.IGNORECASE)]
        if found:
            mapping.where_not.setdefault(column.name, []).extend(found)
            rows = sum(column.counts[value] for value in found)
            mapping.doubts.append(
                f"{rows} rows with {column.name} = {', '.join(found[:3])} look like {other}: they are left "
                "out here, so that nothing counts twice; give them a source of their own with where"
            )


def _map_indicator(mapping: Mapping) -> None:
    value = mapping.columns.get("value", "")
    if "indicator" not in mapping.columns and value:
        mapping.constants["indicator"] = "_".join(_WORD.findall(value.lower()))
        mapping.doubts.append(
            f"only {value} is mapped; each further number in the file needs a source of its own"
        )
    if re.search(r"pop|person|count|household|total", value, re.IGNORECASE):
        mapping.constants["measure"] = "count"
