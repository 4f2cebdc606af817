from __future__ import annotations

import numpy as np
import pytest

from layers.statistics.approach import approach_share, disc_share
from layers.statistics.kernel import kernel


@pytest.mark.parametrize(
    ("radius", "share"), [(0, 0), (200, 0.118823), (400, 0.397889), (800, 0.874378), (1200, 1), (5000, 1)]
)
def test_discs(radius: float, share: float) -> None:
    assert disc_share(radius) == pytest.approx(share, abs=5e-7)


def test_the_sum_over_fine_ground_tends_to_the_closed_form() -> None:
    side = np.arange(-1210.0, 1211, 10)
    distance = np.hypot(*np.meshgrid(side, side)).ravel()
    weight = kernel(distance, 400.0)
    for radius in (250.0, 400.0, 800.0):
        assert approach_share(weight, distance <= radius) == pytest.approx(disc_share(radius), abs=0.003)


def test_no_ground_in_reach_has_no_share() -> None:
    assert np.isnan(approach_share(np.zeros(4), np.ones(4, bool)))
