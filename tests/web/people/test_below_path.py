"""A server with accounts below a path: https://www.example.org/risk-map, behind a proxy that ends TLS."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from records.access.accounts import reset
from tests.web.below import PATH, Below, given
from tests.web.people.town import AT, Doorway, doorway, settings
from web.people.oidc import way_back
from web.url import own_root, url

ADDRESS = f"https://www.example.org{PATH}"
PROXIED = {"HTTP_HOST": "www.example.org", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.fixture(scope="module")
def door(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    found = doorway(analyst_home, tmp_path_factory.mktemp("below"), board=False, address=ADDRESS, proxies=1)
    found.app.server.test_client_class = Below
    return found


def proxied(client: FlaskClient) -> FlaskClient:
    client.environ_base.update(PROXIED)
    return client


def asked(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return what a page says, all of whose addresses stay below the path."""
    reply = client.get(path, headers={"Accept": "text/html"})
    assert reply.status_code == status, path
    assert [each for each in given(reply) if not each.startswith(f"{PATH}/")] == []
    return reply.get_data(as_text=True)


def test_in_and_out_below_the_path(door: Doorway) -> None:
    client = proxied(door.client())
    away = client.get("/zones?zone=z1", headers={"Accept": "text/html"})
    assert away.headers["Location"] == f"{PATH}/sign-in?next=%2Fzones%3Fzone%3Dz1"
    assert f"action='{PATH}/sign-in'" in asked(client, away.headers["Location"])
    back = door.sign_in(client, "stu", onward="/zones?zone=z1")
    assert back.headers["Location"] == f"{PATH}/zones?zone=z1"
    cookie = back.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-safepassage-risk-map=")
    assert {f"Path={PATH}", "Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    for path in ("/", "/draw", "/trail?kind=load", "/sign-out"):
        assert "Strict-Transport-Security" not in client.get(path).headers  # it would bind the whole host
        asked(client, path)
    asked(client, "/nope", 404)
    out = client.get("/sign-in")
    assert out.headers["Location"] == f"{PATH}/"
    with client.session_transaction(path=f"{PATH}/") as session:
        session.clear()
    asked(client, f"/set-password?token={reset(door.store, door.accounts['board'].account_id, AT).token}")
    asked(client, "/set-password?token=none", 403)


def test_whoever_has_a_boards_account_is_sent_to_pages_below_the_path(door: Doorway) -> None:
    client = door.client("board")
    assert "page-draw" not in asked(client, "/_dash-layout")
    asked(client, "/")
    asked(client, "/load", 403)


def test_a_proxy_that_takes_the_path_away_is_told(door: Doorway, caplog: pytest.LogCaptureFixture) -> None:
    client = proxied(FlaskClient(door.app.server))
    with caplog.at_level(logging.WARNING):
        replies = [client.get(path) for path in ("/", "/sign-in", "/assets/page.css", "/risk-mapping/")]
    assert [reply.status_code for reply in replies] == [404] * 4
    assert "let it pass the path on whole" in replies[0].get_data(as_text=True)
    assert "default-src 'none'" in replies[0].headers["Content-Security-Policy"]
    assert len([each for each in caplog.records if each.name == "web.mount"]) == 1
    believed = {"X-Forwarded-Prefix": PATH}
    assert client.get("/sign-in", headers=believed).status_code == 404
    whole = client.get(f"{PATH}?store=exact")
    assert (whole.status_code, whole.headers["Location"]) == (308, f"{PATH}/?store=exact")
    assert client.get("/healthz").get_json()["ok"] is True  # for whoever watches the process
    assert client.get(f"{PATH}/healthz").get_json()["ok"] is True


def test_addresses_for_others_hold_the_path(door: Doorway) -> None:
    assert way_back(settings(Path("home"), address=ADDRESS)) == f"{ADDRESS}/oidc/back"
    with door.app.server.test_request_context("/clash", base_url=f"{ADDRESS}/"):
        assert (own_root(), url("/clash")) == (ADDRESS, f"{PATH}/clash")
    with door.app.server.test_request_context("/clash", base_url="https://map.example.org"):
        assert (own_root(), url("/clash")) == ("https://map.example.org", "/clash")
