from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from etl.errors import BadInputError
from tests.published_fixture import point_at, write_published
from tests.web.page import Page
from web.doors import OPEN_DOORS
from web.headers import content_security_policy, origin_of, script_hashes
from web.server import make_app


@pytest.fixture
def client(published_home: Path) -> FlaskClient:
    return make_app(published_home, board=True, doors=OPEN_DOORS).server.test_client()


def policy_of(reply: Any) -> dict[str, str]:
    parts = reply.headers["Content-Security-Policy"].split("; ")
    return {part.split(" ")[0]: " ".join(part.split(" ")[1:]) for part in parts}


@pytest.mark.parametrize(
    "path", ["/", "/layers", "/data", "/healthz", "/figures.csv", "/assets/page.css", "/nope"]
)
def test_every_reply_carries_the_headers(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    policy = policy_of(reply)
    for directive in ("default-src", "object-src", "frame-ancestors", "base-uri"):
        assert policy[directive] == "'none'"
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert not re.search(r"https?:|\*", reply.headers["Content-Security-Policy"])
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in reply.headers["Permissions-Policy"]
    assert "Server" not in reply.headers or "Werkzeug" not in reply.headers["Server"]


@pytest.mark.parametrize("path", ["nothing/deps/react.js", "dash/deps/../../x.js", "dash/deps/nothing.js"])
def test_a_library_that_there_is_not_is_an_address_that_there_is_not(client: FlaskClient, path: str) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(f"/_dash-component-suites/{path}").status_code == 404


def test_each_script_of_the_page_is_named_by_its_hash_and_styles_by_a_fresh_nonce(
    client: FlaskClient,
) -> None:
    first, second = client.get("/"), client.get("/")
    html = first.get_data(as_text=True)
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", html, re.S)
    assert len(scripts) >= 2
    allowed = policy_of(first)["script-src"]
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    nonce = re.search(r'<script nonce="([^"]+)"', html)
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in policy_of(first)["style-src"]
    assert policy_of(first)["style-src"] != policy_of(second)["style-src"]
    assert "nonce" not in allowed
    assert "@@" not in html


def test_only_the_named_map_origin_is_added() -> None:
    policy = content_security_policy([], "n", origin_of("https://tiles.example.org:8443/{z}/{x}/{y}.png"))
    assert "img-src 'self' data: blob: https://tiles.example.org:8443;" in policy
    assert "script-src 'self';" in policy
    assert origin_of("/own/{z}.png") == origin_of("javascript:alert(1)") == origin_of("") == ""


def test_hashes_skip_data_and_files() -> None:
    html = '<script src="/a.js"></script><script type="application/json">{}</script><script>x</script>'
    assert len(script_hashes(html)) == 1


def test_styles_of_pages_that_stand_alone_are_not_the_app_s(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "page.css" in page
    assert not [name for name in ("error.css", "people.css") if name in page]


def test_unknown_addresses_get_a_page_that_leads_back(client: FlaskClient) -> None:
    for path in ("/nope", "/layers/../../etc/passwd", "/map/other", "/assets/nothing.css"):
        reply = client.get(path)
        assert reply.status_code == 404, path
        assert "<a href='/'>Go to the map</a>" in reply.get_data(as_text=True)


def test_a_home_without_a_published_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        make_app(tmp_path, board=True, doors=OPEN_DOORS)
    assert "safepassage publish" in refused.value.next_step


def test_health_follows_what_is_published(tmp_path: Path) -> None:
    version = write_published(tmp_path)
    client = make_app(tmp_path, board=True, doors=OPEN_DOORS).server.test_client()
    assert client.get("/healthz").get_json() == {"ok": True, "version": version}
    (tmp_path / "published" / "current").unlink()
    for path, told in (
        ("/healthz", "Nothing has been published yet"),
        ("/", "Nothing is published yet"),
        ("/_dash-layout", "Nothing has been published yet"),
        ("/figures.csv", "Nothing is published yet"),
    ):
        reply = client.get(path)
        assert (reply.status_code, told in reply.text) == (503, True)
        assert str(tmp_path) not in reply.text  # where the server keeps its files is nobody's business


def test_nothing_but_published_is_needed_or_touched(tmp_path: Path) -> None:
    write_published(tmp_path)
    client = make_app(tmp_path, board=True, doors=OPEN_DOORS).server.test_client()
    assert client.get("/_dash-layout").status_code == 200
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


def test_requests_have_a_largest_size(client: FlaskClient) -> None:
    reply = client.post("/_dash-update-component", data=b"x" * 2_000_000, content_type="application/json")
    assert reply.status_code == 413


def test_the_file_follows_its_address_and_refuses_the_rest(client: FlaskClient) -> None:
    asked = {"layers": "overdose_calls,rent_burden", "grid": "area", "period": "2026Q3"}
    text = client.get("/figures.csv", query_string=asked).get_data(as_text=True)
    assert "Overdose calls, 2026 Q3 (calls per km² per year)" in text
    assert "Rent burden (% of income)" in text
    assert (
        client.get("/figures.csv")
        .headers["Content-Disposition"]
        .startswith('attachment; filename="fixture-r8-')
    )
    for bad in ({"layers": "nope"}, {"grid": "place"}, {"period": "2031Q1"}, {"layers": "treatment_funding"}):
        assert client.get("/figures.csv", query_string=bad).status_code == 400, bad
    assert client.get("/figures.csv", query_string={"version": "20000101-000000000000"}).status_code == 404


@pytest.fixture
def page(published_home: Path) -> Page:
    return Page(published_home)


def test_a_choice_changes_map_legend_and_words_together(page: Page) -> None:
    reply = page.post("map.layers", "layer-social.value", **{"layer-social__value": "overdose_calls"})
    answer = reply.get_json()["response"]
    assert any("overdose_calls" in str(layer.get("values")) for layer in answer["map"]["layers"])
    for part in ("legend-body", "said"):
        assert "Overdose calls" in json.dumps(answer[part])
    assert "overdose_calls" in answer["export"]["href"]
    assert answer["view"]["data"]["shown"][1]["layer"] == "overdose_calls"
    assert answer["period"]["value"] == "2025Q4-2026Q3"


@pytest.mark.parametrize(
    "values",
    [
        {"grid__value": "r10"},
        {"layer-social__value": "score_policy"},
        {"layer-social__value": {"$ne": 1}},
        {"opacity-policy__value": 1e9},
        {"on-policy__checked": "yes"},
        {"period__value": "1999"},
        {"services__value": ["<script>"]},
        {"hotspots__checked": None},
        {"venues__checked": 1},
        {"level-social__value": None},
    ],
)
def test_posted_nonsense_is_refused(page: Page, values: dict[str, Any]) -> None:
    reply = page.post("map.layers", "grid.value", **values)
    assert reply.status_code == 400
    assert "Traceback" not in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    "click",
    [
        {"kind": "cell", "grid": "r8", "row": 10**9},
        {"kind": "cell", "grid": "r8", "row": -1},
        {"kind": "cell", "grid": "r8", "row": True},
        {"kind": "cell", "grid": "r8", "row": "0"},
        {"kind": "cell", "grid": "place", "row": 0},
        {"kind": "service", "id": "S99"},
        {"kind": "service", "id": ["S01"]},
        {"kind": "hotspot", "id": "H9"},
        {"kind": "person", "id": "1"},
        "cell",
        [1],
    ],
)
def test_a_click_on_what_is_not_there_is_refused(page: Page, click: Any) -> None:
    assert page.post("drawer-content.children", "map.clickInfo", map__clickInfo=click).status_code == 400


def test_a_click_lists_every_environment_and_the_outline_follows(page: Page) -> None:
    click = {"kind": "cell", "grid": "r8", "row": 3, "n": 1}
    answer = page.post("drawer-content.children", "map.clickInfo", map__clickInfo=click).get_json()[
        "response"
    ]
    said = json.dumps(answer["drawer-content"]["children"])
    for name in ("Physical", "Social", "Economic", "Policy", "What these do not show"):
        assert name in said
    assert answer["map"]["selected"] == {"grid": "r8", "row": 3}


@pytest.mark.parametrize("changed", ["map.clickInfo", "view.data"])
def test_the_drawer_follows_from_click_and_view_whichever_changed_last(page: Page, changed: str) -> None:
    click = {"kind": "cell", "grid": "r8", "row": 3, "n": 1}
    for hidden in (True, False):
        values = {"drawer__hidden": hidden, "map__clickInfo": click}
        answer = page.post("drawer-content.children", changed, **values).get_json()["response"]
        assert "Hexagon of" in json.dumps(answer["drawer-content"]["children"])
    closed = page.post("drawer-content.children", changed, map__clickInfo=None, drawer__hidden=False)
    assert closed.get_json()["response"]["drawer-content"]["children"] == []
    kept = page.post("drawer-content.children", changed, map__clickInfo=None, drawer__hidden=True)
    assert kept.get_json()["response"] == {}


@pytest.mark.parametrize("output", ["drawer-content.children", "table.children"])
@pytest.mark.parametrize("asked", [None, [], {"shown": 1}, {"grid": "r8"}])
def test_a_forged_view_is_refused(page: Page, output: str, asked: Any) -> None:
    values = {"view__data": asked, "table-open__data": True, "drawer__hidden": False}
    click = {"kind": "cell", "grid": "r8", "row": 3}
    assert page.post(output, "view.data", map__clickInfo=click, **values).status_code == 400


def test_an_outdated_page_is_told_and_left_alone(tmp_path: Path) -> None:
    write_published(tmp_path, "20261101-aaaaaaaaaaaa")
    page = Page(tmp_path)
    write_published(tmp_path, "20261122-bbbbbbbbbbbb", seed=8)
    answer = page.post("map.layers", "grid.value", grid__value="r7").get_json()["response"]
    assert "Reload the page" in answer["alert"]["children"]
    assert answer["alert"]["hidden"] is False
    assert "map" not in answer
    point_at(tmp_path, "20261101-aaaaaaaaaaaa")
    assert "map" in page.post("map.layers", "grid.value", grid__value="r7").get_json()["response"]


def test_every_callback_input_exists_in_the_layout(page: Page) -> None:
    ids = {name for name, _ in page.values}
    for found in page.app.callback_map.values():
        for each in (*found["inputs"], *found["state"]):
            drawn_later = each["id"].startswith("{")  # a pattern: what the drawer holds
            assert drawn_later or each["id"] in ids, each


def test_the_page_has_a_name_for_every_control(page: Page) -> None:
    """Controls without a visible label of their own carry one for those who hear the page."""

    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, dict):
            yield node
            yield from walk(node.get("props", {}).get("children"))

    checked = 0
    for node in walk(page.layout):
        props = node.get("props", {})
        if node.get("type") in {"Switch", "SegmentedControl"}:
            assert props.get("aria-label"), props.get("id")
            checked += 1
        if node.get("type") in {"Select", "CheckboxGroup"}:
            assert props.get("label") or props.get("aria-label"), props.get("id")
            checked += 1
        if node.get("type") == "Slider":
            assert props.get("thumbLabel")
            checked += 1
    assert checked >= 22
