"""What the drawer says of a place while two periods are compared."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from layers import words
from layers.published.offer import Offer
from layers.published.rows import STATES
from web import changes
from web.aria import aria
from web.listing.change_table import STATE_WORDS
from web.view.comparison import comparison_of
from web.view.state import View


def change_note(offer: Offer, view: View, row: int) -> list[Any]:
    """Return the change at one row of the view's grid, nothing where the view compares nothing."""
    compared = comparison_of(offer.published, view)
    if compared is None:
        return []
    found = compared.changes(offer.published)
    layer = compared.layer
    lines = []
    if not np.isnan(found.estimate[row]):
        size = changes.size(float(found.estimate[row]), found.measure)
        sure = changes.interval(float(found.low[row]), float(found.high[row]), found.measure)
        after = words.in_layer(float(found.after[row]), layer.unit, layer.kind)
        lines.append(html.Span(changes.LEVELS[found.measure][found.level[row]], className="value"))
        lines.append(html.Span(f"{size} ({sure})", className="note"))
        lines.append(html.Span(f"From {words.number(float(found.before[row]))} to {after}", className="note"))
    state = "nothing" if found.nothing[row] else STATES[found.state[row]]
    if state != "released":
        said = STATE_WORDS[state]
        lines.append(html.Span(f"{said[:1].upper()}{said[1:]}", className="note"))
    span = f"{compared.before.label} to {compared.after.label}"
    entry = html.Div(
        [html.Dt([layer.title, html.Span(span, className="when")]), html.Dd(lines)], className="entry"
    )
    return [
        html.Section(
            [html.H3("Change"), html.Dl([entry])],
            className="drawer-part",
            **aria(label="Change between the periods compared"),
        )
    ]
