"""Signing in at an identity provider that runs beside the tests, and answers of it that must not count."""

from __future__ import annotations

import base64
import dataclasses
import hmac
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter import Limiter
from joserfc import jwt
from joserfc.jwk import RSAKey

from etl.errors import BadInputError
from records.access.accounts import add_organisation, disable, everyone, find_login
from records.access.open import access_path, open_access
from records.access.trail import acts
from tests.web.below import PATH, Below
from tests.web.people.provider_fixture import CLIENT_ID, SECRET, Person, Provider, running_provider
from tests.web.people.town import Doorway, doorway, settings
from web.people.oidc import register_oidc
from web.people.oidc_settings import Group, Oidc, read_oidc
from web.people.session import Ended, Sessions
from web.trail import opened_trail

BACK = "http://localhost/oidc/back"
COUNCIL = "Harbour Council"
TOML = """
issuer = "https://login.example.org/realms/harbour"
client_id = "safepassage"
label = "Harbour account"
groups_claim = "memberOf"
[[groups]]
group = "map-stewards"
role = "steward"
organisation = "Harbour Council"
[[groups]]
group = "map-readers"
role = "board"
organisation = "Harbour Council"
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider(BACK) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider as it was at first."""
    fresh = Provider(issuer=running.issuer, key=running.key)
    for field in dataclasses.fields(Provider):
        setattr(running, field.name, getattr(fresh, field.name))
    return running


def asking(provider: Provider) -> Oidc:
    return Oidc(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        secret=SECRET,
        groups=(Group("map-stewards", "steward", COUNCIL), Group("map-analysts", "analyst", COUNCIL)),
        label="a Harbour account",
        groups_claim="groups",
        login_claim="preferred_username",
    )


@pytest.fixture(scope="module")
def door(running: Provider, published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Doorway:
    return doorway(published_home, tmp_path_factory.mktemp("oidc"), board=True, oidc=asking(running))


def sent_away(client: FlaskClient, onward: str = "/clash") -> str:
    reply = client.get("/oidc/start", query_string={"next": onward})
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.headers["Location"])


def sent_back(address: str) -> str:
    """Return where the provider sends the browser on to, on our own server."""
    reply = requests.get(address, allow_redirects=False, timeout=10)
    assert reply.status_code == 302, reply.text
    assert reply.headers["Location"].startswith(BACK)
    return reply.headers["Location"].removeprefix("http://localhost")


def come_in(client: FlaskClient) -> Any:
    return client.get(sent_back(sent_away(client)))


def signed_in(client: FlaskClient) -> bool:
    return bool(client.get("/clash", headers={"Accept": "text/html"}).status_code == 200)


def refused(client: FlaskClient, reply: Any, said: str, status: int = 403) -> None:
    assert reply.status_code == status
    assert said in reply.get_data(as_text=True)
    assert not signed_in(client)


def person(sub: str, *groups: str, **claims: Any) -> Person:
    named = {"preferred_username": f"{sub}@example.org", "name": sub.title(), "groups": list(groups)}
    return Person(sub, named | claims)


def test_the_sign_in_page_leads_to_the_provider_and_back_to_the_page_that_was_asked_for(
    door: Doorway, provider: Provider
) -> None:
    client = door.client()
    page = client.get("/sign-in?next=/clash").get_data(as_text=True)
    assert "<a href='/oidc/start?next=%2Fclash'>Sign in with a Harbour account</a>" in page
    address = sent_away(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{provider.issuer}/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    reply = client.get(sent_back(address))
    assert (reply.status_code, reply.headers["Location"]) == (303, "/clash")
    assert signed_in(client)
    account = find_login(door.store, "cleo@example.org")
    assert (account.name, account.role, account.organisation, account.outside) == (
        "Cleo May",
        "analyst",
        COUNCIL,
        True,
    )


def test_below_a_path_the_provider_sends_back_below_it(published_home: Path, tmp_path: Path) -> None:
    host = "https://www.example.org"
    with running_provider(f"{host}{PATH}/oidc/back") as provider:
        oidc, address = asking(provider), f"{host}{PATH}"
        below = doorway(published_home, tmp_path, board=True, oidc=oidc, address=address, proxies=1)
        below.app.server.test_client_class = Below
        client = below.client()
        client.environ_base.update({"HTTP_HOST": "www.example.org", "HTTP_X_FORWARDED_PROTO": "https"})
        away = sent_away(client)
        assert parse_qs(urlsplit(away).query)["redirect_uri"] == [f"{address}/oidc/back"]
        back = requests.get(away, allow_redirects=False, timeout=10).headers["Location"]
        assert back.startswith(f"{address}/oidc/back?")
        reply = client.get(back.removeprefix(host))
        assert (reply.status_code, reply.headers["Location"]) == (303, f"{PATH}/clash")
        assert signed_in(client)


def test_the_first_group_of_the_file_decides_at_each_sign_in(door: Doorway, provider: Provider) -> None:
    provider.person = person("dee", "map-analysts")
    early = door.client()
    come_in(early)
    provider.person = person("dee", "map-analysts", "map-stewards")
    assert come_in(door.client()).status_code == 303
    assert find_login(door.store, "dee@example.org").role == "steward"
    assert not signed_in(early)  # what it was begun with no longer holds


def test_nobody_comes_in_without_a_group_or_while_disabled(door: Doorway, provider: Provider) -> None:
    before = everyone(door.store)
    for groups in ([], ["everyone"], "map-analysts-not", {"map-analysts": True}, None, [["map-analysts"]]):
        client = door.client()
        provider.person = person("eve", groups=groups)
        refused(client, come_in(client), "none of your groups")
    assert everyone(door.store) == before
    provider.person = person("fay", "map-analysts")
    client = door.client()
    assert come_in(client).status_code == 303
    disable(door.store, find_login(door.store, "fay@example.org").account_id)
    assert not signed_in(client)
    for groups in (["map-analysts"], ["map-stewards"]):
        provider.person = person("fay", *groups)
        refused(client, come_in(client), "is disabled")


def test_coming_in_this_way_is_in_the_trail(door: Doorway, provider: Provider, published_home: Path) -> None:
    provider.person = person("ida", "map-analysts")
    come_in(door.client())
    provider.person = person("ida")
    come_in(door.client())
    provider.bend = claim(nonce="another")
    come_in(door.client())
    with opened_trail(published_home) as trail:
        found = [(act.kind, act.by, act.role) for act in acts(trail, newest=3)[0]]
    nobody = "nobody signed in"
    assert found == [
        ("sign_in_failed", nobody, ""),
        ("sign_in_failed", nobody, ""),
        ("sign_in", "ida@example.org", "analyst"),
    ]


def test_a_login_that_is_anothers_opens_nothing(door: Doorway, provider: Provider) -> None:
    for login in ("stu", "STU ", "", 7, "two words"):
        client = door.client()
        provider.person = person("gil", "map-stewards", preferred_username=login)
        refused(client, come_in(client), "cannot be opened")


def test_groups_that_are_not_in_the_token_are_asked_for(door: Doorway, provider: Provider) -> None:
    provider.person = Person("hal", {"preferred_username": "hal@example.org"})
    provider.userinfo = {"groups": ["map-analysts"]}
    client = door.client()
    assert come_in(client).status_code == 303
    assert "/userinfo" in provider.asked
    provider.userinfo = {"sub": "another", "groups": ["map-stewards"]}
    client = door.client()
    refused(client, come_in(client), "does not prove")


def claim(**changed: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    def bend(_: dict[str, Any], claims: dict[str, Any]) -> None:
        for name, value in changed.items():
            if value is None:
                claims.pop(name)
            else:
                claims[name] = value

    return bend


HOUR = 3600
BENT = {
    "a nonce of another trip": claim(nonce="another"),
    "no nonce": claim(nonce=None),
    "another audience": claim(aud="another-client"),
    "another audience, for this party": claim(aud="another-client", azp=CLIENT_ID),
    "two audiences, for another party": claim(aud=[CLIENT_ID, "another"], azp="another"),
    "no audience": claim(aud=None),
    "another issuer": claim(iss="https://login.example.org"),
    "no issuer": claim(iss=None),
    "expired": claim(exp=int(time.time()) - HOUR, iat=int(time.time()) - 2 * HOUR),
    "no end": claim(exp=None),
    "issued in the future": claim(iat=int(time.time()) + HOUR, exp=int(time.time()) + 2 * HOUR),
    "not yet": claim(nbf=int(time.time()) + HOUR),
    "nobody": claim(sub=None),
    "a person that is no text": claim(sub=7),
    "a person without a name": claim(sub=""),
    "another access token": claim(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("bent", BENT.values(), ids=list(BENT))
def test_a_token_that_is_not_right_opens_nothing(door: Doorway, provider: Provider, bent: Any) -> None:
    provider.bend = bent
    client = door.client()
    refused(client, come_in(client), "does not prove who you are")


def by_hand(header: dict[str, Any], claims: dict[str, Any], key: bytes = b"") -> str:
    """Return a token signed with a shared secret, or with nothing; libraries refuse to make these."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = hmac.digest(key, b".".join(parts), "sha256") if key else b""
    return b".".join((*parts, base64.urlsafe_b64encode(signature).rstrip(b"="))).decode()


def test_a_token_that_the_provider_did_not_sign_opens_nothing(door: Doorway, provider: Provider) -> None:
    other = RSAKey.generate_key(2048, {"kid": "first"}, private=True)
    stranger = RSAKey.generate_key(2048, {"kid": "stranger"}, private=True)
    ways: list[Callable[..., str]] = [
        lambda header, claims: jwt.encode(header, claims, other),
        lambda header, claims: jwt.encode({**header, "kid": "stranger"}, claims, stranger),
        lambda header, claims: by_hand({**header, "alg": "none"}, claims),
        lambda _, claims: by_hand({"alg": "none"}, claims),
        lambda header, claims: by_hand(
            {**header, "alg": "HS256"}, claims, provider.key.as_pem(private=False)
        ),
        lambda header, claims: by_hand({**header, "alg": "HS256"}, claims, SECRET.encode()),
        lambda header, claims: jwt.encode(header, claims, provider.key).rsplit(".", 1)[0] + ".",
        lambda *_: "not.a.token",
    ]
    for way in ways:
        provider.sign = way
        client = door.client()
        refused(client, come_in(client), "does not prove who you are")


def test_a_provider_that_changed_its_keys_is_asked_for_them(door: Doorway, provider: Provider) -> None:
    come_in(door.client())
    first, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "second"}, private=True)
    asked = provider.asked.count("/jwks")
    assert come_in(door.client()).status_code == 303
    assert provider.asked.count("/jwks") == asked + 1
    provider.key = first
    assert come_in(door.client()).status_code == 303


def test_an_answer_counts_once_in_the_browser_that_was_sent_away(door: Doorway, provider: Provider) -> None:
    victim, other = door.client(), door.client()
    answer = sent_back(sent_away(other))
    for stranger in (victim, door.client()):  # a link that somebody else made, to sign them in as another
        refused(stranger, stranger.get(answer), "another window")
    sent_away(victim)
    refused(victim, victim.get(answer), "does not prove")
    assert other.get(answer).status_code == 303
    other.post("/sign-out", data={})
    again = door.client()
    refused(again, again.get(answer), "another window")


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "forged"},
        {"state": ""},
        {"state": "ümlaut"},
        {"code": "forged"},
        {"code": ""},
        {"iss": "https://login.example.org"},
        {"error": "access_denied", "code": ""},
    ],
    ids=str,
)
def test_a_forged_answer_opens_nothing(door: Doorway, provider: Provider, changed: dict[str, str]) -> None:
    client = door.client()
    address = urlsplit(sent_back(sent_away(client)))
    given = {name: values[0] for name, values in parse_qs(address.query).items()} | changed
    tokens = provider.asked.count("/token")
    refused(client, client.get(f"{address.path}?{urlencode(given)}"), "does not prove who you are")
    assert provider.asked.count("/token") - tokens == (changed.get("code") == "forged")
    refused(client, client.get(f"{address.path}?{address.query}"), "another window")  # it was good for one


def test_an_answer_that_comes_too_late_opens_nothing(
    door: Doorway, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = door.client()
    answer = sent_back(sent_away(client))
    real = time.time() + 601
    monkeypatch.setattr("web.people.oidc._seconds", lambda: int(real))
    refused(client, client.get(answer), "too long")


def test_a_code_is_of_use_only_with_what_this_browser_kept(
    door: Doorway, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider itself refuses a code whose verifier is not the one that was announced (PKCE)."""
    client = door.client()
    answer = sent_back(sent_away(client))
    with client.session_transaction() as session:
        session["oidc"] = {**session["oidc"], "verifier": "x" * 64}
    refused(client, client.get(answer), "does not prove")


def test_onward_is_a_page_of_this_server(door: Doorway, provider: Provider) -> None:
    for elsewhere in ("https://example.com/", "//example.com/", "/\\example.com"):
        client = door.client()
        reply = client.get(sent_back(sent_away(client, elsewhere)))
        assert (reply.status_code, reply.headers["Location"]) == (303, "/")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Callable[[Oidc], Flask]]:
    """Makes servers that have nothing but this way in."""
    with open_access(access_path(tmp_path)) as store:
        add_organisation(store, COUNCIL, "council")

        def make(oidc: Oidc) -> Flask:
            server, chosen = Flask("bare"), settings(tmp_path)
            sessions = Sessions(server, chosen, store, Ended(60))
            register_oidc(
                server, chosen, oidc, sessions, Limiter(str, app=server, storage_uri="memory://"), "Velmouth"
            )
            return server

        yield make


def test_a_provider_that_does_not_answer_is_said_and_not_asked_again_at_once(
    provider: Provider, bare: Callable[[Oidc], Flask]
) -> None:
    groups, before = (Group("a", "board", COUNCIL),), len(provider.asked)
    lost = bare(Oidc(f"{provider.issuer}/other", CLIENT_ID, SECRET, groups, "it", "groups", "sub"))
    for _ in range(3):
        reply = lost.test_client().get("/oidc/start")
        assert (reply.status_code, "gives no answer now" in reply.get_data(as_text=True)) == (503, True)
    assert len(provider.asked) == before + 1


def test_an_organisation_of_the_file_must_be_there(bare: Callable[[Oidc], Flask]) -> None:
    groups = (Group("a", "board", "Nowhere"),)
    with pytest.raises(BadInputError, match="'Nowhere', which is not known"):
        bare(Oidc("https://login.example.org", CLIENT_ID, "", groups, "it", "groups", "sub"))


def test_the_file_names_provider_groups_and_where_they_are_said(tmp_path: Path) -> None:
    assert read_oidc(tmp_path, {}) is None
    (tmp_path / "oidc.toml").write_text(TOML)
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    found = read_oidc(tmp_path, {"SAFE_PASSAGE_OIDC_CLIENT_SECRET_FILE": str(secret)})
    assert found == Oidc(
        issuer="https://login.example.org/realms/harbour",
        client_id="safepassage",
        secret=SECRET,
        groups=(Group("map-stewards", "steward", COUNCIL), Group("map-readers", "board", COUNCIL)),
        label="Harbour account",
        groups_claim="memberOf",
        login_claim="preferred_username",
    )
    secret.chmod(0o644)
    with pytest.raises(BadInputError, match="others may use it"):
        read_oidc(tmp_path, {"SAFE_PASSAGE_OIDC_CLIENT_SECRET_FILE": str(secret)})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://login", "http://login", "not an https address"),
        ('issuer = "', 'issuer = "ftp:', "not an https address"),
        ("realms/harbour", "realms?harbour", "query or fragment"),
        ('client_id = "safepassage"', "", "client_id"),
        ("client_id", "secret", "OIDC_CLIENT_SECRET_FILE"),
        ('role = "steward"', 'role = "admin"', "admin"),
        ('role = "steward"', "", "the 1. of them"),
        ("[[groups]]", "[[group]]", "no setting"),
        ('label = "Harbour account"', "label = 7", "label"),
        ("issuer =", "issuer", "cannot be read"),
        ('label = "Harbour account"', 'scopes = "openid"', "scopes"),
        (TOML[TOML.index("[[groups]]") :], "groups = []\n", "nobody could come in"),
    ],
)
def test_a_fault_of_the_file_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "oidc.toml").write_text(TOML.replace(old, new))
    with pytest.raises(BadInputError, match=said):
        read_oidc(tmp_path, {})
