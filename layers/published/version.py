"""What one published version holds: all that the pages, the map, the briefing and `status` may know.

`Published` is one version, pinned for as long as its holder keeps it; layers/published/home.py finds the
current one.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from etl.errors import BadInputError
from layers.published import rows
from layers.published.clash import ClashFile
from layers.published.measures import MeasuresFile
from layers.published.tables import PublishedTables
from layers.published.zones import ZonesFile, ZoneShown

PERIOD_KINDS = ("year", "window", "current", "quarter")  # the order in which a view falls back


def grid_order(grid: str) -> int:
    """Return a number that grows from coarse to fine: the place, its neighbourhoods, then r7, r8, ..."""
    return {"place": -2, "area": -1}.get(grid) or int(grid[1:])


class Published(PublishedTables, ClashFile, ZonesFile, MeasuresFile):
    """One published version: released figures only; every method may be called from any thread.

    A file of exact figures (meta().exact) is read in the same way.
    """

    def meta(self) -> rows.Meta:
        """Return the version's own facts."""
        kept: rows.Meta = self._keep(("meta",), self._read_meta)
        return kept

    def _read_meta(self) -> rows.Meta:
        raw = {key: json.loads(value) for key, value in self._rows("meta")}
        place = raw["place"]
        view = raw.get("default_view") or {}
        return rows.Meta(
            place=rows.PlaceMeta(
                id=place["id"],
                name=place["name"],
                time_zone=place["time_zone"],
                banner=place.get("banner") or "",
                invented=bool(place.get("invented")),
                zone_term=place.get("zone_term") or "policing agreement area",
                bounds=tuple(place["bounds"]),
                centre=tuple(place["centre"]),
                basemap_url=place.get("basemap_url") or "",
            ),
            version=raw["version"],
            published_at=raw["published_at"],
            as_of=raw["as_of"],
            data_digest=raw.get("data_digest") or "",
            purpose=raw["purpose"],
            disclosure=raw.get("disclosure") or {},
            default_view=rows.DefaultView(
                *(view.get(key) or "" for key in ("layer", "grid", "period", "why"))
            ),
            key_figures=tuple(
                rows.KeyFigure(*(str(item.get(key) or "") for key in ("label", "value", "unit", "detail")))
                for item in raw.get("key_figures") or ()
            ),
            exact=raw.get("store") == "exact",
            only_invented=raw.get("only_invented") is True,
            raw=raw,
        )

    def layers(self) -> dict[str, rows.LayerInfo]:
        """Return every layer by id in published order, those without data too."""
        kept: dict[str, rows.LayerInfo] = self._keep(("layers",), self._read_layers)
        return kept

    def _read_layers(self) -> dict[str, rows.LayerInfo]:
        found = {}
        for row in self._rows("layers"):
            values: list[Any] = [text or "" for text in row[:10]]
            needs, missing, in_score, approximate_m, kind = row[10:]
            values += [
                tuple(needs or ()),
                tuple(missing or ()),
                bool(in_score),
                float(approximate_m or 0),
                kind,
            ]
            found[row[0]] = rows.LayerInfo(*values)
        return found

    def catalogue(self) -> frozenset[tuple[str, str, str]]:
        """Return the (layer, grid, period) triples that have figures."""
        kept: frozenset[tuple[str, str, str]] = self._keep(
            ("catalogue",), lambda: frozenset(self._rows("catalogue"))
        )
        return kept

    def periods(self, layer_id: str | None = None, grid: str | None = None) -> list[rows.Period]:
        """Return periods, earliest end first: all, or those with figures of a layer (on a grid)."""
        every: list[rows.Period] = self._keep(
            ("periods",), lambda: [rows.Period(*row) for row in self._rows("periods")]
        )
        if layer_id is None and grid is None:
            return list(every)
        wanted = {
            period
            for layer, on, period in self.catalogue()
            if (layer_id is None or layer == layer_id) and (grid is None or on == grid)
        }
        return [period for period in every if period.id in wanted]

    def grids(self, layer_id: str | None = None) -> list[str]:
        """Return grid names from coarse to fine: those with cells, or those where a layer has figures."""
        if layer_id is None:
            names = (
                {name for name, _ in self._rows("grids")} | {"place"} | ({"area"} if self.areas() else set())
            )
        else:
            names = {grid for layer, grid, _ in self.catalogue() if layer == layer_id}
        return sorted(names, key=grid_order)

    def best_period(self, layer_id: str, grid: str, wanted: str = "") -> str | None:
        """Return `wanted` where the layer has it, else its latest year, window, current value or quarter."""
        found = self.periods(layer_id, grid)
        if any(period.id == wanted for period in found):
            return wanted
        for kind in PERIOD_KINDS:
            of_kind = [period.id for period in found if period.kind == kind]
            if of_kind:
                return of_kind[-1]
        return None

    def zone_shown(self, zone_id: str) -> ZoneShown:
        """Return all that is shown of a zone. Raises KeyError for one that is not published."""
        kept: ZoneShown = self._keep(
            ("zone_shown", zone_id),
            lambda: ZoneShown(
                zone=self.zones()[zone_id],
                figures=self.zone_figures(zone_id),
                services=self.zone_services(zone_id),
                effects=self.zone_effects(zone_id),
                hours=self.zone_hours(zone_id),
                periods={period.id: period.label for period in self.periods()},
            ),
        )
        return kept

    def cells(self, grid: str) -> rows.Cells:
        """Return the cells of a hexagon grid in map order. Raises KeyError for a grid without cells."""
        kept: rows.Cells = self._keep(("cells", grid), lambda: self._read_cells(grid))
        return kept

    def _read_cells(self, grid: str) -> rows.Cells:
        if grid not in {name for name, _ in self._rows("grids")}:
            raise KeyError(grid)
        found = self._columns("cells", grid)
        if not np.array_equal(found["row"], np.arange(len(found["row"]))):
            raise BadInputError(
                self.version, f"the rows of grid {grid} are not 0, 1, 2, ...", "Publish again."
            )
        return rows.Cells(
            grid=grid,
            cell=found["cell"].astype(np.int64),
            parent_row=found["parent_row"].astype(np.int64),
            area_id=tuple(str(name) for name in found["area_id"]),
            area_km2=found["area_km2"].astype(np.float64),
            latitude=found["latitude"].astype(np.float64),
            longitude=found["longitude"].astype(np.float64),
        )

    def cell_count(self, grid: str) -> int:
        """Return how many cells a grid has, without reading them; 0 for none."""
        counts: dict[str, int] = self._keep(("cell_counts",), lambda: dict(self._rows("grids")))
        return counts.get(grid, 0)

    def size(self, grid: str) -> int:
        """Return how many rows a grid has. Raises KeyError for an unknown grid."""
        if grid == "place":
            return 1
        return len(self.areas()) if grid == "area" else len(self.cells(grid))

    def figures(self, layer_id: str, grid: str, period_id: str) -> rows.Figures:
        """Return one layer's figures aligned to the grid's rows. Raises KeyError when never published."""
        if (layer_id, grid, period_id) not in self.catalogue():
            raise KeyError((layer_id, grid, period_id))
        count = self.size(grid)
        found = self._columns("figures", layer_id, grid, period_id)
        at = found["row"].astype(np.int64)
        value = np.full(count, np.nan)
        counts = np.full(count, np.nan)
        state = np.full(count, rows.NO_DATA, np.uint8)
        low = np.zeros(count, np.bool_)
        value[at] = np.ma.filled(found["value"].astype(np.float64), np.nan)
        counts[at] = np.ma.filled(found["count"].astype(np.float64), np.nan)
        state[at] = found["state"].astype(np.uint8)
        low[at] = found["low"].astype(np.bool_)
        return rows.Figures(layer_id, grid, period_id, value, counts, state, low)

    def scale(self, layer_id: str, grid: str, period_kind: str) -> tuple[float, ...]:
        """Return the inner class limits, ascending: n limits make n + 1 colour classes."""
        kept: tuple[float, ...] = self._keep(
            ("scale", layer_id, grid, period_kind),
            lambda: tuple(
                float(limit)
                for (limits,) in self._rows("scale", layer_id, grid, period_kind)
                for limit in limits or ()
            ),
        )
        return kept

    def row_figures(self, grid: str, row: int, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure at one row, in layer order, for `wanted` or the latest period.

        A layer that has nothing on this grid is left out; one that has no figure at this row says no_data.
        Raises KeyError for a grid or row the place does not have.
        """
        history = self.history(grid, row)
        found = []
        for layer_id in self.layers():
            period = self.best_period(layer_id, grid, wanted)
            if period is not None:
                nothing = rows.Figure(layer_id, grid, period, row, None, None, "no_data", False)
                found.append(history.get((layer_id, period), nothing))
        return found

    def history(self, grid: str, row: int) -> dict[tuple[str, str], rows.Figure]:
        """Return every figure published at one row, by layer and period.

        Raises KeyError for a grid or row the place does not have.
        """
        if not 0 <= row < self.size(grid):
            raise KeyError((grid, row))
        return {
            (layer_id, period): rows.Figure(layer_id, grid, period, row, value, count, state, low)
            for layer_id, period, value, count, state, low in self._rows("history", grid, row)
        }

    def cell_figures(self, grid: str, row: int, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure in one hexagon (see row_figures)."""
        return self.row_figures(grid, row, wanted)

    def area_figures(self, area_id: str, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure in one neighbourhood. Raises KeyError for an unknown one."""
        row = next((area.row for area in self.areas() if area.area_id == area_id), -1)
        return self.row_figures("area", row, wanted)

    def place_figures(self, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure for the whole place."""
        return self.row_figures("place", 0, wanted)

    def areas(self) -> tuple[rows.Area, ...]:
        """Return the neighbourhoods in row order, with geometry."""
        kept: tuple[rows.Area, ...] = self._keep(
            ("areas",), lambda: tuple(rows.Area(*row) for row in self._rows("areas"))
        )
        return kept

    def status(self) -> dict[str, Any]:
        """Return the `published` part of `status --json`, counted on the grid the map opens on."""
        meta = self.meta()
        hexagons = [name for name in self.grids() if name.startswith("r")]
        grid = meta.default_view.grid if meta.default_view.grid in hexagons else (hexagons or ["area"])[-1]
        counted = {
            (layer, period): (shown, held) for layer, _, period, shown, held in self._rows("status", grid)
        }
        layers = []
        for layer in self.layers().values():
            period = self.best_period(layer.id, grid, meta.default_view.period) or ""
            shown, held = counted.get((layer.id, period), (0, 0))
            layers.append(
                {
                    "id": layer.id,
                    "environment": layer.environment,
                    "level": layer.level,
                    "cells_with_value": shown,
                    "withheld": held,
                    "period": period,
                    "missing": list(layer.missing),
                }
            )
        return {
            "place": meta.place.name,
            "version": self.version,
            "published_at": meta.published_at,
            "grid": grid,
            "cells": self.size(grid),
            "layers": layers,
        }
