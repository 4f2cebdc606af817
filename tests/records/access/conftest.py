from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.access.open import access_path, open_access
from records.store import Store


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty access store."""
    with open_access(access_path(tmp_path)) as opened:
        yield opened
