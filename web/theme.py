"""The look shared by every page: one accent colour, one typeface, one rhythm of 4 and 8 px."""

from __future__ import annotations

from typing import Any, Final

# Ten steps of the accent, lightest first: white text on step 7 has 7.4:1, step 3 is for the dark page
HARBOUR: Final = [
    "#eef7f8",
    "#d9ecef",
    "#b3d8de",
    "#88c1cb",
    "#5fa9b6",
    "#3d8f9e",
    "#257685",
    "#155f6e",
    "#0e4c58",
    "#083842",
]

THEME: Final[dict[str, Any]] = {
    "colors": {"harbour": HARBOUR},
    "primaryColor": "harbour",
    "primaryShade": {"light": 7, "dark": 3},
    "autoContrast": True,
    "fontFamily": "Inter, system-ui, -apple-system, 'Segoe UI', sans-serif",
    "headings": {"fontFamily": "Inter, system-ui, sans-serif", "fontWeight": "650"},
    "defaultRadius": "sm",
    "cursorType": "pointer",
    "respectReducedMotion": True,
}
