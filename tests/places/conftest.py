"""Each real place is loaded once a session; its figures are worked out again from the raw files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from etl import store
from etl.load.place import load_place
from etl.load.source import RunReport

PLACES = Path(__file__).resolve().parents[2] / "data" / "places"


@dataclass(frozen=True)
class Loaded:
    """A loaded place: the reports by source, and a function that asks its restricted store."""

    home: Path
    raw: Path
    reports: dict[str, RunReport]

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the restricted store."""
        con = store.read_only(store.restricted_path(self.home))
        try:
            return store.rows(con, statement)
        finally:
            con.close()

    def read_csv(self, name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
        """Return the rows of a raw CSV by the csv module alone."""
        with (self.raw / name).open(encoding=encoding, newline="") as stream:
            return list(csv.DictReader(stream))

    def read_json(self, name: str) -> Any:
        """Return a raw JSON document."""
        return json.loads((self.raw / name).read_text("utf-8"))

    def counts(self, source: str) -> tuple[int, int, int, int, int]:
        """Return rows read, loaded, quarantined, superseded and unlocated of a source."""
        report = self.reports[source]
        return (
            report.rows_read,
            report.rows_loaded,
            report.rows_quarantined,
            report.rows_superseded,
            report.rows_unlocated,
        )


@pytest.fixture(scope="session")
def load_real(tmp_path_factory: pytest.TempPathFactory, shared_places: Path) -> Callable[[str], Loaded]:
    def load(place: str) -> Loaded:
        home = tmp_path_factory.mktemp(place)
        now = datetime(2026, 11, 22, tzinfo=UTC)
        reports = load_place(PLACES / f"{place}.toml", shared_places, home, now=now)
        return Loaded(home, shared_places, {report.source: report for report in reports})

    return load


@pytest.fixture(scope="session")
def boston(load_real: Callable[[str], Loaded]) -> Loaded:
    return load_real("boston")


@pytest.fixture(scope="session")
def west_yorkshire(load_real: Callable[[str], Loaded]) -> Loaded:
    return load_real("west_yorkshire")
