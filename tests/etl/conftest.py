from __future__ import annotations

from pathlib import Path

import pytest

from tests.etl.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder for one place."""
    return Folder(tmp_path)
