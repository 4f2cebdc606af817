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
from layers.published.filtered import MARK
from layers.published.home import PublishedHome
from records.access.roles import reaches
from tests.web.crawl import OURS, post
from tests.web.page import Page, callback_body
from tests.web.people.town import LOGINS, Doorway, doorway
from web.analyst.home import follow_both
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


DAYS = "20260105-20260217"
OF_DAYS = (
    "/map/{of_days}/values/overdose_calls/r8/2025Q4-2026Q3.u1",
    "/map/{of_days}/figures/overdose_calls/r8/2025Q4-2026Q3.f4",
    "/map/{of_days}/outlines/overdose_calls/r8/2025Q4-2026Q3.geojson",
    "/figures.csv?version={of_days}&purpose=quality",
    "/search/{of_days}?q=a",
)


@pytest.fixture(scope="module")
def exact_page(analysts_door: Doorway, analyst_home: Path) -> Page:
    """An analyst's page of exact figures, which are made at its first request."""
    client = analysts_door.client("analyst")
    client.get("/?store=exact")
    assert follow_both(analyst_home).worker.wait().error == ""
    return Page(analyst_home, app=analysts_door.app, client=client, under="/exact")


@pytest.fixture(scope="module")
def of_days(exact_page: Page) -> str:
    """The name of the exact figures with some days chosen."""
    return f"{exact_page.values['version', 'data']}{MARK}d{DAYS}"


def test_days_are_chosen_by_analysts_alone(board_door: Doorway, analysts_door: Doorway, of_days: str) -> None:
    addresses = [address.format(of_days=of_days) for address in OF_DAYS]
    for door, role, status in (
        (analysts_door, "analyst", 200),
        (analysts_door, "steward", 200),
        (analysts_door, "board", 404),
        (board_door, "board", 404),
        (board_door, "steward", 404),
        (analysts_door, "", 401),
    ):
        client = door.client(role)
        assert [client.get(address).status_code for address in addresses] == [status] * 5, role
    for door in (board_door, analysts_door):
        bea = door.client("board")
        assert bea.get(f"/figures.csv?days={DAYS}").status_code == 400
        for path in ("/clash.csv", "/zones.csv", "/zones.geojson"):
            whole, asked = (bea.get(path + query) for query in ("", f"?days={DAYS}&store=exact"))
            assert asked.data == whole.data, path


def test_no_callback_of_a_board_takes_days(
    analysts_door: Doorway, exact_page: Page, analyst_home: Path, of_days: str
) -> None:
    """Posted with the name of chosen days, below both prefixes: nothing is answered from them."""
    published = PublishedHome(analyst_home).current().version
    chosen = {"days__data": ["2026-01-05", "2026-02-17"], "hours__data": []}
    answered = exact_page.post("version.data", "days.data", **chosen).get_json()["response"]
    assert answered["version"]["data"] == of_days
    shown = exact_page.post("map.layers", "version.data", version__data=of_days).get_json()["response"]
    assert f"days={DAYS}" in shown["link"]["data"]
    board = Page(analyst_home, app=analysts_door.app, client=analysts_door.client("board"))
    for under in ("", "/exact"):
        board.under = under
        assert board.post("version.data", "days.data", **chosen).status_code in (403, 404, 405), under
    board.under = ""
    reply = board.post("map.layers", "grid.value", version__data=of_days).get_json()["response"]
    assert "map" not in reply
    linked = {("asked", "data"): {"query": f"days={DAYS}", "n": 1}, ("version", "data"): published}
    opened = post(analysts_door.app, "on-physical.checked", "asked.data", linked).send(board.client)
    assert "(the days)" in opened.get_json()["response"]["link-note"]["children"]
    given = {"asked": {"view": f"days={DAYS}", "days": DAYS}, "format": "pdf", "key": "0" * 32}
    made = board.client.post("/briefing/make", json=given, headers=OURS["briefing"])
    assert made.status_code == 400


def test_what_anybody_may_ask_for_is_never_of_exact_figures(
    analysts_door: Doorway, analyst_home: Path, of_days: str
) -> None:
    """Such requests may name an exact version, or ask below the prefix of exact pages: it says nothing."""
    open_to_all = Page(analyst_home, board=False).app.server.test_client()
    suites = re.findall(r'src="(/_dash-component-suites/[^"]+)"', open_to_all.get("/").get_data(as_text=True))
    for client in (analysts_door.client(role) for role in ("", "board", "analyst")):
        for address in ("/healthz", "/sign-in", "/assets/mark.svg"):
            plain, named = (client.get(address + query) for query in ("", f"?version={of_days}"))
            assert (named.status_code, named.data.count(b"exact-")) == (plain.status_code, 0), address
        assert client.get(f"/exact{suites[0]}").status_code in (200, 404)
    assert open_to_all.get(f"/healthz?version={of_days}").data == open_to_all.get("/healthz").data
    assert open_to_all.get(f"/exact{suites[0]}").status_code == 200


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
