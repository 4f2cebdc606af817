"""The two servers with accounts, made once for this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.people.town import Doorway, doorway


@pytest.fixture(scope="session")
def board_door(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    """A server for boards."""
    return doorway(published_home, tmp_path_factory.mktemp("board_people"), board=True)


@pytest.fixture(scope="session")
def analysts_door(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    """A server for analysts."""
    return doorway(analyst_home, tmp_path_factory.mktemp("analysts_people"), board=False)
