"""Two people on one zone: what each changed survives, and what both changed is named."""

from __future__ import annotations

from typing import Any

from layers.zones.zone import read_zone, write_zone
from tests.web.analyst.drawn import document, part, square
from web.analyst.zones.fields import FIELDS, blank_fields, control_id
from web.analyst.zones.merge import merge
from web.analyst.zones.page import build_draw_page
from web.analyst.zones.work import difference_words


def merged(mine: dict[str, Any], theirs: dict[str, Any]) -> Any:
    base = document(authority="Nobody yet", parts=[part("p1"), part("p2", geometry=square(-31.49))])
    return merge(*(read_zone({**base, **change}) for change in ({}, mine, theirs)))


def test_the_same_change_twice_is_no_clash_and_no_change_is_no_merge() -> None:
    same = merged({"authority": "Council"}, {"authority": "Council"})
    assert (same.zone.authority, same.taken, same.clashes) == ("Council", (), ())
    assert merged({}, {}).taken == ()


def test_what_only_one_changed_stands_and_what_both_changed_is_mine_with_theirs_beside_it() -> None:
    found = merged(
        {"authority": "Council", "covers": ["staff"]}, {"authority": "Chief", "ladder": ["dialogue"]}
    )
    assert (found.zone.authority, found.zone.covers, found.zone.ladder) == (
        "Council",
        ("staff",),
        ("dialogue",),
    )
    assert [(each.field, each.mine, each.theirs, each.value) for each in found.clashes] == [
        ("authority", "Council", "Chief", "Chief")
    ]


def test_parts_are_merged_one_by_one() -> None:
    wider, other = square(size=0.012), square(-31.49, size=0.02)
    found = merged(
        {"parts": [part("p1", geometry=wider)]}, {"parts": [part("p1"), part("p2", geometry=other)]}
    )
    assert [each.geometry for each in found.zone.parts] == [wider]  # I deleted p2, they changed it
    [clash] = found.clashes
    assert (clash.part, clash.mine, clash.value["geometry"]) == ("p2", "deleted", other)
    gone = merged({"note": "mine"}, {"parts": [part("p1")]})
    assert len(gone.zone.parts) == 1
    assert gone.taken == ("part: polygon deleted",)


def test_differences_are_said_in_the_words_of_the_form() -> None:
    before, after = read_zone(document()), read_zone(document(covers=["staff"], parts=[part("p9")]))
    assert difference_words(before, after) == [
        "Who is covered: Not said yet → Staff and volunteers",
        "Shape: 1 part added, 1 part deleted",
        "Ground: 0 m² gained, 0 m² lost",
    ]
    assert difference_words(before, before) == ["Nothing that is kept differs."]


def test_the_form_has_every_field_of_the_document_once() -> None:
    kept = {"parts", "hours"}  # which have controls of their own
    assert [field.name for field in FIELDS if field.name in kept] == []
    assert {field.name for field in FIELDS} | kept == set(write_zone(read_zone({"name": "x"})))
    assert blank_fields().keys() | {"parts"} == set(write_zone(read_zone({"name": "x"})))
    said = str(build_draw_page())
    for field in FIELDS:
        assert field.about
        assert f"id='{control_id(field.name)}'" in said
    assert "Never covered, in any zone" in said
