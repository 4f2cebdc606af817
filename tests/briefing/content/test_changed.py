"""What changed: only what both briefings show, and only what is more than noise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.asked import opening
from briefing.content.changed import changed_since
from briefing.content.compose import compose
from briefing.content.earlier import Earlier, keep
from briefing.content.kept import Kept
from briefing.content.model import Content, Table
from briefing.words.words import words_in
from layers.published.version import Published

EN = words_in("en")


def rows(table: Table | None) -> dict[str, list[str]]:
    assert table is not None
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}


def count(number: float | None, period: str, key: str = "total:calls:year", exposure: float = 12.5) -> Kept:
    text = "Withheld" if number is None else f"{number:g}"
    state = "withheld" if number is None else "released"
    return Kept(key, "count", "Calls", text, state, number, "", period, exposure)


def beside(old: Kept | None, new: Kept | None, language: str = "en") -> dict[str, list[str]]:
    """Return the rows of a briefing with one figure beside an earlier one with one."""
    earlier = Earlier("abc", "1 Nov 2025", tuple(each for each in (old,) if each))
    words = words_in(language)
    return rows(changed_since(tuple(each for each in (new,) if each), earlier, words, 5))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (count(400, "2024"), count(300, "2025"), ["400", "300", "−25 %"]),
        (count(400, "2024"), count(390, "2025"), ["400", "390", "No clear change"]),
        (count(400, "2024"), count(400, "2025"), ["400", "400", "None"]),
        (count(400, "2024"), count(395, "2024"), ["400", "395", "Same period, corrected data; not tested"]),
        (count(400, "2024"), count(None, "2025"), ["400", "Withheld", "–"]),
        (count(15, "2024"), count(60, "2025"), ["15", "60", "Too few to say"]),
        (count(400, "2024"), count(200, "2025", exposure=0.0), ["400", "200", "Not tested"]),
        (count(400, "2024"), count(200, "2025", exposure=6.25), ["400", "200", "No clear change"]),
    ],
)
def test_a_count_is_told_to_have_changed_only_beyond_noise(old: Kept, new: Kept, told: list[str]) -> None:
    assert beside(old, new) == {"Calls, latest year": told}


def test_nothing_is_told_that_one_of_them_does_not_show() -> None:
    nothing = "Nothing that both briefings show has changed"
    assert list(beside(None, count(400, "2025"))) == [nothing]
    assert list(beside(count(400, "2025"), None)) == [nothing]
    assert list(beside(count(400, "2025"), count(400, "2025"))) == [nothing]
    other = replace(count(7.5, "2025"), kind="value")
    assert list(beside(count(400, "2024"), other)) == [nothing]
    assert beside(replace(other, number=7.1, text="7,1", period="2024"), other) == {
        "Calls, latest year": ["7,1", "7.5", "Not tested"]
    }
    assert beside(count(4000, "2024"), count(3000, "2025"), "es") == {
        "Calls, último año": ["4.000", "3.000", "−25 %"]
    }


def test_classes_and_zones_that_changed_came_or_went_are_listed(opened: Content, town: Published) -> None:
    assert opened.changed is None
    asked = opening(town)
    services = [each for each in opened.kept if each.kind == "class"]
    zones = [each for each in opened.kept if each.kind == "status"]
    changed = {
        services[0].key: replace(services[0], state="too_few", text="Too few to say"),
        zones[0].key: replace(zones[0], state="draft:1", text="Draft, version 1"),
    }
    figures = [
        changed.get(each.key, each) for each in opened.kept if each.key not in (services[1].key, zones[1].key)
    ]
    figures.append(replace(zones[0], key="zone:z99", label="An older one"))
    earlier = Earlier("0123456789ab", "1 Aug 2026", tuple(figures))
    content = compose(town, replace(asked, since=earlier.content_id), earlier)
    found = rows(content.changed)
    assert found[services[0].label][0::2] == ["Too few to say", "Class changed"]
    assert found[services[1].label][0::2] == ["–", "Newly listed"]
    assert found[zones[0].label][0::2] == ["Draft, version 1", "Status or version changed"]
    assert found[zones[1].label][0::2] == ["–", "New in this briefing"]
    assert found["An older one"][1:] == ["–", "No longer in this briefing"]
    assert len(found) == 5
    assert content.changed is not None
    assert f"{len(services) - 2} other services" in content.changed.note
    assert content.provenance.content_id != opened.provenance.content_id


def test_a_briefing_beside_itself_says_that_nothing_changed(opened: Content, town: Published) -> None:
    content = compose(town, opening(town), keep(opened))
    assert list(rows(content.changed)) == ["Nothing that both briefings show has changed"]
