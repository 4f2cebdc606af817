"""A home of its own for each file of tests that change one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.analyst.home import follow_both


@pytest.fixture(scope="module")
def own_home(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the analysts' home that the tests of one file share and change."""
    home = Path(shutil.copytree(analyst_home, tmp_path_factory.mktemp("own") / "home"))
    yield home
    follow_both(home).close()
