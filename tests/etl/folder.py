"""A small place in a temporary folder, for tests of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl import store
from etl.load.place import load_place
from etl.load.source import RunReport

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WEST, SOUTH, EAST, NORTH = -2.0, 53.0, -1.0, 54.0
SQUARE = f"POLYGON(({WEST} {SOUTH},{EAST} {SOUTH},{EAST} {NORTH},{WEST} {NORTH},{WEST} {SOUTH}))"
BOUNDARY = """
[[source]]
id = "outline"
feed = "boundary"
files = ["outline.csv"]
columns = { area_id = "id", name = "name", geometry = "wkt" }
constants = { level = "place" }
"""
CALLS = """
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls*.csv"]
time_format = ["%Y-%m-%d %H:%M"]
columns = { event_id = "id", occurred_at = "when", latitude = "lat", longitude = "lon", outcome = "outcome" }
"""
CALL_COLUMNS = """[source.columns]
event_id = "id"
occurred_at = "when"
latitude = "lat"
longitude = "lon"
outcome = "outcome"
naloxone_given = "naloxone"
"""


@dataclass
class Folder:
    """raw/, home/ and place.toml under one path."""

    path: Path

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def home(self) -> Path:
        return self.path / "home"

    def place(self, *blocks: str, time_zone: str = "Europe/London", boundary: bool = False) -> None:
        """Write the place file from source blocks."""
        self.raw.mkdir(exist_ok=True)
        if boundary:
            self.file("outline.csv", f'id,name,wkt\nP,Place,"{SQUARE}"\n')
            blocks = (BOUNDARY, *blocks)
        head = f'id = "t"\nname = "Test"\ntime_zone = "{time_zone}"\n'
        (self.path / "place.toml").write_text(head + "".join(blocks), encoding="utf-8")

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a raw file."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def load(self, now: datetime = NOW) -> dict[str, RunReport]:
        """Load, and return the reports by source."""
        reports = load_place(self.path / "place.toml", self.raw, self.home, now=now)
        return {report.source: report for report in reports}

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Return rows of the restricted store as dictionaries."""
        with store.read_only(store.restricted_path(self.home)) as con:
            found: list[dict[str, Any]] = store.fetch_arrow(con, statement).to_pylist()
        return found


def calls(*lines: str) -> str:
    """Return the text of a file for the CALLS source."""
    return "id,when,lat,lon,outcome\n" + "".join(f"{line}\n" for line in lines)
