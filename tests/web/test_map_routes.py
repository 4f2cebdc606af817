from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

import etl.store
from etl.cells import boundaries
from layers.look.symbols import SERVICE_SYMBOLS, VENUE_SYMBOLS
from layers.published.home import PublishedHome
from layers.published.offer import Offer
from layers.published.rows import PARENT
from layers.published.version import Published
from tests.published_fixture import WINDOW, point_at, write_published
from tests.web.tile_decoder import decode
from web.map.routes import register_routes
from web.map.scene import scene
from web.view.state import default_view

YEAR = "2025Q4-2026Q3"


@pytest.fixture(scope="module")
def published(published_home: Path) -> Published:
    return PublishedHome(published_home).current()


@pytest.fixture(scope="module")
def client(published_home: Path) -> FlaskClient:
    server = Flask(__name__)
    register_routes(server, PublishedHome(published_home))
    return server.test_client()


@pytest.fixture(scope="module")
def root(published: Published) -> str:
    return f"/map/{published.version}"


def body_of(client: FlaskClient, address: str) -> bytes:
    reply = client.get(address)
    assert reply.status_code == 200, address
    return reply.data


def test_values_agree_with_the_figures(client: FlaskClient, published: Published, root: str) -> None:
    values = np.frombuffer(body_of(client, f"{root}/values/overdose_calls/r9/{WINDOW}.u1"), np.uint8)
    body = body_of(client, f"{root}/figures/overdose_calls/r9/{WINDOW}.f4")
    rows = published.size("r9")
    assert (len(values), len(body)) == (rows, 9 * rows)
    sent = np.frombuffer(body[: 8 * rows], "<f4").reshape(2, rows)
    found = published.figures("overdose_calls", "r9", WINDOW)
    np.testing.assert_array_equal(sent[0], found.value.astype("<f4"))
    np.testing.assert_array_equal(sent[1], found.count.astype("<f4"))
    np.testing.assert_array_equal(np.frombuffer(body[8 * rows :], np.uint8), found.low)
    withheld = values >> 4 == 2
    assert withheld.any()
    assert np.isnan(sent[:, withheld]).all(), "a withheld cell must send nothing but its state"


def test_tiles_hold_every_cell_once_over(client: FlaskClient, published: Published, root: str) -> None:
    (layer,) = decode(body_of(client, f"{root}/r9/0/0/0.pbf"))
    assert sorted(feature.id for feature in layer.features) == list(range(published.size("r9")))


def test_every_address_of_a_scene_answers(client: FlaskClient, published: Published) -> None:
    def addresses(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [found for each in value.values() for found in addresses(each)]
        return [value] if isinstance(value, str) and value.startswith("/map/") else []

    drawn = scene(published, default_view(Offer(published)))
    found = [address for layer in drawn for address in addresses(layer)]
    assert len(found) >= 8
    for address in found:
        body_of(client, address.replace("{z}/{x}/{y}", "1/0/0").replace("{row}", "3"))


def test_stand_ins_are_outlined_as_the_coarser_areas_they_are(
    client: FlaskClient, published: Published, root: str
) -> None:
    """A plain second way: join each parent's stand-in cells and compare the borders."""
    body = json.loads(body_of(client, f"{root}/outlines/overdose_calls/r8/{YEAR}.geojson"))
    drawn = shapely.from_geojson(json.dumps(body["features"][0]["geometry"]))
    cells = published.cells("r8")
    state = published.figures("overdose_calls", "r8", YEAR).state
    rings = boundaries(cells.cell)
    borders = []
    for parent in set(cells.parent_row[state == PARENT].tolist()):
        rows = np.flatnonzero((state == PARENT) & (cells.parent_row == parent))
        # cells share corners only to within rounding: grown a little, they join
        joined = shapely.union_all([shapely.Polygon(rings[row]).buffer(1e-7) for row in rows])
        borders.append(joined.boundary)
    expected = shapely.union_all(borders)
    assert drawn.length > 0
    assert drawn.difference(expected.buffer(2e-5)).length < 1e-6
    assert expected.difference(drawn.buffer(2e-5)).length < 1e-6


def test_outlines_are_geojson_with_row_ids(client: FlaskClient, published: Published, root: str) -> None:
    areas = json.loads(body_of(client, f"{root}/areas.geojson"))
    assert [feature["id"] for feature in areas["features"]] == list(range(8))
    assert areas["features"][1]["properties"]["name"] == published.areas()[1].name
    for kind in published.base_kinds():
        assert json.loads(body_of(client, f"{root}/base/{kind}.geojson"))["features"]


@pytest.mark.parametrize("grid", ["area", "r8"])
def test_the_shape_of_one_row_is_that_of_its_grid(
    client: FlaskClient, published: Published, root: str, grid: str
) -> None:
    (feature,) = json.loads(body_of(client, f"{root}/{grid}/row/3.geojson"))["features"]
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    if grid == "area":
        expected = shapely.from_wkb(published.areas()[3].geometry_wkb)
    else:
        expected = shapely.Polygon(boundaries(published.cells(grid).cell[3:4])[0])
    assert shape.symmetric_difference(expected).area < 0.001 * expected.area


def test_a_confidential_service_is_sent_at_its_cells_centre_only(
    client: FlaskClient, published: Published, root: str
) -> None:
    features = json.loads(body_of(client, f"{root}/services.geojson"))["features"]
    (hidden,) = [feature for feature in features if feature["properties"]["approximate"]]
    cells = published.cells("r8")
    (service,) = [each for each in published.services() if each.setting == "confidential"]
    row = int(np.flatnonzero(cells.cell == service.cell)[0])
    centre = (cells.longitude[row], cells.latitude[row])
    assert hidden["geometry"]["coordinates"] == pytest.approx(centre, abs=1e-5)
    assert set(hidden["properties"]) == {"id", "stop", "name", "type", "approximate"}


@pytest.mark.parametrize(
    "address",
    [
        "/map/20200101-000000000000/r8/0/0/0.pbf",
        "/map/..%2f..%2frestricted/r8/0/0/0.pbf",
        "{root}/r5/0/0/0.pbf",
        "{root}/place/0/0/0.pbf",
        "{root}/place/row/0.geojson",
        "{root}/r8/row/100000.geojson",
        "{root}/r8/13/0/0.pbf",
        "{root}/r8/2/4/0.pbf",
        "{root}/r8/2/0/4.pbf",
        "{root}/r8/-1/0/0.pbf",
        "{root}/r8/99999999999/0/0.pbf",
        f"{{root}}/values/evictions/r8/{YEAR}.u1",
        f"{{root}}/values/overdose_calls/r9/{YEAR}.u1",
        f"{{root}}/values/overdose_calls/r10/{YEAR}.u1",
        "{root}/values/overdose_calls/r8/2020.u1",
        "{root}/values/overdose_calls/r8/x' or 1=1 --.u1",
        f"{{root}}/figures/nothing/r8/{YEAR}.f4",
        f"{{root}}/outlines/overdose_calls/area/{YEAR}.geojson",
        "{root}/base/secret.geojson",
        "{root}/../restricted/store.duckdb",
        "{root}/events.geojson",
        "/map/symbols/sepia.json",
    ],
)
def test_what_does_not_exist_is_404(client: FlaskClient, root: str, address: str) -> None:
    assert client.get(address.format(root=root)).status_code == 404


def test_a_place_without_hotspots_or_services_still_answers(client: FlaskClient, root: str) -> None:
    for name in ("hotspots", "services"):
        assert json.loads(body_of(client, f"{root}/{name}.geojson"))["type"] == "FeatureCollection"


def test_venues_come_with_their_days_and_schools_do_not(client: FlaskClient, root: str) -> None:
    sent = json.loads(body_of(client, f"{root}/sites.geojson"))["features"]
    found = {each["properties"]["name"]: each["properties"] for each in sent}
    assert found.keys() == {"The Anchor", "Regatta Nights"}
    assert found["The Anchor"] == {"id": "V1", "name": "The Anchor", "type": "bar", "days": ""}
    assert found["Regatta Nights"]["days"] == "21 to 23 Aug 2026"


def test_replies_can_be_kept_for_ever_and_rechecked(client: FlaskClient, root: str) -> None:
    address = f"{root}/values/score_social/r8/current.u1"
    first = client.get(address)
    assert "immutable" in first.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_replies_are_compressed_only_for_those_who_take_it(client: FlaskClient, root: str) -> None:
    address = f"{root}/r9/0/0/0.pbf"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 0.7 * len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_symbols_and_patterns_are_drawn_for_both_themes(client: FlaskClient) -> None:
    sheets = [json.loads(body_of(client, f"/map/symbols/{theme}.json")) for theme in ("light", "dark")]
    assert sheets[0].keys() == sheets[1].keys()
    names = {f"service-{type_}{form}" for type_ in SERVICE_SYMBOLS for form in ("", "-approximate")}
    names |= {f"venue-{type_}" for type_ in VENUE_SYMBOLS}
    assert names < sheets[0].keys()
    drawn = {svg for sheet in sheets for name, svg in sheet.items() if not name.startswith("no_data")}
    assert len(drawn) == 2 * (len(SERVICE_SYMBOLS) * 2 + len(VENUE_SYMBOLS) + 8), "two symbols look the same"
    for svg in drawn:
        assert ET.fromstring(svg).tag.endswith("svg")


def test_an_open_page_of_the_old_version_is_told_so(tmp_path: Path) -> None:
    old = write_published(tmp_path)
    server = Flask(__name__)
    register_routes(server, PublishedHome(tmp_path))
    client = server.test_client()
    assert client.get(f"/map/{old}/areas.geojson").status_code == 200
    new = write_published(tmp_path, "20261123-ba9876543210", seed=3)
    assert client.get(f"/map/{old}/areas.geojson").status_code == 404
    assert client.get(f"/map/{new}/areas.geojson").status_code == 200
    point_at(tmp_path, old)
    assert client.get(f"/map/{new}/areas.geojson").status_code == 404


def test_only_the_published_file_is_ever_opened(
    tmp_path: Path, published_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restricted store beside it is never touched by the map."""
    (tmp_path / "published").symlink_to(published_home / "published")
    (tmp_path / "restricted").mkdir()
    (tmp_path / "restricted" / "store.duckdb").write_bytes(b"opening this fails")
    opened: list[str] = []
    real = etl.store.duckdb.connect

    def connect(database: Any, *args: Any, **kwargs: Any) -> Any:
        opened.append(str(database))
        return real(database, *args, **kwargs)

    monkeypatch.setattr(etl.store.duckdb, "connect", connect)
    server = Flask(__name__)
    register_routes(server, PublishedHome(tmp_path))
    client = server.test_client()
    version = (published_home / "published" / "current").read_text()
    for name in (
        "r8/0/0/0.pbf",
        "values/score_social/r8/current.u1",
        "services.geojson",
        "hotspots.geojson",
        "sites.geojson",
    ):
        assert client.get(f"/map/{version}/{name}").status_code == 200
    assert len(opened) == 1
    assert "restricted" not in opened[0]
