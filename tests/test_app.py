"""The command line as a person meets it: exit codes, one paragraph, JSON alone on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import app

PLACE = """
id = "x"
name = "X"
time_zone = "America/Chicago"
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
time_format = ["%Y-%m-%d"]
time_precision = "day"
columns = { event_id = "Id", occurred_at = "Day", latitude = "Lat", longitude = "Lon" }
[[source]]
id = "shelters"
feed = "service"
files = ["shelters.csv"]
columns = { name = "Name", latitude = "Lat", longitude = "Lon" }
constants = { type = "shelter" }
identity = "row"
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    lines = [f"{n},2025-0{1 + n % 9}-11,41.6{n:03d},-93.6{n:03d}" for n in range(40)]
    (folder / "calls.csv").write_text("\n".join(["Id,Day,Lat,Lon", *lines]) + "\n")
    (tmp_path / "place.toml").write_text(PLACE)
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["safepassage", *words])
    with pytest.raises(SystemExit) as ended:
        app.main()
    return int(ended.value.code or 0)


def test_a_home_that_cannot_be_made_is_said_in_a_paragraph(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = raw.parent / "place.toml"
    in_the_way = raw / "calls.csv"  # a file where a folder should be
    code = run(monkeypatch, "load", str(place), "--raw", str(raw), "--home", str(in_the_way), "--json")
    out, err = capsys.readouterr()
    assert code == 3
    assert json.loads(out)["error"]["what"] in ("not a directory", "file exists")
    assert "Traceback" not in err


def test_a_failed_source_is_said_and_what_was_loaded_all_the_same(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "shelters.csv").write_bytes(b"")
    place = raw.parent / "place.toml"
    code = run(monkeypatch, "load", str(place), "--raw", str(raw), "--home", str(raw.parent / "h"), "--json")
    out, err = capsys.readouterr()
    assert code == 3
    document = json.loads(out)
    assert document["error"]["notes"] == ["Loaded all the same: calls."]
    assert [(report["source"], report["state"]) for report in document["reports"]] == [("calls", "loaded")]
    assert "shelters.csv: is empty" in err
    assert "Loaded all the same: calls." in err


def test_a_wrong_command_ends_with_2_and_a_missing_home_with_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "frob") == 2
    assert run(monkeypatch, "status", "--home", str(tmp_path), "--json") == 3
    assert json.loads(capsys.readouterr().out)["error"]["next"].startswith("Start with")


def test_a_day_to_come_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "publish", "--home", str(tmp_path), "--as-of", "2999-01-01", "--json") == 4
    assert json.loads(capsys.readouterr().out)["error"]["where"] == "--as-of"


def test_ctrl_c_inside_the_database_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(app, "app", interrupted)
    assert run(monkeypatch, "status") == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_lost_secret_is_not_replaced_while_its_figures_are_published(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "shelters.csv").write_text("Name,Lat,Lon\nA,41.61,-93.61\n")
    home = raw.parent / "home"
    load = ("load", str(raw.parent / "place.toml"), "--raw", str(raw), "--home", str(home))
    monkeypatch.setattr(sys, "argv", ["safepassage", *load])
    app.app(list(load), standalone_mode=False)
    (home / "restricted" / "secret").unlink()
    app.app(list(load), standalone_mode=False)
    (home / "restricted" / "secret").unlink()
    (home / "published").mkdir()
    (home / "published" / "current").write_text("20260101-abc")
    assert run(monkeypatch, *load) == 4
    assert "is lost" in capsys.readouterr().err
