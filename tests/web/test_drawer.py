"""The drawer's words: summary, kinds, what is near, and services as openly as they may be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from web.inspect.drawer import click_detail, row_detail
from web.inspect.here import look
from web.inspect.lead import lead
from web.inspect.nearby import hotspots_over, nearest, shape_of, walk_words

YEAR = "2025Q4-2026Q3"


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def texts(content: Any) -> str:
    """Return every word of some content, in order."""

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, dict) and "props" in node:
            yield from walk(node["props"].get("children"))

    return " ".join(walk(json.loads(json.dumps(content, cls=PlotlyJSONEncoder))))


def service(offer: Offer, service_id: str, grid: str = "r8") -> str:
    stop = next(each.stop for each in offer.published.services() if each.service_id == service_id)
    return texts(click_detail(offer, {"kind": "service", "id": service_id, "stop": stop}, grid, YEAR))


def test_a_place_is_led_by_two_sentences_that_its_figures_bear_out(offer: Offer) -> None:
    figures = offer.published.figures("score_social", "r8", "current")
    here = look(offer, "r8", int(figures.value.argmax()), YEAR)
    first, second = lead(here)
    assert re.fullmatch(r"The .*social.* in the riskiest fifth.* of Fixture Haven\.", first)
    assert second.startswith("October 2025 to September 2026: overdose calls about ")


def test_what_is_withheld_is_called_so_in_the_summary(offer: Offer) -> None:
    figures = offer.published.figures("overdose_calls", "r8", YEAR)
    row = next(row for row, code in enumerate(figures.state) if code == 1)
    assert "overdose calls withheld" in lead(look(offer, "r8", row, YEAR))[1]


def test_a_neighbourhood_has_its_kinds_and_a_hexagon_those_around_it(offer: Offer) -> None:
    area = texts(row_detail(offer, "area", 0, YEAR))
    assert "By kind" in area
    assert re.search(r"Search about 120 Arrest about 25 Supply withheld Dispersal none", area)
    row = offer.published.cells("r8").area_id.index("A1")
    cell = texts(row_detail(offer, "r8", row, YEAR))
    assert "By kind in Harbour as a whole" in cell
    assert "Summarise Harbour as a whole" in cell


def test_the_nearest_of_each_type_are_near_first_and_never_confidential(offer: Offer) -> None:
    cells = offer.published.cells("r8")
    for row in range(0, len(cells), 7):
        found = nearest(offer.published, float(cells.latitude[row]), float(cells.longitude[row]))
        walks = [each.walk_m for each in found]
        assert walks == sorted(walks)
        assert len({each.service.type for each in found}) == len(found) == 5
        assert all(each.service.setting != "confidential" for each in found)


def test_walks_are_straight_lines_times_one_point_three(offer: Offer) -> None:
    lantern = next(each for each in offer.published.services() if each.name == "Lantern Room")
    assert lantern.latitude is not None
    assert lantern.longitude is not None
    found = nearest(offer.published, lantern.latitude + 1000 / 111_195, lantern.longitude)
    walk = next(each.walk_m for each in found if each.service is lantern)
    assert walk == pytest.approx(1300, rel=1e-3)


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (3, "50 m, 1 minute on foot"),
        (349, "350 m, 4 minutes on foot"),
        (1320, "1.3 km, 16 minutes on foot"),
        (9000, "9 km, more than an hour on foot"),
    ],
)
def test_distances_are_rounded_to_what_a_walker_needs(metres: float, said: str) -> None:
    assert walk_words(metres) == said


def test_a_festival_opens_with_its_days_and_the_figures_around_it(offer: Offer) -> None:
    said = texts(click_detail(offer, {"kind": "venue", "id": "F1"}, "area", YEAR))
    assert said.startswith("Regatta Nights Festival site")
    assert "Dates 21 to 23 Aug 2026 Around it In its hexagon of" in said
    assert "Nearest services" in said
    bar = texts(click_detail(offer, {"kind": "venue", "id": "V1"}, "r8", YEAR))
    assert bar.startswith("The Anchor Bar")
    assert "Dates" not in bar
    with pytest.raises(BadInputError, match="names a venue"):
        click_detail(offer, {"kind": "venue", "id": "P1"}, "r8", YEAR)


def test_hotspots_in_force_that_touch_a_place_are_named(offer: Offer) -> None:
    names = [each.name for each in hotspots_over(offer.published, shape_of(offer.published, "area", 2))]
    assert names == ["Northgate"]
    assert "Declared hotspots over it Northgate" in texts(row_detail(offer, "area", 2, YEAR))


def test_a_service_shows_its_facts_its_hexagon_and_its_neighbours(offer: Offer) -> None:
    said = service(offer, "S02")
    for text in (
        "Lantern Room",
        "Old Town",
        "40 people a day",
        "Around it",
        "Overdose calls",
        "Nearest other",
    ):
        assert text in said
    assert "Naloxone Not offered" in said
    assert "r8" not in said


def test_a_mobile_service_says_that_it_comes_and_goes(offer: Offer) -> None:
    said = service(offer, "S05")
    assert "it comes to this stop in the hours given" in said
    assert "Mill Lane" in said


@pytest.mark.parametrize("grid", ["area", "r7", "r8", "r9"])
def test_a_confidential_service_tells_its_hexagon_and_no_distance(offer: Offer, grid: str) -> None:
    said = service(offer, "S10", grid)
    assert "Only the hexagon it lies in is shown" in said
    assert "on foot" not in said
    cell = next(each.cell for each in offer.published.services() if each.service_id == "S10")
    detail = click_detail(offer, {"kind": "service", "id": "S10", "stop": ""}, grid, YEAR)
    assert f"r8:{cell:x}" in json.dumps(detail, cls=PlotlyJSONEncoder)
