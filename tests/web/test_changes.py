"""Two periods compared, from the link to the file: what is shown, in which words, and what is refused."""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from etl.errors import BadInputError
from layers.look.colours import change_colours
from layers.published.change import CLASSES, NO_CLEAR_CHANGE, compare
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from layers.published.version import Published
from tests.layers.look.test_colours import lightness
from web import changes
from web.controls.legend import build_legend
from web.controls.timebar import compare_choices, marks, timeline
from web.inspect.change import change_note
from web.listing.change_table import change_rows, write_change_csv
from web.listing.export import export_address, exported_view
from web.listing.said import build_said
from web.map.routes import register_routes
from web.map.scene import scene
from web.view.comparison import comparison_of
from web.view.link import read_link, write_link
from web.view.state import View, as_asked, default_view, read_view, settle

BEFORE, AFTER = "2023Q4-2024Q3", "2025Q4-2026Q3"


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def compared_view(offer: Offer, **changed: Any) -> View:
    view = default_view(offer)
    shown = tuple(replace(part, layer_id="overdose_calls") if part.on else part for part in view.shown)
    return replace(view, shown=shown, period=AFTER, compare=BEFORE, **changed)


def texts(part: Any) -> str:
    return json.dumps(part, default=lambda each: each.to_plotly_json(), ensure_ascii=False)


def test_a_comparison_survives_page_and_link(offer: Offer) -> None:
    view = compared_view(offer)
    assert read_view(offer, as_asked(view)) == view
    link = read_link(offer, write_link(offer, view))
    assert (link.view.compare, link.refused) == (BEFORE, ())


@pytest.mark.parametrize("compare", ["current", "1999", 7, [BEFORE]])
def test_a_forged_comparison_is_refused(offer: Offer, compare: Any) -> None:
    with pytest.raises(BadInputError, match="comparison"):
        read_view(offer, {**as_asked(compared_view(offer)), "compare": compare})


def test_a_link_to_what_cannot_be_compared_says_so(offer: Offer) -> None:
    query = write_link(offer, compared_view(offer)).replace(f"compare={BEFORE}", "compare=2024Q1")
    link = read_link(offer, query)
    assert link.view.compare == ""
    assert link.refused == ("the period compared with",)


def test_a_comparison_goes_when_its_length_of_period_does(offer: Offer) -> None:
    view = compared_view(offer, grid="area")
    assert settle(offer, view).compare == BEFORE
    assert settle(offer, view, "quarter").compare == ""


def test_the_map_shows_the_topmost_layer_that_can_be_compared_alone(offer: Offer) -> None:
    view = compared_view(offer)
    on = tuple(replace(part, on=True) for part in view.shown)  # scores lie above and below
    grids = [layer for layer in scene(offer.published, replace(view, shown=on)) if layer["kind"] == "grid"]
    assert [layer["layer"] for layer in grids] == ["overdose_calls"]
    assert grids[0]["values"].endswith(f"/change/values/overdose_calls/r8/{BEFORE}/{AFTER}.u1")
    assert len(grids[0]["colours"]["light"]) == CLASSES == len(grids[0]["change"]["levels"])
    same = replace(view, compare=view.period)
    assert "change" not in scene(offer.published, same)[1], "one period is no comparison"


def test_bytes_and_figures_say_what_was_worked_out(offer: Offer, published_home: Path) -> None:
    server = Flask(__name__)
    register_routes(server, PublishedHome(published_home))
    client: FlaskClient = server.test_client()
    published, root = offer.published, f"/map/{offer.published.version}/change"
    found = compare(published, "overdose_calls", "r8", BEFORE, AFTER)
    where = f"overdose_calls/r8/{BEFORE}/{AFTER}"
    values = np.frombuffer(client.get(f"{root}/values/{where}.u1").data, np.uint8)
    codes = {RELEASED: 0, PARENT: 1, WITHHELD: 2, NO_DATA: 4}
    for byte, state, level, nothing in zip(values, found.state, found.level, found.nothing, strict=True):
        code = 3 if nothing else codes[int(state)]
        assert divmod(int(byte), 16) == (code, int(level) if code < 2 else 0)
    sent = np.frombuffer(client.get(f"{root}/figures/{where}.f4").data, "<f4").reshape(5, -1)
    np.testing.assert_allclose(sent[0], 100 * (found.estimate - 1), rtol=1e-5, atol=1e-4)
    assert np.isnan(sent[:, values >> 4 == 2]).all(), "a withheld cell must send nothing but its state"
    assert client.get(f"{root}/outlines/{where}.geojson").get_json()["features"]
    for wrong in (
        f"values/overdose_calls/r8/{AFTER}/{AFTER}.u1",
        f"values/score_social/r8/{BEFORE}/{AFTER}.u1",
        f"figures/overdose_calls/area/2026Q3/{AFTER}.f4",
        f"outlines/overdose_calls/area/{BEFORE}/{AFTER}.geojson",
        f"values/overdose_calls/r8/{BEFORE}/x.u1",
    ):
        assert client.get(f"{root}/{wrong}").status_code == 404, wrong


def test_words_table_and_file_agree(offer: Offer) -> None:
    view = compared_view(offer, grid="area")
    compared = comparison_of(offer.published, view)
    assert compared is not None
    found = compared.changes(offer.published)
    rows = change_rows(offer, compared)
    assert [row["reads"] for row in rows if row["reads"]] == [
        changes.LEVELS["ratio"][level]
        for level, estimate in zip(found.level, found.estimate, strict=True)
        if not np.isnan(estimate)
    ]
    body = list(csv.reader(io.StringIO(write_change_csv(offer, compared, "sp-0"))))
    header = next(at for at, line in enumerate(body) if line and line[0] == "Neighbourhood")
    assert ["Change", f"{compared.before.label} to {compared.after.label}"] in body[:header]
    assert len(body) - header - 1 == len(rows)
    for line, row in zip(body[header + 1 :], rows, strict=True):
        assert line[0] == row["place"]
        assert line[3] == ("" if row["change"] is None else f"{row['change']:.6g}")
    said = texts(build_said(offer, view))
    rose = int((found.level > NO_CLEAR_CHANGE).sum())
    assert (f"rose clearly in {rose} neighbourhood" in said) == bool(rose)
    assert "by chance alone" in said
    legend = texts(build_legend(offer, view))
    assert all(level in legend for level in changes.LEVELS["ratio"])
    note = texts(change_note(offer, view, 0))
    assert rows[0]["reads"] in note
    assert change_note(offer, replace(view, compare=""), 0) == []


def test_the_file_s_address_asks_for_the_comparison(offer: Offer) -> None:
    view = compared_view(offer)
    address = export_address(offer, view)
    asked = dict(pair.split("=") for pair in address.partition("?")[2].split("&"))
    assert exported_view(offer, {**asked, "layers": "overdose_calls"}).compare == BEFORE
    with pytest.raises(BadInputError, match="compare"):
        exported_view(offer, {"compare": "1999"})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.5, "+50\u00a0%"),
        (0.944, "−5.6\u00a0%"),
        (1.0, "0\u00a0%"),
        (float("inf"), "from none"),
        (12.0, "+1,100\u00a0%"),
        (0.0, "−100\u00a0%"),
    ],
)
def test_a_ratio_is_said_in_per_cent(value: float, said: str) -> None:
    assert changes.size(value, "ratio") == said


def test_an_interval_without_an_end_says_so() -> None:
    assert changes.interval(1.4, float("inf"), "ratio") == "95 % interval +40\u00a0% or more"
    assert changes.interval(-3.25, 10.4, "points") == "95 % interval −3.2 points to +10 points"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["standard", "safe", "grey"])
def test_changes_keep_apart_without_colour(theme: str, name: str) -> None:
    """Any two of the seven classes, as a black-and-white printer has them (CIE L*, 100 is white)."""
    greys = sorted(lightness(colour) for colour in change_colours(theme, "higher", name))
    assert min(b - a for a, b in itertools.pairwise(greys)) > 5


# Machado, Oliveira & Fernandes 2009, IEEE TVCG 15:1291, severity 1
SIGHTS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_changes_keep_apart_for_colour_blind_readers(theme: str, sight: str) -> None:
    def seen(colour: str) -> np.ndarray:
        channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        red, green, blue = np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1)
        cone = np.cbrt(
            [
                0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
                0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
                0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
            ]
        )
        to_lab = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099]]
        return np.array([*to_lab, [0.0259040371, 0.7827717662, -0.808675766]]) @ cone

    colours = [seen(colour) for colour in change_colours(theme, "higher")]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(colours, 2)) > 0.055


def test_the_warm_side_is_the_change_towards_harm() -> None:
    assert change_colours("light", "lower") == change_colours("light", "higher")[::-1]
    assert change_colours("light", "neither") == change_colours("light", "higher")


def test_the_slider_steps_through_what_the_map_shows(offer: Offer) -> None:
    view = compared_view(offer)
    plain = timeline(offer, replace(view, compare=""))
    assert [step["id"] for step in plain["steps"]] == [BEFORE, "2024Q4-2025Q3", AFTER]
    assert plain["at"] == 2
    assert plain["steps"][0]["parts"]["social"]["path"] == BEFORE
    while_compared = timeline(offer, view)
    assert while_compared["steps"][0]["parts"] == {}, "the map cannot compare a period with itself"
    assert while_compared["steps"][1]["parts"]["social"]["label"].startswith("October 2023")
    stopped = timeline(offer, replace(view, period=BEFORE))
    assert [step["parts"] for step in stopped["steps"]] == [{}, {}, {}]
    assert timeline(offer, default_view(offer))["steps"] == [], "scores do not vary by period"


def test_names_below_the_slider_do_not_run_together(offer: Offer) -> None:
    quarters = [each for each in offer.published.periods() if each.kind == "quarter"]
    assert [mark.get("label") for mark in marks(quarters)][:6] == [None, "2024", None, None, None, "2025"]
    years = [each for each in offer.published.periods() if each.kind == "year"]
    assert [mark["label"] for mark in marks(years)] == ["2023/24", "2024/25", "2025/26"]
    many = years * 8
    assert sum("label" in mark for mark in marks(many)) <= 12


def test_what_cannot_be_compared_says_why(offer: Offer) -> None:
    data, value, note = compare_choices(offer, default_view(offer))
    assert (len(data), value) == (1, "none")
    assert "do not vary by period" in note
    data, value, note = compare_choices(offer, compared_view(offer))
    assert [each["value"] for each in data] == ["none", "2024Q4-2025Q3", BEFORE]
    assert (value, note) == (BEFORE, "Shows overdose calls alone while periods are compared.")
    window = compared_view(offer, grid="r9")
    assert "Only one period" in compare_choices(offer, settle(offer, window))[2]
    quarters = replace(compared_view(offer), grid="area", period="2026Q3", compare="2026Q1")
    assert "different seasons" in compare_choices(offer, quarters)[2]
    none = replace(
        default_view(offer), shown=tuple(replace(each, on=False) for each in default_view(offer).shown)
    )
    assert compare_choices(offer, none)[2] == "No layer is on the map."
    same = replace(compared_view(offer), compare=AFTER)
    assert "this period itself" in compare_choices(offer, same)[2]


def test_exact_figures_carry_no_noise(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    released = compare(offer.published, "overdose_calls", "area", BEFORE, "2024Q4-2025Q3")
    exact = replace(offer.published.meta(), exact=True)
    monkeypatch.setattr(Published, "meta", lambda _: exact)
    compare.cache_clear()
    narrower = compare(offer.published, "overdose_calls", "area", BEFORE, "2024Q4-2025Q3")
    compare.cache_clear()
    assert np.nanmax(narrower.high - narrower.low) < np.nanmax(released.high - released.low)
    assert "noise" not in changes.how_sure(exact=True)
