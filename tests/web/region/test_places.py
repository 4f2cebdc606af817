"""Several places in one process: nothing of one is reached from another, and what fails stays its own."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pytest
from werkzeug.test import Client

from etl.errors import BadInputError, RefusedError
from tests.web.people.test_doors import asked
from tests.web.people.town import Doorway
from tests.web.region.conftest import FILE, Coasts
from web.analyst.register import ANALYST_PAGES
from web.doors import ANYONE
from web.people.session import COOKIE
from web.region.file import read_region
from web.region.server import make_region
from web.shell import PAGES

HTML = {"Accept": "text/html"}


def test_a_session_of_one_place_is_nobodys_at_every_door_of_another(
    coasts: Coasts, analysts_door: Doorway
) -> None:
    """The places are copies of each other: the same accounts, the same secret, the same doors."""
    east = coasts.client("/east", "steward")
    assert east.get("/east/trail").status_code == 200
    stolen = coasts.cookie(east, "/east")
    national = coasts.cookie(coasts.client("", "steward"), "")
    let_in = 0
    for method, address, body, needed in asked(analysts_door.app, [*PAGES, *ANALYST_PAGES]):
        nobody = Client(coasts.gate).open(f"/west{address}", method=method, json=body)
        for value in (stolen, national):
            thief = Client(coasts.gate)
            for name in (f"{COOKIE}-east", f"{COOKIE}-west", COOKIE):
                thief.set_cookie(name, value, path="/")
            reply = thief.open(f"/west{address}", method=method, json=body)
            assert reply.status_code == nobody.status_code, address
            assert needed == ANYONE or reply.status_code in (401, 303), address
        let_in += needed == ANYONE
    assert let_in < 10
    assert east.get("/west/").status_code == 401  # a browser does not even send it


def test_signing_in_and_out_at_one_place_leaves_the_others_as_they_were(coasts: Coasts) -> None:
    client = coasts.client("/east", "steward")
    for path, role in (("/west", "analyst"), ("", "board")):
        page = client.get(f"{path}/sign-in").get_data(as_text=True)
        token = page.split("name='csrf_token' value='")[1].split("'")[0]
        login = {"analyst": "ana", "board": "bea"}[role]
        sent = {"csrf_token": token, "login": login, "password": "tall granite orchard violin"}
        assert client.post(f"{path}/sign-in", data=sent).status_code == 303
    assert [client.get(f"{path}/").status_code for path in ("/east", "/west", "")] == [200, 200, 200]
    page = client.get("/west/sign-out").get_data(as_text=True)
    token = page.split("name='csrf_token' value='")[1].split("'")[0]
    foreign = client.post("/east/sign-out", data={"csrf_token": token})
    assert foreign.status_code == 200  # asked again: a form of another place is none of this one's
    assert client.post("/west/sign-out", data={"csrf_token": token}).status_code == 303
    assert [client.get(f"{path}/").status_code for path in ("/east", "/west", "")] == [200, 401, 200]


def test_each_place_keeps_its_own_trail_and_counts_its_own_tries(coasts: Coasts) -> None:
    before = len(coasts.client("/west", "steward").get("/west/trail.csv").data.splitlines())
    stranger = coasts.client()
    for _ in range(12):
        stranger.post("/east/sign-in", data={"login": "nobody", "password": "wrong"})
    assert stranger.post("/east/sign-in", data={}).status_code == 429
    assert stranger.post("/west/sign-in", data={}).status_code == 400
    after = coasts.client("/west", "steward").get("/west/trail.csv").data.splitlines()
    assert (
        len(after) == before + 2
    )  # the file that was taken, and signing in again: no try at the other place


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/empty", "nothing has been published yet"),
        ("/torn", "is not a readable published version"),
        ("/nobody", "nobody has an account"),
    ],
)
def test_a_place_that_cannot_be_served_says_so_and_takes_no_other_down(
    coasts: Coasts, path: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reply = coasts.client().get(f"{path}/zones", headers=HTML)
    page = reply.get_data(as_text=True)
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "10"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert why in page
    assert "What to do." in page
    assert str(coasts.file.parent) not in page  # nothing of this machine
    assert coasts.client().get(f"{path}/healthz").status_code == 503
    assert coasts.client("/boards", "board").get("/boards/").status_code == 200
    assert [coasts.client().get(f"{each}/healthz").status_code for each in ("/east", "/boards")] == [200, 200]


def test_health_says_how_many_are_there_and_names_none(coasts: Coasts) -> None:
    for path in ("/nobody/", "/torn/"):
        coasts.client().get(path, headers=HTML)
    reply = coasts.client().get("/healthz")
    assert reply.get_json() == {"ok": True, "places": 7, "available": 4}
    assert coasts.client().get("/healthz", headers={"Host": "evil.example"}).status_code == 403
    for path in ("/", "/east/", "/empty/"):
        assert coasts.client().get(path, headers={"Host": "evil.example"}).status_code in (403, 503), path


def test_a_board_place_has_no_page_of_analysts_and_opens_no_restricted_file(
    coasts: Coasts, tmp_path: Path
) -> None:
    """A home with a restricted store that the file does not open to analysts."""
    shutil.copytree(coasts.file.parent / "east", tmp_path / "east")
    secret = tmp_path / "east" / "restricted"
    shutil.rmtree(secret)
    secret.write_text("whoever opens this as a folder fails")
    (tmp_path / "region.toml").write_text(
        'name = "One"\nhome = "n"\n[[places]]\npath = "/east"\nhome = "east"\n'
    )
    one = make_region(read_region(tmp_path / "region.toml", {}))
    found = Coasts(coasts.file, coasts.region, one).client("/east", "steward")
    assert found.get("/east/").status_code == 200
    assert found.get("/east/draw").status_code == 404
    assert found.get("/east/_dash-layout").status_code == 200


def test_a_new_version_of_a_place_is_followed_without_a_restart(coasts: Coasts) -> None:
    client = coasts.client("/boards", "board")
    published = coasts.file.parent / "boards" / "published"
    now = (published / "current").read_text()
    newer = "20261120-0123456789ab"
    shutil.copy(published / f"{now.strip()}.duckdb", published / f"{newer}.duckdb")
    try:
        (published / "current").write_text(newer)
        assert client.get("/boards/healthz").get_json() == {"ok": True, "version": newer}
    finally:
        (published / "current").write_text(now)
        (published / f"{newer}.duckdb").unlink()
    assert client.get("/boards/healthz").get_json()["version"] == now.strip()


def test_a_failed_place_is_tried_again_and_not_at_each_request(coasts: Coasts) -> None:
    place = make_region(coasts.region)._places["/empty"]
    now = [0.0]
    place._clock = lambda: now[0]
    tries: list[int] = []

    def fail() -> object:
        tries.append(1)
        raise BadInputError(str(place.home / "x"), "is wrong", "Mend it.")

    place._make = fail  # type: ignore[assignment]
    for at, tried in ((0, 1), (4, 1), (6, 2)):
        now[0] = at
        with pytest.raises(BadInputError, match=r"^HOME/x: is wrong"):
            place.app()
        assert len(tries) == tried
        assert place.trouble() is not None


def test_each_line_of_the_log_says_which_place(coasts: Coasts, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "safepassage.requests"):
        for path in ("/east/sign-in", "/empty/", "/sign-in"):
            coasts.client().get(path, headers=HTML)
    lines = [json.loads(each.message) for each in caplog.records if each.name == "safepassage.requests"]
    assert [(line.get("place"), line["status"]) for line in lines] == [
        ("/east", 200),
        ("/empty", 503),
        (None, 200),
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('path = "/west"', 'path = "/east"', "two places"),
        ('path = "/west"', 'path = "/assets"', "no path for a place"),
        ('path = "/west"', 'path = "/a/b"', "no path for a place"),
        ('home = "west"', 'home = "national"', "home of a place"),
        ('home = "west"', "", "home: is not there"),
        ("analysts = true", "analysts = 1", "neither true nor false"),
        ("analysts = true", "analyst = true", "no setting of it"),
        ('name = "Two coasts"', 'name = "T"\nproxies = 9', "no whole number from 0 to 5"),
        ('name = "Two coasts"', 'name = "T"\nport = 80', "no setting of it"),
        ("[[places]]", "[[place]]", "place: is no setting of it"),
        ('name = "Two coasts"', "name", "cannot be read"),
    ],
)
def test_what_cannot_be_in_the_file(tmp_path: Path, old: str, new: str, why: str) -> None:
    file = tmp_path / "region.toml"
    file.write_text(FILE.replace(old, new))
    with pytest.raises(BadInputError, match=why):
        read_region(file, {})


@pytest.mark.parametrize(
    "name", ["ACCESS_URL", "WORKSPACE_URL", "SESSION_SECRET", "OIDC_CLIENT_SECRET", "ADDRESS"]
)
def test_the_environment_gives_no_store_or_secret_to_all_places(tmp_path: Path, name: str) -> None:
    (tmp_path / "region.toml").write_text(FILE)
    with pytest.raises(RefusedError, match="the same for every place"):
        read_region(tmp_path / "region.toml", {f"SAFE_PASSAGE_{name}": "x" * 40})
    assert read_region(tmp_path / "region.toml", {"SAFE_PASSAGE_UPLOAD_MB": "5"}).places


def test_below_a_path_and_behind_a_proxy(coasts: Coasts) -> None:
    file = coasts.file.with_name("below.toml")
    at = 'address = "https://www.example.org/national"\nproxies = 1\n'
    file.write_text(FILE.replace('home = "national"', f'home = "national"\n{at}'))
    client = Client(make_region(read_region(file, {})))
    sent = {"Host": "www.example.org", "X-Forwarded-Proto": "https", **HTML}
    reply = client.get("/national/east/zones", headers=sent)
    assert reply.headers["Location"] == "/national/east/sign-in?next=%2Fzones"
    page = client.get("/national/east/sign-in", headers=sent, base_url="https://www.example.org")
    assert "__Secure-safepassage-national-east=" in page.headers["Set-Cookie"]
    assert "Path=/national/east" in page.headers["Set-Cookie"]
    assert client.get("/national/", headers=sent).headers["Location"].startswith("/national/sign-in")
    assert client.get("/national/healthz").get_json()["ok"] is True
    assert client.get("/east/", headers=sent).status_code == 404
