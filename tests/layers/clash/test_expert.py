from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etl.errors import BadInputError
from layers.clash.expert import expert_figures, figures_on
from layers.clash.surfaces import neighbours_on
from layers.grids import Grid
from layers.publish.clash_expert import join_class, moran_class
from layers.publish.exact import exact_folder, make_exact
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.published.version import Published
from layers.statistics.join_counts import JoinCounts
from layers.statistics.moran import LocalMoran
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


def test_the_expert_surfaces_are_in_the_exact_file_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    clash_home(home)
    exact = Published(exact_folder(home) / f"{make_exact(home)}.duckdb")
    publish(home, as_of=AS_OF)
    open_to_all = PublishedHome(home).current().clash()
    for_analysts = exact.clash()
    assert open_to_all is not None
    assert for_analysts is not None
    own = {surface.id for surface in for_analysts.surfaces} - {surface.id for surface in open_to_all.surfaces}
    assert own == {
        "expert_moran_enforcement",
        "expert_moran_overdoses",
        "expert_bivariate",
        "expert_joins",
    }
    for surface in for_analysts.surfaces:
        if surface.id in own:
            classes = exact.clash_cells(surface.id, "r8")
            assert set(classes.tolist()) <= set(range(len(surface.labels)))
    exact.close()


def test_a_quadrant_is_told_only_where_chance_hardly_explains_it() -> None:
    p = np.array([0.001, 0.5, 0.002])
    moran = LocalMoran(p, np.array([1, 2, 3], np.int8), p / 2, 1 - p / 2)
    assert moran_class(moran).tolist() == [1, 0, 3]
    joins = JoinCounts(np.array([0, 4, 2]), np.array([np.nan, 0.001, 0.6]))
    assert join_class(joins).tolist() == [0, 1, 0]
