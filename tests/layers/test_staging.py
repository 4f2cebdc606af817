"""A version that waits changes nothing until somebody approves it, and then all at once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from etl import store
from etl.errors import BadInputError
from layers.publish.log import FILE, Decider, decisions
from layers.publish.pointer import current_version, publishing, rollback
from layers.publish.staging import approve, comparison, discard, stage, staged_version, staging_folder
from layers.publish.version import publish
from tests.layers.conftest import AS_OF
from tests.layers.town import Town, build_town

LATER = AS_OF + dt.timedelta(days=1)
STEWARD = Decider("A. Steward", dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))


@pytest.fixture
def own_town(tmp_path: Path) -> Town:
    return build_town(tmp_path / "home")


def published(home: Path) -> list[str]:
    return sorted(path.stem for path in (home / "published").glob("[0-9]*.duckdb"))


def change(home: Path, statement: str) -> None:
    con = store.connect(store.restricted_path(home))
    con.execute(statement)
    con.close()


def test_a_preview_waits_apart_says_what_changes_and_goes_live_when_approved(own_town: Town) -> None:
    home = own_town.home
    first = stage(home, as_of=AS_OF)
    assert (current_version(home / "published"), published(home)) == (None, [])
    opening = comparison(home, first, "")
    assert (opening.was, opening.periods_dropped) == ("", ())
    assert all(layer.before is None for layer in opening.layers)
    approve(home, first, was="", decider=STEWARD)
    assert current_version(home / "published") == first
    assert staged_version(home) is None
    assert (home / "published" / f"{first}.duckdb").stat().st_mode & 0o777 == 0o444
    assert publish(home, as_of=AS_OF) == first  # the same file that publishing makes

    change(home, "update overdose_call set occurred_month = '2020-01-01' where occurred_month < '2025-01-01'")
    change(home, "delete from police_activity")
    second = stage(home, as_of=AS_OF)
    found = comparison(home, second, first)
    assert (found.version, found.was) == (second, first)
    layers = {layer.id: layer for layer in found.layers}
    gone = layers["recorded_police_activity"]
    assert gone.before
    assert gone.before.shown
    assert gone.after is None
    assert any("disappears" in warning for warning in found.warnings)
    assert "Oct 2023 – Sep 2024" in found.periods_dropped
    assert found.as_json()["was"] == first
    discard(home, second)
    assert staged_version(home) is None
    assert current_version(home / "published") == first


def test_an_approval_must_be_of_what_was_looked_at(own_town: Town) -> None:
    home = own_town.home
    first = publish(home, as_of=AS_OF)
    second = stage(home, as_of=LATER)
    with pytest.raises(BadInputError, match="was compared with"):
        approve(home, second, was="20200101-000000000000", decider=STEWARD)
    change(home, "delete from overdose_call where row_number > 900")
    with pytest.raises(BadInputError, match="other data, zones or settings"):
        approve(home, second, was=first, decider=STEWARD)
    third = stage(home, as_of=LATER)
    assert [path.stem for path in staging_folder(home).glob("*.duckdb")] == [third]
    with pytest.raises(BadInputError, match="does not wait"):
        approve(home, second, was=first, decider=STEWARD)
    with publishing(home), pytest.raises(BadInputError, match="another publish"):
        approve(home, third, was=first, decider=STEWARD)
    assert current_version(home / "published") == first
    assert decisions(home) == []


def test_who_decided_is_kept_and_never_beside_what_boards_read(own_town: Town) -> None:
    home = own_town.home
    first = publish(home, as_of=AS_OF)
    second = stage(home, as_of=LATER)
    approve(home, second, was=first, decider=STEWARD)
    rollback(home, decider=STEWARD)
    with (home / "restricted" / FILE).open("a") as out:
        out.write('{"at": "20')  # a crash broke a line off
    kept = [(each.what, each.version, each.was, each.by, each.at) for each in decisions(home)]
    assert kept == [
        ("publish", second, first, "A. Steward", "2026-11-22T09:30:00+00:00"),
        ("roll back", first, second, "A. Steward", "2026-11-22T09:30:00+00:00"),
    ]
    assert not any(
        "Steward" in path.read_text() for path in (home / "published").iterdir() if path.suffix == ""
    )


@pytest.mark.parametrize("moment", ["staging", "copying", "swapping"])
def test_killed_at_any_moment_the_current_version_stays(own_town: Town, moment: str) -> None:
    home = own_town.home
    first = publish(home, as_of=AS_OF)
    code = (
        "import datetime, sys, time\n"
        "from pathlib import Path\n"
        "import layers.publish.staging as staging, layers.publish.pointer as pointer\n"
        "from layers.publish.log import Decider\n"
        "home, moment, was = Path(sys.argv[1]), sys.argv[2], sys.argv[3]\n"
        "def stop(*_, **__):\n"
        "    print('now', flush=True); time.sleep(60)\n"
        "real = staging.shutil.copyfile\n"
        "if moment == 'staging': staging.make_version.__globals__['write_version'] = stop\n"
        "if moment == 'copying': staging.shutil.copyfile = lambda a, b: (b.write_bytes(b'half'), stop())\n"
        "if moment == 'swapping': staging.point_to = stop\n"
        "version = staging.stage(home, as_of=datetime.date(2026, 11, 23))\n"
        "who = Decider('A', datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))\n"
        "staging.approve(home, version, was=was, decider=who)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(home), moment, first], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"now\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert current_version(home / "published") == first
    second = stage(home, as_of=LATER)
    if (home / "published" / f"{second}.duckdb").is_file():
        assert publish(home, as_of=LATER) == second
    else:
        approve(home, second, was=first, decider=STEWARD)
    assert current_version(home / "published") == second
    assert not list((home / "published").glob(".build-*"))
