"""Coming in, staying and going out, as browsers and those who attack them would."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from layers.purpose import PURPOSE
from records.access.accounts import disable, enable, find_login, reset, set_role
from records.access.trail import acts
from tests.web.people.town import PASSWORD, Doorway, doorway, settings, token_of
from web.people import session
from web.people.entry import safe_next
from web.server import make_app
from web.trail import opened_trail

HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture(scope="module")
def door(published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    return doorway(published_home, tmp_path_factory.mktemp("entry"), board=True)


@pytest.fixture(scope="module")
def signed_in(door: Doorway) -> FlaskClient:
    return door.client("steward")


def let_in(client: FlaskClient) -> bool:
    return client.get("/map/symbols/light.json").status_code == 200


def test_nobody_is_led_to_the_sign_in_page_and_back_to_what_they_wanted(door: Doorway) -> None:
    client = door.client()
    for path in ("/healthz", "/assets/page.css"):
        assert client.get(path).status_code == 200
    away = client.get("/zones?zone=z1", headers=HTML)
    assert (away.status_code, away.headers["Location"]) == (303, "/sign-in?next=%2Fzones%3Fzone%3Dz1")
    page = client.get(away.headers["Location"])
    assert PURPOSE in page.get_data(as_text=True)
    assert "<script" not in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    back = door.sign_in(client, "stu", onward="/zones?zone=z1")
    assert back.headers["Location"] == "/zones?zone=z1"
    assert let_in(client)
    for path in ("/figures.csv", "/_dash-layout", "/map/x/areas.geojson"):
        assert door.client().get(path).status_code == 401, path


@pytest.mark.parametrize(
    "given",
    ["//evil.example.org", "/\\evil.example.org", "https://evil.example.org", "javascript:alert(1)", "zones",
     "/\t/evil.example.org", "/a\r\nSet-Cookie: x=1", "\\\\evil.example.org", "/sign-out", ""],
)  # fmt: skip
def test_nothing_but_a_page_of_this_server_comes_next(given: str) -> None:
    assert safe_next(given) == "/"


def test_the_session_is_a_new_one_and_its_cookie_is_closed(door: Doorway) -> None:
    client = door.client()
    client.get("/sign-in")
    before = client.get_cookie("safepassage")
    reply = door.sign_in(client, "stu")
    set_cookie = next(line for line in reply.headers.getlist("Set-Cookie") if "safepassage=" in line)
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    after = client.get_cookie("safepassage")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    fixed = door.app.server.test_client()
    fixed.set_cookie("safepassage", before.value)  # what an attacker had planted opens nothing
    assert not let_in(fixed)


def test_wrong_tries_are_told_apart_by_nobody(door: Doorway) -> None:
    said = set()
    for login, password in (("stu", "not this one at all"), ("nobody.here", PASSWORD), ("", "")):
        reply = door.sign_in(door.client(), login, password)
        assert reply.status_code == 403
        said.add(reply.get_data(as_text=True).split("role='alert'>")[1].split("<")[0])
    assert len(said) == 1


def test_a_form_of_another_site_does_nothing(door: Doorway, signed_in: FlaskClient) -> None:
    client = door.client()
    client.get("/sign-in")
    sent = {"login": "stu", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 400
    assert not let_in(client)
    other = {"Origin": "http://evil.example.org"}
    for headers in (other, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert signed_in.post("/sign-out", headers=headers).status_code == 403
        body = {"output": "table.children", "inputs": [], "changedPropIds": []}
        assert signed_in.post("/_dash-update-component", json=body, headers=headers).status_code == 403
    assert signed_in.post("/sign-out").status_code == 200  # without its token: asked whether that is meant
    assert let_in(signed_in)


def test_another_host_is_not_answered(signed_in: FlaskClient) -> None:
    for host in ("evil.example.org", "localhost.example.org", "["):
        assert signed_in.get("/", headers={"Host": host}).status_code in (400, 403), host


def at(monkeypatch: pytest.MonkeyPatch, **later: float) -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(**later)
    monkeypatch.setattr(session, "now", lambda: moment)


def test_a_session_ends_when_idle_and_in_any_case(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    idle, busy = door.client("steward"), door.client("steward")
    at(monkeypatch, minutes=29)
    assert let_in(busy)
    at(monkeypatch, minutes=31)
    assert not let_in(idle)
    assert "done=ended" in idle.get("/", headers=HTML).headers["Location"]
    for minutes in range(31, 12 * 60, 25):
        at(monkeypatch, minutes=minutes)
        assert let_in(busy), minutes
    at(monkeypatch, minutes=12 * 60 + 1)
    assert not let_in(busy)


def test_what_happens_to_the_account_ends_its_sessions_at_once(door: Doorway) -> None:
    account = find_login(door.store, "ana").account_id
    for change in (
        lambda: disable(door.store, account),
        lambda: set_role(door.store, account, "steward"),
        lambda: set_role(door.store, account, "analyst"),
    ):
        client = door.client("analyst")
        assert let_in(client)
        change()
        assert not let_in(client)
        enable(door.store, account)
        assert not let_in(client)


def test_a_copied_cookie_ends_with_signing_out(door: Doorway) -> None:
    client, copy = door.client("steward"), door.app.server.test_client()
    kept = client.get_cookie("safepassage")
    assert kept is not None
    copy.set_cookie("safepassage", kept.value)
    assert let_in(copy)
    token = token_of(client.get("/sign-out").get_data(as_text=True))
    reply = client.post("/sign-out", data={"csrf_token": token})
    assert reply.headers["Location"] == "/sign-in?done=out"
    assert reply.headers["Clear-Site-Data"] == '"cache"'
    assert not let_in(client)
    assert not let_in(copy)


def test_a_one_time_link_sets_a_password_once(door: Doorway) -> None:
    client = door.client()
    link = f"/set-password?token={reset(door.store, find_login(door.store, 'bea').account_id, now()).token}"

    def send(password: str, again: str) -> TestResponse:
        page = client.get(link)
        token = token_of(page.get_data(as_text=True))
        sent = {"csrf_token": token, "token": link.split("=")[1], "password": password, "again": again}
        return client.post("/set-password", data=sent)

    assert client.post("/set-password", data={"token": link.split("=")[1]}).status_code == 400
    assert "not the same" in send(PASSWORD, f"{PASSWORD}!").get_data(as_text=True)
    assert "fewer than 15" in send("short", "short").get_data(as_text=True)
    assert send(PASSWORD, PASSWORD).headers["Location"] == "/sign-in?done=password"
    assert client.get(link).status_code == 403
    assert let_in(door.client("board"))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_replies_are_for_whoever_asked_and_no_other(signed_in: FlaskClient) -> None:
    layout = signed_in.get("/_dash-layout")
    assert layout.headers["Cache-Control"] == "no-store"
    assert b"Stu Example" in layout.data
    version = signed_in.get("/healthz").get_json()["version"]
    tile = signed_in.get(f"/map/{version}/areas.geojson")
    assert tile.headers["Cache-Control"].startswith("private")
    assert "Cookie" not in signed_in.get("/assets/page.css").headers.get("Vary", "")


def test_tries_are_limited_by_address_and_the_proxys_word_counts_once(
    published_home: Path, door: Doorway, tmp_path: Path
) -> None:
    strict = settings(tmp_path, tries_per_minute=2, proxies=1, address="https://map.example.org")
    client = make_app(published_home, board=True, doors=strict).server.test_client()
    host = {"Host": "map.example.org", "X-Forwarded-Proto": "https"}

    def knock(forwarded: str) -> int:
        return client.post("/sign-in", headers={**host, "X-Forwarded-For": forwarded}).status_code

    assert [knock("192.0.2.1"), knock("192.0.2.1"), knock("192.0.2.1")] == [400, 400, 429]
    assert knock("192.0.2.9, 192.0.2.1") == 429  # what the reader says of themselves counts for nothing
    assert knock("192.0.2.2") == 400
    anew = client.application.test_client()
    cookie = anew.get("/sign-in", headers=host).headers["Set-Cookie"]
    assert cookie.startswith("__Host-safepassage=")
    assert "Secure" in cookie
    assert client.get("/", headers={"Host": "other.example.org"}).status_code == 403
    own = {**host, "X-Forwarded-Proto": "http", "Origin": "https://map.example.org"}
    assert client.post("/set-password", headers=own).status_code == 403  # no such link; the origin is fine
    assert "Strict-Transport-Security" in client.get("/healthz", headers=host).headers


def test_coming_and_going_is_in_the_trail_and_no_password_typed_in_the_wrong_field(
    door: Doorway, published_home: Path
) -> None:
    door.sign_in(door.client(), "tall secret password here", "x")
    door.sign_in(door.client(), "stu", "x")
    client = door.client("steward")
    client.post("/sign-out", data={"csrf_token": token_of(client.get("/sign-out").get_data(as_text=True))})
    with opened_trail(published_home) as trail:
        found = [(act.kind, act.by, act.subject) for act in acts(trail, newest=4)[0]]
    assert found == [
        ("sign_out", "stu", "stu"),
        ("sign_in", "stu", "stu"),
        ("sign_in_failed", "nobody signed in", "stu"),
        ("sign_in_failed", "nobody signed in", "a login that nobody has"),
    ]


def test_the_try_that_locks_a_login_out_is_an_act_of_its_own_once(
    door: Doorway, published_home: Path
) -> None:
    for _ in range(7):
        assert door.sign_in(door.client(), "gone.astray", "x").status_code == 403
    with opened_trail(published_home) as trail:
        found = [(act.kind, act.subject) for act in acts(trail, newest=8)[0]]
    whose = "a login that nobody has"
    failed = ("sign_in_failed", whose)
    assert found == [failed, failed, ("locked_out", whose), *[failed] * 5]
