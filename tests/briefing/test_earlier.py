"""What a briefing remembers comes back as it was; what is damaged is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from briefing.content.earlier import Earlier, earlier_as_json, keep, read_earlier
from briefing.content.kept import Kept
from etl.errors import BadInputError
from tests.briefing.made import made

FIGURES = (
    Kept("count:overdose_calls", "count", "Calls", "415", "released", 415.0, "calls", "2026Q3", 12.5),
    Kept("clash:S01:", "class", "Tŷ Dŵr", "Clash", "clash", 230.0),
    Kept("zone:z1", "status", "Quay", "Proposed", "proposed"),
)


def test_what_is_kept_comes_back_as_it_was() -> None:
    content = replace(made(), kept=FIGURES)
    earlier = keep(content)
    assert earlier == Earlier(content.provenance.content_id, content.dated, FIGURES)
    assert read_earlier(json.loads(json.dumps(earlier_as_json(earlier)))) == earlier


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("key", 7),
        ("kind", "person"),
        ("label", None),
        ("text", "x" * 2_001),
        ("number", float("nan")),
        ("number", True),
        ("number", -5.0),
        ("exposure", None),
        ("extra", ""),
    ],
)
def test_a_damaged_figure_is_refused(part: str, value: object) -> None:
    document: dict[str, Any] = earlier_as_json(Earlier("c", "d", FIGURES))
    document["figures"][0][part] = value
    with pytest.raises(BadInputError, match="the earlier briefing"):
        read_earlier(document)


@pytest.mark.parametrize(
    "change",
    [{"form": 2}, {"figures": None}, {"dated": 1}, {"figures": ["x"]}, {"figures": [{}] * 5_001}],
    ids=str,
)
def test_a_damaged_file_is_refused(change: dict[str, Any]) -> None:
    document = earlier_as_json(Earlier("c", "d", FIGURES)) | change
    with pytest.raises(BadInputError, match="the earlier briefing"):
        read_earlier(document)


def test_what_is_no_record_or_names_a_figure_twice_is_refused() -> None:
    for damaged in (None, [], "x", earlier_as_json(Earlier("c", "d", FIGURES[:1] * 2))):
        with pytest.raises(BadInputError, match="the earlier briefing"):
            read_earlier(damaged)
