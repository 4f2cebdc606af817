"""A zone of a small home, against a second plain way from its raw rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import h3 as h3_itself
import numpy as np
import pytest
import shapely

from etl.errors import BadInputError
from layers.week import WeekHours, read_week
from layers.zones.making import around, circle
from layers.zones.material import zone_material
from layers.zones.measures import MEASURES
from layers.zones.regions import lay_regions, widened
from layers.zones.weigh import live, weigh
from layers.zones.weighed import FigureState, Weighed, as_json
from tests.layers.clash.home import AS_OF, change
from tests.layers.clash.test_measure import plain_walk
from tests.layers.town import CANARY, EAST, NORTH, SOUTH, WEST
from tests.layers.zones.weighing import Weighing, rows, within

X1 = (-31.51, 47.19)
DAYTIME = read_week("12345.8-17")


@pytest.fixture(scope="module")
def holed() -> shapely.Geometry:
    """A disc with a hole and a second part: a shape that is no circle."""
    disc = shapely.difference(circle(X1, 700), circle((-31.508, 47.193), 150))
    return shapely.union_all([disc, circle((-31.48, 47.215), 300)])


@pytest.fixture(scope="module")
def weighed(weighing: Weighing, holed: shapely.Geometry) -> Weighed:
    return weigh(weighing.material, holed, DAYTIME, ["X1"], name="Corner")


def test_every_count_in_every_region_against_the_raw_rows(
    weighing: Weighing, weighed: Weighed, holed: shapely.Geometry
) -> None:
    regions = lay_regions(weighing.material, holed)
    shapes = {"inside": regions.inside, "ring": regions.ring, "comparison": regions.comparison}
    for kind in ("need", "enforcement"):
        whole = list(rows(weighing, kind))
        filed = list(rows(weighing, kind, window=False))
        for part, shape in shapes.items():
            assert shape is not None
            inside = [row for row in whole if within(shape, row) and row.hour in DAYTIME.hours]
            hours = [row for row in whole if row.hour in DAYTIME.hours]
            years = [row for row in filed if within(shape, row) and row.hour in DAYTIME.hours]
            figures = getattr(weighed, part)
            assert (figures[kind].count, figures[kind].of) == (len(inside), len(whole))
            in_hours = figures[f"{kind}_in_hours"]
            assert (in_hours.count, in_hours.of) == (len(inside), len(hours))
            on_file = figures[f"{kind}_on_file"]
            assert (on_file.count, on_file.of) == (len(years), len(filed))
            assert on_file.value == pytest.approx(len(years) / len(filed))
            if figures[kind].value is not None:
                assert figures[kind].value == pytest.approx(len(inside) / len(whole))
                assert figures[kind].low <= figures[kind].value <= figures[kind].high


def test_what_a_zone_does_to_a_service_against_loops(
    weighing: Weighing, weighed: Weighed, holed: shapely.Geometry
) -> None:
    """Exposure and its part in the zone by the h3 library and the law of cosines, an event at a time."""
    effect = next(one for one in weighed.services if one.service_id == "X1")
    events = list(rows(weighing, "enforcement"))
    centres = np.array([h3_itself.cell_to_latlng(h3_itself.int_to_str(row.cell)) for row in events])
    walk = plain_walk(X1[::-1], centres)
    weight = np.where(walk <= 1200, np.exp(-0.5 * (walk / 400) ** 2), 0.0)
    taken = np.array([within(holed, row) and row.hour in DAYTIME.hours for row in events])
    assert effect.exposure == pytest.approx(28 * weight.sum() / 364, rel=1e-6)
    assert effect.expected is not None
    assert effect.removed.value == pytest.approx(weight[taken].sum() / weight.sum(), rel=1e-6)
    for after in effect.index_after:
        left = 28 * (weight.sum() - after.compliance * weight[taken].sum()) / 364
        assert after.exposure == pytest.approx(left, rel=1e-6)
        if effect.index_before is not None:
            assert after.index == pytest.approx(100 * left / effect.expected, rel=1e-6)
    removed = weighed.measures["exposure_removed_100"]
    assert removed.value == pytest.approx(effect.removed.value)
    half, most = (weighed.measures[f"exposure_removed_{part}"].value for part in (50, 80))
    assert (half, most) == pytest.approx((0.5 * removed.value, 0.8 * removed.value))
    counts = weighed.inside["enforcement"]
    assert weighed.measures["leverage"].value == pytest.approx(removed.value / (counts.count / counts.of))


def test_a_service_exposure_is_that_of_the_clash_index(weighing: Weighing) -> None:
    """A zone of the whole place takes all of it, and leaves nothing."""
    place = shapely.box(WEST - 0.1, SOUTH - 0.1, EAST + 0.1, NORTH + 0.1)
    found = weigh(weighing.material, place, None, ["X1", "X2", "X3"])
    assert {one.service_id for one in found.services} == {"X1", "X2", "X3"}
    for one in found.services:
        result = weighing.material.results[one.service_id, one.stop]
        assert one.exposure == result.exposure
        assert one.removed.value == pytest.approx(1) or one.removed.state is FigureState.TOO_FEW
        assert one.index_after[-1].exposure == pytest.approx(0, abs=1e-9)
    assert found.inside["need"].value == found.measures["approach"].value == 1
    assert found.inside["residents"].value == 10_000
    assert found.ring["need"].state is FigureState.NO_DATA
    assert found.comparison["need"].state is FigureState.NO_DATA
    assert found.ahead[0].detectable is None


def test_never_inside_alone(weighing: Weighing, weighed: Weighed, holed: shapely.Geometry) -> None:
    assert list(weighed.inside) == list(weighed.ring) == list(weighed.comparison)
    regions = lay_regions(weighing.material, holed)
    assert regions.ring is not None
    assert regions.comparison is not None
    assert shapely.intersection(regions.ring, holed).area == pytest.approx(0, abs=1e-15)
    grown = widened(holed, 400)
    own = weighing.material
    for cell in np.flatnonzero(shapely.intersects_xy(regions.comparison, own.longitude, own.latitude)):
        assert not grown.intersects(shapely.Point(own.longitude[cell], own.latitude[cell]))
    assert regions.cells == regions.of
    assert weighed.comparison["area"].value == pytest.approx(weighed.inside["area"].value, rel=0.1)
    assert not regions.alike  # no other corner is as busy, and that is said
    assert any("not alike" in note for note in weighed.notes)


def test_the_live_figures_are_those_of_the_weighing(
    weighing: Weighing, weighed: Weighed, holed: shapely.Geometry
) -> None:
    found = live(weighing.material, holed, DAYTIME, ["X1"])
    everything = {**weighed.measures, **weighed.inside, **weighed.footprint}
    assert found == {id_: everything[id_] for id_ in found}
    assert {"need", "enforcement", "exposure_removed_80", "area", "residents", "forgone"} <= set(found)
    assert set(everything) <= set(MEASURES)


def test_hours_add_up_and_never_cover_more(weighing: Weighing, holed: shapely.Geometry) -> None:
    rest = WeekHours(frozenset(range(168)) - DAYTIME.hours)
    day, night, always = (live(weighing.material, holed, week, ["X1"]) for week in (DAYTIME, rest, None))
    for kind in ("need", "enforcement"):
        counts = [figures[kind].count or 0 for figures in (day, night, always)]
        assert counts[0] + counts[1] == counts[2]
    parts = [figures["exposure_removed_100"].value or 0.0 for figures in (day, night, always)]
    assert parts[0] + parts[1] == pytest.approx(parts[2])
    assert "need_in_hours" not in always


def test_fifths_against_loops(weighing: Weighing, weighed: Weighed, holed: shapely.Geometry) -> None:
    """Deprivation 40, 30, 20, 10 with 3,000, 2,000, 1,000 and 4,000 residents: fifths 1, 3, 3 and 5."""
    middle, half = (WEST + EAST) / 2, (SOUTH + NORTH) / 2
    expected = {1: [0, 0], 3: [0, 0], 5: [0, 0]}
    for row in rows(weighing, "need"):
        east, north = row.longitude > middle, row.latitude > half
        fifth = {(True, True): 1, (True, False): 3, (False, True): 3, (False, False): 5}[east, north]
        expected[fifth][0] += within(holed, row) and row.hour in DAYTIME.hours
        expected[fifth][1] += 1
    found = {one.number: [one.covered.count, one.covered.of] for one in weighed.equity.quintiles}
    assert {number: found[number] for number in expected} == expected
    assert weighed.equity.indicator == "income deprivation"
    assert weighed.equity.concentration.state is FigureState.NO_DATA  # nobody is in the fourth fifth


def test_ground_is_counted_once_and_what_overlaps_is_said(weighing: Weighing) -> None:
    disc = circle(X1, 400)
    twice = shapely.union_all([disc, circle(X1, 399)])
    found = weigh(weighing.material, twice, None, ["X1"])
    assert found.footprint["area"].value == pytest.approx(np.pi * 0.16, rel=0.002)
    area = shapely.box(WEST, SOUTH, (WEST + EAST) / 2, (SOUTH + NORTH) / 2)  # 4,000 residents
    assert found.footprint["residents"].value == round(4000 * twice.area / area.area)
    assert found.footprint["schools"].value == 1
    assert found.footprint["hotspot_overlap"].value == pytest.approx((300 / 400) ** 2, rel=0.01)
    kinds = [caution.kind for caution in found.warnings]
    assert kinds == ["hotspot", "sensitive", "harsher", "harsher"]
    assert found.warnings[3].words.startswith(
        "25\u00a0% of the zone lies in Station order, where an order makes offences of what is none "
        "elsewhere (No drinking). An agreement does not lift it"
    )
    assert "Quay" in found.warnings[0].words
    assert found.measures["service_visits"].value == 700
    assert found.measures["referrals_accepted"].state is FigureState.NO_DATA  # coerced ones do not count
    hidden = circle((-31.48, 47.22), 300)
    shown = [weigh(one, hidden, None, []) for one in (weighing.material, weighing.material.for_boards())]
    assert [any(one.kind == "hotspot" for one in found.warnings) for found in shown] == [True, False]
    assert shown[1].footprint["hotspot_overlap"].value == 0
    assert CANARY not in json.dumps(as_json(shown[1]))


def test_confidential_services_never_count(weighing: Weighing, holed: shapely.Geometry) -> None:
    alone = weigh(weighing.material, holed, None, ["X1"])
    named = weigh(weighing.material, holed, None, ["X1", "X4"])
    assert {**alone.measures} == {**named.measures}
    assert [one.kind for one in named.warnings if one.name == "X4"] == ["service"]
    assert all(one.service_id != "X4" for one in weighing.material.services)
    nothing = live(weighing.material, circle((-31.53, 47.225), 150), None, ["X4"])
    assert nothing["approach"].state is nothing["exposure_removed_50"].state is FigureState.NO_DATA


def test_a_zone_without_services_takes_the_public_ones_inside(weighing: Weighing) -> None:
    disc = circle(X1, 200)
    found = weigh(weighing.material, disc, None, [])
    assert {one.service_id for one in found.services if one.protected} == {"X1", "X2"}
    assert any("names no service" in note for note in found.notes)


def test_approximate_sources_refuse_zones_that_are_finer(weighing: Weighing, tmp_path: Path) -> None:
    coarse = Path(shutil.copytree(weighing.home, tmp_path / "home"))
    change(coarse, "update overdose_call set location_precision_m = 150")
    material = zone_material(coarse, AS_OF)
    small, large = (weigh(material, circle(X1, radius), None, ["X1"]) for radius in (100, 300))
    assert small.inside["need"].state is FigureState.NO_DATA
    assert "approximate" in small.inside["need"].why
    assert small.inside["enforcement"].count is not None
    assert large.inside["need"].count is not None
    assert [one.kind for one in large.warnings if one.kind == "approximate"] == ["approximate"]
    again = weigh(weighing.material, circle(X1, 300), None, ["X1"])
    assert again.zone_version == large.zone_version


def test_the_same_zone_and_data_give_the_same_bytes(
    weighing: Weighing, weighed: Weighed, holed: shapely.Geometry
) -> None:
    other = zone_material(weighing.home, AS_OF)
    again = weigh(other, shapely.reverse(holed), DAYTIME, ["X1"], name="Corner")
    assert json.dumps(as_json(again)) == json.dumps(as_json(weighed))
    assert weigh(other, holed, None, ["X1"]).zone_version != weighed.zone_version


def test_slivers_and_shapes_that_cross_themselves(weighing: Weighing) -> None:
    sliver = shapely.box(-31.52, 47.19, -31.50, 47.190001)
    found = weigh(weighing.material, sliver, None, ["X1"])
    assert found.inside["area"].value < 0.001
    assert json.dumps(as_json(found))
    elsewhere = weigh(weighing.material, around([(10.0, 10.0)], 400), None, [])
    assert elsewhere.inside["need"].count == 0
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(BadInputError, match="not clean"):
        live(weighing.material, bow_tie, None, [])


def test_a_store_from_before_a_feed_was_thought_of_is_read(weighing: Weighing, tmp_path: Path) -> None:
    home = Path(shutil.copytree(weighing.home, tmp_path / "home"))
    change(home, "drop table harsher_area")
    older = zone_material(home, AS_OF)
    assert older.harsher == ()
    assert len(weighing.material.harsher) == 2
