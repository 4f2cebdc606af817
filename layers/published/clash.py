"""What a published version holds about clashes, in bands; the exact result is layers/clash/ for analysts."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.clash.shown import ClashService
from layers.clash.states import TROUBLES, Note, State, Trouble
from layers.published.file import PublishedFile

__all__ = ["Clash", "ClashFile", "ClashService", "ClashSurface"]

WITHHELD_CLASS, NO_DATA_CLASS = -1, -2


@dataclass(frozen=True)
class ClashSurface:
    """One thing drawn cell by cell in a few classes; labels: one a class, from class 0 up."""

    id: str
    title: str
    question: str
    unit: str
    caveat: str
    source: str
    labels: tuple[str, ...]
    grids: tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """The services by class, then index, then name, and what they rest on.

    trouble: why nothing could be compared in the whole place, '' where it could. tested: services in the
    false-discovery family; compared: places each is set against. first_day, last_day: both inclusive, None
    where there are no weeks on file. along_streets: walks follow the place's streets, else they are straight
    lines x 1.3. approximate_m: how coarsely the sources place events, 0 exact.
    """

    trouble: Trouble
    first_day: date | None
    last_day: date | None
    weeks: int
    types: tuple[str, ...]
    tested: int
    compared: int
    attainable: bool
    weakly_adjusted: bool
    approximate_m: float
    bandwidth_m: float
    along_streets: bool
    services: tuple[ClashService, ...]
    surfaces: tuple[ClashSurface, ...]

    @property
    def trouble_words(self) -> str:
        """Return the trouble as a sentence, '' without any."""
        return TROUBLES[self.trouble]


class ClashFile(PublishedFile):
    """The part of a published version that is about clashes."""

    def clash(self) -> Clash | None:
        """Return what is published about clashes, None in a version from before there was any."""
        kept: Clash | None = self._keep(("clash",), self._read_clash)
        return kept

    def _read_clash(self) -> Clash | None:
        if not self._rows("clash_known")[0][0]:
            return None
        meta = {key: json.loads(value) for key, value in self._rows("clash_meta")}
        if not meta:
            return None
        return Clash(
            trouble=Trouble(meta["trouble"]),
            first_day=_day(meta["first_day"]),
            last_day=_day(meta["last_day"]),
            services=tuple(_service(*row) for row in self._rows("clash_services")),
            surfaces=self._surfaces(),
            weeks=meta["weeks"],
            types=tuple(meta["types"]),
            tested=meta["tested"],
            compared=meta["compared"],
            attainable=meta["attainable"],
            weakly_adjusted=meta["weakly_adjusted"],
            approximate_m=meta["approximate_m"],
            bandwidth_m=meta["bandwidth_m"],
            along_streets=meta["along_streets"],
        )

    def _surfaces(self) -> tuple[ClashSurface, ...]:
        drawn = self._rows("clash_grids")
        found = []
        for surface, title, question, unit, caveat, source, labels in self._rows("clash_surfaces"):
            grids = tuple(grid for name, grid in drawn if name == surface)
            found.append(ClashSurface(surface, title, question, unit, caveat, source, tuple(labels), grids))
        return tuple(found)

    def clash_cells(self, surface_id: str, grid: str) -> NDArray[np.int8]:
        """Return the class of each row of a hexagon grid, -1 where it is withheld, -2 where there is no data.

        Raises KeyError for a surface that is not published on this grid.
        """
        known = self.clash()
        if known is None or grid not in {g for s in known.surfaces if s.id == surface_id for g in s.grids}:
            raise KeyError((surface_id, grid))
        found = self._columns("clash_cells", surface_id, grid)
        classes = np.full(len(found["row"]), NO_DATA_CLASS, np.int8)
        classes[found["row"].astype(np.int64)] = found["class"].astype(np.int8)
        return classes


def _service(*row: Any) -> ClashService:
    values = dict(zip((field.name for field in fields(ClashService)), row, strict=True))
    values["state"] = State(values["state"])
    values["notes"] = tuple(Note(note) for note in values["notes"] or ())
    return ClashService(**values)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
