from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.zones.zone import FIELD_LABELS, Zone, read_zone, write_zone
from tests.zone_fixture import SQUARE, full_document


def test_a_full_zone_reads_and_writes_the_same_document() -> None:
    document = full_document()
    zone = read_zone(document)
    assert write_zone(zone) == document
    assert read_zone(json.loads(json.dumps(write_zone(zone)))) == zone
    assert set(document) == set(FIELD_LABELS)


def test_a_name_alone_is_a_zone_that_says_nothing_yet() -> None:
    zone = read_zone({"name": "Somewhere"})
    assert zone == Zone("Somewhere")
    assert write_zone(zone)["en_route"] is None
    assert write_zone(zone)["strength"] == ""


def test_lists_are_kept_in_the_order_of_their_choices() -> None:
    zone = read_zone(
        full_document(ladder=["warning", "dialogue", "dialogue"], covers=["callers", "service_users"])
    )
    assert zone.ladder == ("dialogue", "warning")
    assert zone.covers == ("service_users", "callers")


def part(**changed: Any) -> dict[str, Any]:
    return {
        "id": "p1",
        "kind": "polygon",
        "operation": "add",
        "parameters": {},
        "geometry": SQUARE,
        **changed,
    }


BAD = {
    "no object": ([], "the zone"),
    "a field nobody knows": (full_document(colour="red"), "the zone"),
    "no name": ({}, "name"),
    "an empty name": (full_document(name="  "), "name"),
    "a NUL": (full_document(name="Station\0Road"), "name"),
    "a line break in a name": (full_document(name="Station\nRoad"), "name"),
    "half a character": (full_document(note="\ud800"), "note"),
    "a long name": (full_document(name="x" * 121), "name"),
    "a number as a name": (full_document(name=7), "name"),
    "an unknown strength": (full_document(strength="decree"), "strength"),
    "an unknown rung": (full_document(ladder=["baton"]), "ladder"),
    "a rung that is a list": (full_document(ladder=[["dialogue"]]), "ladder"),
    "a text for a list": (full_document(covers="everyone"), "covers"),
    "no day": (full_document(starts_on="1 June"), "starts_on"),
    "a day in another form": (full_document(starts_on="20260601"), "starts_on"),
    "an end before the start": (full_document(ends_on="2026-05-01"), "ends_on"),
    "a review before the start": (full_document(review_on="2026-05-01"), "review_on"),
    "no hours of a week": (full_document(hours="evenings"), "hours"),
    "hours that are a number": (full_document(hours=0), "hours"),
    "neither yes nor no": (full_document(en_route="yes"), "en_route"),
    "an offence on both sides": (full_document(offences_out=["possession"]), "offences_out"),
    "a service without a name": (full_document(services=[""]), "services"),
    "too many services": (full_document(services=[f"S{n}" for n in range(501)]), "services"),
    "two parts of one id": (full_document(parts=[part(), part()]), "parts"),
    "too many parts": (full_document(parts=[part(id=f"p{n}") for n in range(201)]), "parts"),
    "a part of no kind": (full_document(parts=[part(kind="blob")]), "part 1, kind"),
    "an operation nobody knows": (full_document(parts=[part(operation="eval")]), "part 1, operation"),
    "no geometry": (full_document(parts=[part(geometry=None)]), "part 1, geometry"),
    "a point": (
        full_document(parts=[part(geometry={"type": "Point", "coordinates": [0, 0]})]),
        "part 1, geometry",
    ),
    "no corners": (
        full_document(parts=[part(geometry={"type": "Polygon", "coordinates": []})]),
        "part 1, geometry",
    ),
    "flat corners": (
        full_document(parts=[part(geometry={"type": "Polygon", "coordinates": [[0, 1]]})]),
        "part 1, geometry",
    ),
    "a corner at infinity": (
        full_document(parts=[part(geometry={"type": "Polygon", "coordinates": [[[float("inf"), 0]]]})]),
        "part 1, geometry, corner",
    ),
    "a corner of words": (
        full_document(parts=[part(geometry={"type": "Polygon", "coordinates": [[["1", "2"]]]})]),
        "part 1, geometry, corner",
    ),
    "a circle without a radius": (
        full_document(parts=[part(kind="circle", parameters={"centre": [0, 0]})]),
        "part 1, parameters",
    ),
    "a circle beyond the pole": (
        full_document(parts=[part(kind="circle", parameters={"centre": [0, 91], "radius_m": 5})]),
        "part 1, centre",
    ),
    "a negative radius": (
        full_document(parts=[part(kind="circle", parameters={"centre": [0, 1], "radius_m": -5})]),
        "part 1, radius_m",
    ),
    "a parameter of another kind": (
        full_document(parts=[part(parameters={"radius_m": 5})]),
        "part 1, parameters",
    ),
}


@pytest.mark.parametrize(("document", "where"), BAD.values(), ids=BAD)
def test_what_no_form_could_send_is_refused_by_its_field(document: object, where: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_zone(document)
    assert caught.value.where == where
    assert caught.value.next_step


def test_more_corners_than_the_limit_are_refused_and_as_many_are_not() -> None:
    ring = [[n / 1e6, n % 2] for n in range(100_000)]
    ring.append(ring[0])
    document = full_document(parts=[part(geometry={"type": "Polygon", "coordinates": [ring]})])
    assert read_zone(document).parts[0].vertices == 100_000
    more = copy.copy(document)
    more["parts"] = [part(geometry={"type": "Polygon", "coordinates": [[*ring, ring[0]]]})]
    with pytest.raises(BadInputError, match="100,001 corners"):
        read_zone(more)


def test_script_and_formula_are_text() -> None:
    for name in (
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "Robert'); drop table zone;--",
        "  Straße 中 ",
    ):
        assert read_zone(full_document(name=name)).name == name.strip()


def test_the_shape_is_kept_as_it_was_drawn() -> None:
    third = {
        "type": "Polygon",
        "coordinates": [[[0.1234567890123, 1, 7], [1, 1, 7], [1, 2, 7], [0.1234567890123, 1, 7]]],
    }
    assert read_zone(full_document(parts=[part(geometry=third)])).parts[0].geometry == third


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Polygon", "add", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def spots(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value in a document."""
    yield before
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from spots(item, (*before, key))


SPOTS = list(spots(full_document()))


@given(spot=st.sampled_from(SPOTS), value=ANYTHING)
@settings(max_examples=200)
def test_whatever_stands_anywhere_a_document_is_read_or_refused(spot: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(full_document())
    if not spot:
        document = value
    else:
        inner: Any = document
        for key in spot[:-1]:
            inner = inner[key]
        inner[spot[-1]] = value
    with suppress(BadInputError):
        zone = read_zone(document)
        assert read_zone(json.loads(json.dumps(write_zone(zone)))) == zone
