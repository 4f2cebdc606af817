"""A backup restored elsewhere gives the same answers; a bad one changes nothing; a dead one is finished."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from commands.archive import MANIFEST, pack, unpack
from commands.backing import back_up
from commands.restoring import finish_restore, restore
from etl import store
from etl.errors import BadInputError, RefusedError
from etl.removal.erase import ById, erase
from etl.status import restricted_status
from layers.publish.log import Decider, decisions
from layers.publish.recall import recall
from layers.publish.version import publish
from layers.published.home import PublishedHome
from records import zones
from records.access import accounts
from records.access.open import ACCESS_SETTING
from records.access.trail import acts
from records.access.trail_check import verify
from records.store import WORKSPACE_SETTING
from tests.layers.conftest import AS_OF
from tests.layers.town import CANARY
from tests.postgres import Server
from tests.records.writer import document
from web.approval import approved_zones
from web.trail import opened_trail
from web.workspace import open_access_of, open_workspace

KILLS = 8
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
STEWARD = Decider("A. Steward", NOON)


@pytest.fixture(scope="module")
def made(kept_home: Path) -> Path:
    return kept_home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture(scope="module")
def backup(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(made, tmp_path_factory.mktemp("backup") / "backup.tar")


def save(home: Path, out: Path, *, restricted: bool = True) -> Path:
    back_up(home, out, restricted=restricted, at=NOON, noted=lambda _: None)
    return out


def put(home: Path, file: Path, *, replace: bool = False) -> dict[str, Any]:
    return restore(home, file, replace=replace, sha256="", now=NOON)


def answers(home: Path) -> dict[str, Any]:
    """Return what a home answers to everybody: boards, analysts, stewards."""
    follower = PublishedHome(home)
    published = follower.current()
    found: dict[str, Any] = {
        "meta": published.meta(),
        "figures": [
            (*triple, figures.value.tobytes(), figures.state.tobytes())
            for triple in sorted(published.catalogue())
            for figures in [published.figures(*triple)]
        ],
        "services": published.services(),
        "sources": published.sources(),
        "status": published.status(),
    }
    follower.close()
    found["versions"] = {path.name: path.read_bytes() for path in (home / "published").glob("*.duckdb")}
    found["history"] = (home / "published" / "history").read_text(encoding="ascii")
    with open_access_of(home) as kept:
        found["accounts"] = accounts.everyone(kept)
    with open_workspace(home) as kept:
        found["zones"] = zones.history(kept, "z1"), zones.comments(kept, "z1"), zones.list_zones(kept)
    found["approved"] = approved_zones(home)
    with opened_trail(home) as trail:
        found["trail"], found["faults"] = acts(trail), verify(trail).faults
    if store.restricted_path(home).is_file():
        found["restricted"], found["decided"] = restricted_status(home), decisions(home)
    return found


def test_a_restored_home_gives_the_same_answers(made: Path, backup: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert put(there, backup)["versions"] == 2
    before = answers(made)
    assert answers(there) == before
    assert before["faults"] == ()
    assert len(before["figures"]) > 20
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in [there / "trail.key", there / "access.sqlite"]
    }
    assert set(modes.values()) == {0o600}
    assert publish(there, as_of=AS_OF) == before["meta"].version  # the secret came along
    with open_workspace(there) as kept:  # a number is never given twice
        assert zones.save(kept, document(1), by="Ada", at=NOON).zone_id == "z2"
    assert not (there / ".restore").exists()
    assert save(made, tmp_path / "again.tar").read_bytes() == backup.read_bytes()


def test_without_the_restricted_store_nothing_of_it_is_in_the_file(made: Path, tmp_path: Path) -> None:
    file = save(made, tmp_path / "board.tar", restricted=False)
    assert CANARY.encode() not in file.read_bytes()
    assert (made / "restricted" / "secret").read_bytes() not in file.read_bytes()
    put(tmp_path / "board", file)
    assert not (tmp_path / "board" / "restricted").exists()
    assert PublishedHome(tmp_path / "board").current().version == PublishedHome(made).current().version


def test_a_home_that_holds_something_or_is_in_use_is_left_alone(home: Path, backup: Path) -> None:
    before = answers(home)
    with pytest.raises(
        RefusedError, match="holds a store of access, a store of workspace, published versions"
    ):
        put(home, backup)
    with open_workspace(home) as kept, kept.reading(), pytest.raises(BadInputError, match="is in use"):
        put(home, backup, replace=True)
    with store.writer_lock(home), pytest.raises(BadInputError, match="another command is writing"):
        put(home, backup, replace=True)
    with pytest.raises(BadInputError, match="is not the backup with that SHA-256"):
        restore(home, backup, replace=True, sha256="0" * 64, now=NOON)
    assert answers(home) == before
    assert not (home / ".restore").exists()
    with pytest.raises(BadInputError, match="is there already"):
        save(home, backup)


def test_what_was_recalled_and_erased_since_stays_so(home: Path, backup: Path) -> None:
    first, second = (home / "published" / "history").read_text(encoding="ascii").split()
    event = f"{CANARY}-calls1234"
    erase(home, "calls", ById(event), now=NOON)
    recall(home, second, decider=STEWARD)
    with open_workspace(home) as kept:
        zones.save(kept, document(3), zone_id="z1", based_on=2, by="Ada", at=NOON)
    done = put(home, backup, replace=True)
    assert (done["recalled"], done["erased_again"]) == (1, 1)
    assert PublishedHome(home).current().version == first
    assert not (home / "published" / f"{second}.duckdb").exists()
    assert event.encode() not in store.restricted_path(home).read_bytes()
    with open_workspace(home) as kept:
        assert zones.get(kept, "z1").number == 2
    with opened_trail(home) as trail:
        assert verify(trail).faults == ()


def remade(file: Path, out: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """Return a copy of a backup whose members were changed."""
    with tarfile.open(file) as tar:
        members = [(entry, tar.extractfile(entry).read()) for entry in tar]  # type: ignore[union-attr]
    change(members)
    with tarfile.open(out, "w") as tar:
        for entry, content in members:
            entry.size = len(content) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(content))
    return out


def listing(members: list[tuple[tarfile.TarInfo, bytes]], name: str, sha256: str, size: int) -> None:
    """Let the manifest list one file more."""
    entry, text = members[0]
    manifest = json.loads(text)
    manifest["files"][name] = {"sha256": sha256, "bytes": size}
    members[0] = entry, json.dumps(manifest).encode()


def bad_files(backup: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield bad backups, each with what is said of it."""
    whole, chance = backup.read_bytes(), random.Random(3)
    for number in range(12):
        cut = folder / f"cut{number}.tar"
        cut.write_bytes(whole[: chance.randrange(len(whole) - 20_000)])
        yield cut, "cut off|does not begin|cannot be read|is no backup"
    with tarfile.open(backup) as tar:
        spans = [(entry.offset_data, entry.size) for entry in tar if entry.size]
    for number, (start, size) in enumerate(spans[1:]):
        edited = folder / f"edited{number}.tar"
        at = start + chance.randrange(size)
        edited.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        yield edited, "was changed"
    for name in ("../evil", "/etc/evil", "restricted/../../evil", "web.py", "published/evil.duckdb"):

        def slip(members: Any, name: str = name) -> None:
            listing(members, name, "0" * 64, 1)
            members.append((tarfile.TarInfo(name), b"x"))

        yield remade(backup, folder / "slip.tar", slip), "which no backup holds"

    def unlisted(members: Any) -> None:
        members.append((tarfile.TarInfo("../evil"), b"x"))

    yield remade(backup, folder / "unlisted.tar", unlisted), "does not list so"

    def linked(members: Any) -> None:
        name = members[-1][0].name
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        members[-1] = entry, b""

    yield remade(backup, folder / "linked.tar", linked), "does not list so"
    yield (
        remade(backup, folder / "twice.tar", lambda members: members.append(members[-1])),
        "does not list so",
    )

    def huge(members: Any) -> None:
        listing(members, "restricted/store.duckdb", "0" * 64, 10**15)

    yield remade(backup, folder / "huge.tar", huge), "more than it can hold"
    packed = folder / "packed.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(MANIFEST), io.BytesIO(b""))
    yield packed, "is no backup"


def test_a_bad_backup_is_said_and_changes_nothing(home: Path, made: Path, tmp_path: Path) -> None:
    backup = save(made, tmp_path / "small.tar", restricted=False)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    for file, said in bad_files(backup, tmp_path):
        with pytest.raises(BadInputError, match=said):
            put(home, file, replace=True)
    with pytest.raises(BadInputError, match="there is no such backup"):
        put(home, tmp_path / "none.tar", replace=True)
    after = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    after.pop(home / ".restore.lock")
    assert after == before
    assert sorted(path.name for path in tmp_path.parent.glob("**/evil*")) == []


def test_a_backup_of_other_tables_is_refused_whole(home: Path, backup: Path, tmp_path: Path) -> None:
    before, taken = answers(home), tmp_path / "taken"
    taken.mkdir()
    manifest = unpack(backup, taken)
    for change, said in (({"number": 99}, "this version knows"), ({"tables": {}}, "does not fit table")):
        path = taken / "state" / "workspace.json"
        kept = path.read_text(encoding="utf-8")
        path.write_text(json.dumps({**json.loads(kept), **change}), encoding="utf-8")
        out = tmp_path / "other.tar"
        out.unlink(missing_ok=True)
        pack(out, {name: taken / name for name in manifest.files}, manifest.facts)
        path.write_text(kept, encoding="utf-8")
        with pytest.raises(BadInputError, match=said):
            put(home, out, replace=True)
    assert answers(home) == before


@pytest.mark.heavy
def test_a_restore_killed_at_any_moment_is_before_or_after(made: Path, backup: Path, tmp_path: Path) -> None:
    """The next command finishes it; nothing acknowledged is lost, nothing is of two states at once."""
    home = Path(shutil.copytree(made, tmp_path / "home"))
    publish(home, as_of=AS_OF - dt.timedelta(days=2), decider=STEWARD)
    with open_workspace(home) as kept:
        zones.save(kept, document(3), zone_id="z1", based_on=2, by="Ada", at=NOON)
    old, new = answers(home), answers(made)
    aside, chance, seen = shutil.copytree(home, tmp_path / "aside"), random.Random(11), {"old": 0, "new": 0}
    whole = 0.0
    for _ in range(KILLS):
        shutil.rmtree(home)
        shutil.copytree(aside, home)
        began, child = time.perf_counter(), os.fork()
        if child == 0:
            put(home, backup, replace=True)
            os._exit(0)
        if whole:
            time.sleep(chance.uniform(0.2, 1.1) * whole)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole = whole or time.perf_counter() - began
        finish_restore(home)
        found = answers(home)
        assert found in (old, new)
        seen["new" if found == new else "old"] += 1
        with closing(sqlite3.connect(home / "workspace.sqlite")) as kept_file:
            assert kept_file.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert min(seen.values()) > 0, f"the kills fell on one side: {seen}"


@pytest.fixture
def stopped(
    made: Path, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], bool]:
    """Return what restores over another state, stops before one of the moves, and finishes the rest."""
    home = Path(shutil.copytree(made, tmp_path / "home"))
    recall(home, PublishedHome(home).current().version, decider=STEWARD)
    (home / "published" / "recalled").unlink()
    new, aside, real = answers(made), shutil.copytree(home, tmp_path / "aside"), Path.replace

    def run_to(step: int) -> bool:
        shutil.rmtree(home)
        shutil.copytree(aside, home)
        moved = 0

        def replace(self: Path, target: Any) -> Path:
            nonlocal moved
            if (home / ".restore" / "plan.json").is_file():
                if moved == step:
                    raise KeyboardInterrupt
                moved += 1
            return real(self, target)

        with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(Path, "replace", replace)
            put(home, backup, replace=True)
        died = finish_restore(home)
        assert answers(home) == new
        return died

    return run_to


def test_a_restore_that_stops_between_two_moves_is_finished(stopped: Callable[[int], bool]) -> None:
    assert [stopped(step) for step in (1, 8)] == [True, True]


@pytest.mark.heavy
def test_every_step_of_a_restore_may_be_the_last(stopped: Callable[[int], bool]) -> None:
    steps = 0
    while stopped(steps):
        steps += 1
    assert steps > 10


def test_a_backup_goes_from_files_to_a_database_server_and_back(
    made: Path, backup: Path, tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, there = answers(made), tmp_path / "there"
    monkeypatch.setenv(ACCESS_SETTING, postgresql.database())
    monkeypatch.setenv(WORKSPACE_SETTING, postgresql.database())
    put(there, backup)
    assert answers(there) == before
    assert not (there / "access.sqlite").exists()
    with pytest.raises(RefusedError, match="holds a store of access"):
        put(there, backup)
    with open_workspace(there) as kept:
        assert zones.save(kept, document(1), by="Ada", at=NOON).zone_id == "z2"
    put(there, backup, replace=True)
    assert answers(there) == before
    file = save(there, tmp_path / "served.tar")
    monkeypatch.delenv(ACCESS_SETTING)
    monkeypatch.delenv(WORKSPACE_SETTING)
    put(tmp_path / "back", file)
    assert answers(tmp_path / "back") == before


def test_the_two_commands_say_what_they_did(
    home: Path, tmp_path: Path, safepassage: Callable[..., Any]
) -> None:
    out = tmp_path / "out.tar"
    ran = safepassage("backup", "--home", home, "--out", out)
    assert ran.code == 0
    assert "2 published versions, state stores: access, workspace" in ran.err
    assert "it is not encrypted" in ran.err
    with opened_trail(home) as trail:
        (act, *_), _ = acts(trail)
    assert (act.kind, act.file_sha256 in ran.err) == ("backup", True)
    there = tmp_path / "there"
    ran = safepassage("restore", out, "--home", there, "--sha256", act.file_sha256, "--json")
    assert ran.code == 0
    assert ran.document["trail"] == {"acts": 3, "faults": []}
    with opened_trail(there) as trail:
        (act, *_), count = acts(trail)
    assert (act.kind, count) == ("restore", 4)
    assert safepassage("restore", out, "--home", there).code == 4
    assert safepassage("backup", "--home", tmp_path / "nothing", "--out", tmp_path / "x.tar").code == 3
