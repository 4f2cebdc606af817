"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from records.access import passwords
from tests.postgres import Server, running_server

# The same examples every time, and no clock: a slow machine is no failure. Other examples on demand:
# --hypothesis-profile=fresh --hypothesis-seed=N
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("fresh", deadline=None, database=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than cores: tests often wait for a browser, a server or a disk."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what drives a browser: begun last, one file would keep a single worker busy at the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session", autouse=True)
def product_hasher() -> Iterator[PasswordHasher]:
    """Hash passwords without the cost, a quarter of a second each; yields the product's own hasher."""
    own = passwords._HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield own


@pytest.fixture(scope="session")
def shared_places() -> Path:
    """Folder of the two real places; skips with the reason where a checkout has none beside it."""
    folder = SHARED / "places"
    if not folder.is_dir():
        pytest.skip("the real places are not beside this checkout (../shared/places)")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Yield a database server of this process's own; skips with the reason where none is installed."""
    with running_server() as server:
        yield server
