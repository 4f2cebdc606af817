from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from etl.errors import BadInputError
from etl.formats.notes import read_notes
from etl.formats.tabular import open_table
from etl.place import Format, Source

LEEDS = gpd.GeoDataFrame(
    {"code": ["A1", "A2"], "people": [1200, 900]},
    geometry=[shapely.box(-1.56, 53.79, -1.55, 53.80), shapely.box(-1.55, 53.79, -1.54, 53.80)],
    crs="EPSG:4326",
)


def source(form: Format = "vector", **settings: object) -> Source:
    return Source(id="areas", feed="boundary", files=("x",), format=form, **settings)


def shapes_of(table: pa.Table) -> np.ndarray:
    return shapely.from_wkb(table.column("geometry_wkb").to_pylist())


def test_geojson_gives_attributes_as_text_and_shapes(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    LEEDS.to_file(path)
    reader = open_table(path, source())
    assert read_notes(reader) == ()
    table = reader.read_all()
    assert table.column("code").to_pylist() == ["A1", "A2"]
    assert table.column("people").to_pylist() == ["1200", "900"]
    assert shapely.equals_exact(shapes_of(table), LEEDS.geometry.to_numpy(), 1e-9).all()


def test_another_crs_is_moved_to_wgs84_and_said(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    LEEDS.to_crs(27700).to_file(path, layer="wards")
    reader = open_table(path, source())
    assert read_notes(reader) == ("coordinates moved from EPSG:27700 to WGS 84",)
    centre = shapely.centroid(shapes_of(reader.read_all())[0])
    assert (centre.x, centre.y) == pytest.approx((-1.555, 53.795), abs=1e-4)


def test_a_crs_named_in_the_source_is_left_to_the_loader(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    LEEDS.to_crs(27700).to_file(path, layer="wards")
    table = open_table(path, source(crs="EPSG:27700")).read_all()
    assert shapely.get_x(shapely.centroid(shapes_of(table)[0])) > 400_000


def test_the_layer_is_chosen_by_name_and_a_wrong_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    LEEDS.to_file(path, layer="wards")
    LEEDS.iloc[:1].to_file(path, layer="city")
    assert open_table(path, source(sheet="city")).read_all().num_rows == 1
    with pytest.raises(BadInputError, match="2 layers"):
        open_table(path, source())
    with pytest.raises(BadInputError, match="no layer 'parks'"):
        open_table(path, source(sheet="parks"))


def test_a_shapefile_in_a_zip_with_litter_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "shape"
    folder.mkdir()
    LEEDS.to_file(folder / "Wards 2013.shp")
    path = tmp_path / "wards.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("__MACOSX/._Wards 2013.shp", b"litter")
        packed.writestr("w/.DS_Store", b"litter")
        packed.writestr("w/readme.txt", b"litter")
        for file in folder.iterdir():
            packed.write(file, f"w/{file.name}")
    table = open_table(path, source()).read_all()
    assert table.column("code").to_pylist() == ["A1", "A2"]


def test_points_also_come_as_plain_columns(tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    points = gpd.GeoDataFrame({"id": [1, 2]}, geometry=[shapely.Point(-1.5, 53.8), None], crs="EPSG:4326")
    points.to_file(path)
    table = open_table(path, source()).read_all()
    assert table.column("geometry_x").to_pylist() == ["-1.5", None]
    assert table.column("geometry_y").to_pylist() == ["53.8", None]


def test_a_shapefile_without_a_crs_must_hold_degrees(tmp_path: Path) -> None:
    path = tmp_path / "areas.shp"
    LEEDS.to_crs(27700).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(BadInputError, match="not degrees"):
        open_table(path, source())
    LEEDS.to_file(path)
    path.with_suffix(".prj").unlink()
    assert "taken as WGS 84" in read_notes(open_table(path, source()))[0]


@pytest.mark.parametrize("start", ["var zipcode = ", "const data=", "window.areas = ", "callback("])
def test_javascript_is_refused_and_says_what_to_do(tmp_path: Path, start: str) -> None:
    path = tmp_path / "areas.geojson.js"
    path.write_text(start + LEEDS.to_json(), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"not GeoJSON|not JSON") as refused:
        open_table(path, source())
    assert start.strip()[:6] in refused.value.what


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("areas.geojson", json.dumps({"type": "FeatureCollection", "features": []}).encode(), "no features"),
        ("areas.geojson", b'{"type": "FeatureCollection", "features": [{"type"', "cannot be read"),
        ("areas.gpkg", b"not a database", "cannot be read"),
        ("areas.geojson", b"", "is empty"),
    ],
)
def test_damaged_spatial_files_are_refused(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=what):
        open_table(path, source())


def test_an_unreadable_shape_leaves_the_row(tmp_path: Path) -> None:
    path = tmp_path / "areas.parquet"
    LEEDS.to_parquet(path)
    table = pq.read_table(path)
    broken = pa.array([b"\x01garbage", table.column("geometry")[1].as_py()], pa.binary())
    pq.write_table(table.set_column(table.column_names.index("geometry"), "geometry", broken), path)
    read = open_table(path, source("parquet")).read_all()
    assert [item is None for item in read.column("geometry_wkb").to_pylist()] == [True, False]


def test_geoparquet_is_read_with_its_crs(tmp_path: Path) -> None:
    path = tmp_path / "areas.parquet"
    LEEDS.to_crs(27700).to_parquet(path)
    reader = open_table(path, source("parquet"))
    assert "moved from EPSG:27700" in read_notes(reader)[0]
    table = reader.read_all()
    assert table.column("people").to_pylist() == ["1200", "900"]
    assert shapely.get_y(shapely.centroid(shapes_of(table)[0])) == pytest.approx(53.795, abs=1e-4)


def test_plain_parquet_comes_as_text_with_ids_unspoilt(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    pq.write_table(
        pa.table({"id": [101001378529.0, None], "lat": [51.5, float("nan")], "kind": ["a", "b"]}), path
    )
    table = open_table(path, source("parquet")).read_all()
    assert table.to_pydict() == {"id": ["101001378529", None], "lat": ["51.5", None], "kind": ["a", "b"]}


def test_bad_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calls.parquet"
    path.write_bytes(b"PAR1 cut off")
    with pytest.raises(BadInputError, match="Parquet"):
        open_table(path, source("parquet"))
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), path)
    with pytest.raises(BadInputError, match="no rows"):
        open_table(path, source("parquet"))
