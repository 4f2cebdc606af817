"""One neighbourhood or hexagon that was opened, with everything the drawer says of it looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.published.offer import Offer
from layers.published.rows import Figure, LayerInfo, Period
from layers.published.version import Published
from web.inspect.standing import Standing, standing_of
from web.listing.summary import area_names


@dataclass(frozen=True)
class Here:
    """A row of a grid: its figures for the view's period, its history, and what both are said with."""

    offer: Offer
    grid: str
    row: int
    period: str
    figures: tuple[Figure, ...]
    history: Mapping[tuple[str, str], Figure]

    @property
    def published(self) -> Published:
        """Return the version it is read from."""
        return self.offer.published

    @property
    def periods(self) -> list[Period]:
        """Return every period, earliest end first."""
        return self.published.periods()

    @property
    def rounding(self) -> int:
        """Return the multiple to which counts are rounded."""
        return int(self.published.meta().disclosure.get("rounding", 5))

    @property
    def about(self) -> str:
        """Return what stands before a count: nothing where figures are exact."""
        return "" if self.published.meta().exact else "about "

    @property
    def plural(self) -> str:
        """Return what ranks are among."""
        return "neighbourhoods" if self.grid == "area" else "hexagons"

    @property
    def area_row(self) -> int | None:
        """Return the row of the neighbourhood it is or lies in."""
        if self.grid == "area":
            return self.row
        area_id = self.published.cells(self.grid).area_id[self.row]
        return next((area.row for area in self.published.areas() if area.area_id == area_id), None)

    @property
    def area_name(self) -> str:
        """Return the name of the neighbourhood it is or lies in, '' outside all of them."""
        if self.grid == "area":
            return self.published.areas()[self.row].name
        return area_names(self.offer).get(self.published.cells(self.grid).area_id[self.row], "")

    @property
    def middle(self) -> tuple[float, float]:
        """Return latitude and longitude of the middle of a hexagon. Raises KeyError for a neighbourhood."""
        cells = self.published.cells(self.grid)
        return float(cells.latitude[self.row]), float(cells.longitude[self.row])

    def layer(self, figure: Figure) -> LayerInfo:
        """Return a figure's layer."""
        return self.published.layers()[figure.layer_id]

    def standing(self, figure: Figure) -> Standing | None:
        """Return where a figure stands in the place; None unless it is released here and there are enough."""
        if figure.state != "released" or figure.value is None:
            return None
        return standing_of(self.published, figure.layer_id, self.grid, figure.period_id, figure.value)


def look(offer: Offer, grid: str, row: int, period: str) -> Here:
    """Return what is known of one row. Raises KeyError for a grid or row the place does not have."""
    published = offer.published
    figures = tuple(published.row_figures(grid, row, period))
    return Here(offer, grid, row, period, figures, published.history(grid, row))
