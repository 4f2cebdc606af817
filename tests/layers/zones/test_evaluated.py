"""The zones of a file on the command line: what may be said of any shape, and the exact figures."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import h3
import pytest
import shapely

import app
from layers.publish.version import publish
from layers.published.home import follow
from layers.published.rows import STATES
from layers.zones.approved import ApprovedZone
from layers.zones.evaluated import exact_document, ground_document, suggested_document
from layers.zones.making import circle
from layers.zones.shape import as_geojson
from layers.zones.text import evaluated_lines, suggested_lines
from layers.zones.zone import Zone, read_zone
from tests.layers.town import CANARY, Town


def _zone(name: str, shape: shapely.Geometry, **said: object) -> Zone:
    part = {
        "id": "p1",
        "kind": "polygon",
        "operation": "add",
        "parameters": {},
        "geometry": as_geojson(shape),
    }
    return read_zone({"name": name, "parts": [part], **said})


@pytest.fixture(scope="module")
def zones() -> list[Zone]:
    near = _zone("Near", circle((-31.51, 47.19), 500), services=["X1"], hours="12345.8-17")
    return [near, _zone("Wide", circle((-31.50, 47.20), 900))]


def test_without_exact_nothing_is_about_events(town: Town, zones: list[Zone]) -> None:
    document = ground_document(town.home, zones)
    assert document["not_for_publication"] is False
    near, wide = document["zones"]
    assert near["area_km2"] == pytest.approx(0.785, rel=0.002)
    assert near["in_place"] == pytest.approx(1)
    assert near["neighbourhoods"] == ["Area N1"]
    assert near["hotspots"] == ["Quay"]
    assert wide["services_inside"] == ["Open exchange"]
    said = json.dumps(document) + "\n".join(evaluated_lines(document))
    assert CANARY not in said
    assert "approved for publication" in said
    assert not {"count", "inside", "need", "value"} & set(near)


def test_a_published_zone_has_its_released_figures(town: Town, zones: list[Zone], tmp_path: Path) -> None:
    home = Path(shutil.copytree(town.home, tmp_path / "home"))
    approved = ApprovedZone("z1", 1, zones[1], "proposed", dt.date(2026, 11, 20), current=True)
    publish(home, as_of=dt.date(2026, 11, 22), zones=[approved])
    near, wide = ground_document(home, zones)["zones"]
    assert near["published"] is None
    assert (wide["published"]["zone_id"], wide["published"]["status"]) == ("z1", "proposed")
    figures = wide["published"]["figures"]
    assert {one["state"] for one in figures} <= {"released", "withheld", "no_data", "too_few"}
    counted = [one for one in figures if one["region"] == "inside" and one["id"] == "need" and one["count"]]
    assert counted
    assert all(one["count"] % 5 == 0 for one in counted)
    assert any("published as z1, version 1" in line for line in evaluated_lines(ground_document(home, zones)))


def test_exact_figures_come_twice_in_the_same_bytes(town: Town, zones: list[Zone]) -> None:
    document = exact_document(town.home, zones)
    assert document["not_for_publication"] is True
    assert json.dumps(document) == json.dumps(exact_document(town.home, zones))
    lines = evaluated_lines(document)
    assert lines[0].startswith("Not for publication")
    assert document["data_version"] in lines[1]
    for zone in document["zones"]:
        assert any(zone["zone_version"] in line for line in lines)
    assert [one["name"] for one in document["compared"]] == ["Near", "Wide"]
    assert {part["state"] for part in document["zones"][0]["inside"].values()} >= {"exact", "no_data"}


def test_the_command_reads_a_file_and_marks_what_is_exact(
    town: Town,
    zones: list[Zone],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "zones.geojson"
    features = [
        {"type": "Feature", "properties": {"name": zone.name}, "geometry": zone.parts[0].geometry}
        for zone in zones
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    words = ["safepassage", "zones", "evaluate", str(file), "--home", str(town.home), "--json"]
    for flags, exact in (([], False), (["--exact"], True)):
        monkeypatch.setattr(sys, "argv", [*words, *flags])
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert not ended.value.code
        document = json.loads(capsys.readouterr().out)
        assert document["not_for_publication"] is exact
        assert [one["zone"] for one in document["zones"]] == ["Near", "Wide"]
    suggest = ["safepassage", "zones", "suggest", "--home", str(town.home), "--json"]
    monkeypatch.setattr(sys, "argv", [*suggest, "--hours", "12345.8-17"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 3
    assert "--exact" in json.loads(capsys.readouterr().out)["error"]["next"]
    monkeypatch.setattr(sys, "argv", [*suggest, "--exact"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 3  # the town's police points are too coarse for the clash index
    assert "too approximate" in json.loads(capsys.readouterr().out)["error"]["what"]


def test_without_exact_suggestions_are_what_a_reader_could_work_out(town: Town, tmp_path: Path) -> None:
    shutil.copytree(town.home / "published", tmp_path / "published")  # a server for boards has no more
    document = suggested_document(tmp_path, 1, radii_m=[300.0, 900.0])
    assert document["not_for_publication"] is False
    version = follow(tmp_path).current()
    grid = version.grids("recorded_police_activity")[-1]  # the coarser of the two sources
    period = version.best_period("overdose_calls", grid)
    assert period is not None
    span = next(each for each in version.periods() if each.id == period)
    assert span.starts_on is not None
    assert span.ends_on is not None
    years = ((span.ends_on - span.starts_on).days + 1) / 365.25
    cells = version.cells(grid)
    figures = version.figures("overdose_calls", grid, period)
    for option in document["options"]:
        (site,) = option["sites"]
        service = next(one for one in version.services() if one.service_id == site["service_id"])
        assert service.longitude is not None
        assert service.latitude is not None
        disc = circle((service.longitude, service.latitude), site["radius_m"])
        held = 0.0
        for cell, count, state in zip(cells.cell.tolist(), figures.count, figures.state, strict=True):
            if STATES[state] == "released" and count > 0:
                points = [
                    h3.cell_to_latlng(one)
                    for one in h3.cell_to_children(h3.int_to_str(cell), int(grid[1:]) + 2)
                ]
                inside = sum(disc.intersects(shapely.Point(lng, lat)) for lat, lng in points)
                held += count * inside / len(points)
        criteria = option["verdict"]["criteria"]
        assert criteria["covered"] == pytest.approx(held / years, rel=0.001)
        assert criteria["removed"] is None
        assert criteria["forgone"] <= option["limit_forgone"] + 1e-9
    said = "\n".join(suggested_lines(document))
    assert "released" in said
    assert "exposure" not in said
    assert CANARY not in said
