"""A server opens without sign-in for invented data on this machine, and for nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl.errors import RefusedError
from etl.load.invented import note_origin
from etl.store import restricted_path, restricted_writer
from layers.published.home import follow
from layers.published.version import Published
from tests.web.people.town import keep_people
from web.doors import Doors
from web.people.opening import doors_of
from web.people.settings import Settings
from web.people.visitor import OpenDoors
from web.server import make_app

LOOPBACK = "127.0.0.1"


@pytest.fixture
def invented(analyst_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose store and current version are as the demo's."""
    home = tmp_path / "home"
    (home / "restricted").mkdir(parents=True)
    shutil.copytree(analyst_home / "published", home / "published")
    with restricted_writer(home) as con:
        con.execute("create table runs (n integer); create table loaded_files (n integer)")
        con.execute("create table place_meta (key varchar primary key, value varchar, bytes blob)")
        note_origin(con, invented=True)
    true = Published.meta
    mark = follow(home).current().version

    def meta(self: Published) -> object:
        found = true(self)
        object.__setattr__(found, "only_invented", self.version == mark)
        return found

    monkeypatch.setattr(Published, "meta", meta)
    return home


def opened(home: Path, host: str = LOOPBACK, *, analysts: bool = True, **environ: str) -> Doors:
    return doors_of(home, host=host, analysts=analysts, environ=environ)


def test_a_demo_opens_on_this_machine_until_anything_else_is_loaded(invented: Path) -> None:
    doors = opened(invented)
    assert isinstance(doors, OpenDoors)
    assert doors.visitor.role == "steward"
    assert isinstance(opened(invented, analysts=False), OpenDoors)
    assert not (invented / "access.sqlite").exists()
    assert doors.still()
    with restricted_writer(invented) as con:
        note_origin(con, invented=False)
    assert not doors.still()
    with pytest.raises(RefusedError, match="safepassage users add"):
        opened(invented)
    assert isinstance(opened(invented, analysts=False), OpenDoors)  # boards see what is published only


def test_a_running_demo_closes_by_itself(published_home: Path) -> None:
    allowed = [True]
    app = make_app(published_home, board=True, doors=OpenDoors(still=lambda: allowed[0]))
    client = app.server.test_client()
    assert client.get("/").status_code == 200
    allowed[0] = False
    assert "safepassage users add" in client.get("/").get_data(as_text=True)
    for path in ("/", "/figures.csv", "/_dash-layout"):
        assert client.get(path).status_code == 403
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "map.example.org"])
def test_a_demo_never_opens_to_other_machines(invented: Path, host: str) -> None:
    with pytest.raises(RefusedError, match="this machine only"):
        opened(invented, host)
    for setting in ({"SAFE_PASSAGE_PROXIES": "1"}, {"SAFE_PASSAGE_ADDRESS": "https://map.example.org"}):
        with pytest.raises(RefusedError, match="behind no proxy"):
            opened(invented, **setting)


def test_real_data_wait_for_accounts(analyst_home: Path, published_home: Path) -> None:
    for home, analysts in ((analyst_home, True), (published_home, False)):
        with pytest.raises(RefusedError, match="nobody has an account"):
            opened(home, analysts=analysts)


def test_with_accounts_the_way_there_must_be_safe(published_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    keep_people(home).close()
    assert isinstance(opened(home), Settings)
    proxied = {"SAFE_PASSAGE_ADDRESS": "https://map.example.org", "SAFE_PASSAGE_PROXIES": "1"}
    assert isinstance(opened(home, "0.0.0.0", **proxied), Settings)
    plain = {"SAFE_PASSAGE_ADDRESS": "http://map.example.org"}
    assert isinstance(opened(home, "0.0.0.0", **plain, SAFE_PASSAGE_PLAIN_HTTP="yes"), Settings)
    with pytest.raises(RefusedError, match="does not know the name"):
        opened(home, "0.0.0.0")
    for setting in (
        plain,
        {"SAFE_PASSAGE_ADDRESS": "https://map.example.org"},
        {**plain, "SAFE_PASSAGE_PROXIES": "1"},
    ):
        with pytest.raises(RefusedError, match="passwords"):
            opened(home, "0.0.0.0", **setting)
    assert restricted_path(home).exists() is False
