"""The clash page: its scale, its words, what an address may ask for, and what leaves the server."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dash.development.base_component import Component

from etl.errors import BadInputError
from layers.clash.states import CLOSING, State
from layers.look.standing import Scale, common_scale, is_uncertain
from layers.published.clash import Clash
from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from layers.published.version import Published
from tests.clash_fixture import SURFACES, surface_classes
from web.clash.asked import NO_SURFACE, opening_view, read_choice, read_query
from web.clash.export import write_clash_csv
from web.clash.files import class_bytes, service_points
from web.clash.legend import build_clash_legend
from web.clash.page import COUNT_WORDS, build_clash_body, count_words
from web.clash.ranking import service_key
from web.clash.scene import clash_scene, surface_colours
from web.doors import OPEN_DOORS
from web.server import make_app


@pytest.fixture(scope="module")
def published(published_home: Path) -> Published:
    return PublishedHome(published_home).current()


@pytest.fixture(scope="module")
def clash(published: Published) -> Clash:
    found = published.clash()
    assert found is not None
    return found


def texts(part: object) -> Iterator[str]:
    """Every text of a component, in reading order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)
    elif isinstance(part, Component):
        yield from texts(getattr(part, "children", None))


def test_the_scale_is_logarithmic_and_holds_every_bound(clash: Clash) -> None:
    scale = Scale(50, 200)
    assert [scale.place(index) for index in (50, 100, 200)] == pytest.approx([0, 0.5, 1])
    assert scale.place(5) == 0
    assert scale.place(5000) == 1
    assert scale.ticks() == (50, 100, 200)
    found = common_scale(clash.services)
    places = [
        found.place(bound)
        for each in clash.services
        for bound in (each.low, each.index, each.high)
        if bound is not None
    ]
    assert min(places) > 0
    assert max(places) < 1
    assert common_scale(()).ticks() == (50, 100, 200)


def test_a_bound_of_nothing_still_has_a_scale(clash: Clash) -> None:
    nothing = replace(clash.services[0], low=0.0, high=math.inf)
    scale = common_scale([nothing])
    assert 0 < scale.low < scale.high < math.inf
    assert scale.place(0.0) == 0


def test_uncertain_means_that_the_range_holds_100(clash: Clash) -> None:
    assert [is_uncertain(each) for each in clash.services] == [False, True, True, False]


def test_every_class_is_counted_in_words(clash: Clash) -> None:
    assert set(COUNT_WORDS) == set(State)
    assert count_words(clash) == (
        "Of 4 services or stops tested, 1 shows a clash, 1 a possible clash, 1 no evidence of one and "
        "1 has too few records to say."
    )
    assert count_words(replace(clash, services=())) == ""
    assert "no clash" not in count_words(clash)


def test_the_page_says_each_service_its_range_and_the_closing_words(published: Published) -> None:
    said = " ".join(texts(build_clash_body(published)))
    assert "index 230 (95 %: 160 to 320)" in said
    assert CLOSING in said
    assert "What would a sceptic say?" in said
    assert said.index("Quay Exchange") < said.index("Lantern Room")
    assert "Too few to say" in said


def test_a_version_without_an_index_says_so(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(published), "clash", lambda _self: None)
    assert "publish again" in " ".join(texts(build_clash_body(published)))


def test_what_an_address_asks_for_is_checked(clash: Clash) -> None:
    key = service_key(clash.services[0])
    asked = read_query(clash, f"?surface=hot_spots_enforcement&grid=r8&hotspots=1&service={key}")
    assert (asked.surface, asked.grid, asked.hotspots, asked.opened) == (
        "hot_spots_enforcement",
        "r8",
        True,
        key,
    )
    assert read_query(clash, "") == opening_view(clash)
    assert read_query(clash, "?surface=nonsense&service=nobody") == opening_view(clash)
    assert read_query(clash, "?surface=none&grid=r8").grid == ""
    assert read_query(replace(clash, surfaces=()), "").surface == NO_SURFACE
    for surface, grid, hotspots in (("x", "r8", True), ("load", "r99", True), ("load", "r8", "yes")):
        with pytest.raises(BadInputError):
            read_choice(clash, surface, grid, hotspots)


def test_a_surface_travels_as_one_byte_a_cell_and_keeps_what_is_withheld(published: Published) -> None:
    sent = np.frombuffer(class_bytes(published, "load", "r8"), np.uint8)
    row = np.arange(published.size("r8"))
    assert (sent[row % 5 == 4] == 48).all(), "withheld cells carry no class"
    classes = surface_classes(len(row), len(SURFACES[0][-1]))
    assert (sent[row % 5 != 4] == classes[row % 5 != 4]).all()
    with pytest.raises(KeyError):
        class_bytes(published, "load", "r7")


def test_the_map_is_told_a_colour_and_a_label_for_each_class(published: Published, clash: Clash) -> None:
    for surface in clash.surfaces:
        view = replace(opening_view(clash), surface=surface.id)
        (drawn,) = [each for each in clash_scene(published, clash, view) if each["kind"] == "grid"]
        assert drawn["labels"] == list(surface.labels)
        assert len(drawn["colours"]["light"]) == len(surface.labels)
        assert len(set(surface_colours(surface, "dark"))) == len(surface.labels)
        legend = " ".join(texts(build_clash_legend(offer_of(published), clash, view)))
        assert all(label in legend for label in surface.labels)
    alone = clash_scene(published, clash, replace(opening_view(clash), surface=NO_SURFACE, grid=""))
    assert [each["kind"] for each in alone] == ["base", "clash"]


def test_the_points_are_ranked_as_the_list(clash: Clash) -> None:
    features = json.loads(service_points(clash))["features"]
    assert [each["properties"]["rank"] for each in features] == [1, 2, 3, 4]
    assert [each["properties"]["name"] for each in features] == [each.title for each in clash.services]
    assert features[3]["properties"]["figures"] == ""
    with pytest.raises(KeyError):
        service_points(None)


def test_the_file_has_what_the_list_has(published: Published, clash: Clash) -> None:
    lines = list(csv.reader(io.StringIO(write_clash_csv(published, clash, "sp-0"))))
    start = next(at for at, line in enumerate(lines) if line and line[0] == "Rank")
    assert lines[start + 1][:7] == [
        "1",
        "Quay Exchange",
        "Needle and syringe programme",
        "Clash",
        "230",
        "160",
        "320",
    ]
    assert lines[start + 4][4:9] == [""] * 5, "what may not be shown is empty, not zero"
    assert ["Reading", CLOSING] in lines
    hostile = replace(clash, services=(replace(clash.services[0], name="=cmd()|x"),))
    assert "'=cmd()" in write_clash_csv(published, hostile, "sp-0")


def test_the_server_answers_with_the_file_and_the_points(published_home: Path, published: Published) -> None:
    client = make_app(published_home, board=True, doors=OPEN_DOORS).server.test_client()
    assert client.get(f"/clash.csv?version={published.version}").status_code == 200
    assert client.get("/clash.csv?version=other").status_code == 404
    assert client.get(f"/map/{published.version}/clash/services.geojson").status_code == 200
    assert client.get(f"/map/{published.version}/clash/load/r8.u1").status_code == 200
    assert client.get(f"/map/{published.version}/clash/load/r7.u1").status_code == 404


@pytest.mark.parametrize(("surface", "grid"), [({"a": 1}, None), (["none"], None), (NO_SURFACE, [1])])
def test_choices_that_are_no_text_are_refused(clash: Clash, surface: object, grid: object) -> None:
    with pytest.raises(BadInputError):
        read_choice(clash, surface, grid, True)
