"""A block of TOML put into a place's file: the rest stays as it was, the command line keeps it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import RefusedError
from etl.place_file import read_place, read_place_text
from etl.source_text import (
    PAGE_MARK,
    page_sources,
    put_source,
    require_page_sources,
    source_block,
    source_table,
)
from tests.conftest import ROOT
from tests.etl.folder import BOUNDARY, CALLS

PLACE = 'id = "t"\nname = "Test"\ntime_zone = "Europe/London"\n'
HERE = Path("place.toml")
TABLE = {
    "id": "night",
    "feed": "overdose_call",
    "files": ["night.csv"],
    "columns": {"occurred_at": "when"},
    "values": {"outcome": {'d"ied': "died"}},
}


def test_a_new_source_stands_at_the_end_and_comments_stay() -> None:
    text = f"# ours\n{PLACE}{BOUNDARY}# about the calls\n{CALLS}[disclosure]\nrounding = 5\n"
    edited = put_source(text, TABLE, HERE)
    assert edited.startswith(text.rstrip())
    assert page_sources(edited) == {"night"}
    assert [source.id for source in read_place_text(edited, HERE).sources] == ["outline", "calls", "night"]
    again = put_source(edited, {**TABLE, "time_zone": "UTC"}, HERE)
    assert again.count("[[source]]") == 3
    assert again.count(PAGE_MARK) == 1
    assert read_place_text(again, HERE).sources[-1].time_zone == "UTC"


def test_a_source_of_the_file_is_replaced_and_nothing_else() -> None:
    text = f"{PLACE}{CALLS}\n# about the outline\n{BOUNDARY}"
    edited = put_source(text, {**TABLE, "id": "calls"}, HERE)
    assert "# about the outline" in edited
    place = read_place_text(edited, HERE)
    assert [source.id for source in place.sources] == ["outline", "calls"]
    assert place.sources[1].files == ("night.csv",)


@pytest.mark.parametrize("name", ["demo", "boston", "west_yorkshire"])
def test_every_source_of_the_places_comes_back_as_it_was_read(name: str) -> None:
    path = ROOT / "data" / "places" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    for source in read_place(path).sources:
        edited = read_place_text(put_source(text, source_table(source), path), path)
        (back,) = (each for each in edited.sources if each.id == source.id)
        assert source_table(back) == source_table(source)


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=3))
def test_any_text_survives_the_block(values: dict[str, str]) -> None:
    (block,) = tomllib.loads(source_block({**TABLE, "values": {"outcome": values}}))["source"]
    assert block["values"]["outcome"] == values


def test_the_command_line_does_not_undo_what_was_set_on_the_page(tmp_path: Path) -> None:
    mine, saved = tmp_path / "mine.toml", tmp_path / "restricted" / "place.toml"
    mine.write_text(PLACE + CALLS, encoding="utf-8")
    require_page_sources(mine, tmp_path)  # nothing was loaded yet
    saved.parent.mkdir()
    saved.write_text(put_source(mine.read_text(), TABLE, saved), encoding="utf-8")
    with pytest.raises(RefusedError, match="night"):
        require_page_sources(mine, tmp_path)
    require_page_sources(saved, tmp_path)
    mine.write_text(mine.read_text() + source_block(TABLE), encoding="utf-8")
    require_page_sources(mine, tmp_path)
