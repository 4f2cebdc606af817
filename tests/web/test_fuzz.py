"""Damaged requests and files never end as a failure of the server: they are refused, or answered."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from tests.damaged import damaged_file
from tests.web.analyst.drawn import square
from tests.web.crawl import OURS, Call, analyst_calls, board_calls, first_of_each, views_of
from tests.web.page import Page
from web.analyst.home import follow_both
from web.doors import CALLBACK_RULE
from web.view.link import write_link

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

    def __init__(self, page: Page, home: Path, calls: list[Call]) -> None:
        """Ask this page's server; calls: one for each of its doors."""
        self.page, self.calls = page, [call for call in calls if call.path.endswith(CALLBACK_RULE)]
        self.files = [call.path for call in calls if call.method == "GET" and call.status == 200]
        self.drafts = home / "restricted" / "drafts"
        published = PublishedHome(home).current()
        offer = offer_of(published)
        self.version = published.version
        self.links = [write_link(offer, view) for view in [*views_of(offer, whole=False)][::3]]
        self.links += [
            "service=a&surface=b&grid=r8&hotspots=1",
            "zone=z1",
            "kind=export&from=2026-05-03&page=2",
        ]

    def ask(self, path: str, **sent: Any) -> TestResponse:
        """Post something and return the reply; fail where the server does."""
        return self.checked(path, self.page.client.post(path, **sent))

    def get(self, path: str) -> TestResponse:
        """Get something and return the reply; fail where the server does."""
        return self.checked(path, self.page.client.get(path))

    def checked(self, path: str, reply: TestResponse) -> TestResponse:
        """Return the reply if it is one that the server means."""
        assert reply.status_code < 500 or reply.status_code == 503, path
        if not reply.direct_passthrough:
            assert b"Traceback" not in reply.data
        return reply


@pytest.fixture(scope="module")
def asker(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    home = Path(shutil.copytree(analyst_home, tmp_path_factory.mktemp("fuzz") / "home"))
    page = Page(home, board=False)
    boards = first_of_each(board_calls(page, PublishedHome(home).current()))
    page.app.server.config["PROPAGATE_EXCEPTIONS"] = False
    yield Asker(page, home, [*boards.values(), *analyst_calls(page, shape=square(), source="calls")])
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


LINKS = {  # callback -> the control that says what the address bar holds
    "by asked.data": "asked",
    "by wanted-clash.data": "wanted-clash",
    "by wanted-draw.data": "wanted-draw",
}
WORDS = (
    "open=",
    "g=r8&p=",
    "t=1,2&at=",
    "&",
    "=",
    "%",
    "%ff",
    "%00",
    ",",
    "at:",
    "cell:",
    "-",
    "1e999",
    "nan",
    "🙂",
)
FILES = (
    "/figures.csv",
    "/clash.csv",
    "/zones.csv",
    "/zones.geojson",
    "/search/{version}",
    "/trail",
    "/trail.csv",
)


@st.composite
def links(draw: st.DrawFn, whole: str) -> str:
    """Return a link's query with one to three parts replaced, put in or taken out."""
    for _ in range(draw(st.integers(1, 3))):
        at, to = sorted((draw(st.integers(0, len(whole))), draw(st.integers(0, len(whole)))))
        whole = whole[:at] + draw(st.sampled_from(WORDS) | st.text(max_size=9)) + whole[min(to, at + 8) :]
    return whole


def ask_links(asker: Asker, data: st.DataObject) -> None:
    """Ask for what damaged links say: in the callbacks that read them, of pages, and of files."""
    whole = data.draw(st.sampled_from(asker.links), label="link")
    query = data.draw(links(whole))
    wanted = data.draw(st.sampled_from(sorted(LINKS)))
    call = next((call for call in asker.calls if wanted in call.door), asker.calls[0])
    body = copy.deepcopy(call.json)
    for each in body["inputs"]:
        if isinstance(each, dict) and each["id"] == LINKS[wanted]:
            each["value"] = {"query": query, "n": 1}
    asker.ask(CALLBACK_RULE, json=body)
    sent = quote(query, safe="=&,:%")
    for path in (
        data.draw(st.sampled_from(("/", "/clash", "/zones", "/draw"))),
        data.draw(st.sampled_from(FILES)),
    ):
        asker.get(f"{path.format(version=asker.version)}?{sent}")
    address = data.draw(st.sampled_from(asker.files))
    asker.get("/" + quote(data.draw(links(address)), safe="/=&,:%?").lstrip("/"))


@bounded(LIGHT // 2)
@given(data=st.data())
def test_a_damaged_link_is_no_failure(asker: Asker, data: st.DataObject) -> None:
    ask_links(asker, data)


@pytest.mark.heavy
@bounded(HEAVY)
@given(data=st.data())
def test_many_damaged_links_are_no_failure(asker: Asker, data: st.DataObject) -> None:
    ask_links(asker, data)


def upload(asker: Asker, seed: int) -> None:
    """Upload a damaged file: it is refused and leaves nothing, or waits and its settings can be seen."""
    name, content = damaged_file(seed)
    before = sorted(asker.drafts.glob("*"))
    reply = asker.ask(f"/load/files?name={name}", data=content, headers=OURS["load"])
    assert reply.status_code in (201, 400)
    now = sorted(asker.drafts.glob("*"))
    assert len(now) == len(before) + (reply.status_code == 201)
    if reply.status_code != 201:
        return
    draft = reply.get_json()["draft"]
    for call in asker.calls:
        if "load-draft.data by" in call.door or "load" in call.door:
            body = copy.deepcopy(call.json)
            for each in body["state"]:
                if isinstance(each, dict) and each["id"] == "load-draft":
                    each["value"] = draft
            asker.ask(CALLBACK_RULE, json=body)
    shutil.rmtree(asker.drafts / draft)


@bounded(LIGHT // 2)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_damaged_upload_is_no_failure(asker: Asker, seed: int) -> None:
    upload(asker, seed)


@pytest.mark.heavy
@bounded(HEAVY // 6)
@given(seed=st.integers(0, 2**32 - 1))
def test_many_damaged_uploads_are_no_failure(asker: Asker, seed: int) -> None:
    upload(asker, seed)
