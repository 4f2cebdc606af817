"""The summary below the map."""

from __future__ import annotations

from typing import Any

from dash import html

from layers.published.offer import Offer
from web.arrange.sides import sides
from web.listing.changed import change_sentences
from web.listing.summary import summarise
from web.marks import mark
from web.view.comparison import comparison_of
from web.view.state import View


def build_said(offer: Offer, view: View) -> list[Any]:
    """Return the sentences as a list."""
    where = offer.grid_noun(view.grid)
    return [
        html.H2("What the map shows, in words"),
        *mark(offer.published),
        html.P(f"Shown by {where}.", className="about"),
        *(
            each
            for side in sides(offer, view)
            for each in (
                html.H3(side.name) if side.name else None,
                html.Ul([html.Li(sentence) for sentence in _sentences(offer, side.view)]),
            )
        ),
    ]


def _sentences(offer: Offer, view: View) -> list[str]:
    compared = comparison_of(offer.published, view)
    return change_sentences(offer, compared) if compared else summarise(offer, view)
