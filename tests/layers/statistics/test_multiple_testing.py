from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from layers.statistics.multiple_testing import false_discovery_q


def plain_q(p: list[float]) -> list[float]:
    """The lowest level at which Benjamini and Hochberg's step-up rule calls each one."""
    count = len(p)
    ranked = sorted(p)
    candidates = [(rank, value, min(1.0, value * count / rank)) for rank, value in enumerate(ranked, 1)]
    return [min(q for _, value, q in candidates if value >= own) for own in p]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_is_that_of_the_step_up_rule_and_of_scipy(p: list[float]) -> None:
    q = false_discovery_q(np.array(p))
    np.testing.assert_allclose(q, plain_q(p), rtol=1e-12)
    np.testing.assert_allclose(q, false_discovery_control(p), rtol=1e-12)


def test_what_was_not_tested_is_not_counted() -> None:
    q = false_discovery_q(np.array([0.01, np.nan, 0.04]))
    np.testing.assert_allclose(q, [0.02, np.nan, 0.04])


def test_no_test_at_all() -> None:
    assert false_discovery_q(np.empty(0)).shape == (0,)
