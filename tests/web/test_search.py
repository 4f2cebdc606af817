"""Search: coordinates as people write them, names ranked, nothing confidential, nothing outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from tests.published_fixture import CENTRE
from web.inspect.go import destination
from web.search.coordinates import read_coordinates
from web.search.find import find, rank
from web.search.names import Named, fold, names_of

BOSTON = pytest.approx((42.33, -71.08), abs=1e-6)


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


@pytest.mark.parametrize(
    "text",
    [
        "42.33, -71.08",
        "42.33,-71.08",
        "42.33 -71.08",
        " (42.33; -71.08) ",
        "42,33; -71,08",
        "42,33 -71,08",
        "42.33° N, 71.08° W",
        "42.33N 71.08W",
        "N 42.33 W 71.08",
        "71.08 W, 42.33 N",
        "42°19'48\"N 71°4'48\"W",
        "42° 19′ 48″ N, 71° 4′ 48″ W",
        "42º19.8'N, 71º4.8'W",
        "lat: 42.33 lng: -71.08",
        "42.33, −71.08",
    ],
)
def test_coordinates_are_read_as_people_write_them(text: str) -> None:
    assert read_coordinates(text) == BOSTON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42.33",
        "Quay",
        "12 Mill Lane",
        "95, 200",
        "42.33 N, 71.08 N",
        "42°75'N 71°W",
        "-42 S, 71 W",
        "FX1 2",
    ],
)
def test_what_is_no_pair_of_coordinates_is_none(text: str) -> None:
    assert read_coordinates(text) is None


def named(label: str, kind: str = "Street") -> Named:
    return Named(fold(label), label, kind, "", f"x:{label}")


def test_names_are_ranked_whole_then_beginning_then_word_then_within() -> None:
    names = ("Oldmill", "New Mill Road", "Mill Lane", "Mill", "The Long Mill", "Harbour")
    found = rank(tuple(named(each) for each in names), "mill")
    assert [each.label for each in found] == [
        "Mill",
        "Mill Lane",
        "New Mill Road",
        "The Long Mill",
        "Oldmill",
    ]


def test_among_equals_neighbourhoods_come_before_services_before_streets() -> None:
    names = (named("Quay A", "Street"), named("Quay B", "Service"), named("Quay C", "Neighbourhood"))
    assert [each.label for each in rank(names, "quay")] == ["Quay C", "Quay B", "Quay A"]


def test_words_may_come_in_any_order_and_be_cut_short() -> None:
    assert [each.label for each in rank((named("Old Quay Exchange"), named("Quay")), "exch quay")] == [
        "Old Quay Exchange"
    ]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("São João", "sao joao"),
        ("ST. MARY'S", "st marys"),
        ("Straße", "strasse"),
        ("  a—b ", "a b"),
        ("…", ""),
    ],
)
def test_case_accents_and_points_do_not_matter(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_each_kind_of_thing_is_found(offer: Offer) -> None:
    def first(text: str) -> tuple[str, str]:
        found = find(offer, text).found
        return (found[0].label, found[0].kind) if found else ("", "")

    assert first("old TOWN") == ("Old Town", "Neighbourhood")
    assert first("lantern") == ("Lantern Room", "Service")
    assert first("quayside") == ("Quayside", "Declared hotspot")
    assert first("anchor") == ("The Anchor", "Venue")
    assert first("street 3") == ("Street 3", "Street")
    assert first("fx2 1ab") == first("FX21AB") == ("FX2 1AB", "Postcode")
    assert first(f"{CENTRE[1]}, {CENTRE[0]}")[1] == "Coordinates"
    assert first(f"{CENTRE[0]}, {CENTRE[1]}")[1] == "Coordinates"  # the other way round
    cell = f"{int(offer.published.cells('r8').cell[17]):x}"
    assert first(cell) == (cell, "Hexagon")


def test_a_confidential_service_is_never_found(offer: Offer) -> None:
    hidden = [each for each in offer.published.services() if each.setting == "confidential"]
    assert hidden
    for service in hidden:
        assert not any(service.service_id in each.to for each in names_of(offer.published))
        labels = [each.label for each in find(offer, service.name).found]
        assert service.name not in labels


@pytest.mark.parametrize("text", ["42.33, -71.08", "882a306635fffff"])
def test_what_lies_elsewhere_is_said_to(offer: Offer, text: str) -> None:
    answer = find(offer, text)
    assert answer.found == ()
    assert answer.said.endswith("outside Fixture Haven.")


def test_too_little_and_nothing_say_what_to_do(offer: Offer) -> None:
    assert "at least 2" in find(offer, "q").said
    said = find(offer, "xyzzy").said
    assert "Nothing in Fixture Haven" in said
    assert "postcodes" in said


@pytest.mark.parametrize(
    "text",
    [
        "old town",
        "lantern",
        "quayside",
        "anchor",
        "street 3",
        "fx2",
        f"{CENTRE[1]} {CENTRE[0]}",
        "outreach van",
    ],
)
@pytest.mark.parametrize("grid", ["area", "r8"])
def test_every_suggestion_leads_somewhere_in_the_place(offer: Offer, text: str, grid: str) -> None:
    west, south, east, north = offer.published.meta().place.bounds
    for found in find(offer, text).found:
        opened, flight = destination(offer, grid, found.to)
        assert opened["kind"] in {"cell", "service", "hotspot", "venue"}
        if "bounds" in flight:
            assert flight["bounds"][0] >= west - 0.02
        else:
            assert west <= flight["lng"] <= east
            assert south <= flight["lat"] <= north


@pytest.mark.parametrize(
    "to", ["", "at:", "at:1,2,3", "at:nan,0", "at:42.33,-71.08", "area:none", "service:S99|"]
)
def test_a_destination_that_nothing_offers_is_refused(offer: Offer, to: str) -> None:
    with pytest.raises(BadInputError):
        destination(offer, "r8", to)
