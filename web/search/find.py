"""Answering a search from one published version: names, postcodes, coordinates and hexagons."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl import cells as h3
from layers.published.offer import Offer
from layers.published.rows import Postcode
from layers.published.version import Published
from web.inspect.go import cell_at
from web.search.coordinates import read_coordinates
from web.search.names import ORDER, Named, fold, names_of

MOST: Final = 8
SHORTEST: Final = 2  # letters
_CELL: Final = re.compile(r"8[0-9a-f]{14}")


@dataclass(frozen=True)
class Found:
    """One suggestion: what it is called, what kind of thing it is, and where it leads."""

    label: str
    kind: str
    detail: str
    to: str


@dataclass(frozen=True)
class Answer:
    """The suggestions, best first, or why there are none."""

    found: tuple[Found, ...]
    said: str


def find(offer: Offer, text: str) -> Answer:
    """Return what a reader's words may mean in this version."""
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return Answer((), f"Type at least {SHORTEST} letters.")
    if _CELL.fullmatch(wanted.lower()):
        return _cell(offer, int(wanted, 16), wanted.lower())
    spot = read_coordinates(wanted)
    if spot is not None:
        return _spot(offer, *spot)
    matches = (*_postcodes(offer.published, wanted), *rank(names_of(offer.published), fold(wanted)))
    found = tuple(matches[:MOST])
    if found:
        return Answer(found, f"{len(found)} found" if len(found) < MOST else f"The first {MOST}")
    place = offer.published.meta().place.name
    kinds = "neighbourhoods, services, streets" + (", postcodes" if offer.published.postcodes() else "")
    return Answer((), f"Nothing in {place} has that name. Search looks for {kinds} and coordinates.")


def rank(names: tuple[Named, ...], query: str) -> list[Found]:
    """Return the names that match, best first: whole name, its beginning, a word's beginning, within.

    Every word of the query must begin a word of the name, or the query stand within it. query: folded.
    """
    scored = []
    asked = query.split()
    for name in names:
        if query == name.folded:
            score = 0
        elif name.folded.startswith(query):
            score = 1
        elif f" {query}" in name.folded:
            score = 2
        elif asked and all(f" {each}" in f" {name.folded}" for each in asked):
            score = 3
        elif query and query in name.folded:
            score = 4
        else:
            continue
        place = ORDER.index(name.kind) if name.kind in ORDER else len(ORDER)
        scored.append(((score, place, len(name.folded), name.folded, name.to), name))
    scored.sort(key=lambda pair: pair[0])
    return [Found(name.label, name.kind, name.detail, name.to) for _, name in scored[:MOST]]


def _spot(offer: Offer, latitude: float, longitude: float) -> Answer:
    inside = _covers(offer, latitude, longitude)
    if not inside and _covers(offer, longitude, latitude):  # longitude first, as some systems write it
        latitude, longitude, inside = longitude, latitude, True
    label = f"{latitude:.5f}, {longitude:.5f}"
    if not inside:
        return Answer((), f"{label} lies outside {offer.published.meta().place.name}.")
    found = Found(label, "Coordinates", "latitude, longitude", f"at:{latitude:.5f},{longitude:.5f}")
    return Answer((found,), "1 found")


def _covers(offer: Offer, latitude: float, longitude: float) -> bool:
    hexagons = [grid for grid in offer.grids if grid != "area"]
    if abs(latitude) > 90 or not hexagons:
        return False
    return cell_at(offer, hexagons[0], latitude, longitude) is not None


def _cell(offer: Offer, cell: int, text: str) -> Answer:
    published = offer.published
    for grid in (name for name in offer.grids if name != "area"):
        if (published.cells(grid).cell == cell).any():
            return Answer((Found(text, "Hexagon", offer.grid_label(grid), f"{grid}:{text}"),), "1 found")
    try:
        latitude, longitude = h3.centres(np.array([cell], np.int64))
    except ValueError:
        return Answer((), f"{text} is no H3 hexagon.")
    answer = _spot(offer, float(latitude[0]), float(longitude[0]))
    named = tuple(Found(text, "Hexagon", "the place where it lies", each.to) for each in answer.found)
    said = answer.said if named else f"Hexagon {text} lies outside {published.meta().place.name}."
    return Answer(named, said)


@functools.lru_cache(maxsize=2)
def _codes(published: Published) -> tuple[tuple[str, Postcode], ...]:
    return tuple(sorted((bare(each.code), each) for each in published.postcodes()))


def bare(code: str) -> str:
    """Return a postcode without case and gaps."""
    return re.sub(r"[\s-]+", "", code).upper()


def _postcodes(published: Published, text: str) -> list[Found]:
    """Return the postcodes that begin so; only what holds a digit is taken for one."""
    wanted, codes = bare(text), _codes(published)
    if not any(letter.isdigit() for letter in wanted):
        return []
    start = bisect.bisect_left(codes, (wanted,))
    matches = itertools.takewhile(lambda pair: pair[0].startswith(wanted), codes[start:])
    as_typed = text.strip().upper()
    ordered = sorted(matches, key=lambda pair: not pair[1].code.startswith(as_typed))[:MOST]
    return [Found(each.code, "Postcode", "", f"at:{each.latitude},{each.longitude}") for _, each in ordered]
