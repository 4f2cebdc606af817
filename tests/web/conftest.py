"""A published version to read and the two servers with accounts, made once for each run of this folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from layers.publish.version import publish
from tests.layers.town import build_town
from tests.published_fixture import write_published
from tests.web.people.town import Doorway, doorway


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing but one published version of the invented town."""
    home = tmp_path_factory.mktemp("published_home")
    write_published(home)
    return home


@pytest.fixture(scope="session")
def analyst_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a restricted store and one version published from it; tests must not publish in it."""
    home = build_town(tmp_path_factory.mktemp("analyst") / "home").home
    publish(home, as_of=dt.date(2026, 11, 22))
    return home


@pytest.fixture(scope="session")
def board_door(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    """A server with accounts for boards."""
    return doorway(published_home, tmp_path_factory.mktemp("board_people"), board=True)


@pytest.fixture(scope="session")
def analysts_door(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    """A server with accounts for analysts."""
    return doorway(analyst_home, tmp_path_factory.mktemp("analysts_people"), board=False)
