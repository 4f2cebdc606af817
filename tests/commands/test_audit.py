"""What is done on the command line is in the trail, and the trail is checked and asked there."""

from __future__ import annotations

import getpass
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from records.access.trail import Act, acts
from tests.published_fixture import write_published
from web.trail import opened_trail

WHO = f"command line: {getpass.getuser()}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    write_published(home)
    return home


def noted(home: Path) -> list[tuple[str, str]]:
    with opened_trail(home) as trail:
        found: tuple[Act, ...] = acts(trail)[0]
    assert {act.by for act in found} == {WHO}
    return [(act.kind, act.subject) for act in reversed(found)]


def test_a_file_of_the_command_line_is_known_until_it_is_changed(
    home: Path, safepassage: Any, tmp_path: Path
) -> None:
    made = safepassage("clash", "--home", home, "--purpose", "board of 3 May", "--json")
    assert made.code == 0
    content_id = made.document["content_id"]
    assert content_id.startswith("sp-")
    assert safepassage("clash", "--home", home, "--json").document["content_id"] == content_id
    file = tmp_path / "clash.json"
    file.write_text(made.out, encoding="utf-8")
    by_id = safepassage("status", "--home", home, "--export", content_id, "--json")
    assert by_id.code == 0
    assert [act["details"]["purpose"] for act in by_id.document["export"]["acts"]] == ["", "board of 3 May"]
    by_file = safepassage("status", "--home", home, "--export", file)
    assert by_file.code == 0
    assert f"{WHO}: clash (board of 3 May)" in by_file.err
    file.write_text(made.out.replace("Quay", "Quai"), encoding="utf-8")
    changed = safepassage("status", "--home", home, "--export", file)
    assert changed.code == 4
    assert "is not as it was taken out" in changed.err
    unknown = safepassage("status", "--home", home, "--export", "sp-" + "0" * 20)
    assert (unknown.code, "does not know it" in unknown.err) == (4, True)
    assert safepassage("status", "--home", home, "--export", "nonsense").code == 3


def test_the_check_names_what_is_wrong_and_ends_with_4(home: Path, safepassage: Any) -> None:
    nothing = safepassage("status", "--home", home, "--verify-audit")
    assert (nothing.code, nothing.err) == (0, "The audit trail holds nothing yet.")
    assert not (home / "access.sqlite").exists(), "looking makes nothing"
    for _ in range(3):
        safepassage("clash", "--home", home, "--json")
    whole = safepassage("status", "--home", home, "--verify-audit", "--json")
    assert whole.code == 0
    assert whole.document["audit"] | {"head": ""} == {"whole": True, "acts": 3, "head": "", "faults": []}
    head = whole.document["audit"]["head"]
    assert safepassage("status", "--home", home, "--audit-head", head).code == 0
    with closing(sqlite3.connect(home / "access.sqlite")) as connection:
        connection.execute("drop trigger trail_no_update")
        connection.execute("drop trigger trail_no_delete")
        connection.execute("update trail set by='eve' where number=2")
        connection.execute("delete from trail where number=3")
        connection.commit()
    broken = safepassage("status", "--home", home, "--verify-audit", "--audit-head", head)
    assert broken.code == 4
    assert "act 2 was changed" in broken.err
    assert "act 3 is missing at the end, by trail.head" in broken.err
    assert "act 3 is missing at the end, by the remembered head" in broken.err
    assert safepassage("status", "--home", home, "--audit-head", "3").code == 3


def test_changes_of_accounts_are_noted_and_those_that_failed_say_so(home: Path, safepassage: Any) -> None:
    at = ("--home", home)
    assert safepassage("users", "organisation", "add", "Health", "--kind", "health", *at).code == 0
    ada = ("users", "add", "ada", "--name", "Ada Lane", "--organisation", "Health", "--role", "steward")
    assert safepassage(*ada, *at).code == 0
    assert safepassage("users", "role", "ada", "board", *at).code == 4  # the last steward
    assert safepassage("users", "reset", "ada", *at).code == 0
    assert noted(home) == [
        ("organisation_changed", "Health"),
        ("account_added", "ada"),
        ("role_changed", "ada"),
        ("not_done", "ada"),
        ("account_reset", "ada"),
    ]
    with closing(sqlite3.connect(home / "access.sqlite")) as connection:
        assert "Ada Lane" not in str(connection.execute("select * from trail").fetchall())
