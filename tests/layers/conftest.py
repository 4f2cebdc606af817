"""One invented town, published once for all tests that only read it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from layers.publish.version import publish
from tests.layers.town import Town, build_town

AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town with one published version; tests must not change it."""
    town = build_town(tmp_path_factory.mktemp("town") / "home")
    publish(town.home, as_of=AS_OF)
    return town


@pytest.fixture(scope="session")
def published_file(town: Town) -> Path:
    """The published file of the town."""
    name = (town.home / "published" / "current").read_text(encoding="ascii").strip()
    return town.home / "published" / f"{name}.duckdb"
