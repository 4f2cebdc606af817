from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl import store
from etl.feed import Feed, all_feeds
from etl.inspect.file import inspect_file
from etl.load.place import load_place
from etl.template import template_columns, template_csv, template_guide

FEEDS = tuple(all_feeds().values())


def place_for(feed: Feed, folder: Path) -> Path:
    """Write the smallest place file that loads the feed's template, each column under its own name."""
    columns = ", ".join(f'{column.name} = "{column.name}"' for column in template_columns(feed))
    place = folder / "place.toml"
    place.write_text(
        'id = "town"\nname = "Town"\ntime_zone = "Europe/London"\n'
        f'[[source]]\nid = "intake"\nfeed = "{feed.id}"\nfiles = ["intake.csv"]\ncolumns = {{ {columns} }}\n',
        encoding="utf-8",
    )
    return place


@pytest.mark.parametrize("feed", FEEDS, ids=[feed.id for feed in FEEDS])
def test_the_template_of_every_feed_loads_with_its_example(tmp_path: Path, feed: Feed) -> None:
    (tmp_path / "intake.csv").write_text(template_csv(feed), encoding="utf-8")
    (report,) = load_place(
        place_for(feed, tmp_path), tmp_path, tmp_path / "home", now=datetime(2026, 11, 22, tzinfo=UTC)
    )
    assert (report.rows_read, report.rows_loaded, report.reasons) == (1, 1, {})
    assert report.ignored_columns == ()
    con = store.read_only(store.restricted_path(tmp_path / "home"))
    stored = store.fetch_arrow(con, f'select * from "{feed.id}"').to_pylist()[0]
    con.close()
    for column in template_columns(feed):
        if column.example and column.name in stored and column.type in ("text", "choice"):
            assert stored[column.name] == column.example
    if feed.kind == "event":
        assert stored["occurred_local"] == datetime(2026, 3, 14, 22, 40)


@pytest.mark.parametrize("feed", FEEDS, ids=[feed.id for feed in FEEDS])
def test_the_guide_explains_every_column_and_what_to_leave_out(feed: Feed) -> None:
    guide = template_guide(feed)
    header, example = list(csv.reader(io.StringIO(template_csv(feed))))
    assert len(header) == len(example)
    for name in header:
        assert f"| {name} | " in guide
    for column in template_columns(feed):
        assert all(choice in guide for choice in column.choices)
        if column.required:
            assert next(line for line in guide.splitlines() if line.startswith(f"| {column.name} |")).count(
                "Must be filled in"
            )
    assert all(dropped in guide for dropped in feed.dropped)
    table = [line for line in guide.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {5}


def test_the_confiscation_form_speaks_to_outreach_workers() -> None:
    guide = template_guide(all_feeds()["syringe_confiscation"])
    assert "outreach workers" in guide
    assert "No names" in guide
    assert "Leave blank what was not said" in guide
    for jargon in ("WGS", "crs", "time_precision", "TOML", "boolean"):
        assert jargon not in guide


@pytest.mark.parametrize("feed", ["syringe_confiscation", "overdose_call", "service", "needle_report"])
def test_inspect_knows_a_filled_in_form_again(tmp_path: Path, feed: str) -> None:
    path = tmp_path / f"{feed}.csv"
    path.write_text(template_csv(all_feeds()[feed]), encoding="utf-8")
    assert inspect_file(path).settings["feed"] == feed
