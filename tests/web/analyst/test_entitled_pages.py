"""Two organisations at one server: what each may not see exactly, nothing that it can ask for holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from etl.place_file import find_place, saved_place
from layers.publish.exact import exact_folder
from layers.publish.version import publish
from layers.published.offer import offer_of
from layers.published.version import Published
from tests.entitled_place import AS_OF, CANARY, EVERYTHING, OPEN, ORGANISATIONS, build_home
from tests.web.analyst.drawn import square
from tests.web.asking import visiting
from tests.web.crawl import (
    OURS,
    Call,
    clash_calls,
    drawer_calls,
    first_of_each,
    fixed_calls,
    map_calls,
    post,
    search_calls,
    view_calls,
    views_of,
)
from tests.web.page import Page
from web.analyst.home import AnalystHome, follow_both
from web.analyst.load.desk import Desk
from web.analyst.load.drafts import Draft
from web.analyst.load.rights import NOT_YOURS, STEWARDS_ONLY, wrong_rights
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.weighings import Weighings
from web.doors import OpenDoors
from web.people.who import Person
from web.server import make_app

VISIBLE = {"refuges", "venues", "hotspots"}  # whose canaries pages show to those who may see them
REFUSED = {"calls", "hospital", "police", "confiscations", "needles"}  # whose canaries lie in quarantine


@dataclass(frozen=True)
class Reader:
    """Somebody of an organisation, with the server that lets them in."""

    person: Person
    page: Page
    follower: AnalystHome
    exact: Published

    @property
    def closed(self) -> frozenset[str]:
        return EVERYTHING - OPEN[self.person.organisation]


def person(organisation: str, role: str = "analyst") -> Person:
    kind = ORGANISATIONS[organisation]
    return Person(organisation, organisation.lower(), "A. Reader", organisation, kind, role)


def reader(home: Path, who: Person) -> Reader:
    app = make_app(home, board=False, doors=OpenDoors(who))
    app.server.secret_key = "for the form that signs out"
    client, follower = app.server.test_client(), follow_both(home)
    while "Making the exact figures" in client.get("/?store=exact").get_data(as_text=True):
        assert follower.worker.wait().error == ""
    page = Page(home, under="/exact", app=app, client=client)
    with visiting(who):
        return Reader(who, page, follower, follower.exact())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    found = build_home(tmp_path_factory.mktemp("pages"))
    publish(found, as_of=AS_OF)
    yield found
    follow_both(found).close()


@pytest.fixture(scope="module")
def readers(home: Path) -> dict[str, Reader]:
    return {organisation: reader(home, person(organisation)) for organisation in ORGANISATIONS}


def exact_calls(page: Page, published: Published) -> Iterator[Call]:
    """Yield requests for all that a page of exact figures shows or fetches, and searches for canaries."""
    offer = offer_of(published)
    yield from fixed_calls(page, published)
    views = list(views_of(offer, whole=False))
    yield from first_of_each(map_calls(offer, views, whole=False)).values()
    for view in views[:3]:
        yield from view_calls(page, offer, view)
    yield from drawer_calls(page, offer, whole=False)
    yield from clash_calls(page, published)
    yield from search_calls(offer)
    for word in (CANARY, *sorted(VISIBLE)):
        yield Call("GET /search/<version>", "GET", f"/search/{published.version}?q={word}")
    for path in ("/load", "/draw", "/publish"):
        yield Call("GET /<path:path>", "GET", f"{path}?store=exact")
    for output, changed in (
        ("load-draft.data", "wanted-load.data"),
        ("draw-map.layers", "wanted-draw.data"),
        ("publish-preview.children", "wanted-publish.data"),
    ):
        wanted = {(changed.split(".")[0], "data"): 1, ("version", "data"): published.version}
        yield post(page.app, output, changed, wanted)
    clash = published.clash()
    for service in clash.services if clash else ():
        opened = {
            ("clash-opened", "data"): f"{service.service_id}|{service.stop}",
            ("version", "data"): published.version,
        }
        yield post(page.app, "clash-behind.children", "clash-opened.data", opened)
    yield Call("GET /draw/start", "GET", "/draw/start")
    yield Call("POST /draw/live", "POST", "/draw/live", json=drawn(), headers=OURS["draw"])
    for source in sorted(EVERYTHING):
        rule = "GET /load/sources/<source_id>/quarantine.csv"
        yield Call(rule, "GET", f"/load/sources/{source}/quarantine.csv")


def is_exact(call: Call, version: str) -> bool:
    """Return whether a request is about exact figures: on its page, by the version, or of single rows."""
    marks = (version, "store=exact", "/load/", "/draw/live")
    posted = call.door.startswith("callback") and "draw-map" not in call.door
    return posted or any(mark in call.path for mark in marks)


def drawn() -> dict[str, Any]:
    part = {"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": square()}
    return {"parts": [part], "hours": "", "services": [], "final": True}


def told(reader: Reader, calls: Iterable[Call]) -> set[str]:
    """Return the sources whose canaries any reply holds."""
    found: set[str] = set()
    for call in calls:
        text = call.send(reader.page.client, "/exact").get_data()
        found |= {source for source in EVERYTHING if f"{CANARY}-{source}".encode() in text}
    return found


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_nothing_that_can_be_asked_for_holds_a_closed_source(
    readers: dict[str, Reader], organisation: str
) -> None:
    one = readers[organisation]
    with visiting(one.person):
        calls = list(exact_calls(one.page, one.exact))
    exact = [call for call in calls if is_exact(call, one.exact.version)]
    assert told(one, exact) == (VISIBLE | REFUSED) - one.closed
    rest = told(one, (call for call in calls if call not in exact))
    assert rest <= VISIBLE  # as boards see them
    # nor under the name of another's figures, or their keys
    for other in readers.values():
        if other is not one:
            borrowed = [
                replace(call, path=call.path.replace(one.exact.version, other.exact.version))
                for call in calls
            ]
            assert not told(one, borrowed) & one.closed - VISIBLE


def test_each_reader_has_figures_of_their_own(readers: dict[str, Reader]) -> None:
    versions = {each.exact.version for each in readers.values()}
    assert len(versions) == len(readers)
    for one in readers.values():
        for other in readers.values():
            replies = [
                one.page.client.get(f"/map/{other.exact.version}/services.geojson"),
                one.page.client.get(f"/search/{other.exact.version}?q=exchange"),
            ]
            assert {each.status_code for each in replies} == {200 if one is other else 404}
            assert all(each.headers["Cache-Control"] == "no-store" for each in replies)
    shown = readers["City police"].page.client.get("/exact/_dash-layout").get_data(as_text=True)
    assert "Exact figures are made without calls (Overdose calls), hospital (Overdose calls)" in shown
    everything = readers["Public health"].page.client.get("/exact/_dash-layout").get_data(as_text=True)
    assert "Exact figures are made without" not in everything


def test_a_drawn_zone_is_counted_from_open_sources(home: Path, readers: dict[str, Reader]) -> None:
    figures = {}
    for organisation, one in readers.items():
        reply = ask_until_counted(one)
        figures[organisation] = reply["figures"]
    texts = {organisation: json.dumps(found) for organisation, found in figures.items()}
    assert len(set(texts.values())) == len(readers)
    assert "not open to your organisation" in texts["City police"]
    assert "not open to your organisation" not in texts["Public health"]
    desk = ZoneDesk(home, readers["City police"].follower)
    weighings, document = Weighings(desk), {"name": "A", "parts": drawn()["parts"]}
    keys = {}
    for organisation, one in readers.items():
        with visiting(one.person):
            keys[organisation] = weighings.weigh(document)
    for organisation, one in readers.items():
        with visiting(one.person):
            seen = {each for each, key in keys.items() if weighings.find(key) is not None}
            found = weighings.find(keys[organisation])
            said = [each.words for each in found.warnings if each.kind == "closed"] if found else []
        assert seen == {organisation}
        assert bool(said) == bool(one.closed)
    desk.close()


def ask_until_counted(one: Reader) -> dict[str, Any]:
    for _ in range(600):
        reply = one.page.client.post("/draw/live", json=drawn(), headers=OURS["draw"])
        found: dict[str, Any] = reply.get_json()
        if found.get("figures"):
            return found
    raise AssertionError(found)


CALLS = b"id,at,lat,lon\n1,2026-01-02 10:00,47.2,-31.5\n2,soon,47.2,-31.5\n"


def send(one: Reader, name: str, content: bytes = CALLS) -> Any:
    path = f"/load/files?name={name}"
    return one.page.client.post(path, data=content, headers=OURS["load"])


def load_page(one: Reader, changed: str, value: Any, draft: str = "") -> Any:
    values = {changed.replace(".", "__"): value, "load-draft__data": draft}
    return one.page.post("load-draft.data", changed, **values)


def test_an_upload_is_its_organisations_and_a_closed_source_nobody_elses(
    home: Path, readers: dict[str, Reader], tmp_path: Path
) -> None:
    police, council = readers["City police"], readers["City council"]
    health = readers["Public health"]
    draft = send(health, "calls.csv").get_json()["draft"]
    assert '"value":"calls"' in load_page(health, "load-chosen.data", {"draft": draft}).get_data(as_text=True)
    for other in (police, council):
        seen = load_page(other, "load-chosen.data", {"draft": draft}).get_data(as_text=True)
        assert "is not waiting any more" in seen
        assert "calls.csv" not in load_page(other, "wanted-load.data", 1).get_data(as_text=True)
        path = f"/load/drafts/{draft}/quarantine.csv"
        assert other.page.client.get(path).status_code == 404
    own = send(council, "calls.csv").get_json()["draft"]  # reads like a closed source's: a source of its own
    seen = load_page(council, "load-chosen.data", {"draft": own}).get_data(as_text=True)
    assert "A file of calls" not in seen
    assert "calls_2" in seen or "Overdose" in seen
    started = load_page(council, "load-try.n_clicks", 1, own).get_data(as_text=True)
    assert "would read this one too" in started


@pytest.mark.parametrize(
    ("who", "source", "organisations", "wrong"),
    [
        (person("Public health"), "calls", ("Public health", "Ambulance service"), ""),
        (person("Public health"), "calls", ("public health", "AMBULANCE service "), ""),
        (person("Public health"), "calls", ("Public health", "City police"), STEWARDS_ONLY),
        (person("Public health", "steward"), "calls", ("Public health", "City police"), ""),
        (person("Public health", "steward"), "calls", ("City police",), NOT_YOURS),
        (person("City police"), "", (), NOT_YOURS),
        (person("City police"), "", ("City police",), ""),
        (person("City council"), "", (), ""),
        (person("City council"), "", ("Public health",), NOT_YOURS),
    ],
)
def test_who_may_load_what(
    home: Path, who: Person, source: str, organisations: tuple[str, ...], wrong: str
) -> None:
    table = {"id": "x", "feed": "overdose_call", "organisations": list(organisations)}
    draft = Draft("0", "a.csv", "", 1, "", source=source, table=table, organisation=who.organisation)
    assert wrong_rights(draft, who, find_place(home)) == ({"organisations": wrong} if wrong else {})


def test_work_of_another_organisation_is_only_said_to_be_there(home: Path) -> None:
    desk = Desk(home)
    mine, theirs = person("City council"), person("Public health")
    assert desk.worker.start("Loading", lambda _: {"source": CANARY}, whose=theirs.organisation)
    desk.worker.wait()
    with visiting(theirs):
        assert desk.work().result == {"source": CANARY}
    with visiting(mine):
        assert CANARY not in repr(desk.work())


def test_an_organisation_for_which_all_is_closed_is_sent_to_the_published_figures(
    home: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "home"))
    path = saved_place(copy)
    text = path.read_text(encoding="utf-8").replace("organisations = [", 'organisations = ["Nobody", ')
    closed = text.replace("time_format =", 'organisations = ["Public health"]\ntime_format =')
    kept = [block for block in closed.split("[[source]]") if block.count("organisations") == 1]
    path.write_text("[[source]]".join([closed.split("[[source]]")[0], *kept]), encoding="utf-8")
    try:
        app = make_app(copy, board=False, doors=OpenDoors(person("City council")))
        client = app.server.test_client()
        reply = client.get("/?store=exact")
        assert reply.status_code == 403
        assert "every source that is loaded is not open to your organisation" in reply.get_data(as_text=True)
        assert client.get("/").status_code == 200
        assert not exact_folder(copy).is_dir() or len(list(exact_folder(copy).glob("*.duckdb"))) <= 3
    finally:
        follow_both(copy).close()
