from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.access import accounts
from records.access.open import access_path, open_access
from records.store import Store

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
PASSWORD = "violin gravel otter"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_access(access_path(tmp_path)) as opened:
        accounts.add_organisation(opened, "Velmouth Public Health", "health")
        yield opened


def test_a_link_sets_a_password_that_signs_in(store: Store) -> None:
    made = accounts.add(
        store,
        login="Ada@Example.org",
        name="Ada",
        organisation="velmouth public health",
        role="steward",
        at=NOON,
    )
    assert accounts.use_link(store, made.token, PASSWORD, NOON).epoch == 1
    signed = accounts.sign_in(store, "ADA@example.org ", PASSWORD, NOON)
    assert (signed.login, signed.signed_in_at) == ("ada@example.org", NOON)
