"""Uploads and downloads of the Load data page: who may send what, under which name, how large."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from etl.errors import BadInputError
from tests.etl.folder import CALLS, Folder, calls
from web.analyst.load.desk import LIMIT_NAME, Desk, upload_limit
from web.analyst.load.names import fitting_sources, free_id, safe_name
from web.analyst.load.routes import register_routes
from web.doors import OPEN_DOORS
from web.guard import refuse_other_origins
from web.people.who import DEMO_VISITOR
from web.server import make_app
from web.trail import register_trail

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ROWS = calls("1,2026-01-02 10:00,53.5,-1.5,died", "2,soon,53.6,-1.5,survived")
OURS = {"X-Safe-Passage": "upload"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which one file of calls was loaded; tests copy it."""
    folder = Folder(tmp_path_factory.mktemp("loaded"))
    folder.place(CALLS)
    folder.file("calls_1.csv", ROWS)
    folder.load()
    return folder.home


@pytest.fixture
def desk(loaded: Path, tmp_path: Path) -> Desk:
    """The desk of a home of its own."""
    return Desk(Path(shutil.copytree(loaded, tmp_path / "home")), clock=lambda: NOW, limit=20_000)


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    server = Flask("load")
    refuse_other_origins(server)
    server.before_request(lambda: setattr(g, "person", DEMO_VISITOR))
    register_routes(server, desk)
    register_trail(server, desk.home)

    @server.before_request
    def known() -> None:
        g.person = DEMO_VISITOR

    return server.test_client()


def send(client: FlaskClient, name: str, content: bytes, **headers: str) -> Any:
    given = OURS | {key.replace("_", "-"): value for key, value in headers.items()}
    return client.post("/load/files", query_string={"name": name}, data=content, headers=given)


def test_a_server_for_boards_has_no_such_address_and_no_such_callback(analyst_home: Path) -> None:
    board, analysts = (make_app(analyst_home, board=each, doors=OPEN_DOORS) for each in (True, False))
    assert not [rule for rule in board.server.url_map.iter_rules() if rule.rule.startswith("/load")]
    assert not [key for key in board.callback_map if "load-" in key]
    assert [key for key in analysts.callback_map if "load-" in key]
    client = board.server.test_client()
    assert client.get("/load").status_code == 404
    assert client.post(
        "/load/files", query_string={"name": "a.csv"}, data=b"a", headers=OURS
    ).status_code in {
        404,
        405,
    }
    assert "/load" not in client.get("/_dash-layout").get_data(as_text=True)


def test_an_upload_becomes_a_draft_and_touches_nothing_else(client: FlaskClient, desk: Desk) -> None:
    before = sorted(path for path in desk.home.rglob("*") if path.is_file())
    reply = send(client, "calls_2.csv", ROWS.encode())
    assert reply.status_code == 201
    draft = desk.drafts.find(reply.get_json()["draft"])
    assert (draft.source, draft.target, draft.size) == ("calls", "calls_2.csv", len(ROWS))
    assert desk.drafts.file(draft).read_text() == ROWS
    assert desk.drafts.folder.stat().st_mode & 0o077 == 0
    now = sorted(path for path in desk.home.rglob("*") if path.is_file())
    assert [path for path in now if "drafts" not in path.parts] == before


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Safe_Passage": ""},
        {"Origin": "http://elsewhere.example.org"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_another_sites_page_cannot_upload(client: FlaskClient, desk: Desk, headers: dict[str, str]) -> None:
    assert send(client, "calls_2.csv", ROWS.encode(), **headers).status_code == 403
    assert desk.drafts.waiting() == []


def test_another_sites_page_cannot_post_to_a_callback_either(analyst_home: Path) -> None:
    client = make_app(analyst_home, board=False, doors=OPEN_DOORS).server.test_client()
    posted = client.post(
        "/_dash-update-component", json={}, headers={"Origin": "http://elsewhere.example.org"}
    )
    assert posted.status_code == 403


def test_the_largest_upload_is_a_setting_and_said(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = send(client, "calls_2.csv", b"x" * 20_001)
    assert reply.status_code == 400
    assert "at most 0 MB" in reply.get_json()["what"]
    assert "SAFE_PASSAGE_UPLOAD_MB" in reply.get_json()["next"]
    assert desk.drafts.waiting() == []
    monkeypatch.setenv(LIMIT_NAME, "12")
    assert upload_limit() == 12_000_000
    for wrong in ("0", "2000", "many"):
        monkeypatch.setenv(LIMIT_NAME, wrong)
        with pytest.raises(BadInputError, match="whole megabytes"):
            upload_limit()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("calls.csv", "calls.csv"),
        ("Überdosen 2026*.CSV", "_berdosen 2026_.csv"),
        ("a[1]?.xlsx", "a_1__.xlsx"),
        ("...csv.csv", None),
        ("../calls.csv", None),
        ("a/b.csv", None),
        ("a\\b.csv", None),
        (".hidden.csv", None),
        ("", None),
        ("notes.exe", None),
        ("calls", None),
        ("n" * 300 + ".geojson", "n" * 112 + ".geojson"),
    ],
)
def test_names_stay_inside_and_mean_no_pattern(client: FlaskClient, given: str, kept: str | None) -> None:
    if kept is not None:
        assert safe_name(given) == kept
        return
    with pytest.raises(BadInputError):
        safe_name(given)
    assert send(client, given, ROWS.encode()).status_code == 400


def test_a_name_finds_the_sources_that_read_it(desk: Desk) -> None:
    sources = desk.place().sources
    assert fitting_sources("calls_7.csv", sources) == {"calls": "calls_7.csv"}
    assert fitting_sources("other.csv", sources) == {}
    assert free_id("calls", {"calls", "calls_2"}) == "calls_3"


def formula_free_sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "when"])
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", b"0" * 16_000_000)
    return out.getvalue()


def outside_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../calls.csv", ROWS)
    return out.getvalue()


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.csv", lambda: b"", "is empty"),
    ("header.csv", lambda: b"id,when,lat,lon\n", "no rows"),
    ("sheet.xlsx", formula_free_sheet, "no rows"),
    ("bomb.zip", bomb, "zip bomb"),
    ("outside.zip", outside_zip, "leads outside"),
    ("cut.zip", lambda: b"PK\x03\x04nothing", "cannot be opened as a zip"),
    ("script.geojson", lambda: b"var data = {};", "JavaScript"),
    ("broken.xlsx", lambda: b"PK no workbook", ""),
    ("broken.parquet", lambda: b"PAR1 broken", ""),
    ("broken.json", lambda: b"{", "not JSON"),
    ("broken.gpkg", lambda: b"SQLite format 3\0", ""),
    ("nothing.csv", lambda: b"\0" * 400, ""),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD, ids=[each[0] for each in BAD])
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    client: FlaskClient, desk: Desk, name: str, content: Callable[[], bytes], said: str
) -> None:
    reply = send(client, name, content())
    assert reply.status_code == 400, reply.get_data(as_text=True)
    error = reply.get_json()
    assert said in f"{error['what']}"
    assert error["next"]
    assert str(desk.home) not in reply.get_data(as_text=True)
    assert "Traceback" not in reply.get_data(as_text=True)
    assert desk.drafts.waiting() == []
    assert not desk.drafts.folder.exists() or not any(desk.drafts.folder.iterdir())


def test_quarantined_rows_and_intake_forms_can_be_taken_away(client: FlaskClient) -> None:
    reply = client.get("/load/sources/calls/quarantine.csv")
    assert "calls-quarantine-not-for-publication-sp-" in reply.headers["Content-Disposition"]
    assert reply.headers["Cache-Control"] == "no-store"
    lines = reply.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].startswith('"Not for publication') or lines[0].startswith("Not for publication")
    assert "calls_1.csv,2,occurred_at_unparsed,the time does not fit the date format,2," in lines[2]
    form = client.get("/load/templates/syringe_confiscation.csv").get_data(as_text=True)
    assert form.startswith("report_id,occurred_at,")
    guide = client.get("/load/templates/syringe_confiscation.md").get_data(as_text=True)
    assert "Ask nothing that is not on the form" in guide
    for missing in ("sources/nope", "drafts/0123456789abcdef", "drafts/..%2F..", "drafts/nope"):
        assert client.get(f"/load/{missing}/quarantine.csv").status_code == 404, missing
    assert client.get("/load/templates/nope.csv").status_code == 404
