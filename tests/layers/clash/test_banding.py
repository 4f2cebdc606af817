"""What leaves the restricted side: bands, and nothing of small, confidential or exact."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import store
from layers.clash.banding import band, class_limits, class_of, enough_events, exact, nearest, ranked
from layers.clash.measure import measure
from layers.clash.result import ServiceResult
from layers.clash.services import TestedService
from layers.clash.states import COMPARED, Note, State
from layers.publish.version import publish
from layers.published.home import PublishedHome
from tests.layers.clash.home import AS_OF, SERVICES, case_of, change, clash_home
from tests.layers.town import CANARY, SECRET

SERVICE = TestedService("S", "", "Exchange", "needle_exchange", 47.2, -31.5, None, ("",) * 7)
RESULT = ServiceResult(
    SERVICE, State.CLASH, (Note.ONE_ADDRESS, Note.EDGE), 100, 9.24, 4.02, 2.296, 1.61, 3.24, 0.01
)


def test_figures_are_rounded_to_their_bands() -> None:
    shown = band(RESULT, enough=True)
    assert (shown.exposure, shown.expected) == (9.0, 4.0)
    assert (shown.index, shown.low, shown.high) == (230, 160, 320)
    assert (shown.p, shown.q) == (None, None)
    assert shown.sentence == (
        "Police activity near Exchange equals 9.0 events at its door every four weeks; comparable places "
        "have 4.0: index 230 (95 %: 160 to 320)."
    )


def test_nothing_is_shown_of_fewer_than_twenty_events() -> None:
    shown = band(RESULT, enough=False)
    assert shown.state == State.TOO_FEW
    assert {shown.exposure, shown.expected, shown.index, shown.low, shown.high} == {None}
    assert shown.notes == (Note.EDGE,)  # how many records one address gives is about records


@pytest.mark.parametrize("state", [state for state in State if state not in COMPARED])
def test_only_classes_that_compare_have_an_index(state: State) -> None:
    shown = band(dataclasses.replace(RESULT, state=state), enough=True)
    assert {shown.index, shown.low, shown.high} == {None}
    assert (shown.expected is not None) == (state == State.TOO_FEW)
    assert (shown.exposure is None) == (state in (State.OUTSIDE, State.NO_FIGURES))
    assert "index" not in shown.sentence


@given(st.floats(0, 1e6), st.sampled_from([0.5, 10.0]))
def test_bands_are_the_nearest(value: float, step: float) -> None:
    banded = nearest(value, step)
    assert banded is not None
    assert banded % step == 0
    assert abs(banded - value) <= step / 2 + 1e-6
    assert nearest(math.nan, step) is None


def test_the_twentieth_event_is_counted_with_noise() -> None:
    keys = np.arange(4000, dtype=np.uint32)
    share = {n: np.mean(enough_events(SECRET, np.full(4000, n), keys)) for n in (19, 20, 23, 27)}
    assert share[19] == 0
    assert 0.4 < share[20] < 0.7
    assert share[20] < share[23] < share[27] == 1


def test_ranks_follow_the_published_index_not_the_exact_one() -> None:
    exact_order = [
        dataclasses.replace(RESULT, ratio=ratio, state=state, service=dataclasses.replace(SERVICE, name=name))
        for name, ratio, state in (
            ("b", 2.34, State.CLASH),
            ("a", 2.26, State.CLASH),
            ("c", 3.0, State.POSSIBLE),
            ("d", 2.6, State.CLASH),
        )
    ]
    assert [s.name for s in ranked([band(r, enough=True) for r in exact_order])] == ["d", "a", "b", "c"]


def test_class_ofes() -> None:
    loads = np.array([0.0, 0.1, 1.0, 2.0, 3.0, 4.0])
    limits = class_limits(loads)
    assert len(limits) == 4
    assert class_of(loads, limits).tolist() == [0, 1, 2, 3, 4, 5]
    assert class_limits(np.zeros(3)) == []
    assert class_of(np.array([0.0, 5.0]), []).tolist() == [0, 1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("banded") / "home"
    clash_home(path)
    spot = "latitude = 47.190 + row_number / 1e6, longitude = -31.512"
    change(path, f"update police_activity set {spot} where row_number <= 400 and latitude is not null")
    change(
        path,
        "update police_activity set cell_10 = (select cell_10 from service limit 1) where row_number <= 400",
    )
    publish(path, as_of=AS_OF)
    return path


def test_a_version_holds_bands_near_the_exact_figures(home: Path) -> None:
    clash = PublishedHome(home).current().clash()
    assert clash is not None
    assert (clash.first_day, clash.last_day) == (dt.date(2025, 9, 29), dt.date(2026, 9, 27))
    results = {(r.service.service_id, r.service.stop): r for r in measure(case_of(home)).result.services}
    assert len(clash.services) == len(results) == 5
    for shown in clash.services:
        whole = exact(results[shown.service_id, shown.stop])
        assert shown.p is None
        for name, step in (("exposure", 0.5), ("expected", 0.5), ("index", 10), ("low", 10), ("high", 10)):
            value = getattr(shown, name)
            assert value is None or value % step == 0
        if shown.exposure is not None and whole.exposure is not None:  # the noise is at most 7.5 events
            assert abs(shown.exposure - whole.exposure) <= 7.5 * 28 / 364 + 0.25
    by_id = {(s.service_id, s.stop): s for s in clash.services}
    assert by_id["X1", ""].exposure is not None
    assert by_id["X3", "hill"].state == State.TOO_FEW
    assert by_id["X3", "hill"].exposure is None


def test_no_confidential_service_is_in_it(home: Path) -> None:
    con = store.read_only(next((home / "published").glob("*.duckdb")))
    said = repr([store.rows(con, f"from {table}") for table in sorted(store.tables(con)) if "clash" in table])
    assert "X1" in said
    assert CANARY not in said


def test_a_confidential_service_changes_nothing(home: Path, tmp_path: Path) -> None:
    """Moved or gone, every clash table stays the same: neither loads nor the places compared with show it."""
    without = tmp_path / "home"
    clash_home(without, tuple(s for s in SERVICES if s[4] != "confidential"))
    moved = tmp_path / "moved"
    clash_home(moved)
    change(moved, "update service set latitude = 47.21, longitude = -31.52 where setting = 'confidential'")
    one, two = (measure(case_of(path)) for path in (without, moved))
    assert repr(one.result) == repr(two.result)
    assert one.survey is not None
    assert two.survey is not None
    assert (one.survey.weights != two.survey.weights).nnz == 0


def test_cells_with_fewer_than_eight_records_show_no_class(home: Path) -> None:
    published = PublishedHome(home).current()
    clash, case = published.clash(), case_of(home)
    assert clash is not None
    assert case.enforcement is not None
    assert case.overdoses is not None
    assert [surface.id for surface in clash.surfaces][:3] == [
        "load",
        "hot_spots_enforcement",
        "hot_spots_overdoses",
    ]
    for surface in clash.surfaces:
        for grid in surface.grids:
            classes = published.clash_cells(surface.id, grid)
            cells = published.cells(grid)
            events = case.overdoses if "overdose" in surface.id else case.enforcement
            own = events.cells[int(grid[1:])]
            counts = np.array([(own == cell).sum() for cell in cells.cell])
            shown = classes >= 0
            if surface.id == "load":
                shown = classes > 0
            assert (counts[shown] >= 8).all()
            assert classes.max() < len(surface.labels)
    with pytest.raises(KeyError):
        published.clash_cells("load", "area")


def test_an_earlier_version_has_none(home: Path, tmp_path: Path) -> None:
    clash_home(tmp_path / "home")
    version = publish(tmp_path / "home", as_of=AS_OF)
    path = tmp_path / "home" / "published" / f"{version}.duckdb"
    path.chmod(0o644)
    con = store.connect(path)
    con.execute("drop table clash_meta")
    con.close()
    assert PublishedHome(tmp_path / "home").current().clash() is None
