"""The demo's truth is compared as stated, and recovered: one demo here, twenty in the heavy suite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.demo.make import DEFAULT_SEED
from layers.clash.result import ServiceResult
from layers.clash.services import TestedService
from layers.clash.states import State
from tests.bench.bench_demo import LEAST_FOUND, MOST_ACCUSED, Recovered, called, compare, rates, recover


def service(id_: str, latitude: float, p: float, stop: str = "") -> ServiceResult:
    """A service on the meridian with nothing but its p."""
    where = TestedService(id_, stop, id_, "needle_exchange", latitude, -39.0, None, ("",) * 7)
    return ServiceResult(where, State.NO_EVIDENCE, (), 0, p=p)


def test_treated_ones_are_found_and_quiet_ones_asked_only_beyond_three_bandwidths(tmp_path: Path) -> None:
    """A hundredth of a degree is 1,112 m, 1,446 on foot; 0.008 is 1,156 on foot and too near to tell."""
    truth = tmp_path / "truth.json"
    known = [("S1", "", True), ("S2", "", False), ("S3", "", False), ("V1", "yard", False)]
    rows = [{"service_id": id_, "stop": stop, "treated": treated} for id_, stop, treated in known]
    truth.write_text(json.dumps({"services": rows}), encoding="utf-8")
    found = compare(
        5,
        truth,
        [
            service("S1", 34.0, 0.05),
            service("S2", 34.008, 0.01),
            service("S3", 34.01, 0.05),
            service("V1", 33.95, 0.06, "yard"),
        ],
    )
    assert found == Recovered(5, (0.05,), (0.05, 0.06))
    assert str(found) == "| 5 | 1 of 1 | 0.050 | 1 of 2 |"
    nothing = Recovered(6, (float("nan"),), ())  # not compared: neither found nor accused
    assert rates([found, nothing]) == (0.5, 0.5)


def test_the_demo_that_is_shown_has_most_of_its_clashes_found(tmp_path: Path) -> None:
    """A sample of one of the demos that the bench makes: nine quiet services are too few for a rate."""
    found = recover(DEFAULT_SEED, tmp_path)
    assert rates([found])[0] >= LEAST_FOUND
    assert called(found.quiet) <= 1


@pytest.mark.heavy
def test_treated_services_are_found_over_twenty_seeds_and_quiet_ones_left_alone(tmp_path: Path) -> None:
    found = [recover(seed, tmp_path / str(seed)) for seed in range(1, 21)]
    share, accused = rates(found)
    assert share >= LEAST_FOUND
    assert accused <= MOST_ACCUSED
