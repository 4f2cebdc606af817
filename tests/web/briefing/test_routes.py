"""What the dialog asks of the server: what is refused and where, whose turn it is, what the trail keeps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from briefing.asked import Asked
from layers.published.home import PublishedHome
from records.access.trail import Act, Wanted, acts
from tests.published_fixture import write_published
from web.briefing import request as asking
from web.briefing.turns import MOST, BusyError, Turns
from web.doors import OPEN_DOORS
from web.people.who import DEMO_VISITOR, Person
from web.server import make_app
from web.trail import opened_trail

OURS = {"X-Safe-Passage": "briefing"}
KEY = "0123456789abcdef" * 2
BODY = b"%PDF-1.7 of a test"
ADA = Person("a1", "ada", "Ada Lane", "Harbour Council", "council", "board")
BO = Person("a2", "bo", "Bo Reed", "Harbour Council", "council", "board")


@dataclass(frozen=True)
class Made:
    """A file as briefing.make gives it."""

    name: str
    mimetype: str
    body: bytes
    content_id: str


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("briefing_home")
    write_published(home, zones=True)
    return home


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[asking.Wanted]:
    """What was asked to be made: nothing is."""
    found: list[asking.Wanted] = []

    def make(wanted: asking.Wanted, step: Any) -> Made:
        found.append(wanted)
        step("Drawing the maps")
        return Made("fixture.pdf", "application/pdf", BODY, wanted.asked.content_id(wanted.published.version))

    monkeypatch.setattr(asking.Wanted, "make", make)
    return found


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    return make_app(home, board=True, doors=OPEN_DOORS).server.test_client()


def given(**more: Any) -> dict[str, Any]:
    """Return what the dialog posts. more: other parts, or what else is asked."""
    parts = {name: more.pop(name) for name in ("format", "key", "template") if name in more}
    return {"asked": {"view": "social=overdose_calls,80", **more}, "format": "pdf", "key": KEY, **parts}


def exports(home: Path) -> tuple[Act, ...]:
    with opened_trail(home) as trail:
        return acts(trail, Wanted(kinds=("export",)))[0]


def test_a_briefing_is_noted_without_what_was_typed_and_sent(
    client: FlaskClient, home: Path, made: list[asking.Wanted]
) -> None:
    asked = given(title="For Ada Lane", notes="Bo Reed will speak.", zones=["z2"], language="es")
    reply = client.post("/briefing/make", json=asked, headers=OURS)
    assert (reply.status_code, reply.data, reply.mimetype) == (200, BODY, "application/pdf")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="fixture.pdf"'
    found: Asked = made[0].asked
    assert (found.title, found.zones, found.language, found.address) == (
        "For Ada Lane",
        ("z2",),
        "es",
        "http://localhost",
    )
    assert found.view.startswith("social=overdose_calls,80&grid=")
    act = exports(home)[0]
    assert act.content_id == reply.headers["X-Content-Id"]
    assert act.content_id == found.content_id(PublishedHome(home).current().version)
    assert act.file_sha256 == hashlib.sha256(BODY).hexdigest()
    assert (act.details["exact"], act.details["filters"]["format"]) == (False, "pdf")
    typed = {"title": "For Ada Lane", "audience": "", "notes": "Bo Reed will speak."}
    sealed = hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()
    assert act.details["filters"]["typed_sha256"] == sealed
    assert "Ada" not in str(act)
    assert "Reed" not in str(act)


@pytest.mark.parametrize(
    ("asked", "field", "what"),
    [
        (given(title="x" * 121), "title", "is not a text of at most 120 characters"),
        (given(notes="a\x00b"), "notes", "cannot be printed"),
        (given(zones=["z9"]), "zones", "is not a choice of this version"),
        (given(zones=["z1"] * 7), "zones", "are not a list of at most 6"),
        (given(language="cy"), "language", "is not a choice"),
        (given(paper="a3"), "paper", "is not a choice"),
        (given(main="police_activity_exact"), "main", "is not a choice"),
        (given(maps=["nope", "", "", ""]), "maps", "is not a choice"),
        (given(grid="r11"), "grid", "is not a choice"),
        (given(view=3), "view", "is not the link of a view"),
        (given(view="x" * 2001), "view", "is not the link of a view"),
        (given(address="https://elsewhere.example"), "", "is not what the dialog asks"),
        (given(shape={"type": "Polygon"}), "shape", "is not known"),
        (given(format="docx"), "format", "is not a form"),
        (given(key="../../etc"), "key", "is not 32"),
        (given() | {"more": 1}, "", "is not what the dialog asks"),
        (given() | {"recipe": "Board", "since": True}, "", "is not what the dialog asks"),
        (given(format="pdf", template="cGRm"), "template", "is for slides only"),
        (given(format="pptx", template="%%%"), "template", "did not arrive whole"),
        (given(format="pptx", template="QQ==" + "AAAA" * 10), "template", "did not arrive whole"),
        (given(format="pptx", template="AAAA" * 3_333_334), "template", "is larger than 10 MB"),
    ],
)
def test_what_no_dialog_sends_is_refused_with_its_field(
    client: FlaskClient, made: list[asking.Wanted], asked: dict[str, Any], field: str, what: str
) -> None:
    reply = client.post("/briefing/make", json=asked, headers=OURS)
    assert reply.status_code == 400
    said = reply.get_json()
    assert (said["field"], what in said["what"], bool(said["next"])) == (field, True, True), said
    assert made == []


def test_other_sites_and_what_is_no_object_are_refused(client: FlaskClient) -> None:
    assert client.post("/briefing/make", json=given()).status_code == 403
    elsewhere = {**OURS, "Origin": "https://elsewhere.example"}
    assert client.post("/briefing/make", json=given(), headers=elsewhere).status_code == 403
    for body in ([1], "text"):
        assert client.post("/briefing/make", json=body, headers=OURS).status_code == 400
    large = {**OURS, "Content-Type": "application/json"}
    assert client.post("/briefing/make", data=b"x" * 13_500_000, headers=large).status_code == 413
    assert client.get("/briefing/progress/..%2F").status_code in (400, 404)


def test_while_others_are_made_it_is_told_when_to_ask_again(
    client: FlaskClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []

    def make(wanted: asking.Wanted, step: Any) -> Made:
        step("Drawing the maps")
        told.append(client.get(f"/briefing/progress/{wanted.key}").get_json())
        told.append(client.post("/briefing/make", json=given(key=wanted.key), headers=OURS))  # the same again
        if len(told) < 2 * MOST:
            told.append(client.post("/briefing/make", json=given(key="f" * 32), headers=OURS))
        return Made("fixture.pdf", "application/pdf", BODY, "sp-1")

    monkeypatch.setattr(asking.Wanted, "make", make)
    before = len(exports(home))
    assert client.post("/briefing/make", json=given(), headers=OURS).status_code == 200
    assert told[0] == {"step": "Drawing the maps"}
    busy = [each for each in told if getattr(each, "status_code", 0) == 503]
    assert [each.headers["Retry-After"] for each in busy] == ["2", "2"]
    assert len(exports(home)) == before + 2  # none of those that were not made
    assert client.get(f"/briefing/progress/{KEY}").get_json() == {"step": ""}


def test_one_turn_for_an_account_two_for_all_and_nobody_sees_anothers() -> None:
    turns = Turns()
    with turns.turn(ADA, KEY) as step:
        step("Drawing the maps")
        assert turns.step(ADA, KEY) == "Drawing the maps"
        assert turns.step(BO, KEY) == ""
        with pytest.raises(BusyError), turns.turn(ADA, "1" * 32):
            raise AssertionError("two at once for one account")
        with turns.turn(BO, KEY), pytest.raises(BusyError), turns.turn(DEMO_VISITOR, KEY):
            raise AssertionError("three at once")
        with turns.turn(BO, KEY):
            pass
    with pytest.raises(ValueError, match="failed"), turns.turn(ADA, KEY):
        raise ValueError("failed")
    with turns.turn(DEMO_VISITOR, KEY), turns.turn(DEMO_VISITOR, "1" * 32):
        pass


def test_what_cannot_be_noted_is_not_sent(client: FlaskClient, home: Path, made: list[asking.Wanted]) -> None:
    client.post("/briefing/make", json=given(), headers=OURS)
    key = home / "trail.key"
    key.chmod(0o644)
    try:
        reply = client.post("/briefing/make", json=given(), headers=OURS)
        assert reply.status_code == 503
        assert "Retry-After" not in reply.headers
        assert "cannot be used now" in reply.get_json()["what"]
        assert str(home) not in reply.get_data(as_text=True)
    finally:
        key.chmod(0o600)
