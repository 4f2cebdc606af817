from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etl.errors import BadInputError
from layers.clash.expert import expert_figures, figures_on
from layers.clash.surfaces import neighbours_on
from layers.grids import Grid
from tests.layers.clash.home import AS_OF, case_of, change, clash_home


def test_expert_figures_of_a_small_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    clash_home(home)
    found = expert_figures(home, AS_OF, "r8", seed=1)
    case = case_of(home)
    assert case.enforcement is not None
    assert case.overdoses is not None
    own = case.enforcement.cells[8]
    assert found.police.tolist() == [(own == cell).sum() for cell in found.cell]
    # Gi* of one cell, written out
    z, x = found.hot_police.z, found.police
    grid = Grid("r8", 8, found.cell, found.cell, found.cell, x, x, x)
    for row in (0, len(x) // 2):
        near = [*np.flatnonzero(neighbours_on(grid).toarray()[row]), row]
        w, n = len(near), len(x)
        plain = (x[near].sum() - x.mean() * w) / (x.std() * np.sqrt((n * w - w**2) / (n - 1)))
        assert z[row] == pytest.approx(plain)
    assert found.quotient is not None
    assert 0.5 < found.quotient.quotient < 3
    assert len(found.lee.local) == len(found.joins.count) == len(found.bivariate.p) == len(x)
    with pytest.raises(KeyError):
        expert_figures(home, AS_OF, "r5", seed=1)


def test_without_overdoses_there_is_nothing_to_set_beside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    clash_home(home)
    change(home, "delete from overdose_call")
    with pytest.raises(BadInputError, match="same weeks"):
        figures_on(case_of(home), Grid("r8", 8, *[np.empty(0)] * 6), seed=1)  # type: ignore[arg-type]
