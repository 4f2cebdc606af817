"""`safepassage brief` as a person, and as cron, meets it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.make import FORMATS, Made, make_several
from commands.briefed import choose, put_files
from layers.published.home import follow
from records.access.trail import Wanted, acts
from records.recipes import get_recipe, runs_of, save_recipe
from tests.commands.conftest import NOON
from tests.published_fixture import write_published
from web.trail import checked, opened_trail
from web.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
# Says no to the network and to other programs, then runs a command
ALONE = """
import sys
def refuse(event, _):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.posix_spawn"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
import app
app.main()
"""


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the invented town's one version and its three zones; tests that write copy it."""
    home = tmp_path_factory.mktemp("invented") / "home"
    write_published(home, zones=True, only_invented=True)
    return home


@pytest.fixture
def home(invented: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(invented, tmp_path / "home"))


def made_here(home: Path, formats: tuple[str, ...]) -> tuple[Made, ...]:
    """Return what the command makes where nothing is chosen."""
    order = choose(home, {}, "", "", None, "", None)
    return make_several(order.published, order.asked, formats)


def exports(home: Path) -> list[Any]:
    with opened_trail(home) as trail:
        return list(acts(trail, Wanted(kinds=("export",)))[0])


def test_a_briefing_is_written_whole_and_the_trail_knows_it(
    home: Path, tmp_path: Path, safepassage: Callable[..., Any]
) -> None:
    out = tmp_path / "new" / "briefings"
    words = ["brief", "--home", home, "--out", out, "--format", "pdf,zip", "--title", "=Board", "--json"]
    done = safepassage(*words)
    assert (done.code, done.err) == (0, "")
    document = done.document
    paths = [Path(each["file"]) for each in document["files"]]
    assert sorted(out.iterdir()) == sorted(paths)  # nothing half made is left
    stem = f"fixture-briefing-2026-11-22-{document['content_id']}"
    assert [path.name for path in paths] == [f"{stem}.pdf", f"{stem}.zip"]
    for path, said in zip(paths, document["files"], strict=True):
        body = path.read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (said["bytes"], said["sha256"])
        assert safepassage("status", "--home", home, "--export", path).code == 0
    noted = exports(home)
    assert {act.content_id for act in noted} == {document["content_id"]}
    assert all(act.by.startswith("command line: ") for act in noted)
    assert "=Board" not in json.dumps([act.details for act in noted])  # typed words stay out of the trail
    before = [path.read_bytes() for path in paths]
    again = safepassage("brief", "--home", home, "--out", out, "--title", "=Board")
    assert again.out == ""
    assert str(paths[0]) in again.err
    assert "Setting the paper" in again.err
    assert [path.read_bytes() for path in paths] == before


def test_a_paper_of_more_than_four_pages_is_said_to_be(home: Path, tmp_path: Path) -> None:
    order = choose(home, {}, "", "", None, "", None)
    (paper,) = make_several(order.published, order.asked, ("pdf",))
    assert 2 <= paper.pages <= 4
    said = [put_files(home, tmp_path, order, (each,), "").said for each in (paper, replace(paper, pages=5))]
    assert said[0] == ()
    assert "The PDF has 5 pages, more than 4" in said[1][0]


def test_zones_are_chosen_by_a_file_and_only_published_ones(
    home: Path, tmp_path: Path, safepassage: Callable[..., Any]
) -> None:
    zones = follow(home).current().zones()
    first, second, *_ = zones
    file, out = tmp_path / "zones.txt", tmp_path / "out"
    feature = {"type": "Feature", "properties": {"zone_id": first}, "geometry": None}
    for text, wanted in (
        (f"# of the meeting\n{zones[second].name.upper()}\n{first}\n", (second, first)),
        (json.dumps({"type": "FeatureCollection", "features": [feature]}), (first,)),
        ("none\n", ()),
    ):
        file.write_text(text)
        assert choose(home, {}, "", "", file, "", None).asked.zones == wanted
    drawn = {"type": "Feature", "properties": {"name": zones[first].name}, "geometry": None}
    for text, code, where in (
        (f"{first}\nz99\n", 4, f"{file}: line 2"),
        (json.dumps(drawn), 4, f"{file}: feature 1"),
        ("{", 3, str(file)),
        ("# nothing\n", 3, str(file)),
    ):
        file.write_text(text)
        refused = safepassage("brief", "--home", home, "--out", out, "--zones", file, "--json")
        assert (refused.code, refused.document["error"]["where"]) == (code, where)
        assert "Traceback" not in refused.err
    assert not out.exists()


def test_what_cannot_be_made_is_said_and_changes_nothing(
    home: Path, tmp_path: Path, safepassage: Callable[..., Any]
) -> None:
    slides = tmp_path / "board.pptx"
    slides.write_text("no slides")
    out = tmp_path / "out"
    for words, code, where in (
        (["--format", "docx"], 3, "--format"),
        (["--period", "1999Q1"], 3, "--period"),
        (["--maps", "overdose_calls,nothing"], 3, "--maps"),
        (["--maps", "overdose_calls,confiscation_rate"], 3, "--maps"),
        (["--language", "cy"], 3, "briefing, language"),
        (["--title", "x" * 500], 3, "briefing, title"),
        (["--address", "javascript:alert(1)"], 3, "--address"),
        (["--template", slides], 3, "--template"),
        (["--template", slides, "--format", "pptx"], 3, f"slide template {slides}"),
        (["--zones", tmp_path / "gone.txt"], 3, str(tmp_path / "gone.txt")),
        (["--recipe", "Monthly"], 3, "recipe 'Monthly'"),
    ):
        done = safepassage("brief", "--home", home, "--out", out, *words, "--json")
        assert (done.code, done.document["error"]["where"]) == (code, where)
        assert done.document["error"]["next"]
    assert safepassage("brief", "--home", home, "--out", out, "--recipe", "x", "--title", "y").code == 2
    assert safepassage("brief", "--home", home).code == 2
    assert safepassage("brief", "--home", tmp_path / "empty", "--out", out).code == 3
    assert not out.exists()


@contextmanager
def nobody() -> Iterator[None]:
    """Be somebody whom file modes bind: root may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("only_invented", [True, False])
def test_from_a_home_that_cannot_be_written_only_invented_data_is_taken_out(
    only_invented: bool, safepassage: Callable[..., Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        home, out = Path(folder) / "home", Path(folder) / "out"
        write_published(home, only_invented=only_invented)
        made = made_here(home, ("pdf",))
        for path, mode in ((Path(folder), 0o755), (home, 0o555), (home / "published", 0o555)):
            path.chmod(mode)
        out.mkdir()
        out.chmod(0o777)
        with nobody():
            done = safepassage("brief", "--home", home, "--out", out, "--json")
        home.chmod(0o755)
        assert sorted(path.name for path in home.iterdir()) == ["published"]
        if only_invented:
            assert (done.code, done.document["noted"]) == (0, False)
            assert "trail does not know" in done.document["notes"][0]
            assert {path.name: path.read_bytes() for path in out.iterdir()} == {
                each.name: each.body for each in made
            }
        else:
            assert (done.code, done.document["error"]["where"]) == (4, str(home))
            assert list(out.iterdir()) == []


def test_two_at_once_alone_and_elsewhere_give_the_same_bytes(home: Path, tmp_path: Path) -> None:
    """Two processes: other folders, time zones, locales and hash seeds; no network, no other program."""
    places = (("Pacific/Kiritimati", "tr_TR.UTF-8", "1"), ("America/St_Johns", "C", "2"))
    running = []
    for zone, locale, seed in places:
        there = tmp_path / zone.replace("/", " ")
        there.mkdir()
        words = ["brief", "--home", str(home), "--out", "out", "--format", ",".join(FORMATS), "--json"]
        settings = {"TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONHASHSEED": seed, "PATH": ""}
        process = subprocess.Popen(
            [sys.executable, "-c", ALONE, *words],
            cwd=there,
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append((there, process))
    here = {each.name: each.body for each in made_here(home, FORMATS)}
    for there, process in running:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err or out
        found = {path.name: path.read_bytes() for path in (there / "out").iterdir()}
        assert sorted(found) == sorted(here)
        assert [name for name in here if found[name] != here[name]] == []
    assert len(exports(home)) == 2 * len(FORMATS)
    assert checked(home).faults == ()


def test_a_recipe_is_made_for_a_period_and_compared_with_the_run_before(
    home: Path, tmp_path: Path, safepassage: Callable[..., Any]
) -> None:
    with open_workspace(home) as store:
        save_recipe(
            store,
            "Board, yearly",
            {"title": "Figures for the board"},
            period="year",
            formats=["pptx"],
            by="Ada",
            at=NOON,
        )
    words = ["brief", "--home", home, "--out", tmp_path, "--recipe", "Board, yearly", "--json"]
    first = safepassage(*words, "--period", "2024Q4-2025Q3").document
    assert (first["recipe"], first["period"], first["since"]) == ("Board, yearly", "2024Q4-2025Q3", "")
    latest = safepassage(*words).document
    assert (latest["period"], latest["since"]) == ("2025Q4-2026Q3", first["content_id"])
    again = safepassage(*words).document
    assert again["files"] == latest["files"]
    with open_workspace(home) as store:
        runs = runs_of(store, get_recipe(store, "Board, yearly"))
    assert [run.content_id for run in runs] == [first["content_id"], latest["content_id"]]
    assert [act.details["filters"]["recipe"] for act in exports(home)] == ["Board, yearly"] * 3
