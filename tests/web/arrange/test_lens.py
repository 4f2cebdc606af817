from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.layer import all_layers
from layers.look.symbols import SERVICE_SYMBOLS
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from web.arrange.lens import LENSES, build_lenses, lens_parts, why_not
from web.arrange.state import LENS_NAMES
from web.view.link import read_link, write_link
from web.view.state import default_view


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def test_a_lens_names_layers_and_services_that_there_are() -> None:
    assert set(LENSES) == set(LENS_NAMES) - {""}
    for lens in LENSES.values():
        assert {*lens.first, *lens.second, *lens.telling} <= set(all_layers())
        assert set(lens.services) <= set(SERVICE_SYMBOLS)


def test_a_lens_sets_layers_maps_and_services_and_stays_in_the_address(offer: Offer) -> None:
    link = read_link(offer, "?lens=street")
    assert link.refused == ()
    assert link.view.layer_ids() == ("overdose_calls",)
    assert (link.view.arrange.lens, link.view.arrange.maps) == ("street", "one"), "nothing to put beside it"
    assert set(link.view.services) <= set(LENSES["street"].services)
    assert read_link(offer, "?" + write_link(offer, link.view)).view == link.view


def test_the_night_shows_venues_and_the_street_takes_them_off(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        LENSES, "night", replace(LENSES["night"], first=("overdose_calls",), telling=("overdose_calls",))
    )
    assert read_link(offer, "?lens=night").view.venues
    assert not read_link(offer, "?lens=street").view.venues
    assert not read_link(offer, "?lens=night&venues=0").view.venues
    monkeypatch.setattr(type(offer.published), "venues", lambda _: {})
    assert "venues" not in lens_parts(offer, "night"), "nothing is asked for that the place lacks"


def test_a_lens_puts_what_the_police_do_beside_the_calls(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LENSES, "street", replace(LENSES["street"], second=("not_here", "score_policy")))
    arranged = read_link(offer, "?lens=street").view.arrange
    assert (arranged.maps, arranged.side_layer) == ("two", "score_policy")


def test_what_a_link_says_beside_the_lens_goes_before_it(offer: Offer) -> None:
    view = read_link(offer, "?lens=street&maps=one&social=score_social,50").view
    assert (view.layer_ids(), view.arrange.maps, view.arrange.lens) == (("score_social",), "one", "street")


def test_a_lens_that_the_place_has_nothing_for_is_off_and_says_why(offer: Offer) -> None:
    night = LENSES["night"]
    without = replace(night, telling=("needle_reports_of_nobody",), first=(), second=())
    assert why_not(offer, without) == "Not published."
    assert why_not(offer, replace(night, telling=("evictions",))).startswith(
        "Not for this place: nothing is published of "
    )


def test_an_unknown_lens_is_refused_and_the_opening_view_is_shown(offer: Offer) -> None:
    for name in ("noir", "night"):
        if lens_parts(offer, name):
            continue
        link = read_link(offer, f"?lens={name}")
        assert link.refused == ("the lens",)
        assert link.view == default_view(offer)
    assert "Two contexts" in str(build_lenses(offer, default_view(offer)))
