from __future__ import annotations

from layers.layer import ENVIRONMENTS
from layers.words import percent
from layers.zones.ahead import ahead, detectable
from layers.zones.ledger import BEARERS, CATEGORIES, DIRECTIONS, ENTRIES, SOURCES, ledger, tag_words
from layers.zones.measures import MEASURES
from layers.zones.weighed import Figure

EVERY = [entry for entries in ENTRIES.values() for entry in entries]


def test_both_sides_span_all_kinds_of_harm() -> None:
    assert set(ENTRIES) == set(DIRECTIONS)
    for entries in ENTRIES.values():
        assert {entry.tags.category for entry in entries} == set(CATEGORIES)
        assert {entry.tags.source for entry in entries} == set(SOURCES)
    assert {entry.tags.bearer for entry in EVERY} == set(BEARERS)
    assert {entry.tags.environment for entry in EVERY} == set(ENVIRONMENTS)
    assert {entry.tags.level for entry in EVERY} == {"micro", "macro"}
    assert len({entry.id for entry in EVERY}) == len(EVERY)


def test_every_effect_names_what_would_measure_it_and_the_counter_evidence_is_there() -> None:
    assert all(entry.measured_by and entry.evidence for entry in EVERY)
    assert [entry.id for entry in ENTRIES["cost"] if "Cooper" in entry.evidence] == ["counter_evidence"]
    assert all(entry.figure[1] in MEASURES for entry in EVERY if entry.figure)


def test_effects_carry_the_figures_of_the_weighing() -> None:
    forgone = Figure("forgone", 12.0, count=12)
    parts = {name: {} for name in ("inside", "ring", "comparison", "footprint")}
    effects = ledger({**parts, "measures": {"forgone": forgone}})
    assert [effect.id for effect in effects] == [entry.id for entry in EVERY]
    assert {effect.id for effect in effects if effect.figure is forgone} == {
        "records_avoided",
        "police_time",
        "not_pursued",
    }
    assert not any("score" in effect.title.lower() for effect in effects)


def test_what_could_be_detected_is_said_before_launch() -> None:
    inside, there = {"need": Figure("need", count=100)}, {"need": Figure("need", count=100)}
    inside["confiscation"] = there["confiscation"] = Figure("confiscation", count=4)
    calls, taken = ahead(inside, there, 26)
    assert (calls.inside, calls.comparison, calls.weeks) == (200, 200, 52)
    assert calls.detectable is not None
    assert 0.5 < calls.detectable < 0.58
    assert percent(1 - calls.detectable) in calls.words
    assert taken.detectable is None
    assert "cannot be evaluated alone" in taken.words
    alone = ahead(inside, {}, 52)
    assert [one.comparison for one in alone] == [None, None]
    assert detectable(90, 110) == detectable(90, 110)


def test_tags_are_said_as_people_are_spoken_of() -> None:
    parts: dict[str, dict[str, Figure]] = {
        name: {} for name in ("inside", "ring", "comparison", "footprint", "measures")
    }
    said = {effect.id: " · ".join(tag_words(effect)) for effect in ledger(parts)}
    assert said["syringes_kept"] == "Social · Micro · Health · People who use drugs · From enforcement"
    for words in said.values():
        assert not {"Users", "Dealers", "Intimates", "Safety order"} & set(words.split(" · "))
