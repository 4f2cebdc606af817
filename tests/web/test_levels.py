"""A wide place: more levels of hexagons than a town, each released by itself, sent and listed in parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

import layers.grids
import web.listing.export
from etl import cells as h3
from etl.errors import BadInputError
from layers.disclosure import LOWEST_THRESHOLD
from layers.grids import lay_ground
from layers.noise import LARGEST_NOISE
from layers.published.home import PublishedHome
from layers.published.offer import BY_ZOOM, Offer
from layers.published.rows import PARENT, RELEASED, WITHHELD
from tests.bench.country import FIRST, make_country
from tests.web.tile_decoder import decode
from tests.wide_fixture import small_country
from web.controls.legend import _part, level_words
from web.listing.export import exported_box, exported_view
from web.listing.sight import MOST_ROWS, read_box, rows_in_sight, sight_words
from web.listing.table import table_rows
from web.map.files import MapFiles
from web.map.levels import blocks_of, levels_at
from web.map.mvt import encode_tile, to_mercator
from web.map.routes import register_routes
from web.map.scene import scene
from web.view.state import View, default_view, settle

WINDOW, YEAR, LAYER = "2023Q4-2026Q3:all", "2025Q4-2026Q3", "overdose_calls"
ROUNDED = 2  # by which rounding to 5 moves a count


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with small_country(tmp_path_factory.mktemp("country")) as made:
        yield made


@pytest.fixture(scope="module")
def offer(home: Path) -> Offer:
    return Offer(PublishedHome(home).current())


def shown(offer: Offer, grid: str, period: str) -> View:
    return replace(default_view(offer), grid=grid, period=period)


def test_a_wide_place_has_coarser_grids_and_a_town_has_not(offer: Offer) -> None:
    assert offer.levels == ("r5", "r6", "r7", "r8", "r9")
    outline = make_country(3_000, np.random.default_rng(1)).outline
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layers.grids, "WIDE_CELLS", 100_000)
        ground = lay_ground(outline, (), (), (7, 8, 9))
    assert list(ground.grids) == ["r7", "r8", "r9"]
    assert ground.wide == ()


@pytest.mark.parametrize("grid", ["r5", "r6"])
@pytest.mark.parametrize("period", [WINDOW, YEAR])
def test_a_level_is_released_from_its_own_events(home: Path, offer: Offer, grid: str, period: str) -> None:
    cells, found = offer.published.cells(grid), offer.published.figures(LAYER, grid, period)
    rows = pyarrow.csv.read_csv(home / "raw" / "overdose_call.csv")
    at = np.asarray(rows["at"].to_numpy(), "datetime64[M]").astype(int)
    inside = (at >= np.datetime64("2025-10" if period == YEAR else FIRST, "M").astype(int)) & (
        at < np.datetime64("2026-10", "M").astype(int)
    )
    outline = shapely.from_wkt(pyarrow.csv.read_csv(home / "raw" / "boundaries.csv")["wkt"][0].as_py())
    inside &= shapely.intersects_xy(outline, rows["lon"].to_numpy(), rows["lat"].to_numpy())
    fine = h3.index_points(rows["lat"].to_numpy()[inside], rows["lon"].to_numpy()[inside], 9)
    held = h3.index_points(*h3.centres(fine), int(grid[1:]))
    true = np.array([(held == cell).sum() for cell in cells.cell])
    own = found.state == RELEASED
    assert own.any()
    assert (np.abs(found.count[own] - true[own]) <= LARGEST_NOISE + ROUNDED).all()
    assert (found.count[own] != true[own]).any()
    assert not own[(true > 0) & (true < LOWEST_THRESHOLD)].any()
    assert (found.count[(true == 0) & own] == 0).all()
    assert np.isin(found.state, (RELEASED, PARENT, WITHHELD)).all()


def test_a_level_is_no_sum_of_released_figures(offer: Offer) -> None:
    fine, coarse = (offer.published.figures(LAYER, grid, WINDOW) for grid in ("r6", "r5"))
    parent = offer.published.cells("r6").parent_row
    summed = np.bincount(parent, np.where(fine.state == RELEASED, fine.count, 0), minlength=len(coarse.count))
    assert (summed != coarse.count)[coarse.state == RELEASED].any()


def test_every_cell_has_its_parent(offer: Offer) -> None:
    for above, grid in zip(offer.levels, offer.levels[1:], strict=False):
        cells, coarse = offer.published.cells(grid), offer.published.cells(above)
        assert (coarse.cell[cells.parent_row] == h3.parents(cells.cell, int(above[1:]))).all()


def test_the_zoom_goes_from_coarse_to_fine_as_far_as_the_period_has_figures(offer: Offer) -> None:
    by_window, by_year = (levels_at(offer, period, (LAYER,)) for period in (WINDOW, YEAR))
    assert [grid for grid, _ in by_window] == list(offer.levels)
    assert [grid for grid, _ in by_year] == list(offer.levels[:-1])
    zooms = [zoom for _, zoom in by_window]
    assert zooms == sorted(zooms)
    assert zooms[0] == 0
    assert [grid for grid, _ in levels_at(offer, "", ("score_economic",))] == list(offer.levels)


def test_hexagons_are_one_choice_and_every_period_of_any_level_is_open(offer: Offer) -> None:
    choices = offer.grid_choices((LAYER,), "r8")
    assert [(each.value, each.label) for each in choices] == [("area", "Neighbourhoods"), ("r8", BY_ZOOM)]
    kinds = {each.value: each.reason for each in offer.kind_choices("r9", (LAYER,))}
    assert (kinds["year"], kinds["window"]) == ("", "")
    settled = settle(offer, shown(offer, "r9", WINDOW), "year")
    assert (settled.grid, settled.period) == ("r8", YEAR)
    assert settle(offer, shown(offer, "r9", WINDOW)).grid == "r9"
    assert settle(offer, shown(offer, "r6", WINDOW)).grid == "r6"


def test_the_legend_says_which_level_is_looked_at(offer: Offer) -> None:
    assert level_words(offer, shown(offer, "r6", YEAR)).endswith("Zoom in for smaller ones.")
    assert level_words(offer, shown(offer, "r8", YEAR)).endswith("All years have smaller ones.")
    assert level_words(offer, shown(offer, "r9", WINDOW)).endswith("the smallest there are.")
    assert "km²" in level_words(offer, shown(offer, "r9", WINDOW))
    assert level_words(offer, shown(offer, "area", WINDOW)) == ""


def test_a_layer_of_less_than_a_year_says_what_hexagons_need(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(offer.published), "best_period", lambda *_: None)
    monkeypatch.setattr(type(offer.published), "grids", lambda *_: ("place",))
    said = str(_part(offer, shown(offer, "r8", YEAR), offer.published.layers()[LAYER]))
    assert "Hexagons need records of four whole quarters." in said
    assert "Choose" not in said


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    server = Flask(__name__)
    register_routes(server, PublishedHome(home))
    return server.test_client()


def test_blocks_hold_every_row_once(offer: Offer, client: FlaskClient) -> None:
    root = f"/map/{offer.published.version}"
    index = json.loads(client.get(f"{root}/r9/blocks.json").data)
    count = offer.published.size("r9")
    assert index["starts"][0] == 0
    assert index["starts"][-1] == count
    assert len(index["box"]) == len(index["starts"]) - 1 > 1
    for name, width in ((f"values/{LAYER}/r9/{WINDOW}.u1", 1), (f"figures/{LAYER}/r9/{WINDOW}.f4", 9)):
        whole = client.get(f"{root}/{name}").data
        parts = [client.get(f"{root}/{name}?block={each}").data for each in range(len(index["box"]))]
        assert [len(each) for each in parts] == (np.diff(index["starts"]) * width).tolist()
        if width == 1:
            assert b"".join(parts) == whole
        else:
            numbers = np.concatenate([np.frombuffer(each[: 4 * (len(each) // 9)], "<f4") for each in parts])
            assert np.array_equal(numbers, np.frombuffer(whole[: 4 * count], "<f4"), equal_nan=True)
    for wrong in ("-1", "999", "x", "1e3"):
        assert client.get(f"{root}/values/{LAYER}/r9/{WINDOW}.u1?block={wrong}").status_code == 404


def test_a_tile_made_of_blocks_is_the_tile_made_of_all(offer: Offer) -> None:
    files, cells = MapFiles(offer.published), offer.published.cells("r9")
    longitude, latitude = offer.published.meta().place.centre
    zoom = 10
    x, y = (to_mercator(np.array([longitude, latitude])) * 2**zoom).astype(int).tolist()
    whole = encode_tile(zoom, x, y, to_mercator(h3.boundaries(cells.cell)))
    assert files.tile("r9", zoom, x, y) == whole != b""
    near = blocks_of(cells).within(longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01)
    assert 0 < len(near) < len(blocks_of(cells).box)


def test_outlines_of_stand_ins_come_as_tiles(offer: Offer, client: FlaskClient) -> None:
    (layer,) = [each for each in scene(offer.published, shown(offer, "r9", WINDOW)) if each["kind"] == "grid"]
    assert layer["minzoom"] > 5
    longitude, latitude = offer.published.meta().place.centre
    x, y = (to_mercator(np.array([longitude, latitude])) * 2**8).astype(int).tolist()
    address = layer["outlines"].replace(".geojson", f"/8/{x}/{y}.pbf")
    (tile,) = decode(client.get(address).data)
    assert (offer.published.figures(LAYER, "r9", WINDOW).state == PARENT).any()
    assert len(tile.features) > 20


def test_the_table_and_the_file_list_what_is_in_sight(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    view, cells = shown(offer, "r9", WINDOW), offer.published.cells("r9")
    longitude, latitude = offer.published.meta().place.centre
    box = (longitude - 0.05, latitude - 0.05, longitude + 0.05, latitude + 0.05)
    rows = table_rows(offer, view, box, MOST_ROWS)
    inside = (np.abs(cells.longitude - longitude) <= 0.05) & (np.abs(cells.latitude - latitude) <= 0.05)
    assert [row["row"] for row in rows] == np.flatnonzero(inside).tolist()
    assert 0 < len(rows) < len(cells)
    assert len(rows_in_sight(offer, "r9", None, 100)) == 100
    assert f"of {len(cells):,} hexagons" in sight_words(offer, "r9", box)
    assert sight_words(offer, "r7", box) == ""
    monkeypatch.setattr(web.listing.export, "MOST_WRITTEN", 1_000)
    asked = ",".join(str(edge) for edge in box)
    assert exported_box(offer, "r9", asked) == box
    assert exported_box(offer, "r7", None) is None
    for wrong in (None, "1,2", "a,b,c,d", "-180,-90,180,90"):
        with pytest.raises(BadInputError, match=r"too many for one table|not a box"):
            exported_box(offer, "r9", wrong)
    assert exported_view(offer, {"layers": LAYER, "grid": "r9", "period": WINDOW}).grid == "r9"


@pytest.mark.parametrize(
    "wrong", ["x", [1, 2, 3], [1, 2, 3, None], [1, 2, 3, float("nan")], {"a": 1}, [10**400] * 4]
)
def test_what_no_map_could_say_is_refused(wrong: object) -> None:
    with pytest.raises(BadInputError):
        read_box(wrong)
