"""Which feed an unknown file most likely is: words in its name, its columns and its values."""

from __future__ import annotations

import re

from etl.feed import Feed, all_feeds
from etl.inspect.coordinates import Location
from etl.inspect.hints import FEED_WORDS
from etl.inspect.profile import ColumnProfile
from etl.inspect.sample import Sample
from etl.inspect.times import When

_WORD = re.compile(r"[^\W\d_]+|\d+")
_FEW_VALUES = 80
_OWN_FORM = 150.0  # a file made from the feed's own template outweighs stray words


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
