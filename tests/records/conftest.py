"""A state store for each test: a file, or a database server's where the variable below names one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.schema import METADATA
from records.store import Store, open_store, workspace_path

SERVER_SETTING = "SAFEPASSAGE_TEST_DATABASE"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty state store."""
    with open_store(os.environ.get(SERVER_SETTING) or workspace_path(tmp_path)) as opened:
        yield opened
        if SERVER_SETTING in os.environ:
            with opened.writing() as connection:
                METADATA.drop_all(connection)
