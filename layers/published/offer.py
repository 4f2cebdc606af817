"""What one published version lets a reader choose: layers, levels of detail and periods, with the reasons."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass

import numpy as np

from layers import words
from layers.periods import CURRENT
from layers.published.rows import LayerInfo, Period
from layers.published.version import Published
from layers.zones.status import STATUSES

ENVIRONMENTS = ("physical", "social", "economic", "policy")
PERIOD_KINDS = {"quarter": "By quarter", "year": "By year", "window": "All years"}
BY_ZOOM = "Hexagons, finer as you zoom in"
UNVARYING = "The layers shown do not vary by period."
FINEST_FIRST = ("Fine hexagons", "Hexagons", "Large hexagons")


@dataclass(frozen=True)
class Choice:
    """One option of a control; `reason` says why it cannot be chosen now ('' when it can)."""

    value: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Offer:
    """The choices of one version. A layer's figures exist only for the triples of its catalogue."""

    published: Published

    def mapped(self, environment: str) -> list[LayerInfo]:
        """Return the layers of an environment that belong on the map, its score first."""
        found = [layer for layer in self._of(environment) if layer.level == "micro" or layer.kind == "score"]
        return sorted(found, key=lambda layer: layer.kind != "score")

    def macro(self, environment: str) -> list[LayerInfo]:
        """Return the layers of an environment that describe the place as a whole."""
        return [layer for layer in self._of(environment) if layer.level == "macro" and layer.kind != "score"]

    def _of(self, environment: str) -> list[LayerInfo]:
        return [layer for layer in self.published.layers().values() if layer.environment == environment]

    def drawable(self, layer_id: str) -> bool:
        """Return whether a layer has figures on any level of detail that the map draws."""
        return any(grid != "place" for grid in self.published.grids(layer_id))

    def first_layer(self, environment: str) -> str:
        """Return the layer an environment opens with: its score where that has figures ('' without any)."""
        drawable = [layer.id for layer in self.mapped(environment) if self.drawable(layer.id)]
        return drawable[0] if drawable else ""

    @functools.cached_property
    def grids(self) -> tuple[str, ...]:
        """The levels of detail of this place, coarse to fine, whether or not figures exist on each."""
        return tuple(grid for grid in self.published.grids() if grid != "place")

    @functools.cached_property
    def levels(self) -> tuple[str, ...]:
        """A wide place's hexagons, coarse to fine, of which the map's zoom chooses one; none elsewhere."""
        hexagons = tuple(name for name in self.grids if name != "area")
        return hexagons if len(hexagons) > len(FINEST_FIRST) else ()

    def beside(self, grid: str) -> tuple[str, ...]:
        """Return the grids that a reader takes for one level of detail: a wide place's hexagons."""
        return self.levels if grid in self.levels else (grid,)

    def drawn_on(self, grid: str, period_id: str, layer_ids: tuple[str, ...]) -> bool:
        """Return whether a layer has figures on a grid for a period; for any where none of them varies."""
        catalogue = self.published.catalogue()
        wanted = period_id if self._kinds(layer_ids, self.beside(grid)) else CURRENT.id
        return any((layer, grid, wanted) in catalogue for layer in layer_ids)

    def grid_label(self, grid: str) -> str:
        """Return a level of detail as the reader knows it."""
        hexagons = [name for name in self.grids if name != "area"]
        if grid not in hexagons:
            return "Neighbourhoods"
        if self.levels:
            return self.grid_noun(grid).capitalize()
        from_finest = len(hexagons) - 1 - hexagons.index(grid)
        return FINEST_FIRST[from_finest] if from_finest < len(FINEST_FIRST) else f"Hexagons {grid[1:]}"

    def grid_noun(self, grid: str, *, one: bool = False) -> str:
        """Return 'neighbourhoods' or 'hexagons of about 0.74 km²' (singular with `one`)."""
        if grid == "area":
            return "neighbourhood" if one else "neighbourhoods"
        noun = "hexagon" if one else "hexagons"
        return f"{noun} of about {words.number(self.cell_km2(grid))} km²"

    @functools.cached_property
    def opening_level(self) -> str:
        """The level of a wide place that is on the map before its zoom is known."""
        opening = self.published.meta().default_view.grid
        return opening if opening in self.levels else self.levels[0]

    def with_figures(self, grid: str, period_id: str, layer_ids: tuple[str, ...]) -> str:
        """Return a wide place's level, or the finest coarser one where the period has figures."""
        if grid not in self.levels or not period_id:
            return grid
        coarser = self.levels[: self.levels.index(grid) + 1]
        return next((on for on in reversed(coarser) if self.drawn_on(on, period_id, layer_ids)), grid)

    def cell_km2(self, grid: str) -> float:
        """Return the median area of a hexagon of a grid, in km²."""
        return float(np.median(self.published.cells(grid).area_km2))

    def grid_choices(self, layer_ids: tuple[str, ...], shown: str = "") -> list[Choice]:
        """Return every level of detail, with the reason where none of the layers shown has figures there.

        shown: the one on the map; a wide place's hexagons are one choice, whichever the zoom has chosen.
        """
        if self.levels:
            now = shown if shown in self.levels else self.opening_level
            hexagons = Choice(now, BY_ZOOM)
            return [*(Choice(grid, self.grid_label(grid)) for grid in self.grids if grid == "area"), hexagons]
        catalogue = self.published.catalogue()
        wanted = set(layer_ids) or set(self.published.layers())
        drawn = {grid for layer, grid, _ in catalogue if layer in wanted}
        anything = {grid for _, grid, _ in catalogue}
        choices = []
        for grid in self.grids:
            reason = ""
            if grid not in anything:
                reason = (
                    "Not published: it needs three whole years of figures and the data steward's consent."
                )
            elif grid not in drawn:
                reason = "The layers shown have no figures at this level of detail."
            choices.append(Choice(grid, self.grid_label(grid), reason))
        return choices

    def kind_choices(self, grid: str, layer_ids: tuple[str, ...]) -> list[Choice]:
        """Return the kinds of period, with the reason where the layers shown have none on this grid."""
        here = self._kinds(layer_ids, self.beside(grid))
        anywhere = self._kinds(tuple(self.published.layers()), self.grids)
        choices = []
        for kind, label in PERIOD_KINDS.items():
            reason = ""
            if kind not in anywhere:
                reason = "This version holds no such period."
            elif not here:
                reason = UNVARYING
            elif kind not in here:
                finest = [
                    self.grid_label(name) for name in self.grids if kind in self._kinds(layer_ids, (name,))
                ]
                reason = (
                    f"Published for {words.listing([name.lower() for name in finest])} only: with smaller "
                    "areas or shorter periods too few events remain to show."
                    if finest
                    else "The layers shown have no such period."
                )
            choices.append(Choice(kind, label, reason))
        return choices

    def periods(self, kind: str, grid: str, layer_ids: tuple[str, ...]) -> list[Period]:
        """Return the periods of a kind for which a layer shown has figures on this grid, latest first."""
        catalogue = self.published.catalogue()
        return [
            period
            for period in reversed(self.published.periods())
            if period.kind == kind
            and any((layer, on, period.id) in catalogue for layer in layer_ids for on in self.beside(grid))
        ]

    def period_ids(self, grid: str, layer_ids: tuple[str, ...]) -> set[str]:
        """Return the periods of any kind for which a layer shown has figures on this grid."""
        return {period.id for kind in PERIOD_KINDS for period in self.periods(kind, grid, layer_ids)}

    def _kinds(self, layer_ids: tuple[str, ...], grids: tuple[str, ...]) -> set[str]:
        wanted, on = set(layer_ids), set(grids)
        found = {
            period for layer, grid, period in self.published.catalogue() if layer in wanted and grid in on
        }
        return {period.kind for period in self.published.periods() if period.id in found} - {"current"}

    def period(self, period_id: str) -> Period | None:
        """Return a period by id."""
        return next((each for each in self.published.periods() if each.id == period_id), None)

    @functools.cached_property
    def zone_statuses(self) -> dict[str, int]:
        """How many zones there are in each status, in the order of the workflow."""
        counts = Counter(zone.status for zone in self.published.zones().values())
        return {status: counts[status] for status in STATUSES if counts[status]}

    @functools.cached_property
    def service_types(self) -> dict[str, int]:
        """How many services or stops there are of each type, by type."""
        counts: dict[str, int] = {}
        for service in self.published.services():
            counts[service.type] = counts.get(service.type, 0) + 1
        return dict(sorted(counts.items()))


@functools.lru_cache(maxsize=16)
def offer_of(published: Published) -> Offer:
    """Return the offer of a version, kept while that version is among the last few in use."""
    return Offer(published)
