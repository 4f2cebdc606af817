"""A published version as it would be without what came after a day: for a briefing of an earlier quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from layers.published import rows
from layers.published.measures import Measured
from layers.published.version import Published


class Until(Published):
    """The same version without the periods that end after a day.

    Clash figures and zones are of the whole version: neither is published by quarter.
    """

    def __init__(self, whole: Published, last: date) -> None:
        """Share the file that `whole` has open. last: the last day that a period may have."""
        self.whole, self.last = whole, last
        self.version = whole.version
        self._connection, self._lock, self._kept = whole._connection, whole._lock, {}

    def _read_meta(self) -> rows.Meta:
        whole = self.whole.meta()
        view = whole.default_view
        period = self.best_period(view.layer, view.grid, view.period) or "" if view.layer else ""
        return replace(whole, key_figures=(), default_view=replace(view, period=period))

    def _ended(self) -> frozenset[str]:
        """Return the ids of the periods that remain."""
        kept: frozenset[str] = self._keep(
            ("ended",),
            lambda: frozenset(
                each.id for each in self.whole.periods() if each.ends_on is None or each.ends_on <= self.last
            ),
        )
        return kept

    def catalogue(self) -> frozenset[tuple[str, str, str]]:
        """Return the (layer, grid, period) triples that remain."""
        kept: frozenset[tuple[str, str, str]] = self._keep(
            ("catalogue",),
            lambda: frozenset(each for each in self.whole.catalogue() if each[2] in self._ended()),
        )
        return kept

    def periods(self, layer_id: str | None = None, grid: str | None = None) -> list[rows.Period]:
        """Return the periods that remain (see Published.periods)."""
        return [each for each in self.whole.periods(layer_id, grid) if each.id in self._ended()]

    def history(self, grid: str, row: int) -> dict[tuple[str, str], rows.Figure]:
        """Return every figure at one row that remains (see Published.history)."""
        return {key: each for key, each in self.whole.history(grid, row).items() if key[1] in self._ended()}

    def measures(self) -> Mapping[tuple[str, str], Measured]:
        """Return the outcomes that remain (see Published.measures)."""
        return {key: each for key, each in self.whole.measures().items() if key[1] in self._ended()}

    def kind_periods(self) -> frozenset[tuple[str, str]]:
        """Return the layers and periods with counts by kind that remain."""
        return frozenset(each for each in self.whole.kind_periods() if each[1] in self._ended())
