from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.statistics.front import beaten_by, non_dominated

NEED = np.array([[10.0], [16], [24], [28], [15]])
FORGONE = np.array([[12.0], [20], [30], [36], [22]])


def test_the_example() -> None:
    assert non_dominated(NEED, FORGONE).tolist() == [True, True, True, True, False]
    assert beaten_by(NEED, FORGONE, 4) == 1
    assert beaten_by(NEED, FORGONE, 0) == -1


values = st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=40)


@settings(max_examples=100, deadline=None)
@given(values)
def test_against_the_definition(options: list[tuple[int, ...]]) -> None:
    """Pair by pair; and equals stay together, more of everything never hurts."""
    table = np.array(options, float).reshape(-1, 4)
    gains, losses = table[:, :2], table[:, 2:]
    plain = []
    for one in options:
        signed = [(*other[:2], -other[2], -other[3]) for other in options]
        mine = (*one[:2], -one[2], -one[3])
        plain.append(
            not any(
                all(o >= m for o, m in zip(other, mine, strict=True)) and other != mine for other in signed
            )
        )
    stays = non_dominated(gains, losses)
    assert stays.tolist() == plain
    assert stays.any() == bool(options)
    assert [beaten_by(gains, losses, row) < 0 for row in range(len(options))] == plain
