"""Every picture of every hard briefing: well formed, with alternative text, small, and honest."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from briefing.content.model import STATES, Content
from briefing.drawing.frame import Size, frame_of
from briefing.drawing.map import draw_map
from briefing.drawing.outlines import _badge_place, shapes_of
from briefing.drawing.qr import draw_qr
from briefing.drawing.ranking import draw_ranking
from briefing.drawing.services import points_of
from briefing.drawing.svg import TYPE_MM
from briefing.drawing.trade import draw_trade
from briefing.drawing.trend import draw_trend
from briefing.drawing.wrap import width_of
from briefing.words.words import words_in
from etl.errors import BadInputError
from layers.look.colours import palette
from tests.briefing.made import HIDDEN, VARIANTS, hexagons, made, map_of

SVG = "{http://www.w3.org/2000/svg}"
WORDS = words_in("en")


def pictures(content: Content, language: str = "en") -> Iterator[tuple[str, str]]:
    words, ground = words_in(language), content.ground
    large, small, chart = Size(178, 120), Size(86, 62), Size(86, 46)
    yield (
        "main",
        draw_map(
            ground,
            content.main_map,
            words,
            size=large,
            legend=True,
            furniture=True,
            services=True,
            ident="main",
        ),
    )
    for each in content.environments:
        if not each.missing:
            ident = f"map-{each.environment}"
            yield (
                ident,
                draw_map(
                    ground,
                    each,
                    words,
                    size=small,
                    legend=True,
                    furniture=True,
                    services=False,
                    ident=ident,
                    header=False,
                ),
            )
    for trend in content.trends:
        yield f"trend-{trend.key}", draw_trend(trend, words, size=chart, ident=f"trend-{trend.key}")
    if content.clashes and content.clashes.services:
        yield "ranking", draw_ranking(content.clashes, words, width=178, ident="ranking")
    if content.zones.placed:
        alt = " ".join(content.zones.trade)
        yield "trade", draw_trade(content.zones.placed, alt, words, size=Size(86, 60), ident="trade")
    if content.provenance.link:
        yield "qr", draw_qr(content.provenance.link, words, width=28, ident="qr")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_picture_is_well_formed_says_what_it_shows_and_hides_what_is_withheld(
    variant: str, language: str
) -> None:
    for name, svg in pictures(VARIANTS[variant](), language):
        root = ET.fromstring(svg)
        described = [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")]
        assert all(each and each.strip() for each in described), name
        idents = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(idents) == len(set(idents)), name
        used = {each.split(")")[0] for each in svg.split("url(#")[1:]}
        assert used <= set(idents), name
        assert f"{HIDDEN:.0f}"[:4] not in svg, name
        assert "nan" not in svg.casefold().replace("financ", ""), name
        assert len(svg) < 60_000, name


def test_a_picture_without_alternative_text_is_refused() -> None:
    content = made()
    assert content.clashes
    with pytest.raises(BadInputError, match="alternative text"):
        draw_map(
            content.ground,
            replace(content.main_map, alt=" "),
            WORDS,
            size=Size(86, 62),
            legend=False,
            furniture=False,
            services=False,
            ident="m",
        )
    with pytest.raises(BadInputError, match="alternative text"):
        draw_trend(replace(content.trends[0], alt=""), WORDS, size=Size(86, 46), ident="t")
    with pytest.raises(BadInputError, match="alternative text"):
        draw_ranking(replace(content.clashes, alt=""), WORDS, width=178, ident="r")
    with pytest.raises(BadInputError, match="alternative text"):
        draw_trade(content.zones.placed, "", WORDS, size=Size(86, 60), ident="t")


def test_numbers_of_a_wide_scale_run_into_none() -> None:
    clashes = made(0).clashes
    wide = replace(clashes.services[0].index, low=20, high=1270)
    services = (replace(clashes.services[0], index=wide), *clashes.services[1:])
    svg = draw_ranking(replace(clashes, services=services), WORDS, width=178, ident="r")
    axis = [each for each in ET.fromstring(svg).iter(f"{SVG}text") if (each.text or "").isdigit()]
    room = sorted((float(each.get("x", "")), width_of(each.text or "", TYPE_MM) / 2) for each in axis)
    assert "100" in {each.text for each in axis}
    assert len(room) > 2
    assert all(x + half < y - other for (x, half), (y, other) in pairwise(room))


def test_a_proposal_is_dashed_and_an_agreement_in_force_is_solid() -> None:
    content = made(2)  # the first is in force, the second proposed
    svg = dict(pictures(content))["main"]
    lines = [each for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("stroke") == "#0b55b5"]
    dashed = {bool(each.get("stroke-dasharray")) for each in lines}
    assert dashed == {True, False}
    only = replace(content, ground=replace(content.ground, zones=content.ground.zones[:1]))
    svg = dict(pictures(only))["main"]
    lines = [each for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("stroke") == "#0b55b5"]
    assert [each for each in lines if each.get("stroke-dasharray")] == []


def test_no_badge_hides_a_service() -> None:
    ground = made(6).ground
    frame = frame_of(ground.bounds, Size(124, 100))
    points, taken = points_of(ground.services, frame), []
    for shape in shapes_of(ground.zones, frame):
        x, y = _badge_place(shape, frame.size, points, 4.6, 4.6, taken)
        assert float(np.min(np.hypot(points[:, 0] - x, points[:, 1] - y))) > 4.6
        assert all(np.hypot(x - a, y - b) > 4.6 for a, b in taken)
        taken.append((x, y))


def test_one_path_for_each_class_and_state() -> None:
    shown = map_of(*("a", "physical", "Physical", "Overdose calls", "a year"), seed=0)
    ground = replace(made(0).ground, services=())
    svg = draw_map(
        ground, shown, WORDS, size=Size(120, 90), legend=False, furniture=False, services=False, ident="m"
    )
    classes = {(int(s), int(v) if s < 2 else 0) for s, v in zip(shown.state, shown.level, strict=True)}
    patterned = sum(STATES[state] in ("parent", "withheld", "no_data") for state, _ in classes)
    outline_and_water = 4
    paths = ET.fromstring(svg).findall(f"{SVG}g//{SVG}path")
    assert len(paths) == len(classes) + patterned + outline_and_water


def test_a_large_place_is_drawn_in_squares_and_stays_small() -> None:
    """A view of 11,000 cells, of which each would be half of a millimetre wide on a small map."""
    shapes = hexagons(rings=60, side_km=0.033)
    shown = map_of(*("a", "physical", "Physical", "Overdose calls", "a year"), seed=0)
    shown = replace(
        shown,
        shapes=shapes,
        names=(),
        state=np.zeros(len(shapes), np.uint8),
        level=(np.arange(len(shapes)) % 5).astype(np.uint8),
        value=np.zeros(len(shapes)),
    )
    assert len(shapes) > 10_000
    svg = draw_map(
        made(0).ground,
        shown,
        WORDS,
        size=Size(86, 62),
        legend=True,
        furniture=True,
        services=False,
        ident="m",
    )
    assert len(svg) < 200_000
    drawn = ET.fromstring(svg).findall(f"{SVG}g//{SVG}path")
    assert {each.get("fill") for each in drawn} >= set(shown.colours)


@pytest.mark.parametrize("environment", ["physical", "social", "economic", "policy"])
def test_adjacent_classes_differ_in_greyscale(environment: str) -> None:
    """At least 1.25 to 1 between neighbours, as printed without colour (WCAG relative luminance)."""
    luminance = [_luminance(colour) for colour in palette(environment, "light", 5)]
    ratios = [(max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in itertools.pairwise(luminance)]
    assert min(ratios) >= 1.25
    assert luminance == sorted(luminance, reverse=True)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_gap_in_a_trend_says_why() -> None:
    svg = dict(pictures(made()))["trend-overdose_calls"]
    texts = [each.text for each in ET.fromstring(svg).iter(f"{SVG}text")]
    assert "withheld" in texts
    lines = [each for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("stroke-width") == ".7"]
    assert len(lines) == 2  # before and after the gap


def test_shapes_and_places_outside_the_map_do_no_harm() -> None:
    content = made(1)
    far = shapely.box(10, 10, 11, 11)
    zones = (replace(content.ground.zones[0], geometry=far),)
    service = replace(content.ground.services[0], longitude=10.0, latitude=10.0)
    ground = replace(content.ground, zones=zones, services=(service,), water=shapely.Polygon())
    svg = draw_map(
        ground,
        content.main_map,
        WORDS,
        size=Size(120, 90),
        legend=False,
        furniture=True,
        services=True,
        ident="m",
    )
    assert "<use" not in svg
