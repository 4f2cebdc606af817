"""A change between two periods as table and CSV: each place with its interval and what may be said of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from layers import words
from layers.published.offer import Offer
from layers.published.rows import STATES
from web import changes
from web.listing.sight import Box
from web.listing.table import place_rows, write_rows
from web.view.comparison import Comparison

STATE_WORDS = {
    "released": "figure in both periods",
    "nothing": "none in either period",
    "parent": "withheld here: change of the surrounding larger area",
    "withheld": "withheld in one period or both",
    "no_data": "no data in one period or both",
}


def change_rows(
    offer: Offer, compared: Comparison, box: Box | None = None, most: int = 0
) -> list[dict[str, Any]]:
    """Return one row for each area or hexagon on the map.

    Keys: `row`, `place`, `area`; `before`, `after` in the layer's unit; `change`, `low`, `high` in per cent
    or points; all None where there is none, or no bound; each again as text in `shown:NAME`; `reads` (the
    class in words) and `state`. box, most: what of a large grid is listed.
    """
    found = compared.changes(offer.published)
    sizes = [changes.in_units(each, found.measure) for each in (found.estimate, found.low, found.high)]
    columns = dict(
        zip(("before", "after", "change", "low", "high"), (found.before, found.after, *sizes), strict=True)
    )
    rows = place_rows(offer, compared.grid, box, most)
    for row in rows:
        at = row["row"]
        state = "nothing" if found.nothing[at] else STATES[found.state[at]]
        row |= {name: _number(float(values[at])) for name, values in columns.items()}
        row |= {
            f"shown:{name}": words.number(row[name])
            if name in ("before", "after")
            else changes.signed(row[name])
            for name in columns
            if row[name] is not None
        }
        known = not np.isnan(found.estimate[at])
        row["reads"] = changes.LEVELS[found.measure][found.level[at]] if known else ""
        row["state"] = STATE_WORDS[state]
    return rows


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def change_headings(compared: Comparison) -> dict[str, str]:
    """Return the heading of each column of `change_rows`."""
    layer, ratio = compared.layer, compared.measure == "ratio"
    unit = "%" if ratio else "percentage points"
    return {
        "before": f"{layer.title}, {compared.before.label} ({layer.unit})",
        "after": f"{layer.title}, {compared.after.label} ({layer.unit})",
        "change": f"Change ({unit})",
        "low": f"95 % interval from ({unit})",
        "high": f"95 % interval to ({unit})",
        "reads": "Reads as",
        "state": "State",
    }


def write_change_csv(offer: Offer, compared: Comparison, content_id: str, box: Box | None = None) -> str:
    """Return the table of the change as CSV; an empty upper bound beside a lower one means none."""
    headings = change_headings(compared)
    lines = [[_cell(row[name]) for name in headings] for row in change_rows(offer, compared, box)]
    span = f"{compared.before.label} to {compared.after.label}"
    about = (("Change", span), ("How sure", changes.how_sure(exact=offer.published.meta().exact)))
    return write_rows(offer, compared.grid, list(headings.values()), lines, content_id, about, box)


def _cell(value: float | str | None) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:.6g}"
