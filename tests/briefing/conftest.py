"""A published version to make briefings of, and the briefing that the map opens with."""

from __future__ import annotations

import pytest

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.model import Content
from layers.published.home import follow
from layers.published.version import Published
from tests.published_fixture import write_published


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The invented town's one published version, with three zones."""
    home = tmp_path_factory.mktemp("briefing_town")
    write_published(home, zones=True)
    return follow(home).current()


@pytest.fixture(scope="session")
def opened(town: Published) -> Content:
    """The briefing of the view that the map of the town opens with."""
    return compose(town, opening(town))
