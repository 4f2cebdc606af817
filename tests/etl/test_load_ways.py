"""A CSV is read in three ways, from the quickest to the one for every file: odd rows come out the same."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from etl.staging.quick_rows import QuickRows
from tests.etl.folder import CALL_COLUMNS, Folder
from tests.etl.odd_values import NO_NUMBERS, NUMBERS, ODD_LINES, TIMES, WORDS

SOURCE = (
    """
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
delimiter = "{delimiter}"
newest_by = "updated"
time_format = {formats}
"""
    + CALL_COLUMNS
)
HEADER = ("id", "when", "lat", "lon", "outcome", "naloxone", "note", "updated")
USUAL_TIMES = {  # of each choice of formats the times that most rows have
    "[]": ("2026-01-02 10:00", "2026-01-02T10:00:07", "2024-02-29"),
    '["%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m"]': ("02/01/2026 10:00", "25/10/2026 01:30", "2026-03-29"),
    '["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y%m%d"]': ("2026-01-02T10:00:00Z", "20240229"),
    '["%m/%d/%Y %H:%M", "%d/%m/%Y"]': ("01/02/2026 10:00", "13/01/2026"),
    '["%d.%m.%Y", "%Y-%m-%d %H:%M:%S.%n", "%Y-%m-%d %H:%M"]': ("02.01.2026", "2026-01-02 10:00"),
}


def bounded(examples: int) -> settings:
    """Return the settings of so many examples; nothing stays from one to the next."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class OddFile:
    """What a file is made of; marked: with one value in quotes."""

    rows: tuple[tuple[str, ...], ...]
    odd_lines: tuple[tuple[int, str], ...]
    ends: tuple[str, ...]
    delimiter: str
    formats: str
    last_end: bool
    bom: bool
    marked: bool = False

    def text(self) -> str:
        delimiter = self.delimiter
        header = delimiter.join(HEADER)
        first = ["1", "2026-01-02 10:00", "53.5", "-1.5", "died", "", '"note"' if self.marked else "note", ""]
        lines = [delimiter.join(row) for row in (first, *self.rows)]
        names = {
            "delimiter": delimiter,
            "delimiters": delimiter * 7,
            "header": header,
            "row": lines[0].replace('"', ""),
        }
        for place, line in self.odd_lines:
            for name, value in names.items():
                line = line.replace("{" + name + "}", value)
            lines.insert(1 + place % len(lines), line)
        lines.insert(0, header)
        ended = [line + self.ends[number % len(self.ends)] for number, line in enumerate(lines[:-1])]
        return "\ufeff" * self.bom + "".join(ended) + lines[-1] + self.ends[0] * self.last_end


def mostly(usual: st.SearchStrategy[str], odd: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return a strategy that gives an odd value now and then."""
    return st.integers(0, 3).flatmap(lambda chance: st.sampled_from(odd) if chance == 0 else usual)


@st.composite
def odd_files(draw: st.DrawFn) -> OddFile:
    """Return a strategy for files; of half of them every number is one to the quickest reader."""
    formats = draw(st.sampled_from(tuple(USUAL_TIMES)))
    tidy = draw(st.booleans())
    numbers = NUMBERS if tidy else (*NUMBERS, *NO_NUMBERS)
    words, times = (
        tuple(text for text in texts if not tidy or text.strip(" ") == text) for texts in (WORDS, TIMES)
    )

    def degrees(low: int) -> st.SearchStrategy[str]:
        return mostly(
            st.integers(low * 1000, low * 1000 + 1000).map(lambda value: f"{value / 1000}"), numbers
        )

    rows = st.tuples(
        mostly(st.integers(1, 20).map(str), ("", *words)),
        mostly(st.sampled_from(USUAL_TIMES[formats]), ("", *times)),
        degrees(53),
        degrees(-2),
        mostly(st.sampled_from(("", "died", "survived", "unknown")), words),
        mostly(st.sampled_from(("", "yes", "no")), words),
        st.sampled_from(("", "x", *words)),
        mostly(st.integers(1, 12).map(str), (*numbers, *times)),
    )
    odd_lines = st.tuples(st.integers(0, 40), st.sampled_from(ODD_LINES))
    ends = (("\n",), ("\r\n",), ("\n",), ("\r",), ("\n", "\r\n"), ("\n", "\r"))
    return OddFile(
        tuple(draw(st.lists(rows, min_size=5, max_size=40))),
        () if tidy else tuple(draw(st.lists(odd_lines, max_size=2))),
        draw(st.sampled_from(ends[:2] if tidy else ends)),
        draw(st.sampled_from((",", ";", "\t", "|"))),
        formats,
        draw(st.booleans()),
        draw(st.booleans()),
    )


TABLES = (  # without the run's id, which follows from the file's bytes; years before 1 as text
    "select * exclude (run_id) from overdose_call order by row_number",
    "select * exclude (run_id) replace (last_day::varchar as last_day) from quarantine order by row_number",
    "select * exclude (run_id, by_run_id) replace (replace(raw, run_id, '') as raw) from superseded "
    "order by row_number",
)


def outcome(folder: Folder, made: OddFile) -> list[Any]:
    """Load a file into an empty home; return all that came of it, or why it was refused."""
    shutil.rmtree(folder.home, ignore_errors=True)
    folder.file("calls.csv", made.text())
    try:
        report = folder.load()["calls"]
    except BadInputError as error:
        return [str(error)]
    return [report, *(folder.rows(statement) for statement in TABLES)]


def read_each_way(path: Path, made: OddFile) -> None:
    folder = Folder(path)
    folder.place(
        SOURCE.replace("{delimiter}", made.delimiter.replace("\t", "\\t")).replace("{formats}", made.formats),
        boundary=True,
    )
    found = outcome(folder, made)
    with patch("etl.load.csv.quick_plan", lambda *_: None):
        assert outcome(folder, made) == found
    with patch("etl.load.csv.IN_MEMORY_BYTES", -1):
        assert outcome(folder, made) == found
    assert outcome(folder, replace(made, marked=True)) == found


def every_odd_value(formats: str, numbers: tuple[str, ...], *, tidy: bool) -> OddFile:
    """Return a file with every odd value once; `tidy`: where no blank stands at an end."""
    rows: list[tuple[str, ...]] = []
    for at, odd in ((0, WORDS), (1, TIMES), (2, numbers), (3, numbers), (4, WORDS), (5, WORDS), (7, numbers)):
        for value in odd:
            row = [str(len(rows) % 50), USUAL_TIMES[formats][0], "53.5", "-1.5", "died", "no", "x", "2"]
            row[at] = value
            if not tidy or all(text == text.strip(" ") for text in row):
                rows.append(tuple(row))
    return OddFile(tuple(rows), (), ("\n",), ";", formats, last_end=tidy, bom=not tidy)


@pytest.mark.parametrize("formats", list(USUAL_TIMES)[:2])
def test_every_odd_value_comes_out_the_same_each_way(tmp_path: Path, formats: str) -> None:
    with patch.object(QuickRows, "batches", autospec=True, side_effect=QuickRows.batches) as quick:
        read_each_way(tmp_path, every_odd_value(formats, NUMBERS, tidy=True))
    assert quick.call_count == 1  # of the four ways only the first


def test_what_is_no_number_and_has_blanks_comes_out_the_same_each_way(tmp_path: Path) -> None:
    read_each_way(tmp_path, every_odd_value(list(USUAL_TIMES)[4], (*NUMBERS, *NO_NUMBERS), tidy=False))


def test_a_mark_at_the_start_of_a_doubtful_row_is_kept(tmp_path: Path) -> None:
    row = ("\ufeff", "soon", "53.5", "-1.5", "died", "no", "x", "2")  # a byte order mark, had it come first
    read_each_way(tmp_path, OddFile((row,), (), ("\n",), ",", "[]", last_end=True, bom=False))


@pytest.mark.heavy
@bounded(100)
@given(made=odd_files())
def test_many_odd_rows_come_out_the_same_each_way(tmp_path: Path, made: OddFile) -> None:
    read_each_way(tmp_path, made)
