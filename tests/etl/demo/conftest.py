"""One demo written to disk, and the towns of three seeds, shared by the tests of this folder."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.demo.make import DEFAULT_SEED, Town, build_town, make_demo

SEEDS = (DEFAULT_SEED, 7, 8)


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "raw"
    make_demo(folder, seed=DEFAULT_SEED)
    return folder


@pytest.fixture(scope="session")
def truth(raw: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((raw / "truth.json").read_text(encoding="utf-8"))
    return found


@cache
def town_of(seed: int) -> Town:
    """The town of a seed, laid out once whatever the order of the tests."""
    return build_town(np.random.default_rng(seed).spawn(2)[0])


@pytest.fixture(params=SEEDS)
def seeded(request: pytest.FixtureRequest) -> tuple[Town, np.random.Generator]:
    """A town, and a new generator for its events."""
    return town_of(request.param), np.random.default_rng(request.param).spawn(2)[1]
