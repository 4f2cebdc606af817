from __future__ import annotations

import numpy as np
import pytest
import shapely

from etl import cells as h3
from layers.grids import Area, cells_around, lay_ground, rows_containing

SQUARE = shapely.box(-31.53, 47.18, -31.47, 47.22)
WEST, EAST = shapely.box(-31.53, 47.18, -31.5, 47.22), shapely.box(-31.5, 47.18, -31.47, 47.22)
TINY = shapely.box(-31.49, 47.2, -31.48999, 47.20001)


def areas(*shapes: shapely.Geometry, residents: float = 1000) -> tuple[Area, ...]:
    return tuple(Area(f"A{i}", f"Area {i}", residents, 1.0, shape) for i, shape in enumerate(shapes))


def test_cells_cover_the_place_and_every_parent_is_there() -> None:
    ground = lay_ground(SQUARE, areas(WEST, EAST), (), (7, 8, 9))
    for name, grid in ground.grids.items():
        outlines = shapely.union_all(shapely.from_wkb(h3.boundaries_wkb(grid.cells)))
        assert shapely.difference(SQUARE, outlines).area < 1e-12, name
        assert (np.diff(grid.cells) > 0).all()
    coarse, board, shown = ground.grids.values()
    assert (coarse.cells[board.parent_row] == h3.parents(board.cells, 7)).all()
    assert (board.cells[shown.parent_row] == h3.parents(shown.cells, 8)).all()
    assert (coarse.parent_row == -1).all()


def test_a_cell_belongs_to_the_neighbourhood_that_holds_most_of_it() -> None:
    ground = lay_ground(SQUARE, areas(WEST, EAST), (), (7, 8, 9))
    shown = ground.grids["r9"]
    outlines = shapely.from_wkb(h3.boundaries_wkb(shown.cells))
    for row, outline in enumerate(outlines):
        west, east = outline.intersection(WEST).area, outline.intersection(EAST).area
        if abs(west - east) > 0.3 * outline.area:  # samples tell clear cases apart
            assert shown.area_row[row] == (0 if west > east else 1)


def test_residents_are_kept_even_of_an_area_smaller_than_the_samples() -> None:
    ground = lay_ground(SQUARE, (), areas(TINY, SQUARE, residents=70), (7, 8, 9))
    assert ground.samples.residents.sum() == pytest.approx(140)


def test_without_a_boundary_the_cells_that_hold_enough_and_their_surroundings_are_the_place() -> None:
    here, lone = (h3.index_points(np.array([47.2]), np.array([east]), 7) for east in (-31.5, -31.1))
    none = np.empty(0, np.int64)
    both, events = np.concatenate([here, lone]), np.array([8, 7])
    assert cells_around(both, events, none, 7, 8).tolist() == h3.disks(here, 1).tolist()
    assert (
        cells_around(both, events, lone, 7, 8).tolist()
        == np.union1d(h3.disks(here, 1), h3.disks(lone, 1)).tolist()
    )
    assert not len(cells_around(lone, np.array([7]), none, 7, 8))
    neighbours = h3.children(h3.parents(lone, 6), 7)[:2]
    assert set(cells_around(neighbours, np.array([4, 4]), none, 7, 8)) == set(
        h3.children(h3.parents(lone, 6), 7)
    )


def test_points_on_a_shared_edge_belong_to_the_first_area() -> None:
    found = rows_containing(
        [WEST, EAST], np.array([47.2, 47.2, 47.2, 50]), np.array([-31.5, -31.52, -31.48, 0])
    )
    assert found.tolist() == [0, 0, 1, -1]


def test_cells_outside_have_no_row() -> None:
    ground = lay_ground(SQUARE, (), (), (7, 8, 9))
    assert ground.grids["r8"].rows_of(np.array([0, 1], np.int64)).tolist() == [-1, -1]
