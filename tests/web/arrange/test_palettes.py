"""The palettes as others see them: Machado et al. (2009), a physiologically based model, severity 1.0."""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from layers.look.colours import PALETTES, palette
from layers.look.symbols import THEMES
from layers.published.offer import ENVIRONMENTS

Floats = NDArray[np.float64]
SIGHT: Final = {
    "full": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE: Final = np.array([0.95047, 1.0, 1.08883])
NOTICED: Final = 10.0  # CIE76; 2.3 is just noticeable side by side


def lab(colour: str, sight: str) -> Floats:
    """Return CIE Lab of '#rrggbb' as somebody of this sight sees it."""
    coded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("classes", [3, 5, 7])
def test_neighbouring_classes_stay_apart_for_every_sight(name: str, theme: str, classes: int) -> None:
    for environment, sight in itertools.product(ENVIRONMENTS, SIGHT):
        seen = [lab(colour, sight) for colour in palette(environment, theme, classes, name)]
        steps = [float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(seen)]
        assert min(steps) > min(NOTICED, 60 / classes), (environment, sight, steps)
        lightness = [colour[0] for colour in seen]
        rising = lightness if theme == "dark" else lightness[::-1]
        assert all(low + 5 < high for low, high in itertools.pairwise(rising)), (environment, sight)


@pytest.mark.parametrize("theme", THEMES)
def test_the_safe_palette_keeps_environments_apart_and_the_standard_one_does_not(theme: str) -> None:
    def nearest(name: str) -> float:
        ramps = {each: palette(each, theme, 5, name)[1:4] for each in ENVIRONMENTS}
        return min(
            float(np.linalg.norm(lab(a, sight) - lab(b, sight)))
            for one, other in itertools.combinations(ENVIRONMENTS, 2)
            for a, b in zip(ramps[one], ramps[other], strict=True)
            for sight in SIGHT
        )

    assert nearest("safe") > 20
    assert nearest("standard") < 12, "then one palette is enough"


@pytest.mark.parametrize("theme", THEMES)
def test_grey_has_no_hue_and_the_widest_steps(theme: str) -> None:
    def step(name: str) -> float:
        light = [lab(colour, "full")[0] for colour in palette("social", theme, 7, name)]
        return min(abs(b - a) for a, b in itertools.pairwise(light))

    grey = [lab(colour, "full") for colour in palette("social", theme, 7, "grey")]
    assert max(abs(colour[1:]).max() for colour in grey) < 4
    assert step("grey") > step("standard")
