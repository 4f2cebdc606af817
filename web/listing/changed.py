"""A change between two periods in sentences: what rose and fell clearly, and how far to trust it."""

from __future__ import annotations

import math

import numpy as np

from layers import words
from layers.published.change import NO_CLEAR_CHANGE, Compared
from layers.published.offer import Offer
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from web import changes
from web.listing.summary import row_name
from web.view.comparison import Comparison

NAMED = 4  # neighbourhoods named in a sentence
BY_CHANCE = 0.05


def change_sentences(offer: Offer, compared: Comparison) -> list[str]:
    """Return what the map of a change shows, in sentences."""
    found = compared.changes(offer.published)
    own = (found.state == RELEASED) & ~found.nothing
    rose, fell = own & (found.level > NO_CLEAR_CHANGE), own & (found.level < NO_CLEAR_CHANGE)
    grid, title = compared.grid, compared.layer.title
    moved = words.listing(
        [
            f"{word} clearly in {_where(offer, grid, rows)}"
            for word, rows in (("rose", rose), ("fell", fell))
            if rows.any()
        ]
    )
    span = f"from {compared.before.label} to {compared.after.label}"
    said = [f"{title} {moved or f'changed clearly in no {_noun(grid, one=True)}'}, {span}."]
    said += [_extreme(offer, compared, found, rows, word) for word, rows in (("rise", rose), ("fall", fell))]
    said.append(_rest(found, own, grid))
    tested = int(own.sum())
    if tested:
        most = max(1, math.ceil(BY_CHANCE * tested))
        said.append(changes.how_sure(exact=offer.published.meta().exact))
        said.append(
            f"Of the {tested:,} {_noun(grid, one=tested == 1)} compared, about {most:,} could look changed "
            "by chance alone."
        )
    if compared.seasons_differ:
        said.append("These are different seasons: a change may be the season's.")
    return [sentence for sentence in said if sentence]


def _noun(grid: str, *, one: bool = False) -> str:
    noun = "neighbourhood" if grid == "area" else "hexagon"
    return noun if one else f"{noun}s"


def _where(offer: Offer, grid: str, rows: np.ndarray) -> str:
    count = int(rows.sum())
    said = f"{count:,} {_noun(grid, one=count == 1)}"
    if grid != "area" or count > NAMED:
        return said
    names = [area.name for area in offer.published.areas() if rows[area.row]]
    return f"{said} ({words.listing(names)})"


def _extreme(offer: Offer, compared: Comparison, found: Compared, rows: np.ndarray, word: str) -> str:
    """Return the sentence on the largest rise or fall ('' without one)."""
    if not rows.any():
        return ""
    size = np.where(rows, found.estimate, np.nan)
    row = int(np.nanargmax(size) if word == "rise" else np.nanargmin(size))
    how_much = changes.size(float(found.estimate[row]), found.measure)
    sure = changes.interval(float(found.low[row]), float(found.high[row]), found.measure)
    return f"The largest {word} is {how_much} ({sure}), {row_name(offer, compared.grid, row)}."


def _rest(found: Compared, own: np.ndarray, grid: str) -> str:
    counts = [
        (own & (found.level == NO_CLEAR_CHANGE), "no clear change"),
        (found.nothing, "none in either period"),
        (found.state == PARENT, "the change of the larger area around them"),
        (found.state == WITHHELD, "a figure withheld in one period or both"),
        (found.state == NO_DATA, "no data"),
    ]
    parts = [f"{int(rows.sum()):,} with {what}" for rows, what in counts if rows.any()]
    return f"The other {_noun(grid)}: {words.listing(parts)}." if parts else ""
