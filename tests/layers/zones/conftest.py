"""One small home for all tests that weigh zones; they must not change it."""

from __future__ import annotations

import pytest

from tests.layers.zones.weighing import Weighing, build


@pytest.fixture(scope="session")
def weighing(tmp_path_factory: pytest.TempPathFactory) -> Weighing:
    """The home, its raw rows and its material."""
    return build(tmp_path_factory.mktemp("zones") / "home")
