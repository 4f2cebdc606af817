"""Damaged requests and files never end as a failure of the server: they are refused, or answered."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.published.home import PublishedHome
from tests.web.analyst.drawn import square
from tests.web.crawl import OURS, Call, analyst_calls, board_calls, first_of_each
from tests.web.page import Page
from web.analyst.home import follow_both
from web.doors import CALLBACK_RULE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**20) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=6), each, max_size=3),
    max_leaves=6,
)
LIGHT, HEAVY = 40, 3000
ZONE_DOORS = ("/draw/live", "/draw/make", "/draw/weigh")


def paths_of(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every part of a JSON value."""
    if at:
        yield at
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in parts:
        yield from paths_of(each, (*at, key))


@st.composite
def damaged(draw: st.DrawFn, value: Any) -> Any:
    """Return a JSON value with one to three parts replaced or taken out."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        ways = list(paths_of(value))
        if not ways:
            return value
        *above, last = draw(st.sampled_from(ways))
        holder = value
        for key in above:
            holder = holder[key]
        if draw(st.booleans()):
            holder[last] = draw(JSON)
        else:
            del holder[last]
    return value


class Asker:
    """Sends requests to one server and remembers what it failed at."""

    def __init__(self, page: Page, calls: list[Call]) -> None:
        """Ask this page's server; calls: those of its callbacks."""
        self.page, self.calls = page, [call for call in calls if call.path.endswith(CALLBACK_RULE)]

    def ask(self, path: str, **sent: Any) -> None:
        """Fail where the server does."""
        reply = self.page.client.post(path, **sent)
        said = reply.get_data(as_text=True)
        assert reply.status_code < 500 or reply.status_code == 503, (path, sent)
        assert "Traceback" not in said


@pytest.fixture(scope="module")
def asker(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    home = Path(shutil.copytree(analyst_home, tmp_path_factory.mktemp("fuzz") / "home"))
    page = Page(home, board=False)
    boards = first_of_each(board_calls(page, PublishedHome(home).current()))
    page.app.server.config["PROPAGATE_EXCEPTIONS"] = False
    yield Asker(page, [*boards.values(), *analyst_calls(page, shape=square(), source="calls")])
    follow_both(home).close()


def bounded(examples: int) -> Any:
    """Return the settings of so many examples; the fixtures change nothing between them."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


def ask_damaged(asker: Asker, data: st.DataObject) -> None:
    call = data.draw(st.sampled_from(asker.calls))
    asker.ask(CALLBACK_RULE, json=data.draw(damaged(call.json)))


@bounded(LIGHT * 4)
@given(data=st.data())
def test_a_damaged_callback_is_no_failure(asker: Asker, data: st.DataObject) -> None:
    ask_damaged(asker, data)


@pytest.mark.heavy
@bounded(HEAVY)
@given(data=st.data())
def test_many_damaged_callbacks_are_no_failure(asker: Asker, data: st.DataObject) -> None:
    ask_damaged(asker, data)


@pytest.mark.parametrize("sent", [b"[" * 200_000, b'{"output":NaN}', b"1e999", b"\xff", b"{", b""])
def test_what_is_no_json_is_refused(asker: Asker, sent: bytes) -> None:
    for path in (CALLBACK_RULE, *ZONE_DOORS):
        asker.ask(path, data=sent, headers={**OURS["draw"], "Content-Type": "application/json"})


def test_every_list_of_a_callback_has_to_be_its_own(asker: Asker) -> None:
    for call in asker.calls:
        for name, wrong in (
            ("inputs", None),
            ("inputs", []),
            ("inputs", {}),
            ("state", [{"id": [], "property": {}}]),
            ("outputs", 7),
            ("changedPropIds", [{}]),
            ("changedPropIds", ["theme.nothing"]),
        ):
            reply = asker.page.client.post(CALLBACK_RULE, json={**call.json, name: wrong})
            assert reply.status_code == 400, (call.door, name, wrong)


def part() -> dict[str, Any]:
    return {"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": square()}


@bounded(LIGHT)
@given(data=st.data())
def test_damaged_zones_are_no_failure(asker: Asker, data: st.DataObject) -> None:
    whole = {
        "/draw/live": {"parts": [part()], "hours": "", "services": [], "final": True},
        "/draw/make": {"operation": "combine", "parts": [part()]},
        "/draw/weigh": {"document": {"name": "Quay", "parts": [part()]}},
    }
    path = data.draw(st.sampled_from(ZONE_DOORS))
    asker.ask(path, json=data.draw(damaged(whole[path])), headers=OURS["draw"])


@bounded(LIGHT)
@given(data=st.data())
def test_damaged_shapes_are_no_failure(asker: Asker, data: st.DataObject) -> None:
    file = {"type": "Feature", "properties": {"name": "A"}, "geometry": square()}
    sent = json.dumps(data.draw(damaged(file))).encode()
    asker.ask("/draw/import?name=a.geojson", data=sent, headers=OURS["draw"])


@bounded(LIGHT)
@given(query=st.text(max_size=60) | st.sampled_from(["open=", "g=r8&p=", "t=1,2&at="]))
def test_a_damaged_link_is_no_failure(asker: Asker, query: str) -> None:
    call = next(call for call in asker.calls if "by asked.data" in call.door)
    body = copy.deepcopy(call.json)
    for each in body["inputs"]:
        if each["id"] == "asked":
            each["value"] = {"query": query, "n": 1}
    asker.ask(CALLBACK_RULE, json=body)
