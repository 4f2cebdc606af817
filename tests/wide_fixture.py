"""A country of five levels, small enough for a test: what is wide and what is large is set lower."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import layers.grids
import web.map.levels
from tests.bench.country import make_home

CELLS, EVENTS, SEED = 3_000, 16_000, 1


@contextmanager
def small_country(home: Path) -> Iterator[Path]:
    """Make a home with hexagons from resolution 5 to 9, of which the finest is sent in blocks."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layers.grids, "WIDE_CELLS", CELLS // 2)
        patched.setattr(layers.grids, "COARSEST_CELLS", 10)
        patched.setattr(web.map.levels, "WHOLE_CELLS", CELLS // 3)
        make_home(home, CELLS, EVENTS, SEED)
        yield home
