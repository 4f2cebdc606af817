"""What is said of clashes in every state: no evidence is never told as no clash, and no clash is dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from briefing.asked import opening
from briefing.content.clashes import clashes, lay_sentence
from briefing.content.given import Given
from briefing.content.headline import headline
from briefing.content.key_figures import key_figures
from briefing.words.words import words_in
from layers.clash.banding import ranked
from layers.clash.shown import ClashService
from layers.clash.states import COMPARED, TROUBLES, Note, State, Trouble
from layers.published.clash import Clash
from layers.published.version import Published
from tests.briefing.altered import Altered

NOT_PROOF = ("evidence", "misses many", "cannot", "not told", "Weakly adjusted")
NAMES = ("Łódź Road", "Tŷ Gŵyr", "Calle Ñ", "A", "B", "C")


def a_service(number: int, state: State, notes: tuple[Note, ...] = ()) -> ClashService:
    index = {State.CLASH: 230.0, State.POSSIBLE: 140.0, State.NO_EVIDENCE: 100.0, State.LESS: 60.0}.get(state)
    return ClashService(
        service_id=f"S{number:02}",
        stop="",
        name=f"{NAMES[number % len(NAMES)]} {number}",
        type="needle_exchange",
        latitude=47.2,
        longitude=-31.5,
        state=state,
        exposure=None if index is None else 9.0,
        expected=None if index is None else 4.0,
        index=index,
        low=None if index is None else index - 50,
        high=None if index is None else index + 80,
        p=None,
        q=None,
        notes=notes,
    )


def told_of(town: Published, states: list[State], language: str = "en", **other: Any) -> Given:
    """Return what a briefing is made from where services are in these states."""
    clash = town.clash()
    assert clash is not None
    services = tuple(ranked([a_service(at, state) for at, state in enumerate(states)]))
    made = replace(clash, services=services, tested=len(services), **other)
    return of_clash(town, made, language)


def of_clash(town: Published, clash: Clash | None, language: str = "en") -> Given:
    return Given(Altered(town, clash=clash), opening(town), words_in(language))


@settings(max_examples=60)
@drawn(states=st.lists(st.sampled_from(list(State)), max_size=8), weak=st.booleans())
def test_a_headline_never_claims_more_than_the_classes(
    town: Published, states: list[State], weak: bool
) -> None:
    if weak:
        states = [state for state in states if state != State.CLASH]
    said = headline(told_of(town, states, weakly_adjusted=weak))
    showing = states.count(State.CLASH)
    assert ("Police activity clashes with" in said) == bool(showing)
    assert any(part in said for part in NOT_PROOF)
    compared = sum(state in COMPARED for state in states)
    assert ("cannot be told" in said) == (compared == 0)
    if showing:
        assert f"with {showing} of the {compared} services" in said
        left = len(states) - compared
        assert (f"({left} could not)" in said) == bool(left)
        assert "230 (95 %: 180 to 310" in said
    if weak and any(state in COMPARED for state in states):
        assert "Weakly adjusted" in said


@pytest.mark.parametrize("trouble", [each for each in Trouble if each])
@pytest.mark.parametrize("language", ["en", "es"])
def test_where_nothing_is_compared_the_reason_is_said(
    town: Published, trouble: Trouble, language: str
) -> None:
    given = told_of(town, [State.CANNOT_ADJUST, State.NO_FIGURES], language, trouble=trouble)
    found = clashes(given)
    assert found is not None
    reason = given.words.of(TROUBLES[trouble])
    assert reason in headline(given)
    assert reason in found.standing
    first = key_figures(given)[0].value
    assert (first.number, first.note) == (None, reason)
    assert all(each.index.number is None for each in found.services)


def test_a_version_from_before_the_index_has_no_ranking(town: Published) -> None:
    given = of_clash(town, None)
    assert clashes(given) is None
    assert "before there was a clash index" in headline(given)


def test_an_index_that_means_nothing_is_not_shown(town: Published) -> None:
    given = told_of(town, [State.CLASH])
    alone = replace(a_service(1, State.CLASH), state=State.CANNOT_COMPARE)
    clash = given.published.clash()
    assert clash is not None
    found = clashes(of_clash(town, replace(clash, services=(alone,))))
    assert found is not None
    said = found.services[0].index
    assert (said.number, said.low, said.high) == (None, None, None)
    assert "230" not in found.said


def test_without_services_nothing_is_ranked(town: Published) -> None:
    found = clashes(told_of(town, [], trouble=Trouble.NO_SERVICES))
    assert found is not None
    assert found.services == ()
    assert all((found.alt, found.standing))


def test_a_long_ranking_says_how_many_more_and_drops_no_clash(town: Published) -> None:
    states = [State.CLASH] * 15 + [State.POSSIBLE] * 3 + [State.TOO_FEW] * 4
    found = clashes(told_of(town, states))
    assert found is not None
    assert [each.state for each in found.services] == ["clash"] * 15
    assert found.more == "7 more services are not listed (Possible clash: 3; Too few to say: 4)."
    many = clashes(told_of(town, [State.CLASH] * 30))
    assert many is not None
    assert many.more == "6 more services are not listed (Clash: 6)."


def test_figures_of_the_ranking_are_those_published(town: Published) -> None:
    given = Given(town, opening(town), words_in("en"))
    clash, found = town.clash(), clashes(given)
    assert clash is not None
    assert found is not None
    for service, said in zip(clash.services, found.services, strict=False):
        assert said.name == service.title
        assert (said.exposure.number, said.expected.number) == (service.exposure, service.expected)
        if service.state in COMPARED:
            assert (said.index.number, said.index.low, said.index.high) == (
                service.index,
                service.low,
                service.high,
            )
        else:
            assert (said.index.number, said.index.low, said.index.high) == (None, None, None)
        assert said.label == service.label
        assert said.warnings == service.warnings
        assert lay_sentence(given, service) == service.sentence
