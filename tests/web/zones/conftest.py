"""A published version with three zones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published_fixture import write_published


@pytest.fixture(scope="session")
def zoned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing but one published version of the invented town, with zones."""
    home = tmp_path_factory.mktemp("zoned_home")
    write_published(home, zones=True)
    return home
