"""Exact figures are for pages that ask for them on an analysts' server, and say so in every part."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from layers.words import EXACT_STORE
from tests.web.asking import visiting
from tests.web.below import PATH, given
from tests.web.page import Page
from web.analyst.home import AnalystHome, follow_both
from web.briefing.opened import OF_PUBLISHED
from web.doors import OPEN_DOORS
from web.server import make_app
from web.view.link import read_link

NIGHT = sorted((day * 24 + 22 + hour) % 168 for day in (4, 5) for hour in range(6))
CODE = "5.22-23_6.0-3.22-23_7.0-3"


@pytest.fixture(scope="module")
def follower(analyst_home: Path) -> Iterator[AnalystHome]:
    found = follow_both(analyst_home)
    with visiting():
        if not found.ready():
            found.make()
            assert found.worker.wait().error == ""
            assert found.ready()
    return found


@pytest.fixture(scope="module")
def exact(follower: AnalystHome) -> str:
    """The name of the exact figures, which are made."""
    with visiting():
        return follower.exact().version


@pytest.fixture(scope="module")
def client(analyst_home: Path) -> FlaskClient:
    return make_app(analyst_home, board=False, doors=OPEN_DOORS).server.test_client()


@pytest.fixture
def page(analyst_home: Path, exact: str) -> Page:
    return Page(analyst_home, board=False, under="/exact")


def test_below_a_path_a_page_asks_below_it_for_exact_figures(analyst_home: Path, exact: str) -> None:
    page = Page(analyst_home, board=False, under="/exact", path=PATH)
    html = page.client.get("/?store=exact")
    assert f'"requests_pathname_prefix":"{PATH}/exact/"' in html.get_data(as_text=True)
    assert page.values["version", "data"] == exact
    asked = page.client.get(f"/figures.csv?version={exact}")  # what for?
    for reply in (html, page.client.get("/exact/_dash-layout"), asked):
        assert [each for each in given(reply) if not each.startswith(f"{PATH}/")] == []


def test_a_board_has_no_way_to_exact_figures(analyst_home: Path, exact: str) -> None:
    board = make_app(analyst_home, board=True, doors=OPEN_DOORS).server.test_client()
    for path in (
        f"/map/{exact}/values/overdose_calls/r8/2025Q4-2026Q3.u1",
        f"/figures.csv?version={exact}",
        "/exact/_dash-layout",
        "/exact/progress",
    ):
        assert board.get(path).status_code == 404, path
    html = board.get("/?store=exact").get_data(as_text=True)
    assert "data-store" not in html
    assert EXACT_STORE not in board.get("/_dash-layout").get_data(as_text=True)
    shown = Page(analyst_home, board=True)
    published = offer_of(PublishedHome(analyst_home).current())
    assert read_link(published, "?store=exact&grid=r7").refused == ("the exact figures",)
    forged = {"version__data": f"{exact}~{CODE}"}
    assert "map" not in shown.post("map.layers", "grid.value", **forged).get_json()["response"]


def test_pages_ask_for_their_own_store(client: FlaskClient, exact: str) -> None:
    plain, marked = (client.get(path).get_data(as_text=True) for path in ("/", "/?store=exact"))
    assert "data-store" not in plain
    assert '<html data-store="exact"' in marked
    assert '"requests_pathname_prefix":"/exact/"' in marked
    assert EXACT_STORE not in client.get("/_dash-layout").get_json()["props"]["children"].__repr__()
    assert EXACT_STORE in client.get("/exact/_dash-layout").get_json()["props"]["children"].__repr__()


def test_what_an_exact_page_fetches_is_exact_and_says_so(page: Page, exact: str, client: FlaskClient) -> None:
    assert page.values["version", "data"] == exact
    assert page.values["titles", "data"]["/data"].startswith(EXACT_STORE)
    click = {"kind": "cell", "grid": "r8", "row": 3, "n": 1}
    answers = [
        page.post("map.layers", "grid.value", grid__value="r9", period__value="2026Q3"),
        page.post("drawer-content.children", "map.clickInfo", map__clickInfo=click),
        page.post("table.children", "table-open.data", **{"table-open__data": True}),
        page.post("page-data.children", "wanted-data.data", **{"wanted-data__data": 1}),
    ]
    for answer in answers:
        said = json.dumps(answer.get_json()["response"], ensure_ascii=False)
        assert EXACT_STORE in said
        for word in ("ounded to 5", "ithheld", "noise"):
            assert word not in said.replace("nothing is withheld", ""), word
    href = answers[0].get_json()["response"]["export"]["href"]
    asked = client.get(href)
    assert "Content-Disposition" not in asked.headers
    assert "What is the file for?" in asked.get_data(as_text=True)
    assert client.get(f"{href}&purpose=spying").status_code == 400
    file = client.get(f"{href}&purpose=quality")
    assert "EXACT-not-for-publication" in file.headers["Content-Disposition"]
    text = file.get_data(as_text=True)
    assert EXACT_STORE in text
    assert "rounded to 5" not in text
    drawn = answers[0].get_json()["response"]["map"]["layers"][1]
    assert client.get(drawn["values"]).status_code == 200


def figures_of(client: FlaskClient, href: str) -> dict[str, int]:
    lines = list(csv.reader(io.StringIO(client.get(f"{href}&purpose=quality").get_data(as_text=True))))
    head = next(at for at, line in enumerate(lines) if line[:1] == ["Hexagon"])
    count = next(at for at, name in enumerate(lines[head]) if name.endswith(": count"))
    return {line[0]: int(line[count]) for line in lines[head + 1 :]}


def test_chosen_hours_reach_map_table_drawer_and_address(page: Page, exact: str, client: FlaskClient) -> None:
    chosen = page.post("version.data", "hours.data", hours__data=NIGHT).get_json()["response"]
    assert chosen["version"]["data"] == f"{exact}~{CODE}"
    assert chosen["hours-said"]["children"] == "Hours of the week: only Fri–Sat 22–04"
    now = {"version__data": f"{exact}~{CODE}", "grid__value": "r8"}
    shown = page.post("map.layers", "version.data", **now).get_json()["response"]
    assert f"hours={CODE}" in shown["link"]["data"]
    assert "only Fri–Sat 22–04" in json.dumps(shown["legend-body"], ensure_ascii=False)
    layer = shown["map"]["layers"][1]
    assert f"~{CODE}/" in layer["values"]
    assert f"/{exact}/r8/" in layer["tiles"]
    whole = page.post("map.layers", "grid.value", grid__value="r8").get_json()["response"]
    night, every = (figures_of(client, each["export"]["href"]) for each in (shown, whole))
    assert 0 < sum(night.values()) < sum(every.values())
    assert all(night[cell] <= every[cell] for cell in every)
    notes = page.post("hours-notes.children", "view.data", **now, view__data=shown["view"]["data"])
    assert "count all hours" in notes.get_data(as_text=True)
    back = page.post("version.data", "hours.data", **{**now, "hours__data": []}).get_json()["response"]
    assert back["version"]["data"] == exact


def test_chosen_days_reach_the_map_and_the_address_with_hours(
    page: Page, exact: str, client: FlaskClient
) -> None:
    days = {"days__data": ["2026-01-05", "2026-02-17"]}
    chosen = page.post("version.data", "days.data", **days, hours__data=NIGHT).get_json()["response"]
    code = f"d20260105-20260217_{CODE}"
    assert chosen["version"]["data"] == f"{exact}~{code}"
    assert chosen["days-said"]["children"] == "Days: only 5 Jan 2026 to 17 Feb 2026"
    now = {"version__data": f"{exact}~{code}", "grid__value": "r8"}
    shown = page.post("map.layers", "version.data", **now).get_json()["response"]
    assert f"hours={CODE}" in shown["link"]["data"]
    assert "days=20260105-20260217" in shown["link"]["data"]
    assert "only 5 Jan 2026 to 17 Feb 2026, Fri–Sat 22–04" in json.dumps(shown, ensure_ascii=False)
    whole = page.post("version.data", "days.data", **days).get_json()["response"]["version"]["data"]
    alone = page.post("map.layers", "version.data", **{**now, "version__data": whole}).get_json()["response"]
    both, of_days = (figures_of(client, each["export"]["href"]) for each in (shown, alone))
    assert 0 < sum(both.values()) < sum(of_days.values())
    elsewhere = page.post("version.data", "days.data", days__data=["2020-01-05", "2020-02-17"])
    named = elsewhere.get_json()["response"]["version"]["data"]
    notes = page.post(
        "hours-notes.children", "view.data", version__data=named, view__data=shown["view"]["data"]
    )
    assert "none of the chosen days lies in" in notes.get_data(as_text=True)


@pytest.mark.parametrize(
    ("days", "said", "code"),
    [
        ([None, "2026-02-17"], "to 17 Feb 2026", "-20260217"),
        (["2026-02-17", None], "only 17 Feb 2026 to", "d20260217-"),
        (["2026-02-17", "2026-02-01"], "the last day is before the first", ""),
        ([None, None], "Days: all", ""),
    ],
)
def test_days_that_are_half_chosen(page: Page, exact: str, days: list[Any], said: str, code: str) -> None:
    chosen = page.post("version.data", "days.data", days__data=days).get_json()["response"]
    assert said in chosen["days-said"]["children"]
    assert code in chosen["version"]["data"]
    assert (chosen["version"]["data"] == exact) == (not code)


@pytest.mark.parametrize(
    "days", [None, "1", ["2026-01-05"], ["2026-01-05", 3], ["x", "y"], ["2026-13-01", None], [[], {}, 1]]
)
def test_days_that_no_field_sends_are_refused(page: Page, days: Any) -> None:
    assert page.post("version.data", "days.data", days__data=days).status_code == 400


@pytest.mark.parametrize("hours", [None, "1", [168], [-1], [True], [1.5], ["1"], list(range(168)), {"a": 1}])
def test_hours_that_no_grid_sends_are_refused(page: Page, hours: Any) -> None:
    assert page.post("version.data", "hours.data", hours__data=hours).status_code == 400


@pytest.mark.parametrize(
    "code",
    ["x", "1.0_2.0", "9.1", "1234567.0-23", "d20260105-20260104", "d1-2_1.0", "1.0_d20260105-20260106"],
)
def test_a_forged_version_is_refused(client: FlaskClient, exact: str, code: str) -> None:
    assert client.get(f"/figures.csv?version={exact}~{code}").status_code == 400


def test_every_callback_that_reads_figures_says_which_version_its_page_shows(page: Page) -> None:
    """Else a page of some hours would be answered with all hours."""
    blind = {
        "page-layers.children",
        "page-data.children",
        "version.data...hours-said.children...days-said.children",
    }
    for key, found in page.app.callback_map.items():
        page_of_its_own = any(
            part in key for part in ("publish", "load-", "draw-", "zone-", "briefing-")
        )  # which reads no version of figures, or the published one whatever the page shows
        if "callback" not in found or key.strip(".") in blind or page_of_its_own:
            continue
        named = {each["id"] for part in ("inputs", "state") for each in found[part]}
        of_all_hours = {name for name in named if name.startswith("wanted-")}  # pages of text
        assert "version" in named or named <= {"map", "address"} | of_all_hours, key


def test_before_the_first_version_there_is_a_way_to_it_and_progress_is_said(
    tmp_path: Path, analyst_home: Path
) -> None:
    home = tmp_path / "home"
    for name in ("store.duckdb", "place.toml", "secret"):
        (home / "restricted").mkdir(parents=True, exist_ok=True)
        (home / "restricted" / name).write_bytes((analyst_home / "restricted" / name).read_bytes())
    client = make_app(home, board=False, doors=OPEN_DOORS).server.test_client()
    for path in ("/", "/clash", "/data"):
        reply = client.get(path)
        assert reply.status_code == 503
        ways_on = re.findall("href='(/[a-z]*[?]store=exact)'", reply.get_data(as_text=True))
        assert ways_on == ["/publish?store=exact", "/?store=exact", "/load?store=exact"]
    assert client.get("/publish").location == "/publish?store=exact"
    assert client.get("/nope").status_code == 404
    assert "Making the exact figures" in client.get("/?store=exact").get_data(as_text=True)
    ended = follow_both(home).worker.wait()
    assert ended.error == ""
    assert client.get("/exact/progress").get_json() == {
        "done": True,
        "message": "Done",
        "fraction": 1.0,
        "error": "",
    }
    for path in ("/", "/publish", "/load"):
        assert "data-store" in client.get(f"{path}?store=exact").get_data(as_text=True)
    assert client.get("/exact/_dash-layout").status_code == 200
    assert client.get("/").status_code == 503
    (home / "published").symlink_to(analyst_home / "published")
    assert client.get("/").status_code == 200
    for path in (home / "restricted" / "exact").glob("*.duckdb"):
        path.unlink()  # as an erasure does: what is open is not shown any more either
    assert client.get("/exact/_dash-layout").status_code == 503
    follow_both(home).close()


def test_a_briefing_of_an_exact_page_is_of_the_published_figures(page: Page, analyst_home: Path) -> None:
    asked = {"briefing-wanted__data": {"page": "/", "n": 1}}
    reply = page.post("briefing-view.children", "briefing-wanted.data", **asked).get_json()["response"]
    assert reply["briefing-note"] == {"children": OF_PUBLISHED, "hidden": False}
    published = PublishedHome(analyst_home).current()
    assert published.version in reply["briefing-view"]["children"]
    assert "exact" not in reply["briefing-kept"]["data"]["view"]
