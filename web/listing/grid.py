"""The table on the page: an AG Grid over the rows of web/listing/table.py."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import html

from layers.published.offer import Offer
from web.listing.change_table import change_headings, change_rows
from web.listing.sight import MOST_ROWS, Box
from web.listing.summary import period_words
from web.listing.table import counted_layers, table_columns, table_rows
from web.marks import mark
from web.view.comparison import Comparison, comparison_of
from web.view.state import View

GRID_SCRIPT = "dash_ag_grid.min.js"
# Not with the page: assets/page.js fetches the grid's script when a table is first asked for
for _script in dag._js_dist:
    if _script["relative_package_path"] == GRID_SCRIPT:
        _script["dynamic"] = True

SHORT = 12  # rows that need no scrolling of their own


def build_grid(offer: Offer, view: View, number: int = 1, box: Box | None = None) -> list[Any]:
    """Return the table of the view, or a sentence where no layer on the map has figures.

    number: which of the page's tables this is, from 1. box: what the map shows, for a large grid.
    """
    name = "figures" if number == 1 else f"figures-{number}"
    compared = comparison_of(offer.published, view)
    if compared:
        defs = [*_place(view.grid), *_change_columns(compared)]
        return _table(offer, name, change_rows(offer, compared, box, MOST_ROWS), defs)
    columns = table_columns(offer, view)
    if not columns:
        return [html.P("No layer with figures is on the map: switch on an environment.", className="about")]
    rows = table_rows(offer, view, box, MOST_ROWS)
    counted = counted_layers(rows, columns)
    counted_words = "Count" if offer.published.meta().exact else "Count, rounded to 5"
    defs = _place(view.grid)
    for column in columns:
        when = period_words(offer, column.period)
        heading = f"{column.title} ({column.unit})"
        value, shown = f"value:{column.layer_id}", f"shown:{column.layer_id}"
        defs.append(
            {
                "colId": value,
                "headerName": heading,
                "headerTooltip": f"{heading}{f', {when}' if when else ''}",
                "valueGetter": {"function": f"params.data[{value!r}]"},
                "valueFormatter": {"function": f"params.data[{shown!r}]"},
                "filter": "agNumberColumnFilter",
                "type": "rightAligned",
                "minWidth": 180,
            }
        )
        state = f"state:{column.layer_id}"
        defs.append(
            {
                "colId": state,
                "headerName": "State" if len(columns) == 1 else f"{column.title}: state",
                "valueGetter": {"function": f"params.data[{state!r}]"},
                "minWidth": 215,
                "wrapText": True,
                "autoHeight": True,
            }
        )
        if column.layer_id in counted:
            count = f"count:{column.layer_id}"
            defs.append(
                {
                    "colId": count,
                    "headerName": counted_words if len(columns) == 1 else f"{column.title}: count",
                    "valueGetter": {"function": f"params.data[{count!r}]"},
                    "filter": "agNumberColumnFilter",
                    "type": "rightAligned",
                    "minWidth": 120,
                }
            )
    return _table(offer, name, rows, defs)


def _place(grid: str) -> list[dict[str, Any]]:
    place = [
        {"field": "place", "headerName": "Neighbourhood" if grid == "area" else "Hexagon", "minWidth": 150}
    ]
    area = {"field": "area", "headerName": "Neighbourhood", "minWidth": 130}
    return place if grid == "area" else [*place, area]


def _change_columns(compared: Comparison) -> list[dict[str, Any]]:
    headings = change_headings(compared)
    words = {"reads": 190, "state": 215}
    number = {"filter": "agNumberColumnFilter", "type": "rightAligned", "minWidth": 130}
    return [
        {"field": name, "headerName": heading, "headerTooltip": heading}
        | (
            {"minWidth": words[name], "wrapText": True, "autoHeight": True}
            if name in words
            else {**number, "valueFormatter": {"function": f"params.data['shown:{name}']"}}
        )
        for name, heading in headings.items()
    ]


def _table(offer: Offer, name: str, rows: list[dict[str, Any]], defs: list[dict[str, Any]]) -> list[Any]:
    return [
        *mark(offer.published),
        dag.AgGrid(
            id=name,
            rowData=rows,
            columnDefs=defs,
            columnSize="responsiveSizeToFit",
            defaultColDef={
                "sortable": True,
                "filter": True,
                "resizable": True,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
            },
            dashGridOptions={
                "animateRows": False,
                "ensureDomOrder": True,
                "suppressColumnVirtualisation": True,
                "domLayout": "autoHeight" if len(rows) <= SHORT else "normal",
            },
            style={"width": "100%", "height": None if len(rows) <= SHORT else 460},
        ),
    ]
