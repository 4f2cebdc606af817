"""The map as a table: the same cells, the same figures, in words where there is no number."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.spreadsheet import safe_text
from layers import words
from layers.published.offer import Offer
from layers.published.rows import STATES
from web.listing.sight import Box, rows_in_sight
from web.listing.summary import area_names, period_words
from web.map.levels import is_large
from web.marks import store_mark
from web.view.state import View

RULE = "Counts are rounded to 5; figures are withheld where fewer than 8 events or too uncertain."
EXACT_RULE = "Counts are exact and may single people out: this file must not leave the analysts' machine."


@dataclass(frozen=True)
class TableColumn:
    """One layer's part of the table: its value, what stands there in words, and its state and count."""

    layer_id: str
    title: str
    unit: str
    period: str


def table_columns(offer: Offer, view: View) -> list[TableColumn]:
    """Return the layers on the map that have figures at this level of detail, in drawing order."""
    published, found = offer.published, []
    for layer_id in view.layer_ids():
        period_id = published.best_period(layer_id, view.grid, view.period)
        if period_id is not None:
            layer = published.layers()[layer_id]
            found.append(TableColumn(layer_id, layer.title, layer.unit, period_id))
    return found


def table_rows(offer: Offer, view: View, box: Box | None = None, most: int = 0) -> list[dict[str, Any]]:
    """Return one row for each area or hexagon on the map.

    Keys: `row`, `place` (name or cell), `area`; and for each layer `value:ID` (None unless a figure may be
    shown), `shown:ID` (the figure or its absence in words), `state:ID`, `count:ID` (None when not released).
    box, most: what of a large grid is listed (see rows_in_sight).
    """
    published, rows = offer.published, place_rows(offer, view.grid, box, most)
    for column in table_columns(offer, view):
        kind = published.layers()[column.layer_id].kind
        figures = published.figures(column.layer_id, view.grid, column.period)
        for row in rows:
            at = row["row"]
            value = None if np.isnan(figures.value[at]) else float(figures.value[at])
            state = words.state_of(STATES[figures.state[at]], value, kind)
            row[f"value:{column.layer_id}"] = value
            row[f"shown:{column.layer_id}"] = words.figure(
                value, STATES[figures.state[at]], kind, low=bool(figures.low[at])
            )
            row[f"state:{column.layer_id}"] = words.STATE_WORDS[state]
            counted = not np.isnan(figures.count[at])
            row[f"count:{column.layer_id}"] = int(figures.count[at]) if counted else None
    return rows


def place_rows(offer: Offer, grid: str, box: Box | None = None, most: int = 0) -> list[dict[str, Any]]:
    """Return `row`, `place` (name or cell) and `area` of each row of a grid that is listed."""
    published, names = offer.published, area_names(offer)
    if grid == "area":
        return [{"row": area.row, "place": area.name, "area": area.name} for area in published.areas()]
    cells = published.cells(grid)
    return [
        {"row": row, "place": f"{int(cells.cell[row]):x}", "area": names.get(cells.area_id[row], "")}
        for row in rows_in_sight(offer, grid, box, most).tolist()
    ]


def counted_layers(rows: list[dict[str, Any]], columns: list[TableColumn]) -> set[str]:
    """Return the layers that count something in any row; the others need no count column."""
    return {
        column.layer_id
        for column in columns
        if any(row[f"count:{column.layer_id}"] is not None for row in rows)
    }


def write_csv(offer: Offer, view: View, content_id: str, box: Box | None = None) -> str:
    """Return the table as CSV: exactly what the page shows, under lines that say what it is.

    The first lines carry the purpose, the place, the version and the level of detail. Where no figure may be
    shown the value column is empty and the state column says why.
    """
    columns, rows = table_columns(offer, view), table_rows(offer, view, box)
    counted = counted_layers(rows, columns)
    header: list[str] = []
    for column in columns:
        when = period_words(offer, column.period)
        name = f"{column.title}{f', {when}' if when else ''}"
        header += [f"{name} ({column.unit})", f"{column.title}: state"]
        header += [f"{column.title}: count"] if column.layer_id in counted else []
    lines = []
    for row in rows:
        line: list[Any] = []
        for column in columns:
            value = row[f"value:{column.layer_id}"]
            line += ["" if value is None else f"{value:.6g}", row[f"state:{column.layer_id}"]]
            if column.layer_id in counted:
                count = row[f"count:{column.layer_id}"]
                line.append("" if count is None else count)
        lines.append(line)
    return write_rows(offer, view.grid, header, lines, content_id, box=box)


def write_rows(
    offer: Offer,
    grid: str,
    header: list[str],
    lines: list[list[Any]],
    content_id: str,
    about: tuple[tuple[str, str], ...] = (),
    box: Box | None = None,
) -> str:
    """Return CSV: lines that say what it is, `about` among them, a header, and each place's line.

    lines: one for each row of the grid, without the names of the place, which are put before it.
    """
    meta, out = offer.published.meta(), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for label, value in (
        ("Purpose", meta.purpose),
        ("Place", meta.place.name),
        ("Note", meta.place.banner),
        ("Data", f"{store_mark(offer.published) or 'Published figures'}, version {meta.version}"),
        ("Content id", content_id),
        ("Level of detail", offer.grid_label(grid)),
        ("Rule", EXACT_RULE if meta.exact else RULE),
        ("Listed", f"what lies within {box}" if box and is_large(offer.published, grid) else ""),
        *about,
    ):
        if value:
            writer.writerow([label, safe_text(value)])
    writer.writerow([])
    names = ["Neighbourhood"] if grid == "area" else ["Hexagon", "Neighbourhood"]
    writer.writerow([safe_text(text) for text in (*names, *header)])
    for row, line in zip(place_rows(offer, grid, box), lines, strict=True):
        place = [row["place"]] if grid == "area" else [row["place"], row["area"]]
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in (*place, *line)])
    return out.getvalue()
