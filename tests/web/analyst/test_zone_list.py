from __future__ import annotations

import datetime as dt

from records.zones import ZoneRecord
from web.analyst.zones.shown import LISTED, NONE_YET, NOT_FOUND, build_list

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
MANY = tuple(ZoneRecord(f"z{n}", f"Zone <{n}>", "draft", 1, NOON, None) for n in range(10_000))


def shown(*given: object) -> str:
    return str(build_list(*given).to_plotly_json())  # type: ignore[arg-type]


def test_of_ten_thousand_zones_a_few_are_listed_and_the_rest_are_found_by_name() -> None:
    page = shown(MANY, MANY)
    assert page.count("data-zone") == page.count("data-undelete") == LISTED
    assert "10,000 zones" in page
    found = shown(MANY, (), " ZONE <9999")
    assert found.count("data-zone") == 1
    assert "Zone <9999>" in found
    assert NOT_FOUND in shown(MANY, (), "harbour")
    assert NONE_YET in shown((), ())
