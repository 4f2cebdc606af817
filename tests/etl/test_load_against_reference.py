"""The fast load and the plain one agree row by row on dirty files made at random; so do its two ways."""

from __future__ import annotations

import random
import re
import shutil
from typing import Any

import pytest
import shapely

from etl.staging.quick_rows import QuickRows
from tests.etl import reference_loader
from tests.etl.folder import CALL_COLUMNS, NOW, SQUARE, Folder

SOURCE = f"""
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
newest_by = "updated"
time_format = ["%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m"]
{CALL_COLUMNS}[source.values]
outcome = {{ "Conveyed" = "survived" }}
"""
COLUMNS = (
    "row_number, identity, occurred_local, occurred_utc, occurred_date, occurred_month, time_pr"
    "ecision, time_flag, "
    "outcome, naloxone_given, latitude, longitude, cell_7, cell_8, cell_9, cell_10"
)


def a_time(rng: random.Random) -> str:
    year, month, day = rng.randint(2019, 2026), rng.randint(1, 12), rng.randint(1, 28)
    clock = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"
    return rng.choice(
        [f"{day:02d}/{month:02d}/{year} {clock}"] * 6
        + [
            f"{year}-{month:02d}-{day:02d}",
            f"{year}-{month:02d}",
            f"25/10/2026 01:{rng.randint(0, 59):02d}",  # London passes this hour twice
            f"29/03/2026 01:{rng.randint(0, 59):02d}",  # and never this one
            f"01/11/2020 01:{rng.randint(0, 59):02d}",  # New York twice
            f"08/03/2020 02:{rng.randint(0, 59):02d}",  # New York never
            "31/02/2024 10:00",
            "01/01/1969 10:00",
            "01/01/2030 10:00",
            "2/11/2026 11:59",
            "soon",
            "",
            f" {day}/{month}/{year} {clock} ",
        ]
    )


def a_point(rng: random.Random) -> tuple[str, str]:
    lat, lon = rng.uniform(52.95, 54.05), rng.uniform(-2.05, -0.95)
    return rng.choice(
        [(f"{lat:.6f}", f"{lon:.6f}")] * 8
        + [
            ("", ""),
            ("", f"{lon:.6f}"),
            ("0", "0.0"),
            (f"{lon:.6f}", f"{lat:.6f}"),
            (f"{lat * 1e6:.0f}", f"{lon * 1e6:.0f}"),
            (f"{lat * 1e6:.0f}", f"{-lon * 1e6:.0f}"),
            (f"{lat:.5f}", f"{-lon:.5f}"),
            ("431000", "435000"),
            ("nan", "1"),
            ("5_3", "-1.5"),
            ("north", "-1.5"),
            ("95", "200"),
            (" 53.5 ", "-15e-1"),
            ("42.36", "-71.06"),
        ]
    )


def a_file(rng: random.Random, rows: int) -> str:
    lines = [",".join(reference_loader.HEADER)]
    for _ in range(rows):
        lat, lon = a_point(rng)
        parts = [
            rng.choice([f"E{rng.randint(1, rows)}", f"E{rng.randint(1, rows)}", "", " "]),
            a_time(rng),
            lat,
            lon,
            rng.choice(["died", "SURVIVED", " conveyed ", "Conveyed", "", "elsewhere", "unknown"]),
            rng.choice(["yes", "N", "TRUE", "0", "", "", "maybe"]),
            rng.choice(["3", "x"]),
            rng.choice(["", "1", "2", "10", "9.5"]),
        ]
        if rng.random() < 0.1:
            parts[6] = rng.choice(['"a, quoted"', '"two\nlines"', '"she said ""no"""'])
        if rng.random() < 0.03:
            parts = rng.choice([parts[:-2], [*parts, "more"]])
        lines.append(",".join(parts))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_both_loaders_agree_row_by_row(folder: Folder, seed: int, zone: str) -> None:
    text = a_file(random.Random(seed), 400)
    folder.place(SOURCE, time_zone=zone, boundary=True)
    folder.file("calls.csv", text)
    report = folder.load()["calls"]
    expected = reference_loader.load(text, shapely.from_wkt(SQUARE), zone, NOW)
    for row in expected["loaded"]:
        del row["_newest"]
    assert folder.rows(f"select {COLUMNS} from overdose_call order by row_number") == expected["loaded"]
    found = folder.rows(
        "select row_number, list_sort(reasons) as reasons from quarantine where source = 'calls' order by 1"
    )
    assert [(row["row_number"], row["reasons"]) for row in found] == expected["quarantined"]
    lost = folder.rows("select row_number from superseded where source = 'calls' order by 1")
    assert [row["row_number"] for row in lost] == expected["superseded"]
    assert report.rows_read == sum(len(rows) for rows in expected.values())
    assert {"ambiguous", "missing"} <= {row["time_flag"] for row in expected["loaded"]}


NOT_NUMBERS = ("north", "5_3")  # with one of these the whole file is typed in SQL
ODD_WORDS = ("", "yes", "N", "TRUE", "0", "maybe", "\u00e9t\u00e9")


@pytest.mark.parametrize("formats", ['["%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m"]', '["%d/%m/%Y %H:%M"]', "[]"])
@pytest.mark.parametrize("seed", range(2))
def test_typing_without_sql_gives_what_sql_gives(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, seed: int, formats: str
) -> None:
    rng = random.Random(seed)
    lines = [",".join(reference_loader.HEADER)]
    for _ in range(3_000):
        lat, lon = a_point(rng)
        when = a_time(rng)
        if formats == "[]" and rng.random() < 0.8:
            when = rng.choice(["2024-02-29 10:05", "2024-02-30 10:05", "2024-02-01T07:08:09", "2024-02-29"])
        if lat in NOT_NUMBERS:
            lat = "inf"
        outcome = rng.choice(["died", "SURVIVED", "Conveyed", "", "elsewhere", "unknown"])
        parts = [rng.choice([f"E{rng.randint(1, 2_000)}", ""]), when, lat, lon, outcome]
        parts += [rng.choice(ODD_WORDS), "x", rng.choice(["", "1", "2", "10", "9.5"])]
        lines.append(",".join(part.strip() for part in parts))
    folder.place(re.sub("time_format = .*", f"time_format = {formats}", SOURCE), boundary=True)
    folder.file("calls.csv", "\n".join(lines) + "\n")
    what = (
        "select * from overdose_call order by row_number",
        "select * from quarantine order by row_number",
        "select * from superseded order by row_number",
    )
    asked: list[int] = []
    correct = QuickRows._correct

    def correct_and_count(rows: QuickRows, part: Any, answers: Any) -> None:
        asked.append(len(answers))
        correct(rows, part, answers)

    monkeypatch.setattr(QuickRows, "_correct", correct_and_count)
    folder.load()
    found = [folder.rows(statement) for statement in what]
    assert 0 < sum(asked) < 2_500  # some rows were in doubt, not all
    shutil.rmtree(folder.home)
    monkeypatch.setattr("etl.load.csv.quick_plan", lambda *_: None)
    folder.load()
    assert [folder.rows(statement) for statement in what] == found
    assert min(map(len, found)) > 5
