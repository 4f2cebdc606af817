"""An access store for each test, once in a file and once on a database server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.access.open import access_path, open_access
from records.store import Store
from tests.records.conftest import BACKENDS


@pytest.fixture(params=BACKENDS)
def access(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty access store."""
    lite = request.param == "sqlite"
    with open_access(
        access_path(tmp_path) if lite else request.getfixturevalue("postgresql").database()
    ) as opened:
        yield opened
