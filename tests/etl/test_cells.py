from __future__ import annotations

import numpy as np

from etl import cells


def test_neighbours_share_an_edge_both_ways() -> None:
    seven = cells.disks(cells.index_points(np.array([47.2]), np.array([-31.5]), 9), 1)
    first, second = cells.neighbour_rows(seven)
    middle = np.bincount(first).argmax()
    assert np.bincount(first).tolist().count(3) == 6  # the ring: two on the ring and the middle
    assert sorted(second[first == middle]) == [row for row in range(7) if row != middle]
    assert set(zip(first, second, strict=True)) == set(zip(second, first, strict=True))
    assert [len(part) for part in cells.neighbour_rows(seven[:0])] == [0, 0]
