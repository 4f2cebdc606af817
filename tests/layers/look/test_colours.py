from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from layers.look.colours import encode_classes, ink, layer_colours, palette
from layers.published.offer import ENVIRONMENTS
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, LayerInfo

LAYER = LayerInfo(
    "x",
    "social",
    "micro",
    "X",
    "",
    "per km²",
    "higher",
    "",
    "",
    "",
    (),
    (),
    in_score=True,
    approximate_m=0,
    kind="event",
)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(colour: str) -> float:
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def bytes_of(
    value: list[float], state: list[int], limits: tuple[float, ...], kind: str = "event"
) -> list[int]:
    return encode_classes(np.array(value), np.array(state, np.uint8), limits, kind).tolist()


def test_each_state_has_its_own_byte() -> None:
    nan = float("nan")
    values = [12.0, 12.0, nan, 0.0, nan]
    states = [RELEASED, PARENT, WITHHELD, RELEASED, NO_DATA]
    assert bytes_of(values, states, (5.0, 10.0)) == [2, 16 + 2, 32, 48, 64]


def test_zero_is_blank_only_where_something_is_counted() -> None:
    for kind, expected in {"event": 48, "rate": 48, "score": 0, "indicator": 0, "access": 0}.items():
        assert bytes_of([0.0], [RELEASED], (0.5,), kind) == [expected]
    assert bytes_of([0.0], [PARENT], (0.5,)) == [16], "a parent's zero is still a stand-in"


def test_a_value_on_a_limit_is_in_the_class_above() -> None:
    assert bytes_of([4.9, 5.0, 9.9, 10.0, 1e9], [RELEASED] * 5, (5.0, 10.0)) == [0, 1, 1, 2, 2]


def test_a_withheld_row_never_carries_its_value() -> None:
    assert bytes_of([99.0], [WITHHELD], (1.0, 2.0)) == [32]
    assert bytes_of([99.0, 0.0], [WITHHELD, NO_DATA], (0.0, 2.0)) == [32, 64]
    assert bytes_of([99.0], [NO_DATA], (1.0, 2.0)) == [64]


def test_a_missing_value_is_no_data_even_when_released() -> None:
    assert bytes_of([float("nan")], [RELEASED], (1.0,)) == [64]


def test_too_many_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="class limits"):
        bytes_of([1.0], [RELEASED], tuple(float(n) for n in range(20)))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("classes", [3, 5, 7])
def test_classes_are_separable_in_greyscale(environment: str, classes: int) -> None:
    light = [lightness(colour) for colour in palette(environment, "light", classes)]
    dark = [lightness(colour) for colour in palette(environment, "dark", classes)]
    least = 55 / classes
    assert all(a - b > least for a, b in itertools.pairwise(light)), light
    assert all(b - a > least for a, b in itertools.pairwise(dark)), dark


def test_environments_stay_apart() -> None:
    for theme in ("light", "dark"):
        middles = [palette(environment, theme)[3] for environment in ENVIRONMENTS]
        assert len(set(middles)) == 4
        paper = "#ffffff" if theme == "light" else "#12181c"
        assert all(contrast(ink(environment, theme), paper) >= 4.5 for environment in ENVIRONMENTS)


def test_the_strong_end_is_the_riskier() -> None:
    limits = (1.0, 2.0, 3.0)
    higher = layer_colours(LAYER, "light", limits)
    lower = layer_colours(replace(LAYER, harm="lower"), "light", limits)
    assert luminance(higher[-1]) < luminance(higher[0])
    assert lower == higher[::-1]
    assert len(higher) == 4
