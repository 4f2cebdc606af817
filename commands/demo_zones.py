"""The zones of the invented town: brought in from their file and approved, as people would do it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from commands.options import ROOT
from etl.place_file import find_place
from layers.zones.incoming import read_zone_file
from layers.zones.zone import write_zone
from records.zones import approve, save_all, set_status
from web.workspace import has_workspace, kept_errors, open_workspace

FILE: Final = ROOT / "data" / "places" / "demo_zones.geojson"
BY: Final = "Velmouth demo"
# The way of each zone of the file, in its order: one in force, and two proposals that are alternatives
STEPS: Final = (("proposed", "agreed", "active"), ("proposed",), ("proposed",))


def keep_demo_zones(home: Path, at: dt.datetime) -> None:
    """Keep and approve the demo's zones, unless the home keeps zones already. at: when, for the history."""
    if has_workspace(home) or not find_place(home).invented:
        return
    documents = [write_zone(one.zone) for one in read_zone_file(FILE, None).zones]
    with kept_errors(), open_workspace(home) as store:
        ids = save_all(store, documents, by=BY, at=at, note=f"Imported from {FILE.name}")
        for zone_id, steps in zip(ids, STEPS, strict=True):
            before = "draft"
            for status in steps:
                set_status(store, zone_id, expected=before, status=status, by=BY, at=at, reason="")
                before = status
            approve(store, zone_id, 1, BY, at)
