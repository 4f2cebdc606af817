"""What the Draw zones page asks of the server: figures, shapes, saving, and everything nobody could send."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from layers.zones.status import STATUSES
from tests.web.analyst.drawn import OURS, SOUTH, WEST, build_drawn_town, document, part, square
from web.analyst.home import follow_both
from web.analyst.zones.desk import ZoneDesk
from web.doors import OPEN_DOORS
from web.server import make_app

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def polygon(*corners: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


BOW_TIE = polygon([-31.51, 47.19], [-31.5, 47.2], [-31.5, 47.19], [-31.51, 47.2])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    found = build_drawn_town(tmp_path_factory.mktemp("drawn") / "home")
    yield found
    follow_both(found).close()


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    return make_app(home, board=False, doors=OPEN_DOORS).server.test_client()


def ask(client: FlaskClient, path: str, given: Any, **headers: str) -> Any:
    return client.post(f"/draw/{path}", json=given, headers={**OURS, **headers})


def live(client: FlaskClient, *parts: dict[str, Any], **more: Any) -> Any:
    given = {"parts": list(parts), "hours": "", "services": [], "final": True, **more}
    for _ in range(2000):
        answer = ask(client, "live", given)
        if answer.status_code != 200 or not answer.get_json()["waiting"]:
            return answer
    raise AssertionError("the material was never read")


def save(client: FlaskClient, given: dict[str, Any], **more: Any) -> Any:
    asked = {"document": given, "zone_id": None, "based_on": None, "by": "A. Analyst", "note": "", **more}
    return ask(client, "save", asked)


def test_a_board_has_none_of_it(home: Path) -> None:
    board = make_app(home, board=True, doors=OPEN_DOORS)
    assert not [rule for rule in board.server.url_map.iter_rules() if rule.rule.startswith("/draw")]
    assert not [key for key in board.callback_map if "draw-" in key]
    assert board.server.test_client().get("/draw").status_code == 404
    assert "draw.js" not in board.server.test_client().get("/").get_data(as_text=True)


def test_only_its_own_page_may_ask(client: FlaskClient) -> None:
    given = {"document": document(), "by": "A"}
    assert client.post("/draw/save", json=given).status_code == 403
    assert ask(client, "save", given, Origin="https://evil.example").status_code == 403
    assert ask(client, "save", given, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/draw/import?name=a.geojson", data=b"{}").status_code == 403
    assert client.get("/draw/start", headers={"Host": "evil.example.org"}).status_code == 403


def test_the_start_names_the_open_services_and_every_field(client: FlaskClient) -> None:
    start = client.get("/draw/start").get_json()
    assert [each["name"] for each in start["services"]] == ["Open exchange", "Naloxone bus"]
    assert start["blank"].keys() == {each["name"] for each in start["fields"]} | {"hours"}
    assert set(start["looks"]) == set(STATUSES)


def test_figures_of_a_square_and_of_one_with_a_piece_cut_out(client: FlaskClient) -> None:
    answer = live(client, part())
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.get_json()
    texts = {each["id"]: each["text"] for each in found["figures"]}
    assert {"need", "area", "exposure_removed_80"} <= texts.keys()
    assert found["faults"] == []
    assert found["shape"]["type"] == "Polygon"
    inner = part("p2", "subtract", geometry=square(WEST + 0.002, SOUTH + 0.002, 0.004))
    cut = live(client, part(), inner).get_json()
    assert len(cut["shape"]["coordinates"]) == 2
    assert {each["id"]: each["text"] for each in cut["figures"]}["area"] != texts["area"]
    moving = live(client, part(), final=False).get_json()
    assert moving["shape"] is None
    assert moving["figures"] == found["figures"]


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (BOW_TIE, "self_crossing"),
        (square(10.0, 50.0), "outside"),
        (square(-31.54, 47.17, 0.2), "too_large"),
        (polygon([47.19, -31.51], [47.2, -31.5], [47.2, -31.51]), "swapped"),
        (polygon([430000, 434000], [430900, 434000], [430900, 434900]), "metres"),
    ],
)
def test_a_fault_is_said_where_it_is_and_keeps_the_zone_from_being_saved(
    client: FlaskClient, geometry: dict[str, Any], kind: str
) -> None:
    found = live(client, part(geometry=geometry)).get_json()
    fault = found["faults"][0]
    assert fault["kind"] == kind
    assert fault["words"]
    assert fault["next_step"]
    assert found["figures"] == []
    refused = save(client, document(parts=[part(geometry=geometry)]))
    assert refused.status_code == 400
    assert refused.get_json()["next"]


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {},
        {"parts": "x"},
        {"parts": [1]},
        {"parts": [part(kind="spiral")]},
        {"parts": [part(operation="xor")]},
        {"parts": [part(geometry={"type": "Point", "coordinates": [0, 0]})]},
        {"parts": [part(geometry={"type": "Polygon", "coordinates": [[["a", 1]]]})]},
        {"parts": [part(), part()], "hours": "", "services": []},
        {"parts": [part()], "hours": "9.9", "services": []},
        {"parts": [part()], "hours": "", "services": [{}]},
        {"parts": [part()], "hours": 5, "services": []},
    ],
)
def test_what_no_control_could_send_is_refused(client: FlaskClient, given: Any) -> None:
    assert ask(client, "live", given).status_code == 400


def test_a_hundred_thousand_corners_are_taken_and_more_are_not(client: FlaskClient) -> None:
    ring = [[WEST + 0.01 * i / 100_000, SOUTH] for i in range(100_001)]
    many = polygon(*ring, [WEST, SOUTH + 0.01])
    assert "100,000" in json.dumps(live(client, part(geometry=many)).get_json())


MADE = [
    ({"operation": "circle", "centre": [-31.5, 47.2], "radius_m": 250}, "circle", 1),
    ({"operation": "radius", "services": ["X1", "X3"], "radius_m": 400}, "radius", 1),
    ({"operation": "walk", "services": ["X1"], "minutes": 5}, "walk", 1),
    ({"operation": "walk", "centre": [-31.5, 47.2], "minutes": 10}, "walk", 1),
    ({"operation": "streets", "streets": ["Quay Road"], "reach_m": 25}, "streets", 1),
    ({"operation": "footprint", "at": [-31.5, 47.2007]}, "footprint", 1),
    ({"operation": "typed", "text": "47.19, -31.51\n47.19 -31.50\n47.20;-31.50"}, "polygon", 1),
    ({"operation": "typed", "text": json.dumps({"type": "Feature", "geometry": square()})}, "import", 1),
    (
        {"operation": "split", "geometry": square(), "line": [[-31.52, 47.195], [-31.49, 47.195]]},
        "polygon",
        2,
    ),
    ({"operation": "combine", "parts": [part(), part("p2", geometry=square(WEST + 0.005))]}, "polygon", 1),
]


@pytest.mark.parametrize(("asked", "kind", "count"), MADE)
def test_every_shape_that_is_made_can_be_saved_and_comes_back_as_it_was(
    client: FlaskClient, asked: dict[str, Any], kind: str, count: int
) -> None:
    made = ask(client, "make", asked)
    assert made.status_code == 200, made.get_json()
    parts = made.get_json()["parts"]
    assert [each["kind"] for each in parts] == [kind] * count
    whole = [{**each, "id": f"p{i}", "operation": "add"} for i, each in enumerate(parts, 1)]
    saved = save(client, document("Made", parts=whole))
    assert saved.status_code == 200, saved.get_json()
    zone_id = saved.get_json()["zone"]["id"]
    assert client.get(f"/draw/zones/{zone_id}").get_json()["version"]["document"]["parts"] == whole


@pytest.mark.parametrize(
    "asked",
    [
        {"operation": "paint"},
        {"operation": ["circle"]},
        {"operation": "circle", "centre": [-31.5, 47.2], "radius_m": 0},
        {"operation": "circle", "centre": [-31.5, 47.2], "radius_m": "wide"},
        {"operation": "circle", "centre": "here", "radius_m": 5},
        {"operation": "radius", "services": [], "radius_m": 400},
        {"operation": "radius", "services": ["nobody"], "radius_m": 400},
        {"operation": "walk", "services": ["X1"], "minutes": 7},
        {"operation": "walk", "services": ["X1"], "minutes": None},
        {"operation": "streets", "streets": ["No Such Street"], "reach_m": 25},
        {"operation": "footprint", "at": [-31.47, 47.18]},
        {"operation": "typed", "text": "here, there"},
        {"operation": "typed", "text": "{" * 5000},
        {"operation": "typed", "text": "47.19, -31.51"},
        {"operation": "split", "geometry": square(), "line": [[-31.6, 47.3], [-31.5, 47.3]]},
        {"operation": "split", "geometry": BOW_TIE, "line": [[-31.52, 47.195], [-31.49, 47.195]]},
        {"operation": "combine", "parts": [part("p1", "subtract")]},
    ],
)
def test_a_shape_that_cannot_be_made_says_why_and_what_to_do(client: FlaskClient, asked: Any) -> None:
    refused = ask(client, "make", asked)
    assert refused.status_code == 400
    assert refused.get_json()["what"]
    assert refused.get_json()["next"]


def test_a_zone_is_kept_with_every_field_and_markup_stays_text(client: FlaskClient) -> None:
    more = {"authority": "Chief & council", "covers": ["staff"], "en_route": True}
    given = document("<script>alert(1)</script>", **more)
    saved = save(client, given).get_json()
    assert saved["version"]["number"] == 1
    assert saved["version"]["document"]["name"] == "<script>alert(1)</script>"
    again = client.get(f"/draw/zones/{saved['zone']['id']}")
    assert again.mimetype == "application/json"
    assert again.get_json()["version"] == saved["version"]
    assert again.get_json()["version"]["document"]["en_route"] is True
    changes: list[tuple[dict[str, Any], str]] = [({"name": ""}, "Name"), ({"starts_on": "soon"}, "Starts_on")]
    for change, field in [*changes, ({"x": 1}, "The zone")]:
        refused = save(client, {**given, **change})
        assert refused.status_code == 400
        assert refused.get_json()["where"].lower().startswith(field.lower())
    assert save(client, given, by=" ").get_json()["where"] == "Your name"


def test_the_second_of_two_editors_is_told_and_can_merge_with_nothing_lost(client: FlaskClient) -> None:
    first = save(client, document("Shared")).get_json()
    zone_id, base = first["zone"]["id"], first["version"]["document"]
    other = part("p2", geometry=square(WEST + 0.02))
    theirs = {**base, "authority": "Council", "name": "Their name", "parts": [*base["parts"], other]}
    assert save(client, theirs, zone_id=zone_id, based_on=1, by="B").status_code == 200
    own = part("p2", geometry=square(WEST, SOUTH + 0.02))
    mine = {**base, "conditions": "None", "name": "My name", "parts": [*base["parts"], own]}
    refused = save(client, mine, zone_id=zone_id, based_on=1)
    assert refused.status_code == 409
    told = refused.get_json()
    assert (told["latest"]["by"], told["latest"]["number"]) == ("B", 2)
    assert "Authority: Not said yet → Council" in told["differences"]
    assert "Shape: 1 part added" in told["differences"]
    (ground,) = (line for line in told["differences"] if line.startswith("Ground: "))
    assert re.fullmatch(r"Ground: [1-9][0-9,]* m² gained, 0 m² lost", ground)

    merged = ask(client, "merge", {"document": mine, "zone_id": zone_id, "based_on": 1}).get_json()
    kept = merged["document"]
    assert (kept["authority"], kept["conditions"], kept["name"]) == ("Council", "None", "My name")
    assert [each["geometry"] for each in kept["parts"]] == [square(), other["geometry"], own["geometry"]]
    assert len({each["id"] for each in kept["parts"]}) == 3
    assert [(each["title"], each["theirs"]) for each in merged["clashes"]] == [("Name", "Their name")]
    assert "Authority: Council" in merged["taken"]
    latest = client.get(f"/draw/zones/{zone_id}").get_json()["zone"]["latest"]
    assert latest == 2  # nothing was saved by merging
    assert save(client, kept, zone_id=zone_id, based_on=2).get_json()["version"]["number"] == 3
    assert client.get(f"/draw/zones/{zone_id}?number=1").get_json()["version"]["document"] == base
    heard = live(client, part(), zone_id=zone_id).get_json()["latest"]
    assert heard == {"number": 3, "by": "A. Analyst"}


def test_a_status_needs_a_name_a_reason_and_what_it_asks_for(client: FlaskClient) -> None:
    zone_id = save(client, document("Steps")).get_json()["zone"]["id"]

    def step(expected: str, status: str, **more: Any) -> Any:
        given = {"zone_id": zone_id, "number": 1, "expected": expected, "status": status, "by": "A"}
        return ask(client, "status", {**given, "reason": "Agreed", **more})

    assert step("draft", "proposed", reason="").get_json()["where"] == "Reason"
    assert step("draft", "proposed", by="").get_json()["where"] == "Your name"
    assert step("draft", "active").status_code == 400
    assert step("draft", "nonsense").status_code == 400
    assert step("draft", "proposed").get_json()["zone"]["status"] == "proposed"
    assert step("draft", "withdrawn").status_code == 409
    missing = step("proposed", "agreed")
    assert missing.status_code == 400
    assert "authority" in missing.get_json()["what"].lower()
    assert step("proposed", "withdrawn", number=None).status_code == 400
    assert save(client, document("Steps"), zone_id=zone_id, based_on=1).status_code == 200
    unseen = step("proposed", "withdrawn")
    assert (unseen.status_code, unseen.get_json()["latest"]["number"]) == (409, 2)
    assert step("proposed", "withdrawn", number=2).get_json()["zone"]["status"] == "withdrawn"


def test_deleting_hides_and_restoring_brings_back(client: FlaskClient) -> None:
    zone_id = save(client, document("Away")).get_json()["zone"]["id"]
    assert ask(client, "delete", {"zone_id": zone_id, "by": "A"}).status_code == 200
    assert ask(client, "delete", {"zone_id": zone_id, "by": "A"}).status_code in (400, 404)
    assert ask(client, "restore", {"zone_id": zone_id, "by": "A"}).status_code == 200
    assert client.get(f"/draw/zones/{zone_id}").status_code == 200
    for wanted in ("z999999", "nope", "z0"):
        assert client.get(f"/draw/zones/{wanted}").status_code == 404
    assert client.get(f"/draw/zones/{zone_id}?number=x").status_code == 400
    assert ask(client, "delete", {"zone_id": ["z1"], "by": "A"}).status_code == 400


def test_a_comment_stays_with_its_version(client: FlaskClient) -> None:
    zone_id = save(client, document("Said")).get_json()["zone"]["id"]
    said = {"zone_id": zone_id, "number": 1, "by": "A", "text": "Wider at the quay?"}
    assert ask(client, "comment", said).status_code == 200
    assert ask(client, "comment", {**said, "text": " "}).status_code == 400
    assert ask(client, "comment", {**said, "number": 9}).status_code == 404
    assert ask(client, "comment", {**said, "number": True}).status_code == 400


def test_a_weighing_is_kept_under_a_key_of_the_zone_and_the_data(client: FlaskClient) -> None:
    live(client, part())
    keys = [ask(client, "weigh", {"document": document(name)}).get_json()["key"] for name in ("A", "A", "B")]
    assert keys[0] == keys[1] != keys[2]
    assert ask(client, "weigh", {"document": document(parts=[])}).status_code == 400
    assert ask(client, "weigh", {"document": document(parts=[part(geometry=BOW_TIE)])}).status_code == 400
    assert ask(client, "weigh", {}).status_code == 400


def test_a_zone_of_a_file_is_the_shape_that_was_saved(client: FlaskClient) -> None:
    features = [{"type": "Feature", "properties": {"name": "Quay"}, "geometry": square()}]
    text = json.dumps({"type": "FeatureCollection", "features": features}).encode()

    def send(name: str, content: bytes) -> Any:
        asked: dict[str, Any] = {"query_string": {"name": name}, "data": io.BytesIO(content)}
        return client.post("/draw/import", **asked, headers=OURS)

    brought = send("zones.geojson", text)
    assert brought.status_code == 200, brought.get_json()
    found = brought.get_json()
    assert [each["geometry"] for each in found["parts"]] == [square()]
    assert found["zone"]["name"] == "Quay"
    for name, content in (
        ("empty.geojson", b""),
        ("bad.geojson", b"{"),
        ("../up.geojson", text),
        ("note.exe", text),
        ("points.geojson", b'{"type": "Point", "coordinates": [0, 0]}'),
    ):
        refused = send(name, content)
        assert refused.status_code == 400, name
        assert refused.get_json()["next"]
        assert "/tmp" not in json.dumps(refused.get_json())


def test_several_zones_of_a_file_are_kept_each_by_itself_or_none(client: FlaskClient) -> None:
    def file(*geometries: dict[str, Any]) -> bytes:
        features = [
            {"type": "Feature", "properties": {"name": f"Of many {n}"}, "geometry": each}
            for n, each in enumerate(geometries)
        ]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()

    def send(path: str, content: bytes, by: str = "A. Analyst") -> Any:
        asked = {"name": "many.geojson", "by": by}
        return client.post(f"/draw/{path}", query_string=asked, data=content, headers=OURS)

    def kept() -> int:
        return int(client.get("/draw/zones?find=of MANY").get_json()["found"])

    three = file(square(), square(size=0.02), square(size=0.015))
    found = send("import", three).get_json()
    assert (found["zones"], len(found["parts"]), found["zone"]) == (3, 3, None)
    assert found["names"] == ["Of many 0", "Of many 1", "Of many 2"]
    assert kept() == 0
    assert "Your name" in send("import/keep", three, by=" ").get_json()["where"]
    crossed = send("import/keep", file(square(), BOW_TIE, BOW_TIE))
    assert crossed.status_code == 400
    assert "feature 2" in crossed.get_json()["where"]
    assert "feature 3" in crossed.get_json()["next"]
    assert kept() == 0
    ids = send("import/keep", three).get_json()["ids"]
    assert kept() == len(ids) == 3
    version = client.get(f"/draw/zones/{ids[1]}").get_json()["version"]
    assert (version["by"], version["note"]) == ("A. Analyst", "Imported from many.geojson")
    too_many = send("import", file(*[square()] * 201)).get_json()
    assert (too_many["zones"], too_many["parts"]) == (201, None)


def test_a_server_started_anew_opens_what_was_saved(home: Path, client: FlaskClient) -> None:
    zone_id = save(client, document("Again")).get_json()["zone"]["id"]
    anew = ZoneDesk(home, follow_both(home), clock=lambda: NOW)
    other = make_app(home, board=False, doors=OPEN_DOORS)
    assert other.server.test_client().get(f"/draw/zones/{zone_id}").status_code == 200
    assert anew.store() is anew.store()
    anew.close()
