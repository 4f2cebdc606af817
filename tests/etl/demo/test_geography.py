"""Laws of the invented town's geometry, for three seeds."""

from __future__ import annotations

import numpy as np
import shapely

from etl.demo.frame import shape_to_degrees, to_degrees
from etl.demo.ground import bend, unbend
from etl.demo.people import residents_by_area


def test_small_areas_tile_neighbourhoods_and_neighbourhoods_tile_the_place(seeded):
    geography = seeded[0].geography
    for area in geography.neighbourhoods:
        parts = [a.shape for a in geography.small_areas if a.district == area.district]
        assert shapely.union_all(parts).symmetric_difference(area.shape).area < 1
        assert abs(sum(part.area for part in parts) - area.shape.area) < 1
    whole = [area.shape for area in geography.neighbourhoods]
    assert shapely.union_all(whole).symmetric_difference(geography.place).area < 1
    assert abs(sum(part.area for part in whole) - geography.place.area) < 1


def test_rounded_to_degrees_they_still_tile(seeded):
    geography = seeded[0].geography
    small = [shape_to_degrees(area.shape) for area in geography.small_areas]
    place = shape_to_degrees(geography.place)
    assert all(shape.is_valid for shape in small)
    assert shapely.coverage_is_valid(small)
    assert abs(sum(shape.area for shape in small) / place.area - 1) < 1e-7


def test_size_and_numbers(seeded):
    town = seeded[0]
    geography = town.geography
    assert 40e6 < geography.place.area < 60e6
    assert 8 <= len(geography.neighbourhoods) <= 12
    assert 60 <= len(geography.small_areas) <= 90
    assert 3_000 <= len(town.buildings) <= 6_300
    residents = residents_by_area(town.sites, len(geography.small_areas))
    assert 60_000 < residents.sum() < 90_000
    assert residents.min() > 0
    assert all(shape_to_degrees(area.shape).is_valid for area in (*geography.water, *geography.parks))
    assert not geography.sea.intersection(geography.place).area > 1


def test_it_lies_in_the_mid_atlantic(seeded):
    west, south, east, north = shape_to_degrees(seeded[0].geography.place).bounds
    assert -39.1 < west < east < -38.9
    assert 33.9 < south < north < 34.1


def test_services_events_and_streets_are_inside_and_dry(seeded):
    town = seeded[0]
    geography = town.geography
    doors = shapely.points([s.xy for s in (*town.services, *town.pharmacies)])
    assert shapely.contains(geography.land, doors).all()
    assert shapely.contains(geography.land.buffer(-4), shapely.points(town.sites.xy)).all()
    lines = [line for street in town.streets for line in street.lines]
    assert shapely.covered_by(lines, geography.place.buffer(1)).all()
    harbour = geography.water[0].shape
    assert not shapely.intersects(lines, harbour).any()


def test_only_main_streets_cross_the_river(seeded):
    town = seeded[0]
    river = town.geography.water[1].shape
    crossing = {s.kind for s in town.streets for line in s.lines if line.intersects(river)}
    assert crossing == {"main"}


def test_buildings_stand_clear_of_water_and_of_one_another(seeded):
    town = seeded[0]
    shapes = [building.shape for building in town.buildings]
    assert not shapely.intersects(shapes, town.geography.wet).any()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()
    lines = [line for s in town.streets if s.kind != "path" for line in s.lines]
    assert len(shapely.STRtree(shapes).query(lines, predicate="intersects")[0]) == 0


def test_bending_can_be_undone(seeded):
    points = np.random.default_rng(3).uniform(-4500, 4500, (500, 2))
    assert np.abs(unbend(bend(points)) - points).max() < 1e-6


def test_degrees_are_rounded_to_the_stated_decimals():
    degrees = to_degrees(np.array([[0.0, 0.0], [1234.5, -987.6]]))
    assert (degrees[0] == [-39.0, 34.0]).all()
    assert (np.round(degrees, 6) == degrees).all()
