"""Which feed an unknown file most likely is, and which of its columns fill which of the feed's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from etl.feed import Column, Feed, all_feeds
from etl.inspect.coordinates import Location
from etl.inspect.hints import (
    COLUMN_NAMES,
    FEED_WORDS,
    IDENTITY_WORDS,
    PERSONAL_NAMES,
    PERSONAL_VALUES,
    VALUE_WORDS,
)
from etl.inspect.profile import ColumnProfile
from etl.inspect.sample import Sample
from etl.inspect.times import When

_WORD = re.compile(r"[a-z]+|\d+")
_FEW_VALUES = 80
_OWN_FORM = 150.0  # a file made from the feed's own template outweighs stray words
_NO_PHONE = re.compile(r"^(\d{1,4}[-/.]\d{1,2}[-/.]|[\s(]*-?\d{1,3}\.\d{4,}\W*$)")  # a date, a coordinate
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


def score_feeds(
    sample: Sample, columns: tuple[ColumnProfile, ...], location: Location, when: When
) -> dict[str, float]:
    """Return every feed's score, best first: words in the file's name, its columns and its values."""
    file_words = set(_WORD.findall(sample.path.stem.lower()))
    name_words = {word for column in columns for word in column.words}
    values = _value_words(columns)
    scores = {}
    for feed in all_feeds().values():
        words = FEED_WORDS.get(feed.id, {})
        score = 3.0 * sum(weight for word, weight in words.items() if word in file_words)
        score += 2.0 * sum(weight for word, weight in words.items() if word in name_words)
        score += 4.0 * sum(weight * values.get(word, 0.0) for word, weight in words.items())
        score += _OWN_FORM * _share_of_own_names(feed, columns)
        scores[feed.id] = round(score * _fit(feed, location, when), 1)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _share_of_own_names(feed: Feed, columns: tuple[ColumnProfile, ...]) -> float:
    """Return how many of the file's columns are the feed's own, 0 to 1: a filled-in template has them all."""
    own = sum(column.name in feed.names for column in columns)
    return own / len(columns) if own > len(columns) / 2 else 0.0


def _value_words(columns: tuple[ColumnProfile, ...]) -> dict[str, float]:
    """Return each word of the values of columns with few values, with the largest share of rows it is in."""
    shares: dict[str, float] = {}
    for column in columns:
        if not 0 < len(column.counts) <= _FEW_VALUES or column.numeric > 0.5:
            continue
        here: dict[str, int] = {}
        for value, count in column.counts.items():
            for word in set(_WORD.findall(value.lower())):
                here[word] = here.get(word, 0) + count
        for word, count in here.items():
            shares[word] = max(shares.get(word, 0.0), count / len(column.present))
    return shares


def _fit(feed: Feed, location: Location, when: When) -> float:
    """Return how well the shape of the file fits the kind of feed, as a factor."""
    line_like = feed.id in ("street", "building")
    factor = 1.0
    if feed.kind == "event":
        factor *= 1.5 if when.column else 0.1
        factor *= 0.1 if location.shapes else (1.0 if location.found else 0.6)
    elif feed.kind == "area":
        factor *= 1.5 if location.shapes else 0.05
    elif feed.kind == "site":
        factor *= 0.05 if not location.found else (0.5 if location.shapes and not line_like else 1.0)
        factor *= 0.7 if when.column and not location.shapes else 1.0
        factor *= 0.2 if line_like and not location.shapes else 1.0
    else:
        factor *= 0.4 if location.found and not location.shapes else 1.0
    return factor


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
    if feed.id == "boundary" and "name" not in mapping.columns and "area_id" in mapping.columns:
        mapping.columns["name"] = mapping.columns["area_id"]
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
            f"{1 - column.filled:.0%} of the rows have no {column.name}: each of them counts as its own"
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


def personal_columns(columns: tuple[ColumnProfile, ...], used: set[str]) -> dict[str, str]:
    """Return columns that hold something about persons, with why it is thought so; they are never loaded."""
    found = {}
    for column in columns:
        if column.name in used or not column.present:
            continue
        joined = "".join(column.words)
        if PERSONAL_NAMES.search(joined):
            found[column.name] = "by its name"
            continue
        values = list(column.counts)[:300]
        if (
            len(values) >= 5
            and sum(len(value) for value in values) / len(values) > 60
            and column.distinct > 0.5
        ):
            found[column.name] = "long free text"
            continue
        for what, pattern in PERSONAL_VALUES.items():
            digits = what == "phone numbers" and column.numeric > 0.9
            if not digits and sum(bool(pattern.match(value)) for value in values) > 0.5 * len(values):
                others = sum(bool(_NO_PHONE.match(value)) for value in values)
                if others < 0.5 * len(values):
                    found[column.name] = what
    return found
