"""Every door of a server for several places, for each role and for nobody: of the overview and of a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from tests.web.people.test_doors import OWN, Doorway, differences, through
from tests.web.people.town import LOGINS
from tests.web.region.conftest import Coasts
from web.doors import BOARD, PAGES, ROUTES, route_name
from web.people.guarded import ForBoards
from web.region.server import make_region


@dataclass
class At:
    """A browser that asks a place below its path."""

    browser: Client
    path: str

    def open(self, address: str, **more: Any) -> TestResponse:
        """Send one request."""
        return self.browser.open(f"{self.path}{address}", **more)


@pytest.fixture(scope="module")
def own(coasts: Coasts) -> Coasts:
    """The same places on a server of this file's own."""
    return Coasts(coasts.file, coasts.region, make_region(coasts.region))


def test_each_role_comes_through_the_doors_of_the_overview(own: Coasts) -> None:
    """Whoever has an account of it sees all there is; no account of a place opens anything."""
    rules = [rule.rule for rule in own.gate._overview.app().url_map.iter_rules()]
    asked = [rule for rule in rules if rule not in OWN]
    assert sorted(asked) == ["/", "/overview.csv"], "what the overview has is not for everybody: say for whom"
    assert {ROUTES[route_name(rule)] for rule in asked} == {BOARD}
    for role in LOGINS:
        here, elsewhere = own.client("", role), own.client("/east", role)
        for rule in asked:
            assert here.get(rule).status_code == 200, role
            assert elsewhere.get(rule).status_code == 401, role
            assert own.client().get(rule).status_code == 401
            assert here.post(rule).status_code in (400, 405), role
        for page in [*PAGES, "/trail", "/trail.csv", "/figures.csv", "/exact/progress"]:
            assert page == "/" or here.get(page).status_code in (403, 404), (role, page)
            assert here.get(f"/east{page}").status_code == 401, (role, page)


@pytest.mark.parametrize("path", ["/east", "/boards"])
def test_each_role_comes_through_the_doors_of_a_place_below_its_path(
    own: Coasts, path: str, board_door: Doorway, analysts_door: Doorway
) -> None:
    """As on a server of its own (tests/web/people/test_doors.py)."""
    analysts = path == "/east"
    clients = {role: At(own.client(path, role), path) for role in ("", *LOGINS)}
    like = analysts_door if analysts else board_door
    pages = [page for page in PAGES if clients["steward"].open(page).status_code != 404]
    assert ("/publish" in pages) is analysts
    app = own.gate._places[path].app()
    app.before_request_funcs[None][:] = [
        each for each in app.before_request_funcs[None] if each.__name__ != "make_first"
    ]  # which would begin to make exact figures
    through(app, "analysts" if analysts else "boards")
    mounted: Any = app.wsgi_app
    assert isinstance(mounted._inner, ForBoards) is analysts
    if analysts:
        through(mounted._inner._app(), "boards")
    assert differences(like, clients, pages) == []
