"""Degrees to millimetres, scale bars, paths and wrapped words."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from briefing.drawing.axis import ticks
from briefing.drawing.frame import Size, clip, frame_of, scale_bar
from briefing.drawing.svg import path_of
from briefing.drawing.wrap import width_of, wrap

A4 = Size(124.0, 105.0)


@given(
    st.floats(-170, 170), st.floats(-65, 65), st.floats(0.002, 2.0), st.floats(0.002, 2.0), st.floats(20, 300)
)
def test_a_place_fills_its_frame_and_keeps_its_shape(
    west: float, south: float, along: float, up: float, wide: float
) -> None:
    size = Size(wide, 100.0)
    frame = frame_of((west, south, west + along, south + up), size)
    corners = frame.place(np.array([[west, south + up], [west + along, south]]))
    (left, top), (right, bottom) = corners
    assert left >= 1.99
    assert top >= 1.99
    assert right <= wide - 1.99
    assert bottom <= 98.01
    touches = min(abs(left - 2), abs(top - 2))
    assert touches < 1e-6
    # as many metres a millimetre along as down
    degree = np.cos(np.radians(south + up / 2))
    assert (right - left) / (along * degree) == pytest.approx((bottom - top) / up, rel=1e-6)


def test_a_kilometre_is_as_long_as_the_scale_bar_says() -> None:
    frame = frame_of((-1.6, 53.7, -1.4, 53.9), A4)
    bar = scale_bar(frame, 40)
    north = frame.place(np.array([[-1.5, 53.8], [-1.5, 53.8 + bar.metres / 111_195.08]]))
    assert north[0, 1] - north[1, 1] == pytest.approx(bar.mm, rel=1e-6)
    assert bar.label == "5 km"


@given(st.floats(0.01, 3.0), st.floats(5, 60))
def test_a_scale_bar_is_round_and_as_long_as_fits(span: float, most: float) -> None:
    bar = scale_bar(frame_of((10.0, 50.0, 10.0 + span, 50.0 + span), A4), most)
    digits = f"{bar.metres:.10g}".strip("0.")
    assert digits in ("1", "2", "5")
    assert most / 2.5 - 1e-9 <= bar.mm <= most + 1e-9


def test_a_path_is_rounded_without_adding_up() -> None:
    ring = [(0.004, 0.0), (10.0, 0.006), (10.0, 10.0), (5.005, 10.0), (0.0, 10.0)]
    assert path_of([shapely.Polygon(ring)]).startswith("M")
    hexagon = shapely.Point(50, 50).buffer(7.3, quad_segs=50)
    moves = path_of([hexagon])[1:-1].replace("l", " ").split()
    points = np.cumsum(np.array(moves, float).reshape(-1, 2), axis=0) / 100
    assert np.max(np.abs(np.hypot(points[:, 0] - 50, points[:, 1] - 50) - 7.3)) < 0.01


def test_what_is_empty_or_too_small_to_see_makes_no_path() -> None:
    assert path_of([shapely.Polygon(), shapely.Point(1, 1).buffer(0.001)]) == ""
    assert clip(shapely.box(200, 0, 300, 10), A4).is_empty


@given(st.text(alphabet="abc MWil ŵżñ", max_size=120), st.floats(8, 60))
def test_wrapped_words_fit_and_none_is_lost(words: str, width: float) -> None:
    lines = wrap(words, width, 3.2)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_of(line, 3.2) <= width for line in lines)


@given(st.floats(0.001, 1e7))
def test_an_axis_is_round_and_reaches_the_highest(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert 2 <= len(marks) <= 7
    assert marks[-1] >= highest * (1 - 1e-9)
    assert marks[-2] < highest
