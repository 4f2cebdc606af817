"""`status --region` and what `serve --region` takes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from app import app
from tests.published_fixture import write_published

FILE = """
name = "Two"
home = "national"
[[places]]
path = "/here"
home = "here"
in_overview = true
[[places]]
path = "/gone"
home = "gone"
analysts = true
"""


def test_status_says_of_each_place_whether_it_can_be_shown(tmp_path: Path) -> None:
    write_published(tmp_path / "here")
    (tmp_path / "region.toml").write_text(FILE)
    run = CliRunner().invoke(app, ["status", "--region", str(tmp_path / "region.toml"), "--json"])
    assert run.exit_code == 0, run.output
    here, gone = json.loads(run.stdout)["places"]
    assert here["trouble"] is None or "nobody has an account" in here["trouble"]
    assert gone["version"] is None
    assert "no folder" in gone["trouble"]
    shutil.rmtree(tmp_path / "here")
    lines = CliRunner().invoke(app, ["status", "--region", str(tmp_path / "region.toml")])
    assert "/here (boards): HOME: is no folder" in lines.output
    assert "/gone (analysts, not in the overview)" in lines.output


def test_a_home_beside_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "region.toml").write_text(FILE)
    run = CliRunner().invoke(app, ["serve", "--region", str(tmp_path / "region.toml"), "--board"])
    assert run.exit_code == 2
    assert "which homes are served" in " ".join(run.output.replace("│", " ").split())
