"""Symbols of services and venues and state patterns as SVG: one drawing for the map and for its legend.

A service type is told by shape and letter, never by colour alone; a venue is a picture without a frame. A
state is told by its pattern, whose direction tells the environment where several layers lie on top of each
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from layers import words
from layers.look.colours import ink

THEMES: Final = ("light", "dark")
SIZE: Final = 26  # css pixels of a service symbol
TILE: Final = 8  # css pixels of a pattern's tile


@dataclass(frozen=True)
class ServiceSymbol:
    """How one service type is drawn. strong: filled; services that the clash index protects by default."""

    label: str
    letter: str
    shape: str
    strong: bool = False


SERVICE_SYMBOLS: Final = {
    "needle_exchange": ServiceSymbol("Needle and syringe programme", "N", "circle", True),
    "naloxone": ServiceSymbol("Naloxone point", "X", "diamond", True),
    "consumption_room": ServiceSymbol("Consumption room", "C", "square", True),
    "drug_checking": ServiceSymbol("Drug checking", "D", "triangle", True),
    "opioid_treatment": ServiceSymbol("Opioid treatment", "O", "octagon", True),
    "treatment": ServiceSymbol("Treatment", "T", "octagon"),
    "outreach": ServiceSymbol("Outreach", "V", "triangle"),
    "pharmacy": ServiceSymbol("Pharmacy", "P", "cross"),
    "hospital": ServiceSymbol("Hospital", "H", "square"),
    "health_centre": ServiceSymbol("Health centre", "G", "cross"),
    "shelter": ServiceSymbol("Shelter", "S", "house"),
    "day_centre": ServiceSymbol("Day centre", "Y", "house"),
    "peer_support": ServiceSymbol("Peer support", "R", "circle"),
    "other": ServiceSymbol("Other service", "•", "circle"),
}


def service_label(kind: str) -> str:
    """Return a service type as a reader knows it."""
    symbol = SERVICE_SYMBOLS.get(kind)
    return symbol.label if symbol else words.plain(kind)


@dataclass(frozen=True)
class VenueSymbol:
    """How one kind of venue is drawn: filled parts, then lines, as paths in a box of 26."""

    label: str
    filled: str
    lines: str = ""


VENUE_SYMBOLS: Final = {
    "festival_site": VenueSymbol(
        "Festival site", "M13 7L23.5 22.5H16L13 15.5L10 22.5H2.5z", "M13 8V2.5L17.5 4.5L13 6.5"
    ),
    "club": VenueSymbol(
        "Club",
        "M4.5 19a3 2.6 0 1 1 6 0a3 2.6 0 1 1-6 0zM14.5 17a3 2.6 0 1 1 6 0a3 2.6 0 1 1-6 0z",
        "M10.3 19V6.5L20.3 4.5V17M10.3 9L20.3 7",
    ),
    "bar": VenueSymbol("Bar", "M5 5H21L13 14z", "M13 13V20.5M8.5 21H17.5"),
    "event_hall": VenueSymbol(
        "Event hall", "M3.5 10.5L13 4.5L22.5 10.5z", "M6.5 12V19M13 12V19M19.5 12V19M4 21H22"
    ),
    "restaurant": VenueSymbol(
        "Restaurant",
        "M16.5 14C16 9 17 5 19 4V14z",
        "M6.5 4.5V8.5A2.5 2.5 0 0 0 11.5 8.5V4.5M9 4.5V22M18.3 13V22",
    ),
    "other": VenueSymbol(
        "Other venue", "M13 5L15.3 10.5L21 11L16.7 14.8L18 20.5L13 17.4L8 20.5L9.3 14.8L5 11L10.7 10.5z"
    ),
}

# Paths in a box of 26, each with room for its outline
_SHAPES: Final = {
    "circle": "M13 3a10 10 0 1 1 0 20a10 10 0 1 1 0-20z",
    "diamond": "M13 1.2L24.8 13L13 24.8L1.2 13z",
    "square": "M5.5 3.5h15a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z",
    "triangle": "M13 1.6L25 22.6H1z",
    "octagon": "M9 3h8l6 6v8l-6 6H9l-6-6V9z",
    "cross": "M8.5 2.5h9v6h6v9h-6v6h-9v-6h-6v-9h6z",
    "house": "M13 2L24 11.2V23.2H2V11.2z",
}
_LETTER_Y: Final = {"triangle": 19.6, "house": 19.4}
_PAPER: Final = {"light": "#ffffff", "dark": "#12181c"}
_FILL: Final = {"light": "#1d2830", "dark": "#f1f5f7"}
_GREY: Final = {"light": "#8b959c", "dark": "#79848b"}
_DIRECTIONS: Final = {"physical": 45, "social": 135, "economic": 0, "policy": 90}


def service_svg(type_: str, theme: str, *, approximate: bool = False) -> str:
    """Return the symbol of a service type; approximate: dashed, for one shown only as its cell.

    Raises KeyError for an unknown type or theme.
    """
    symbol = SERVICE_SYMBOLS[type_]
    return _svg(SIZE, service_marks(symbol, theme, approximate=approximate))


def service_marks(symbol: ServiceSymbol, theme: str, *, approximate: bool = False) -> str:
    """Return the parts of a service's symbol, in a box of SIZE. Raises KeyError for an unknown theme."""
    paper, fill = _PAPER[theme], _FILL[theme]
    back, front = (fill, paper) if symbol.strong else (paper, fill)
    dash = ' stroke-dasharray="3 2"' if approximate else ""
    path = _SHAPES[symbol.shape]
    baseline = _LETTER_Y.get(symbol.shape, 17.4)
    return (
        f'<path d="{path}" fill="{back}" stroke="{paper}" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{path}" fill="{back}" stroke="{fill}" stroke-width="1.4" stroke-linejoin="round"{dash}/>'
        f'<text x="13" y="{baseline}" text-anchor="middle" font-family="Inter, Arial, Helvetica, sans-serif" '
        f'font-size="12" font-weight="700" fill="{front}">{symbol.letter}</text>'
    )


def venue_svg(type_: str, theme: str) -> str:
    """Return the symbol of a kind of venue. Raises KeyError for an unknown kind or theme."""
    symbol = VENUE_SYMBOLS[type_]
    paper, fill = _PAPER[theme], _FILL[theme]
    join = 'stroke-linejoin="round" stroke-linecap="round"'
    return _svg(
        SIZE,
        f'<path d="{symbol.filled}{symbol.lines}" fill="none" stroke="{paper}" stroke-width="5" {join}/>'
        f'<path d="{symbol.filled}" fill="{fill}" stroke="{fill}" stroke-width="1" {join}/>'
        f'<path d="{symbol.lines}" fill="none" stroke="{fill}" stroke-width="1.8" {join}/>',
    )


def pattern_svg(state: str, environment: str, theme: str) -> str:
    """Return one tile of the pattern of `parent`, `withheld` or `no_data`.

    Raises KeyError for an unknown state, environment or theme.
    """
    return _svg(TILE, pattern_marks(state, environment, theme))


def pattern_marks(state: str, environment: str, theme: str) -> str:
    """Return the marks of one tile of a pattern, in a box of TILE; see `pattern_svg`."""
    if state == "no_data":
        return "".join(f'<circle cx="{c}" cy="{c}" r="0.9" fill="{_GREY[theme]}"/>' for c in (2, 6))
    width, alpha = {"parent": (0.8, 0.5), "withheld": (1.3, 0.75)}[state]
    look = f'stroke="{ink(environment, theme)}" stroke-width="{width}" stroke-opacity="{alpha}" fill="none"'
    return f'<path d="{_lines(_DIRECTIONS[environment])}" {look}/>'


def symbol_sheet(theme: str) -> dict[str, str]:
    """Return every symbol and pattern of a theme by the name that the map draws it under.

    Raises KeyError for an unknown theme.
    """
    sheet = {}
    for type_ in SERVICE_SYMBOLS:
        sheet[f"service-{type_}"] = service_svg(type_, theme)
        sheet[f"service-{type_}-approximate"] = service_svg(type_, theme, approximate=True)
    for type_ in VENUE_SYMBOLS:
        sheet[f"venue-{type_}"] = venue_svg(type_, theme)
    for environment in _DIRECTIONS:
        for state in ("parent", "withheld", "no_data"):
            sheet[f"{state}-{environment}"] = pattern_svg(state, environment, theme)
    return sheet


def data_address(svg: str) -> str:
    """Return an image as an address that needs no request."""
    return f"data:image/svg+xml,{quote(svg)}"


def _svg(size: int, body: str) -> str:
    """Return an image of twice its size on the page, for sharp screens."""
    box = f'width="{size * 2}" height="{size * 2}" viewBox="0 0 {size} {size}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{body}</svg>'


def _lines(direction: int) -> str:
    """Return hatch lines that continue from tile to tile."""
    return {
        0: "M0 4H8",
        90: "M4 0V8",
        45: "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        135: "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    }[direction]
