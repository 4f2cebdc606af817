"""Colours of the four environments, and which colour class a figure falls into.

Each environment has one hue family, so that several layers at once stay apart; within it the classes are
even steps of lightness (OKLab), so that they survive colour blindness and a black-and-white printer. Dark
on a light page and light on a dark page mean the same: a riskier environment. Of the palettes, `safe` keeps
the environments apart for colour-blind readers too, and `grey` is made for printers without colour.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.published.change import Compared
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, LayerInfo

# Classes of the byte that travels to the browser: state * 16 + colour class
ZERO: Final = 3
MOST_CLASSES: Final = 9
FULLNESS: Final = 0.04  # chroma added to the middle of a ramp
COUNTED: Final = frozenset({"event", "rate"})  # kinds whose zero means that nothing was recorded: left blank

PALETTES: Final = ("standard", "safe", "grey")

# palette -> environment -> theme -> (hue in degrees, chroma, lightness) in OKLCH at the least and most risk
Ends = dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]]
_GREY_ENDS: Final[Ends] = {
    "light": ((240, 0.004, 0.94), (240, 0.008, 0.27)),
    "dark": ((240, 0.008, 0.34), (240, 0.004, 0.95)),
}
_ENDS: Final[dict[str, dict[str, Ends]]] = {
    "standard": {
        "physical": {
            "light": ((95, 0.065, 0.925), (48, 0.085, 0.36)),
            "dark": ((50, 0.06, 0.36), (92, 0.115, 0.90)),
        },
        "social": {
            "light": ((25, 0.035, 0.925), (2, 0.135, 0.36)),
            "dark": ((355, 0.085, 0.36), (18, 0.085, 0.90)),
        },
        "economic": {
            "light": ((165, 0.045, 0.925), (180, 0.062, 0.36)),
            "dark": ((185, 0.05, 0.36), (160, 0.09, 0.90)),
        },
        "policy": {
            "light": ((270, 0.032, 0.925), (278, 0.14, 0.36)),
            "dark": ((278, 0.09, 0.38), (262, 0.07, 0.90)),
        },
    },
    # Searched for the four ramps that stay furthest apart at once for full, red-, green- and blue-weak sight
    "safe": {
        "physical": {
            "light": ((106, 0.080, 0.925), (113, 0.109, 0.36)),
            "dark": ((44, 0.062, 0.37), (101, 0.145, 0.90)),
        },
        "social": {
            "light": ((348, 0.046, 0.925), (347, 0.108, 0.36)),
            "dark": ((334, 0.035, 0.37), (326, 0.005, 0.90)),
        },
        "economic": {
            "light": ((149, 0.075, 0.925), (161, 0.107, 0.36)),
            "dark": ((152, 0.030, 0.37), (154, 0.178, 0.90)),
        },
        "policy": {
            "light": ((282, 0.038, 0.925), (292, 0.233, 0.36)),
            "dark": ((298, 0.109, 0.37), (251, 0.053, 0.90)),
        },
    },
    # One ramp, with the widest steps of lightness that a printer keeps apart
    "grey": dict.fromkeys(("physical", "social", "economic", "policy"), _GREY_ENDS),
}
# theme -> OKLCH of a change from the least to the most: away from harm, then towards it. The two sides keep
# apart in lightness too, so that a black-and-white print still tells them; in the middle, no clear change.
_CHANGES: Final[dict[str, tuple[tuple[tuple[float, float, float], ...], ...]]] = {
    "light": (
        ((232, 0.055, 0.865), (236, 0.085, 0.79), (240, 0.115, 0.71)),
        ((62, 0.115, 0.625), (48, 0.125, 0.50), (35, 0.115, 0.365)),
    ),
    "dark": (
        ((242, 0.055, 0.345), (242, 0.085, 0.42), (240, 0.115, 0.50)),
        ((55, 0.115, 0.60), (68, 0.125, 0.73), (88, 0.125, 0.875)),
    ),
}
_NO_CLEAR_CHANGE: Final = {"light": (250, 0.003, 0.975), "dark": (250, 0.006, 0.285)}
# Lines of hatches, symbols and names on the map
INK: Final = {"light": "#2b3640", "dark": "#dfe6ea"}
_ENVIRONMENT_INK: Final = {
    "physical": {"light": "#6b4a1c", "dark": "#e3c48c"},
    "social": {"light": "#8a2747", "dark": "#eba9b8"},
    "economic": {"light": "#14594f", "dark": "#96d6c3"},
    "policy": {"light": "#3d3f94", "dark": "#b4bdf2"},
}


def ink(environment: str, theme: str) -> str:
    """Return the dark (on dark pages: light) colour that names an environment, for hatches and headings."""
    return _ENVIRONMENT_INK[environment][theme]


def palette(environment: str, theme: str, classes: int = 5, name: str = PALETTES[0]) -> tuple[str, ...]:
    """Return `classes` colours from the least to the most risk, as '#rrggbb'; theme: 'light' or 'dark'."""
    low, high = _ENDS[name][environment][theme]
    steps = np.linspace(0.0, 1.0, classes) if classes > 1 else np.array([0.7])
    turn = (high[0] - low[0] + 180) % 360 - 180  # the short way round
    # Fullest in the middle, where sRGB has room for it: neither chalky nor muddy
    full = 0.0 if name == "grey" else FULLNESS
    chroma = low[1] + (high[1] - low[1]) * steps + full * np.sin(steps * np.pi)
    lightness = low[2] + (high[2] - low[2]) * steps
    return tuple(_hex(x, c, low[0] + turn * t) for x, c, t in zip(lightness, chroma, steps, strict=True))


def layer_colours(
    layer: LayerInfo, theme: str, limits: tuple[float, ...], name: str = PALETTES[0]
) -> tuple[str, ...]:
    """Return the colours of a layer's classes in a palette, lowest values first.

    Where lower values mean harm the ramp is turned round, so that the strong end is always the riskier.
    """
    colours = palette(layer.environment, theme, len(limits) + 1, name)
    return colours[::-1] if layer.harm == "lower" else colours


def change_colours(theme: str, harm: str, name: str = PALETTES[0]) -> tuple[str, ...]:
    """Return the colours of a change's classes, the largest fall first, no clear change in the middle.

    The warm side is the change towards harm: a fall where lower values mean harm. The palette `safe` is the
    same as `standard`, `grey` leaves the hue out.
    """
    away, towards = _CHANGES[theme]
    steps = (*away[::-1], _NO_CLEAR_CHANGE[theme], *towards)
    colours = tuple(_hex(light, 0.0 if name == "grey" else full, turn) for turn, full, light in steps)
    return colours[::-1] if harm == "lower" else colours


def encode_changes(found: Compared) -> NDArray[np.uint8]:
    """Return one byte for each row: state * 16 + class, as `encode_classes` writes them.

    State 3 says that neither period counts anything.
    """
    code = np.select(
        [found.state == NO_DATA, found.state == WITHHELD, found.state == PARENT, found.nothing],
        [4, 2, 1, ZERO],
        0,
    )
    shown = code <= 1
    return (code * 16 + np.where(shown, found.level, 0)).astype(np.uint8)


def encode_classes(
    value: NDArray[np.float64], state: NDArray[np.uint8], limits: tuple[float, ...], kind: str
) -> NDArray[np.uint8]:
    """Return one byte for each row: state * 16 + class.

    States: 0 released, 1 a parent's figure stands in, 2 withheld, 3 a counted layer's true zero, 4 no data.
    A value equal to a limit is in the class above it. Raises ValueError for more classes than fit.
    """
    if len(limits) >= MOST_CLASSES:
        raise ValueError(f"{len(limits)} class limits: at most {MOST_CLASSES - 1}")
    shown = np.isin(state, (RELEASED, PARENT)) & ~np.isnan(value)
    classes = np.searchsorted(np.asarray(limits, float), np.where(shown, value, 0.0), side="right")
    code = np.full(len(value), 4, np.int64)
    code[state == WITHHELD] = 2
    code[shown & (state == RELEASED)] = 0
    code[shown & (state == PARENT)] = 1
    if kind in COUNTED:
        code[shown & (value == 0) & (state == RELEASED)] = ZERO
    code[state == NO_DATA] = 4
    return (code * 16 + np.where(shown & (code <= 1), classes, 0)).astype(np.uint8)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Return an OKLCH colour as sRGB, clipped. Source: Ottosson (2020), "A perceptual color space"."""
    a, b = chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))
    cone = np.array(
        [
            lightness + 0.3963377774 * a + 0.2158037573 * b,
            lightness - 0.1055613458 * a - 0.0638541728 * b,
            lightness - 0.0894841775 * a - 1.2914855480 * b,
        ]
    )
    linear = (
        np.array(
            [
                [4.0767416621, -3.3077115913, 0.2309699292],
                [-1.2684380046, 2.6097574011, -0.3413193965],
                [-0.0041960863, -0.7034186147, 1.7076147010],
            ]
        )
        @ cone**3
    )
    linear = np.clip(linear, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in encoded)
