"""A published version to read, made once for each run of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published_fixture import write_published


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing but one published version of the invented town."""
    home = tmp_path_factory.mktemp("published_home")
    write_published(home)
    return home
