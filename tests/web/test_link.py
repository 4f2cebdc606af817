from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.published.home import PublishedHome
from layers.published.offer import ENVIRONMENTS, Offer, offer_of
from tests.published_fixture import WINDOW
from web.controls.venues import build_venues
from web.inspect.drawer import click_detail
from web.view.link import Link, read_link, refused_words, write_link, write_opened
from web.view.state import View, default_view, settle


@pytest.fixture(scope="module")
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def changed(offer: Offer) -> View:
    """A view that differs from the opening one in every part that a link carries."""
    opening = default_view(offer)
    layers = {"physical": "needle_reports", "social": "overdose_calls", "policy": "score_policy"}
    shown = tuple(
        replace(
            part,
            on=part.environment in layers,
            layer_id=layers.get(part.environment, part.layer_id),
            opacity=35 if part.environment == "social" else part.opacity,
            level="macro" if part.environment == "policy" else "micro",
        )
        for part in opening.shown
    )
    services = tuple(sorted(offer.service_types))[:2]
    return settle(
        offer,
        replace(
            opening, shown=shown, grid="area", period="2025Q2", services=services, hotspots=True, venues=True
        ),
    )


def test_a_view_comes_back_from_its_link(offer: Offer) -> None:
    for view in (default_view(offer), changed(offer), replace(changed(offer), services=())):
        link = read_link(offer, f"?{write_link(offer, view)}")
        assert link.refused == ()
        assert link.view == view
    assert "services" not in write_link(offer, default_view(offer))


def test_a_period_is_named_only_where_it_decides_something(offer: Offer) -> None:
    unvarying = default_view(offer)
    assert "period" not in write_link(offer, unvarying)
    assert write_link(offer, replace(unvarying, period="")) == write_link(offer, unvarying)
    assert "period=2025Q2" in write_link(offer, changed(offer))


def test_an_address_without_a_query_is_the_opening_view(offer: Offer) -> None:
    assert read_link(offer, "") == Link(default_view(offer), None, None, ())
    assert read_link(offer, "?utm_source=newsletter").view == default_view(offer)


def test_what_is_not_named_is_off(offer: Offer) -> None:
    link = read_link(offer, "social=overdose_calls,60")
    assert [part.on for part in link.view.shown] == [each == "social" for each in ENVIRONMENTS]
    assert link.view.shown[1].opacity == 60


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("social=nope,80", "the social environment"),
        ("social=score_policy,80", "the social environment"),
        ("social=overdose_calls,101", "the social environment"),
        ("social=overdose_calls,-5", "the social environment"),
        ("social=overdose_calls,1e1", "the social environment"),
        ("social=overdose_calls,٣", "the social environment"),
        ("economic=evictions,80", "the economic environment"),
        ("grid=r42", "the level of detail"),
        ("grid=place", "the level of detail"),
        ("social=overdose_calls,80&period=1999", "the period"),
        ("social=overdose_calls,80&grid=r8&period=2026Q3", "the period"),
        ("services=casino", "the services"),
        ("services=" + "pharmacy," * 150, "the services"),
        ("hotspots=maybe", "the hotspots"),
        ("venues=yes", "the venues and festivals"),
        ("at=1,2", "the position of the map"),
        ("at=nan,nan,nan", "the position of the map"),
        ("at=0,0,12", "the position of the map"),
        ("at=inf,-31.4,12", "the position of the map"),
        ("open=r8:zz", "the place that was open"),
        ("open=r8:8828308281fffff", "the place that was open"),
        ("open=r8:-1", "the place that was open"),
        (f"open=r8:{'f' * 40}", "the place that was open"),
        ("open=area:nowhere", "the place that was open"),
        ("open=place:0", "the place that was open"),
        ("open=person:1", "the place that was open"),
        ("open=service:S99", "the place that was open"),
        ("open=", "the place that was open"),
        ("store=exact", "the exact figures"),
        ("days=20260105-20260217", "the days"),
        ("hours=5.22-23", "the hours of the week"),
        ("x" * 3000, "the link"),
    ],
)
def test_nonsense_falls_back_and_is_said(offer: Offer, query: str, part: str) -> None:
    link = read_link(offer, query)
    assert link.refused == (part,)
    assert part in refused_words(link.refused)
    assert link.at is None
    assert link.opened is None
    assert settle(offer, link.view) == link.view, "what is shown instead can be shown"


def test_a_link_without_any_known_layer_opens_on_the_opening_layers(offer: Offer) -> None:
    assert read_link(offer, "social=nope,80&grid=area").view.layer_ids() == default_view(offer).layer_ids()
    assert read_link(offer, "social=nope,80&policy=score_policy,60").view.layer_ids() == ("score_policy",)
    assert read_link(offer, "grid=area").view.layer_ids() == (), "everything off is a view too"


def test_a_link_survives_any_bytes(offer: Offer) -> None:
    for query in (
        "%",
        "%FF%FE=%00",
        "a=b=c&&&=",
        "grid=%00",
        "social=%2C%2C%2C",
        "at=,,",
        "open=:|:|",
        "🙂=🙂",
    ):
        assert read_link(offer, query).view.grid in offer.grids


def test_a_position_at_the_place_is_kept(offer: Offer) -> None:
    longitude, latitude = offer.published.meta().place.centre
    link = read_link(offer, f"at={latitude},{longitude},13.5")
    assert link.at == {"lng": longitude, "lat": latitude, "zoom": 13.5}
    assert link.view == default_view(offer)


@pytest.mark.parametrize(
    "clicked",
    [
        {"kind": "cell", "grid": "r8", "row": 17},
        {"kind": "cell", "grid": "r9", "row": 3},
        {"kind": "cell", "grid": "area", "row": 2},
    ],
)
def test_what_was_open_comes_back_by_its_own_name(offer: Offer, clicked: dict[str, object]) -> None:
    text = write_opened(offer, clicked)
    assert str(clicked["row"]) != text.partition(":")[2], "a row belongs to one version only"
    assert read_link(offer, f"open={text}").opened == clicked


def test_services_and_hotspots_come_back(offer: Offer) -> None:
    for service in offer.published.services():
        clicked = {"kind": "service", "id": service.service_id, "stop": service.stop or ""}
        opened = read_link(offer, f"open={write_opened(offer, clicked)}").opened
        assert opened == clicked
        assert click_detail(offer, opened, "r8", WINDOW)
    for spot in offer.published.hotspots():
        clicked = {"kind": "hotspot", "id": spot.hotspot_id}
        assert read_link(offer, f"open={write_opened(offer, clicked)}").opened == clicked
    for key in offer.published.venues():
        clicked = {"kind": "venue", "id": key}
        assert read_link(offer, f"open={write_opened(offer, clicked)}").opened == clicked
    assert read_link(offer, "open=venue:P1").refused, "a school is no venue"
    assert write_opened(offer, None) == ""


def test_venues_are_refused_where_the_place_has_none(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_link(offer, "venues=1").view.venues
    monkeypatch.setattr(type(offer.published), "venues", lambda _: {})
    link = read_link(offer, "venues=1")
    assert (link.view.venues, link.refused) == (False, ("the venues and festivals",))
    assert "disabled=True" in str(build_venues(offer.published, link.view))
    assert "no venue feed was loaded" in str(build_venues(offer.published, link.view))
