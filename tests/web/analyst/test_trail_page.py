"""The stewards' page of the trail: what it lists, what it says of the chain, and its file."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from records.access.pen import Pen
from records.access.trail import acts
from web.analyst.trail.asked import PAGE
from web.analyst.trail.routes import register_trail_page
from web.people.who import DEMO_VISITOR
from web.trail import opened_trail, register_trail

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which two people did 60 things on three days."""
    home = tmp_path_factory.mktemp("trail_page")
    with opened_trail(home) as trail:
        for number in range(60):
            now = NOON + dt.timedelta(days=number % 3)
            pen = Pen(lambda: nullcontext(trail), lambda now=now: now, ("ada", "<b>")[number % 2], "Health")
            pen.note("zone_saved", f"z{number}", file_sha256="f" * 64, based_on=2, digest="=1+1")
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    server = Flask("trail")
    register_trail(server, home)
    register_trail_page(server, home)

    @server.before_request
    def known() -> None:
        g.person = DEMO_VISITOR

    return server.test_client()


def numbers(client: FlaskClient, asked: str) -> list[int]:
    return [int(each) for each in re.findall(r"id='act-(\d+)'", client.get(asked).get_data(as_text=True))]


def test_the_page_lists_the_newest_first_and_says_that_the_chain_is_whole(client: FlaskClient) -> None:
    text = client.get("/trail").get_data(as_text=True)
    assert "The trail is whole: 60 acts." in text
    assert numbers(client, "/trail") == list(range(60, 60 - PAGE, -1))
    assert numbers(client, "/trail?page=2") == list(range(60 - PAGE, 0, -1))
    assert "Page 1 of 2" in text
    assert "&lt;b&gt;" in text
    assert "<b>" not in text
    assert client.get("/trail").headers["Cache-Control"] == "no-store"


def test_acts_are_narrowed_by_kind_person_and_days(client: FlaskClient) -> None:
    assert numbers(client, "/trail?by=ada&from=2026-05-04&to=2026-05-04") == list(range(59, 0, -6))
    assert numbers(client, "/trail?kind=load") == []
    assert "No act fits" in client.get("/trail?kind=load").get_data(as_text=True)
    wrong = client.get("/trail?from=3+May").get_data(as_text=True)
    assert "is no day: write it as 2026-05-03" in wrong
    assert "aria-invalid" in wrong
    for bad in ("kind=nope", "page=0", "page=x", f"by={'x' * 300}", f"from={'1' * 50}"):
        assert client.get(f"/trail?{bad}").status_code == 400, bad


def test_the_file_holds_the_acts_asked_for_and_is_itself_noted(client: FlaskClient, home: Path) -> None:
    reply = client.get("/trail.csv?by=ada")
    lines = list(csv.reader(io.StringIO(reply.get_data(as_text=True).lstrip("\ufeff"))))
    body = lines[4:]
    assert [int(line[0]) for line in body] == list(range(59, 0, -2))
    assert {line[2] for line in body} == {"ada"}
    with opened_trail(home) as trail:
        newest = acts(trail, newest=1)[0][0]
    assert (newest.kind, newest.by) == ("export", "demo")
    assert newest.content_id == lines[1][1]
    assert newest.content_id in reply.headers["Content-Disposition"]
    assert newest.file_sha256 == hashlib.sha256(reply.data).hexdigest()


def test_what_is_wrong_with_the_chain_stands_on_top(client: FlaskClient, home: Path) -> None:
    with closing(sqlite3.connect(home / "access.sqlite")) as connection:
        connection.execute("drop trigger trail_no_update")
        connection.execute("update trail set details='[', at='never' where number=7")
        connection.commit()
    text = client.get("/trail?page=2").get_data(as_text=True)
    assert "The trail is not as it was written" in text
    assert "Act 7 was changed" in text
    assert "cannot be read" in text
