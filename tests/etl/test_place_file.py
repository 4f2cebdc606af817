"""The place's TOML: every mistake is named with its line, its setting and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import BadInputError, RefusedError, SafePassageError
from etl.place_file import find_place, read_place

MINIMAL = """\
id = "town"
name = "Town"
time_zone = "Europe/London"

[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
time_format = "%Y-%m-%d %H:%M"
columns = { event_id = "id", occurred_at = "when", latitude = "lat", longitude = "lon" }
"""


def read(path: Path, text: str) -> object:
    path = path / "place.toml"
    path.write_text(text, encoding="utf-8")
    return read_place(path)


def test_ten_lines_are_a_place(tmp_path: Path) -> None:
    place = read_place(_write(tmp_path, MINIMAL))
    assert place.resolutions == (7, 8, 9, 10)
    assert place.disclosure.threshold == 8
    assert place.sources[0].time_format == ("%Y-%m-%d %H:%M",)
    assert place.sources[0].columns["latitude"] == "lat"


def _write(folder: Path, text: str) -> Path:
    path = folder / "place.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("name = ", "nmae = ", ["line 2", "nmae", "not a setting", "'name'"]),
        ('name = "Town"\n', "", ["name", "is missing"]),
        ('"Town"', "3", ["line 2", "is 3", "text in quotes"]),
        ("Europe/London", "Europe/Lodnon", ["line 3", "no time zone"]),
        ("overdose_call", "overdose_cal", ["line 7", "no feed", "'overdose_call'"]),
        ("event_id =", "event =", ["columns.event", "no column 'event'", "'event_id'"]),
        ('occurred_at = "when", ', "", ["needs the column 'occurred_at'"]),
        (', longitude = "lon"', "", ["only one of latitude and longitude"]),
        ("files = ", "file = ", ["line 8", "file", "'files'"]),
        ("files = ", 'encoding = "utf-9"\nfiles = ', ["line 8", "no encoding 'utf-9'"]),
        ("files = ", 'crs = "EPSG:99999999"\nfiles = ', ["line 8", "no coordinate system"]),
        (
            'latitude = "lat", longitude = "lon"',
            'easting = "e", northing = "n"',
            ["crs", "in degrees", "EPSG:27700"],
        ),
        ("files = ", 'format = "xls"\nfiles = ', ["format", "'csv'"]),
        ("files = ", "header_row = true\nfiles = ", ["header_row", "whole number"]),
        ("files = ", 'delimiter = ";;"\nfiles = ', ["delimiter", "one character"]),
        ("files = ", 'identity = "id"\nfiles = ', ["identity", "'column'"]),
        ("files = ", "columns_by_position = true\nfiles = ", ["columns_by_position", "numbers"]),
        ("[[source]]", "[source]", ["source", "[[source]]"]),
        ('id = "town"', 'id = "a town"', ["line 1", "letters, digits"]),
        ('id = "town"', 'id = "town', ["not valid TOML"]),
        ('id = "town"', 'id = "town"\nresolution_shown = 11', ["out of order"]),
        ('id = "town"', 'id = "town"\n[disclosure]\nthreshhold = 9', ["threshhold", "'threshold'"]),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, parts: list[str]) -> None:
    text = MINIMAL.replace(old, new, 1)
    assert text != MINIMAL
    if "[disclosure]" in new:  # a table ends the top level, so it goes last
        text = MINIMAL + "\n[disclosure]\nthreshhold = 9\n"
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, text)
    for part in ["place.toml", *parts]:
        assert part in str(caught.value), str(caught.value)


def test_two_sources_of_one_name(tmp_path: Path) -> None:
    block = MINIMAL[MINIMAL.index("[[source]]") :]
    with pytest.raises(BadInputError, match="two sources are called 'calls'"):
        read(tmp_path, MINIMAL + block)


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ("threshold = 4", "never allowed"),
        ('threshold = 4\nreduced_because = "we want to"', "never allowed"),
        ("threshold = 5", "no reason is recorded"),
        ("rounding = 1", "no reason is recorded"),
        ("delay_days = 7", "no reason is recorded"),
        ('threshold = 5\nreduced_because = "board, 3 May 2026"', ""),
        ("threshold = 12", ""),
    ],
)
def test_disclosure_is_never_lax_without_a_reason(tmp_path: Path, settings: str, refused: str) -> None:
    text = f"{MINIMAL}\n[disclosure]\n{settings}\n"
    if not refused:
        read(tmp_path, text)
        return
    with pytest.raises(RefusedError, match=refused) as caught:
        read(tmp_path, text)
    assert caught.value.exit_code == 4


def test_numbers_in_columns_and_values_are_text(tmp_path: Path) -> None:
    text = (
        MINIMAL.replace('event_id = "id"', "event_id = 3")
        + "[source.values]\nalone = { 1 = true, 0 = false }\n"
    )
    source = read_place(_write(tmp_path, text)).sources[0]
    assert source.columns["event_id"] == "3"
    assert source.values == {"alone": {"1": "yes", "0": "no"}}


def test_the_digest_follows_what_changes_rows_and_nothing_else(tmp_path: Path) -> None:
    plain = read_place(_write(tmp_path, MINIMAL)).sources[0].digest
    words = MINIMAL.replace("files =", 'producer = "X"\nretention_days = 30\nfiles =')
    assert read_place(_write(tmp_path, words)).sources[0].digest == plain
    other = MINIMAL.replace('"when"', '"at"')
    assert read_place(_write(tmp_path, other)).sources[0].digest != plain


def test_a_home_without_a_load_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SafePassageError, match="safepassage load"):
        find_place(tmp_path)


def test_committed_places_can_be_read() -> None:
    for path in sorted((Path(__file__).resolve().parents[2] / "data" / "places").glob("*.toml")):
        assert read_place(path).id == path.stem
