"""Zones as boards have them: the page, the map, the drawer, the search, the link and the files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from layers.published.version import Published
from layers.zones.said import costs, protects, standing
from layers.zones.side_by_side import options
from tests.web.clash.test_clash_page import texts
from web.doors import OPEN_DOORS
from web.inspect.drawer import click_detail
from web.inspect.go import destination
from web.map.scene import scene
from web.search.find import find
from web.server import make_app
from web.view.link import read_link, write_link
from web.view.state import as_asked, default_view, read_view
from web.zones.callbacks import read_chosen, read_one
from web.zones.compare import build_comparison
from web.zones.detail import build_detail
from web.zones.files import zone_shapes
from web.zones.listing import in_order, opening
from web.zones.page import build_zones_page


@pytest.fixture(scope="module")
def published(zoned_home: Path) -> Published:
    return PublishedHome(zoned_home).current()


@pytest.fixture(scope="module")
def offer(published: Published) -> Offer:
    return offer_of(published)


@pytest.fixture(scope="module")
def client(zoned_home: Path) -> FlaskClient:
    return make_app(zoned_home, board=True, doors=OPEN_DOORS).server.test_client()


def test_a_proposal_is_worded_as_one_everywhere(published: Published) -> None:
    term = published.meta().place.zone_term
    assert standing(published.zones()["z2"], term).startswith("Proposed")
    assert "would cover 6\u00a0% of the place's overdose calls" in protects(published.zone_shown("z2"))
    assert "and covers 12\u00a0% of the place's overdose calls" in protects(published.zone_shown("z1"))
    assert "At most about 80 recorded police actions" in costs(published.zone_shown("z2"))
    features = json.loads(zone_shapes(published, ["proposed"]))["features"]
    assert [each["properties"]["id"] for each in features] == ["z2", "z3"]
    assert all("Proposed, not agreed" in each["properties"]["label"] for each in features)
    with pytest.raises(KeyError):
        zone_shapes(published, ["sacred"])


def test_what_another_beats_on_everything_is_told_and_nothing_is_added_up(published: Published) -> None:
    placed = options([published.zone_shown(each) for each in ("z1", "z2", "z3")])
    assert [each.stays for each in placed] == [True, True, False]
    said = str(build_comparison([published.zone_shown(each) for each in ("z2", "z3")]))
    assert "another area here is at least as good on everything" in said
    assert "trade-point beaten" in said
    assert "Tick two" in str(build_comparison([published.zone_shown("z1")]))


def test_the_list_puts_what_is_in_force_first_and_names_alternatives(offer: Offer) -> None:
    published = offer.published
    assert [zone.zone_id for zone in in_order(published.zones())] == ["z1", "z2", "z3"]
    assert opening(published) == ("z1", "z2", "z3")
    page = str(build_zones_page(offer))
    assert "An alternative to Lantern, the way there." in page
    assert "Never covered by any zone" in page


def test_one_in_full_has_its_terms_costs_beside_benefits_and_what_is_not_measured(
    published: Published,
) -> None:
    page = str(build_detail(published, "z1"))
    for said in (
        "Fixture Police",
        "Possession for own use",
        "Dialogue → Referral",
        "Inside the zone: 1 school.",
        "Syringes kept",
        "Nuisance",
        "Not measured here",
        "Too few to tell.",
        "Only the whole period is shown",
        "Held back",
        "held back",
        "by weekday and hour",
    ):
        assert said in page or said.lower() in page, said


def test_harsher_rules_over_a_proposed_zone_are_told_before_its_figures(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    harsher = (
        "25\u00a0% of the zone lies in Station order, where an order makes offences of what is none "
        "elsewhere."
    )
    shown = published.zone_shown("z2")
    told = replace(shown, zone=replace(shown.zone, cautions=(harsher,)))
    monkeypatch.setattr(published, "zone_shown", lambda _: told)
    said = list(texts(build_detail(published, "z2")))
    assert said[said.index(harsher) - 1] == "Look at these first"
    assert said.index(harsher) < said.index("Inside the zone")
    assert any("Proposed" in each for each in said[: said.index(harsher)])


def test_callbacks_take_only_what_their_controls_send(published: Published) -> None:
    assert read_chosen(published, ["z3", "z1"]) == ["z1", "z3"]
    for wrong in (None, "z1", ["z9"], [1], [["z1"]], ["z1"] * 9):
        with pytest.raises(BadInputError):
            read_chosen(published, wrong)
    for wrong in (None, 1, "z9", ["z1"]):
        with pytest.raises(BadInputError):
            read_one(published, wrong)


def test_the_map_draws_the_statuses_asked_for_and_the_link_keeps_them(offer: Offer) -> None:
    view = default_view(offer)
    assert view.zones == ("proposed", "active")
    assert any(layer["id"] == "zones" for layer in scene(offer.published, view))
    assert "zones=" not in write_link(offer, view)
    only = read_view(offer, as_asked(view) | {"zones": ["active"]})
    assert "zones=active" in write_link(offer, only)
    assert read_link(offer, write_link(offer, only)).view.zones == ("active",)
    none = read_view(offer, as_asked(view) | {"zones": []})
    assert read_link(offer, write_link(offer, none)).view.zones == ()
    assert not any(layer["id"] == "zones" for layer in scene(offer.published, none))
    assert "the zones" in read_link(offer, "?zones=sacred").refused
    with pytest.raises(BadInputError):
        read_view(offer, as_asked(view) | {"zones": ["sacred"]})


def test_a_zone_is_found_opened_and_flown_to(offer: Offer) -> None:
    found = find(offer, "lantern").found
    assert any(each.kind == "Zone" and each.to == "zone:z2" for each in found)
    opened, flight = destination(offer, "r8", "zone:z2")
    assert opened == {"kind": "zone", "id": "z2"}
    assert len(flight["bounds"]) == 4
    drawer = str(click_detail(offer, opened, "r8", ""))
    assert "Proposed policing agreement area: not agreed and not in force." in drawer
    assert "/zones?zone=z2" in drawer
    with pytest.raises(BadInputError):
        click_detail(offer, {"kind": "zone", "id": "z9"}, "r8", "")


def test_the_files_hold_the_same_and_say_what_they_are(client: FlaskClient, published: Published) -> None:
    reply = client.get(f"/zones.csv?version={published.version}")
    rows: list[Any] = list(csv.reader(io.StringIO(reply.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0][0] == "Purpose"
    assert ["Status", "Proposed policing agreement area: not agreed and not in force."] in rows
    assert any(row[:4] == ["Quay agreement", "In force", "inside", "Share of overdose calls"] for row in rows)
    features = json.loads(client.get("/zones.geojson").get_data(as_text=True))["features"]
    assert features[0]["properties"]["name"] == "Quay agreement"
    assert features[1]["properties"]["standing"].startswith("Proposed")
    assert client.get("/zones.csv?version=20200101-000000000000").status_code == 404
    assert client.get(f"/map/{published.version}/zones/sacred.geojson").status_code == 404
    assert client.get("/zones").status_code == 200
