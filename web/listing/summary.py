"""What the map shows, in sentences: for readers who cannot or will not read colours."""

from __future__ import annotations

import numpy as np

from layers import words
from layers.published.offer import Offer
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, Figures, LayerInfo
from web.view.state import View


def period_words(offer: Offer, period_id: str) -> str:
    """Return a period as it reads within a sentence ('' for what does not vary)."""
    period = offer.period(period_id)
    return "" if period is None or period.kind == "current" else period.label


def summarise(offer: Offer, view: View) -> list[str]:
    """Return one or more sentences for each layer on the map, and what else is drawn."""
    said = [_layer_sentence(offer, view, layer_id) for layer_id in view.layer_ids()]
    if not said:
        said = [
            "No environment is switched on, or its figures describe the whole place: no colours are drawn."
        ]
    if len(view.layer_ids()) > 1:
        top = offer.published.layers()[view.layer_ids()[-1]].title
        said.append(f"{top} lies on top; lower its opacity to see what is beneath.")
    services = sum(offer.service_types[kind] for kind in view.services)
    if services:
        said.append(f"{services:,} service{'s are' if services != 1 else ' is'} marked.")
    return said


def _layer_sentence(offer: Offer, view: View, layer_id: str) -> str:
    published = offer.published
    layer = published.layers()[layer_id]
    period_id = published.best_period(layer_id, view.grid, view.period)
    if period_id is None:
        return f"{layer.title}: no figures at this level of detail."
    figures = published.figures(layer_id, view.grid, period_id)
    when = period_words(offer, period_id)
    head = f"{layer.title}{f', {when}' if when else ''}"
    return f"{head}: {_counts(view.grid, layer, figures)}{_highest(offer, view.grid, layer, figures)}"


def _counts(grid: str, layer: LayerInfo, figures: Figures) -> str:
    total = len(figures.state)
    noun = "neighbourhoods" if grid == "area" else "hexagons"
    own = int((figures.state == RELEASED).sum())
    zero = int(((figures.state == RELEASED) & (figures.value == 0)).sum())
    parts = [f"{own:,} of {total:,} {noun} have a figure of their own"]
    if zero and layer.kind in words.COUNTED:
        parts.append(f"{zero:,} of them zero")
    for code, text in (
        (PARENT, "take the figure of the larger area around them"),
        (WITHHELD, "are withheld"),
        (NO_DATA, "have no data"),
    ):
        count = int((figures.state == code).sum())
        if count:
            parts.append(f"{count:,} {text}")
    return f"{words.listing(parts)}."


def _highest(offer: Offer, grid: str, layer: LayerInfo, figures: Figures) -> str:
    own = np.where(figures.state == RELEASED, figures.value, np.nan)
    if not np.isfinite(own).any() or np.nanmax(own) == 0:
        return ""
    row = int(np.nanargmax(own))
    where = row_name(offer, grid, row)
    return f" The highest figure is {words.in_layer(float(own[row]), layer.unit, layer.kind)}, {where}."


def row_name(offer: Offer, grid: str, row: int) -> str:
    """Return where a row is: 'in Harbourside', or 'in a hexagon in Harbourside'."""
    names = area_names(offer)
    if grid == "area":
        return f"in {offer.published.areas()[row].name}"
    name = names.get(offer.published.cells(grid).area_id[row], "")
    return f"in a hexagon in {name}" if name else "in a hexagon outside the named neighbourhoods"


def area_names(offer: Offer) -> dict[str, str]:
    """Return the name of each neighbourhood by its id."""
    return {area.area_id: area.name for area in offer.published.areas()}
