"""The four environments' scores, composed from published figures only."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from layers.disclosure import NO_DATA, RELEASED
from layers.layer import ENVIRONMENTS, Environment, Layer
from layers.periods import CURRENT
from layers.publish.figures import Figures
from layers.publish.material import Material, figure_table
from layers.score import compose

ENOUGH_ROWS = 0.5  # an indicator known for fewer of a grid's rows does not enter there
FEWEST_INDICATORS = 2  # a rank of one indicator is that indicator, not a score
PERIOD_KINDS = ("current", "year", "window")


def score_id(environment: Environment) -> str:
    """Return the id of an environment's score layer."""
    return f"score_{environment}"


def basis(
    figures: Figures, layer: Layer, grid: str, kinds: dict[str, str], ends: dict[str, str]
) -> str | None:
    """Return the period of a layer that a score on a grid uses: current, the latest year, the window."""
    found = [period for owner, on, period in figures if owner == layer.id and on == grid]
    for kind in PERIOD_KINDS:
        of_kind = sorted((period for period in found if kinds[period] == kind), key=lambda p: ends[p])
        if of_kind:
            return of_kind[-1]
    return None


def score_tables(
    material: Material,
    layers: dict[str, Layer],
    figures: Figures,
    kinds: dict[str, str],
    ends: dict[str, str],
) -> tuple[list[pa.Table], dict[str, dict[str, list[str]]]]:
    """Return score figures and, for each score and grid, which layers (and periods) it was made of."""
    tables: list[pa.Table] = []
    made_of: dict[str, dict[str, list[str]]] = {}
    for environment in ENVIRONMENTS:
        wanted = [
            layer
            for layer in layers.values()
            if layer.environment == environment and layer.in_score and layer.harm != "neither"
        ]
        for grid in ("area", *material.ground.grids):
            columns, names = [], []
            for layer in wanted:
                period = basis(figures, layer, grid, kinds, ends)
                if period is None:
                    continue
                value = figures.value((layer.id, grid, period))
                if np.isfinite(value).mean() < ENOUGH_ROWS:
                    continue
                columns.append(value if layer.harm == "higher" else -value)
                names.append(f"{layer.id}@{period}")
            if len(columns) < FEWEST_INDICATORS or len(columns[0]) < 2:
                continue
            overall = compose(np.column_stack(columns))[2]
            state = np.where(np.isfinite(overall), RELEASED, NO_DATA).astype(np.int8)
            tables.append(figure_table(score_id(environment), grid, CURRENT.id, overall, state))
            made_of.setdefault(score_id(environment), {})[grid] = names
    return tables, made_of
