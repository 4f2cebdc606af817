"""Every door of both servers, for each role and for nobody: what the table says is what the server does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask import Flask
from flask.testing import FlaskClient

import web.doors
from records.access.roles import reaches
from tests.web.page import callback_body
from tests.web.people.town import LOGINS, Doorway, doorway
from web.doors import ANYONE, CALLBACK_RULE, CALLBACKS, PAGES, PRESSES, ROUTES, callback_name, route_name
from web.people.guarded import ForBoards

SHUT = {"/_reload-hash"}  # Dash's own, for development only: behind no door, so refused
OWN = ("/sign-in", "/sign-out", "/set-password")
Ask = tuple[str, str, dict[str, Any] | None, str | None]  # method, address, body, least role


def callbacks(app: Dash) -> list[str]:
    return [key for key, found in app.callback_map.items() if "callback" in found]


def asked(app: Dash, pages: list[str]) -> Iterator[Ask]:
    """Yield a request for each door of an app, with the role the table asks for."""
    for rule in app.server.url_map.iter_rules():
        if rule.rule in (*OWN, CALLBACK_RULE, "/", "/<path:path>"):
            continue
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        body: dict[str, Any] | None = {} if method == "POST" else None
        yield method, re.sub(r"<[^>]+>", "0", rule.rule), body, ROUTES.get(route_name(rule.rule))
    for page in pages:
        yield "GET", page, None, PAGES.get(page)
    for key in callbacks(app):
        needed = CALLBACKS.get(callback_name(key))
        body = callback_body(app, key, "", {})
        yield "POST", CALLBACK_RULE, {**body, "changedPropIds": []}, needed
        for press, role in PRESSES.items():
            if press in [f"{each['id']}.{each['property']}" for each in app.callback_map[key]["inputs"]]:
                yield "POST", CALLBACK_RULE, {**body, "changedPropIds": [press]}, role


def through(server: Flask, who: str) -> None:
    """Let every door of a server lead to nothing but the word that somebody came through it."""
    for endpoint in server.view_functions:
        server.view_functions[endpoint] = lambda **_: f"through to {who}"


def differences(door: Doorway, clients: dict[str, FlaskClient], pages: list[str]) -> list[str]:
    """Return where the server lets somebody through whom the table keeps out, or the other way round."""
    found = []
    for method, address, body, needed in asked(door.app, pages):
        for role, client in clients.items():
            reply = client.open(address, method=method, json=body)
            let = reply.status_code == 200 and "through to" in reply.get_data(as_text=True)
            may = needed == ANYONE or (needed is not None and role != "" and reaches(role, needed))
            kept_out = reply.status_code in (401, 403, 404, 405)
            if let is not may or let is kept_out:
                found.append(f"{role or 'nobody'}: {method} {address} {body} {reply.status}")
    return found


@pytest.fixture(scope="module", params=[True, False], ids=["board", "analysts"])
def matrix(
    request: pytest.FixtureRequest, analyst_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Doorway, dict[str, FlaskClient], list[str]]:
    """One server whose doors lead nowhere, a client for nobody and one for each role, and its pages."""
    door = doorway(analyst_home, tmp_path_factory.mktemp("matrix"), board=request.param)
    clients = {role: door.client(role) for role in ("", *LOGINS)}
    pages = [page for page in PAGES if clients["steward"].get(page).status_code != 404]
    door.app.server.before_request_funcs[None][:] = [
        each for each in door.app.server.before_request_funcs[None] if each.__name__ != "make_first"
    ]  # which would begin to make exact figures
    through(door.app.server, "analysts" if not request.param else "boards")
    before = door.app.server.wsgi_app
    if isinstance(before, ForBoards):
        through(before._app(), "boards")
    return door, clients, pages


def test_each_role_comes_through_the_doors_the_table_says_and_through_no_other(
    matrix: tuple[Doorway, dict[str, FlaskClient], list[str]],
) -> None:
    door, clients, pages = matrix
    assert len(list(asked(door.app, pages))) > 40
    assert differences(door, clients, pages) == []


def test_a_server_that_does_not_check_is_seen(
    matrix: tuple[Doorway, dict[str, FlaskClient], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, clients, pages = matrix
    monkeypatch.setattr(web.doors, "reaches", lambda *_: True)
    wrong = differences(door, clients, pages)
    own = [page for page in pages if PAGES[page] != "board"]
    assert any(line.startswith("analyst: POST") for line in wrong) is bool(own)
    monkeypatch.undo()
    shut = door.app.server.before_request_funcs[None]
    doors = next(each for each in shut if each.__module__ == "web.doors")
    shut.remove(doors)
    try:
        open_to_all = differences(door, clients, pages)
    finally:
        shut.insert(2, doors)
    assert len([line for line in open_to_all if line.startswith("nobody")]) > 40


def test_a_board_never_reaches_the_app_for_analysts(
    matrix: tuple[Doorway, dict[str, FlaskClient], list[str]],
) -> None:
    door, clients, pages = matrix
    for method, address, body, needed in asked(door.app, pages):
        for under in ("", "/exact") if address.startswith("/_dash") else ("",):
            reply = clients["board"].open(f"{under}{address}?store=exact", method=method, json=body)
            assert needed == ANYONE or b"through to analysts" not in reply.data, address


def test_what_only_analysts_have_is_for_analysts(board_door: Doorway, analysts_door: Doorway) -> None:
    """No table needed: what the server for boards does not have at all is not for boards."""
    rules = [
        {route_name(rule.rule) for rule in door.app.server.url_map.iter_rules()}
        for door in (board_door, analysts_door)
    ]
    assert {ROUTES[rule] for rule in rules[1] - rules[0] - SHUT} <= {"analyst", "steward"}
    names = [{callback_name(key) for key in callbacks(door.app)} for door in (board_door, analysts_door)]
    assert {CALLBACKS[name] for name in names[1] - names[0]} == {"analyst", "steward"}


@pytest.mark.parametrize("which", ["board_door", "analysts_door"])
def test_every_address_page_and_callback_is_in_the_table(which: str, request: pytest.FixtureRequest) -> None:
    door: Doorway = request.getfixturevalue(which)
    rules = {route_name(rule.rule) for rule in door.app.server.url_map.iter_rules()}
    assert sorted(rules - set(ROUTES) - SHUT) == [], "enter it in web/doors.py, else it is refused"
    asked_for = {callback_name(key) for key in callbacks(door.app)}
    assert sorted(asked_for - set(CALLBACKS)) == [], "enter it in web/doors.py, else it is refused"


def test_what_the_table_does_not_name_is_refused_even_for_stewards(board_door: Doorway) -> None:
    steward = board_door.client("steward")
    assert steward.get("/_reload-hash").status_code == 403
    for output in ("nothing.data", "page-map.hidden", "", None, 3, ["table.children"]):
        sent = {"output": output, "inputs": [], "changedPropIds": []}
        assert steward.post(CALLBACK_RULE, json=sent).status_code == 403, output
