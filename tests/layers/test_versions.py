"""Versions appear whole, stay readable, and can be gone back to."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from etl import store
from etl.errors import BadInputError
from layers.publish import pointer as versions
from layers.publish.version import publish, rollback
from tests.layers.conftest import AS_OF
from tests.layers.town import Town, build_town

LATER = AS_OF + dt.timedelta(days=1)


@pytest.fixture
def own_town(tmp_path: Path) -> Town:
    return build_town(tmp_path / "home")


def current(home: Path) -> str:
    return (home / "published" / "current").read_text(encoding="ascii").strip()


def count_figures(path: Path) -> int:
    con = store.open_published(path)
    try:
        return int(store.value(con, "select count(*) from figures"))
    finally:
        con.close()


def test_the_file_is_immutable_and_old_versions_stay(own_town: Town) -> None:
    first = publish(own_town.home, as_of=AS_OF)
    second = publish(own_town.home, as_of=LATER)
    folder = own_town.home / "published"
    assert {first, second} == {path.stem for path in folder.glob("*.duckdb")}
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in folder.glob("*.duckdb"))
    assert current(own_town.home) == second


def test_rollback_goes_back_step_by_step_or_by_name(own_town: Town) -> None:
    names = [publish(own_town.home, as_of=AS_OF + dt.timedelta(days=day)) for day in range(3)]
    assert rollback(own_town.home) == names[1]
    assert rollback(own_town.home) == names[0]
    with pytest.raises(BadInputError, match="no earlier version"):
        rollback(own_town.home)
    assert rollback(own_town.home, names[2]) == names[2] == current(own_town.home)
    with pytest.raises(BadInputError, match="no version 20000101"):
        rollback(own_town.home, "20000101-000000000000")


def test_a_killed_publish_leaves_the_old_version_and_its_debris_goes(own_town: Town) -> None:
    first = publish(own_town.home, as_of=AS_OF)
    folder = own_town.home / "published"
    code = (
        "import datetime, sys, os\n"
        "from pathlib import Path\n"
        "import layers.publish.pointer as versions\n"
        "real = versions.store.insert\n"
        "def insert(con, name, table):\n"
        "    real(con, name, table)\n"
        "    if name == 'figures':\n"
        "        con.execute('checkpoint'); print('half', flush=True); import time; time.sleep(60)\n"
        "versions.store.insert = insert\n"
        "from layers.publish.version import publish\n"
        "publish(Path(sys.argv[1]), as_of=datetime.date(2026, 11, 23))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(own_town.home)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert list(folder.glob(".build-*"))
    assert current(own_town.home) == first
    assert count_figures(folder / f"{first}.duckdb") > 0
    second = publish(own_town.home, as_of=LATER)
    assert second != first
    assert not list(folder.glob(".build-*"))


def test_a_reader_never_sees_half_a_version(own_town: Town) -> None:
    publish(own_town.home, as_of=AS_OF)
    seen: set[str] = set()
    wrong: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            name = current(own_town.home)
            path = own_town.home / "published" / f"{name}.duckdb"
            if not path.is_file() or count_figures(path) == 0:
                wrong.append(name)
            seen.add(name)

    reader = threading.Thread(target=read)
    reader.start()
    second = publish(own_town.home, as_of=LATER)
    deadline = time.monotonic() + 20
    while second not in seen and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    reader.join()
    assert not wrong
    assert second in seen
    assert len(seen) == 2


def test_a_full_disk_is_said_before_anything_is_written(
    own_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(BadInputError, match="MB are needed"):
        publish(own_town.home, as_of=AS_OF)
    assert not (own_town.home / "published" / "current").exists()


def test_two_publishes_at_once_are_refused(own_town: Town) -> None:
    with versions.publishing(own_town.home), pytest.raises(BadInputError, match="another publish"):
        publish(own_town.home, as_of=AS_OF)


def test_without_its_secret_a_place_is_not_published(own_town: Town) -> None:
    (own_town.home / "restricted" / "secret").unlink()
    with pytest.raises(BadInputError, match="secret is missing"):
        publish(own_town.home, as_of=AS_OF)
