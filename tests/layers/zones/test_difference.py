from __future__ import annotations

import dataclasses

import pytest

from etl.projection import area_km2
from layers.zones.difference import difference, field_words
from layers.zones.shape import whole
from layers.zones.zone import FIELD_LABELS, Zone, read_zone
from tests.zone_fixture import full_document, square

FULL = read_zone(full_document())


def drawn(*squares: tuple[float, float, str]) -> Zone:
    parts = [
        {"id": f"p{n}", "kind": "polygon", "operation": operation, "geometry": square(west, south)}
        for n, (west, south, operation) in enumerate(squares)
    ]
    return read_zone({"name": "Zone", "parts": parts})


def test_a_version_does_not_differ_from_itself() -> None:
    assert difference(FULL, FULL).is_none
    assert difference(FULL, read_zone(full_document())).is_none


def test_each_field_that_changed_is_shown_as_a_reader_sees_it() -> None:
    after = read_zone(
        full_document(
            strength="law", hours="", en_route=None, ladder=["dialogue"], services=[], starts_on=None
        )
    )
    assert [(change.label, change.before, change.after) for change in difference(FULL, after).fields] == [
        ("Services it protects", "S1, S7", "Not said yet"),
        ("Strength", "Written agreement", "Law"),
        ("Starts on", "2026-06-01", "Not said yet"),
        ("Hours", "Fri–Sat 22–04", "Always"),
        ("Also on the way there", "Yes", "Not said yet"),
        ("Supports and sanctions, in order", "Dialogue, Referral, Warning", "Dialogue"),
    ]


def test_every_field_has_words() -> None:
    for field in FIELD_LABELS:
        assert field_words(FULL, field)
        assert field_words(Zone("Zone"), field) in ("Zone", "Always", "Not said yet")


def test_ground_gained_and_lost_is_measured() -> None:
    """A square moved by half its side gains half of its ground and loses as much."""
    before, after = drawn((-1.55, 53.79, "add")), drawn((-1.545, 53.79, "add"))
    found = difference(before, after)
    assert found.redrawn
    assert found.gained is not None
    assert found.lost is not None
    half = area_km2(whole(before.parts)) * 1e6 / 2
    assert found.gained.area_m2 == pytest.approx(half, rel=1e-6)
    assert found.lost.area_m2 == pytest.approx(half, rel=1e-6)
    assert found.gained.shape.bounds[0] == pytest.approx(-1.54)
    back = difference(after, before)
    assert back.gained is not None
    assert back.gained.area_m2 == pytest.approx(found.lost.area_m2)


def test_a_first_shape_is_all_gain_and_a_new_way_to_draw_the_same_is_none() -> None:
    whole_square = drawn((-1.55, 53.79, "add"))
    first = difference(Zone("Zone"), whole_square)
    assert first.gained is not None
    assert first.lost is not None
    assert first.gained.area_m2 == pytest.approx(area_km2(whole(whole_square.parts)) * 1e6)
    assert first.lost.area_m2 == 0
    twice = difference(whole_square, drawn((-1.55, 53.79, "add"), (-1.55, 53.79, "add")))
    assert twice.redrawn
    assert not twice.is_none
    assert twice.gained is not None
    assert twice.gained.area_m2 == 0


def test_where_a_shape_does_not_hold_no_ground_is_claimed() -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[-1.55, 53.79], [-1.54, 53.8], [-1.54, 53.79], [-1.55, 53.8]]],
    }
    broken = dataclasses.replace(FULL, parts=(dataclasses.replace(FULL.parts[0], geometry=bow_tie),))
    found = difference(FULL, broken)
    assert found.redrawn
    assert (found.gained, found.lost) == (None, None)
