"""Every door of both servers, each role and nobody: what the table says is what the server does."""

from __future__ import annotations

import pytest

from tests.web.people.town import Doorway
from web.doors import CALLBACKS, ROUTES, callback_name, route_name

HELD_BY_DASH = {"/_reload-hash"}  # for development only: behind no door, so refused


@pytest.fixture(params=["board", "analysts"])
def door(request: pytest.FixtureRequest) -> Doorway:
    found: Doorway = request.getfixturevalue(f"{request.param}_door")
    return found


def test_every_address_page_and_callback_is_in_the_table(door: Doorway) -> None:
    rules = {route_name(rule.rule) for rule in door.app.server.url_map.iter_rules()}
    assert sorted(rules - set(ROUTES) - HELD_BY_DASH) == [], "enter it in web/doors.py, else it is refused"
    asked = {callback_name(key) for key, found in door.app.callback_map.items() if "callback" in found}
    assert sorted(asked - set(CALLBACKS)) == [], "enter it in web/doors.py, else it is refused"
