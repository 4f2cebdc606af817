from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.errors import BadInputError
from etl.formats.tabular import open_table
from etl.place import Format, Source

SOCRATA = {
    "meta": {
        "view": {
            "columns": [
                {"name": "id"},
                {"name": "NAME"},
                {
                    "name": "Location",
                    "subColumnTypes": ["human_address", "latitude", "longitude"],
                },
            ]
        }
    },
    "data": [
        ["a1", "Hospital", ['{"city":"X"}', "42.30", "-71.10"]],
        ["a2", None, [None, None, None]],
        ["a3", "Clinic", None],
    ],
}


def read(tmp_path: Path, form: Format, document: object) -> dict[str, list[str | None]]:
    path = tmp_path / "table.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    source = Source(id="x", feed="service", files=("table.json",), format=form)
    return open_table(path, source).read_all().to_pydict()


def test_socrata_names_columns_and_flattens_locations(tmp_path: Path) -> None:
    assert read(tmp_path, "socrata", SOCRATA) == {
        "id": ["a1", "a2", "a3"],
        "NAME": ["Hospital", None, "Clinic"],
        "Location.human_address": ['{"city":"X"}', None, None],
        "Location.latitude": ["42.30", None, None],
        "Location.longitude": ["-71.10", None, None],
    }


def test_records_become_rows_and_nested_ones_are_flattened(tmp_path: Path) -> None:
    records = [{"id": 1, "at": {"lat": 1.50}}, {"id": 2, "open": True}]
    assert read(tmp_path, "json", records) == {
        "id": ["1", "2"],
        "at.lat": ["1.5", None],
        "open": [None, "true"],
    }


def test_records_keyed_by_name_get_a_key_column(tmp_path: Path) -> None:
    keyed = {"Back Bay": {"Income": 88667}, "Central": {"Income": 70218}}
    expected = {"key": ["Back Bay", "Central"], "Income": ["88667", "70218"]}
    assert read(tmp_path, "json", keyed) == expected
    assert read(tmp_path, "json", [keyed]) == expected


def test_numbers_stay_as_written(tmp_path: Path) -> None:
    table = read(tmp_path, "json", '[{"id": 10100137852900000001, "lat": 42.30}]')
    assert table == {"id": ["10100137852900000001"], "lat": ["42.30"]}


def test_a_name_that_repeats_within_a_record_is_not_lost(tmp_path: Path) -> None:
    table = read(tmp_path, "json", '[{"under": 1, "%": "5%", "over": 2, "%": "6%"}]')
    assert table == {"under": ["1"], "%": ["5%"], "over": ["2"], "%_2": ["6%"]}


@pytest.mark.parametrize(
    ("form", "document", "what"),
    [
        ("socrata", {"rows": []}, "meta.view.columns"),
        ("socrata", SOCRATA | {"data": []}, "no rows"),
        ("socrata", SOCRATA | {"data": [["a1", "Hospital"]]}, "3 values"),
        ("json", [1, 2, 3], "no list of records"),
        ("json", {"a": 1}, "no list of records"),
        ("json", "[{", "is not JSON"),
        ("json", "var x = [{}]", "JavaScript"),
        ("json", "[" * 200_000, "is not JSON"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, form: Format, document: object, what: str) -> None:
    with pytest.raises(BadInputError, match=what):
        read(tmp_path, form, document)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    path.write_bytes('[{"name": "Café"}]'.encode("latin-1"))
    with pytest.raises(BadInputError, match="not UTF-8"):
        open_table(path, Source(id="x", feed="service", files=("t",), format="json"))
