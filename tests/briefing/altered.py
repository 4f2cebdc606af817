"""A published version of which some answers are others, for states that one town does not have at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from layers.published.clash import Clash
from layers.published.rows import WITHHELD, Figure, Figures, LayerInfo, Service
from layers.published.version import Published


class Altered(Published):
    """The version `whole` with another clash result, fewer layers, other services, or everything withheld."""

    def __init__(self, whole: Published, **answers: Any) -> None:
        """Share the file that `whole` has open. answers: clash, layers (ids), services,
        withheld, withheld_periods (of the place), without_grid."""
        self.version, self._answers = whole.version, answers
        self._connection, self._lock, self._kept = whole._connection, whole._lock, {}

    def clash(self) -> Clash | None:
        """Return the other result, where there is one."""
        found: Clash | None = self._answers["clash"] if "clash" in self._answers else super().clash()
        return found

    def layers(self) -> dict[str, LayerInfo]:
        """Return the layers that are left."""
        left = self._answers.get("layers")
        return {id_: each for id_, each in super().layers().items() if left is None or id_ in left}

    def catalogue(self) -> frozenset[tuple[str, str, str]]:
        """Return the figures of the layers and grids that are left."""
        layers, grid = self.layers(), self._answers.get("without_grid")
        return frozenset(each for each in super().catalogue() if each[0] in layers and each[1] != grid)

    def services(self) -> tuple[Service, ...]:
        """Return the other services."""
        found: tuple[Service, ...] = self._answers.get("services", super().services())
        return found

    def figures(self, layer_id: str, grid: str, period_id: str) -> Figures:
        """Return figures without one that may be shown, where everything is withheld."""
        found = super().figures(layer_id, grid, period_id)
        if not self._answers.get("withheld"):
            return found
        nothing = np.full(len(found.value), np.nan)
        state = np.full(len(found.value), WITHHELD, np.uint8)
        return replace(found, value=nothing, count=nothing, state=state, low=np.zeros(len(state), bool))

    def history(self, grid: str, row: int) -> dict[tuple[str, str], Figure]:
        """Return figures of the layers that are left, some or all of them withheld."""
        found = {key: each for key, each in super().history(grid, row).items() if key[0] in self.layers()}
        everything, some = self._answers.get("withheld", False), self._answers.get("withheld_periods", ())
        return {
            key: replace(each, value=None, count=None, state="withheld")
            if everything or key[1] in some
            else each
            for key, each in found.items()
        }
