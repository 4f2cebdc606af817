"""A state store for each test, once in a file and once on a database server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.store import Store, open_store, workspace_path

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty workspace."""
    lite = request.param == "sqlite"
    with open_store(
        workspace_path(tmp_path) if lite else request.getfixturevalue("postgresql").database()
    ) as opened:
        yield opened
