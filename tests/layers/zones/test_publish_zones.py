"""Zones in a published version: counted, guarded, as hexagons where a service is confidential."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from etl import store
from etl.errors import RefusedError
from layers.publish.version import publish
from layers.publish.zone_preview import would_show
from layers.published.version import Published
from layers.zones.approved import ApprovedZone
from layers.zones.weighed import FigureState
from layers.zones.zone import read_zone
from tests.layers.conftest import AS_OF
from tests.layers.town import CANARY, Town, build_town

WINDOW = "2023Q4-2026Q3:all"
MIDDLE = (-31.51, 47.19)  # where half of the town's events are


def zone(
    zone_id: str, half: float, *, services: Sequence[str] = (), at: tuple[float, float] = MIDDLE, **more: Any
) -> ApprovedZone:
    """Return an approved square with sides of twice `half` degrees."""
    shape = shapely.box(at[0] - half, at[1] - half, at[0] + half, at[1] + half)
    part = {"id": "p1", "kind": "rectangle", "geometry": json.loads(shapely.to_geojson(shape))}
    document = {"name": f"Zone {zone_id}", "parts": [part], "services": list(services), "note": "Said aloud."}
    return ApprovedZone(zone_id, 1, read_zone(document | more), "proposed", AS_OF, current=True)


def inside(rows: dict[str, list[object]], half: float) -> int:
    """Count the events in a square, edges included."""
    lon, lat = (np.array(rows[name], float) for name in ("longitude", "latitude"))
    return int(((np.abs(lon - MIDDLE[0]) <= half) & (np.abs(lat - MIDDLE[1]) <= half)).sum())


@pytest.fixture(scope="module")
def zoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Published, list[ApprovedZone]]:
    """The town published with four zones; tests must not change it."""
    town = build_town(tmp_path_factory.mktemp("zoned") / "home")
    con = store.connect(store.restricted_path(town.home))
    con.execute(
        "insert into harsher_area (source, run_id, file, row_number, name, type, rule, latitude, longitude,"
        " radius_m) values ('h', 'r', 'f', 1, 'Station order', 'public_space_order', 'No drinking.',"
        f" {MIDDLE[1]}, {MIDDLE[0]}, 200)"
    )
    con.close()
    zones = [
        zone("z1", 0.0075, services=["X1"]),
        zone("z2", 0.00752),  # a hair wider: few events more
        zone("z3", 0.004, services=[f"{CANARY}-X2"], at=(-31.52, 47.185), hours="67.18-23"),
        zone("z4", 0.0125, services=["X1"]),
    ]
    version = publish(town.home, as_of=AS_OF, zones=zones)
    return town, Published(town.home / "published" / f"{version}.duckdb"), zones


def test_counts_are_of_the_events_inside_and_released(
    zoned: tuple[Town, Published, list[ApprovedZone]],
) -> None:
    town, published, _ = zoned
    shown = published.zone_shown("z1")
    figure = shown.figures["inside", "need", WINDOW]
    true = inside(town.calls, 0.0075)
    assert figure.state == FigureState.RELEASED
    assert figure.count is not None
    assert figure.count % 5 == 0
    assert abs(figure.count - true) <= 7 + 2
    assert figure.of is not None
    assert abs(figure.of - len(town.calls["longitude"])) <= 7 + 2
    assert shown.zone.note == "Said aloud."
    assert shown.figures["inside", "confiscation", ""].state == FigureState.NO_DATA
    assert {region for region, _, _ in shown.figures} >= {"", "inside", "ring"}


def test_boards_are_told_that_harsher_rules_hold_in_part_of_a_proposed_zone(
    zoned: tuple[Town, Published, list[ApprovedZone]],
) -> None:
    told = {name: " ".join(each.cautions) for name, each in zoned[1].zones().items()}
    assert zoned[1].zones()["z1"].status == "proposed"
    for name in ("z1", "z4"):
        assert "% of the zone lies in Station order, where an order makes offences of what is" in told[name]
        assert "(No drinking). An agreement does not lift it" in told[name]


def test_a_shape_a_few_events_wider_than_one_that_is_out_has_no_figures(
    zoned: tuple[Town, Published, list[ApprovedZone]],
) -> None:
    town, published, zones = zoned
    few = inside(town.calls, 0.00752) - inside(town.calls, 0.0075)
    assert 1 <= few <= 7
    assert published.zones()["z1"].held == ""
    assert "too close" in published.zones()["z2"].held
    counts = [
        f.count for (region, _, _), f in published.zone_shown("z2").figures.items() if region == "inside"
    ]
    assert counts == [None] * len(counts)
    with pytest.raises(RefusedError) as refused:
        would_show(town.home, [zones[0]], zones[1], as_of=AS_OF)
    assert "Zone z1, version 1" in refused.value.what
    assert str(few) not in refused.value.what.replace("Zone z1, version 1", "")
    assert would_show(town.home, [], zones[0], as_of=AS_OF).figures == published.zone_shown("z1").figures


def test_a_zone_of_a_confidential_service_is_made_of_hexagons_and_names_nothing(
    zoned: tuple[Town, Published, list[ApprovedZone]],
) -> None:
    town, published, zones = zoned
    found = published.zones()["z3"]
    assert found.as_cells
    assert found.services == ()
    shape, drawn = shapely.from_wkb(found.geometry_wkb), zones[2].zone.parts[0].geometry["coordinates"][0]
    corners = {tuple(np.round(corner, 6)) for corner in shapely.get_coordinates(shape).tolist()}
    assert not corners & {tuple(np.round(corner, 6)) for corner in drawn}
    assert shape.covers(shapely.Point(-31.52, 47.185))
    path = town.home / "published" / f"{published.version}.duckdb"
    con = store.open_published(path)
    for table in [name for name in store.tables(con) if name.startswith("zone")]:
        assert CANARY not in str(con.execute(f"select * from {table}").fetchall())
    con.close()


def test_the_same_zones_make_the_same_version_and_others_another(
    zoned: tuple[Town, Published, list[ApprovedZone]], tmp_path: Path
) -> None:
    town, published, zones = zoned
    assert publish(town.home, as_of=AS_OF, zones=zones) == published.version
    copy = tmp_path / "home"
    shutil.copytree(town.home / "restricted", copy / "restricted")
    again = publish(copy, as_of=AS_OF, zones=zones)
    assert again == published.version
    one, other = (
        store.open_published(home / "published" / f"{published.version}.duckdb") for home in (town.home, copy)
    )
    for table in sorted(name for name in store.tables(one) if name.startswith("zone")):
        first, second = (con.execute(f"select * from {table}").fetchall() for con in (one, other))
        assert first == second, table
    one.close()
    other.close()


def test_a_zone_taken_down_is_not_shown_and_still_guards(
    zoned: tuple[Town, Published, list[ApprovedZone]], tmp_path: Path
) -> None:
    town, _, zones = zoned
    copy = tmp_path / "home"
    shutil.copytree(town.home / "restricted", copy / "restricted")
    first = zones[0]
    gone = ApprovedZone(first.zone_id, 1, first.zone, "withdrawn", first.approved_on, current=False)
    version = publish(copy, as_of=AS_OF, zones=[gone, zones[1]])
    published = Published(copy / "published" / f"{version}.duckdb")
    assert list(published.zones()) == ["z2"]
    assert "too close" in published.zones()["z2"].held
    published.close()


def test_a_version_from_before_there_were_zones_still_opens(town: Town, tmp_path: Path) -> None:
    name = (town.home / "published" / "current").read_text(encoding="ascii").strip()
    path = tmp_path / f"{name}.duckdb"
    shutil.copyfile(town.home / "published" / f"{name}.duckdb", path)
    path.chmod(0o644)
    con = store.connect(path)
    for table in ("zones", "zone_figures", "zone_services", "zone_effects", "zone_hours", "zone_groups"):
        con.execute(f"drop table {table}")
    con.close()
    published = Published(path)
    assert not published.zones_known()
    assert dict(published.zones()) == {}
    assert published.zone_groups() == ()
    assert dict(published.zone_figures("z1")) == {}
    published.close()


def test_days_of_approval_are_counted_before_anything_is_read(tmp_path: Path) -> None:
    many = [zone(f"z{n}", 0.01) for n in range(30)]
    with pytest.raises(RefusedError, match="30 zone versions"):
        would_show(tmp_path, many, zone("z31", 0.02), as_of=AS_OF + dt.timedelta(days=1))
