from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.zones.index import Found
from layers.zones.weekly import BLOCK, WeekCounts


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 7, 2000]))
def test_runs_and_single_positions_against_a_plain_count(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    weeks = int(random.integers(1, 9))
    week = random.integers(-1, weeks, size).astype(np.int32)
    cuts = np.sort(random.choice(size + 1, min(2 * int(random.integers(0, 6)), size // 2 * 2), replace=False))
    starts, stops = cuts[::2], cuts[1::2]
    covered = np.zeros(size, bool)
    for start, stop in zip(starts, stops, strict=True):
        covered[start:stop] = True
    alone = np.flatnonzero(~covered & (random.random(size) < 0.1))
    covered[alone] = True
    counts = WeekCounts(week, weeks)
    found = counts.inside(Found(starts.astype(np.int64), stops.astype(np.int64), alone))
    plain = [int((week[covered] == one).sum()) for one in range(weeks)]
    assert found.weekly[0].tolist() == plain
    assert found.squares[0] == sum(plain)
    assert counts.whole.total[0] == (week >= 0).sum()
