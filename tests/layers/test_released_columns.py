"""Every column of a published file is named in docs/disclosure.md with the rule that covers it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from etl import store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "disclosure.md"
RULES = ("counts", "derived", "bands", "no events", "whole quarters", "only grids", "exact files", "in words")


def listed() -> list[tuple[str, str, str]]:
    """Return (table, column, rule) of each row of the page's table of columns."""
    section = (
        PAGE.read_text(encoding="utf-8").split("## Exact figures")[0].split("| table | columns | rule |")[1]
    )
    found = []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`"):
            found += [
                (cells[0].strip("`"), column, cells[2]) for column in re.findall(r"`([^`]+)`", cells[1])
            ]
    return found


def in_a_file() -> list[tuple[str, str]]:
    con = store.connect()
    con.execute(store.sql("published"))
    names = "select table_name, column_name from duckdb_columns() where not internal"
    return [(table, column) for table, column in store.rows(con, names)]


def test_every_column_of_a_published_file_has_a_rule() -> None:
    named = Counter((table, column) for table, column, _ in listed())
    assert sorted(set(in_a_file()) - set(named)) == []
    assert sorted(set(named) - set(in_a_file())) == []
    assert max(named.values()) == 1


def test_every_rule_is_one_of_few_words() -> None:
    assert [row for row in listed() if not row[2].startswith((*RULES, "as the figure"))] == []
