"""`safepassage users ...` as a person meets it."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import pytest

from commands.noting import system_user
from records.access import accounts
from records.access.open import access_path, open_access
from records.access.trail import acts
from records.access.trail_check import verify
from web.trail import opened_trail


@pytest.fixture
def run(safepassage: Any, tmp_path: Path) -> Any:
    return functools.partial(safepassage, "users")


ADA = ("--name", "Ada Lane", "--organisation", "Public Health", "--role", "steward")


def test_people_are_added_listed_changed_and_sent_links(run: Any, tmp_path: Path) -> None:
    home = ("--home", tmp_path)
    missing = run("add", "ada@example.org", *ADA, *home)
    assert missing.code == 3
    assert "users organisation add" in missing.err
    assert run("organisation", "add", "Public Health", "--kind", "health", *home).code == 0
    assert run("organisation", "list", "--json", *home).document == [
        {"name": "Public Health", "kind": "health"}
    ]
    added = run("add", "Ada@example.org", *ADA, "--address", "https://map.example.org/", *home)
    assert added.code == 0
    assert "ada@example.org is added" in added.err
    address, token = added.out.strip().split("/set-password?token=")
    assert address == "https://map.example.org"
    with open_access(access_path(tmp_path)) as store:
        accounts.use_link(store, token, "violin gravel otter", dt.datetime.now(dt.UTC))
    again = run("add", "ADA@example.org", *ADA, "--json", *home)
    assert (again.code, again.document["error"]["what"]) == (3, "is taken")
    alone = run("disable", "ada@example.org", *home)
    assert alone.code == 4
    assert "last steward" in alone.err
    ben = run("add", "ben", "--name", "Ben", *ADA[2:], "--json", *home).document
    assert ben["link"].startswith("/set-password?token=")
    assert "epoch" not in ben
    assert run("role", "ada@example.org", "analyst", "--json", *home).document["role"] == "analyst"
    assert run("disable", "ada@example.org", *home).code == 0
    assert run("reset", "ada@example.org", *home).code == 4
    assert run("enable", "ADA@example.org", *home).code == 0
    (tmp_path / "server.toml").write_text('address = "https://www.example.org/risk-map"\n')
    renewed = run("reset", "ada@example.org", *home)
    assert renewed.out.startswith("https://www.example.org/risk-map/set-password?token=")
    listed = run("list", "--json", *home).document
    assert [(one["login"], one["role"], one["disabled"]) for one in listed] == [
        ("ada@example.org", "analyst", False),
        ("ben", "steward", False),
    ]
    with opened_trail(tmp_path) as trail:
        noted, _ = acts(trail)
        assert verify(trail).faults == ()
    assert {act.by for act in noted} == {f"command line: {system_user()}"}
    assert [(act.kind, act.subject) for act in reversed(noted)] == [
        ("account_added", "ada@example.org"),
        ("not_done", "ada@example.org"),
        ("organisation_changed", "Public Health"),
        ("account_added", "ada@example.org"),
        ("account_added", "ada@example.org"),
        ("not_done", "ada@example.org"),
        ("account_disabled", "ada@example.org"),
        ("not_done", "ada@example.org"),
        ("account_added", "ben"),
        ("role_changed", "ada@example.org"),
        ("account_disabled", "ada@example.org"),
        ("account_reset", "ada@example.org"),
        ("not_done", "ada@example.org"),
        ("account_enabled", "ada@example.org"),
        ("account_reset", "ada@example.org"),
    ]
    assert "ben: Ben, steward, Public Health (health), never signed in" in run("list", *home).err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("role", "nobody", "board"), 3, "has no account"),
        (("organisation", "add", "Outreach", "--kind", "charity"), 3, "police, health, council"),
        (("list",), 0, "Nobody yet"),
        (("add", "two words", *ADA), 3, "is not a login"),
        (("add", "ada"), 2, "--name"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    run: Any, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = run(*words, "--home", tmp_path)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_look_at_a_home_makes_nothing_in_it(run: Any, tmp_path: Path) -> None:
    assert run("list", "--home", tmp_path).code == run("organisation", "list", "--home", tmp_path).code == 0
    assert list(tmp_path.iterdir()) == []
