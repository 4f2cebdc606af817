from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.score import compose, percentile_rank

THEMES = {
    1: ("POV150", "UNEMP", "HBURD", "NOHSDP", "UNINSUR"),
    2: ("AGE65", "AGE17", "DISABL", "SNGPNT", "LIMENG"),
    3: ("MINRTY",),
    4: ("MUNIT", "MOBILE", "CROWD", "NOVEH", "GROUPQ"),
}


@pytest.fixture(scope="module")
def counties() -> list[dict[str, str]]:
    path = Path(__file__).resolve().parents[3] / "shared" / "golden" / "cdc_svi_2020_pennsylvania.csv"
    if not path.is_file():
        pytest.skip("CDC's file is not beside this checkout (../shared/golden)")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def test_cdc_social_vulnerability_of_all_pennsylvania_counties(counties: list[dict[str, str]]) -> None:
    assert len(counties) == 67
    sums = []
    for theme, names in THEMES.items():
        ranks, total, overall = compose(np.column_stack([column(counties, f"EP_{name}") for name in names]))
        for at, name in enumerate(names):
            assert (ranks[:, at] == column(counties, f"EPL_{name}")).all(), name
        assert (total == column(counties, f"SPL_THEME{theme}")).all()
        assert (overall == column(counties, f"RPL_THEME{theme}")).all()
        sums.append(total)
    grand = np.round(np.sum(sums, axis=0), 4)
    assert (grand == column(counties, "SPL_THEMES")).all()
    overall = percentile_rank(grand)
    assert (overall == column(counties, "RPL_THEMES")).all()
    assert overall[[row["COUNTY"] for row in counties].index("Adams")] == 0.2273


def test_ties_share_the_smallest_rank_and_gaps_are_left_out() -> None:
    found = percentile_rank(np.array([5, np.nan, 1, 5, 9.0]))
    assert found[[0, 2, 3, 4]].tolist() == [0.3333, 0.0, 0.3333, 1.0]
    assert np.isnan(found[1])
    assert percentile_rank(np.array([7.0])).tolist() == [0.0]


def test_too_few_indicators_give_no_score() -> None:
    table = np.arange(40, dtype=float).reshape(4, 10)
    table[0, :4] = np.nan  # 6 of 10 present
    table[1, :3] = np.nan  # 7 of 10
    _, sums, overall = compose(table)
    assert np.isnan(sums[0])
    assert np.isnan(overall[0])
    assert np.isfinite(overall[1:]).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40), st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_order_or_scale(values: list[float], random: object) -> None:
    array = np.array(values)
    order = np.arange(len(array))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert (percentile_rank(array)[order] == percentile_rank(array[order])).all()
    assert (percentile_rank(array * 4) == percentile_rank(array)).all()
