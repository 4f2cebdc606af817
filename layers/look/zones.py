"""How a zone's status is drawn on every map: it shows in the line and its label, not in colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ZONE_INK: Final = {"light": "#0b55b5", "dark": "#8fbcff"}  # as ZONE_INK of assets/map/zones.mjs
PAST_INK: Final = {"light": "#5b6770", "dark": "#8c98a0"}


@dataclass(frozen=True)
class ZoneLook:
    """How one status is drawn. fill: opacity. width: of the line, px. dash: in its widths, () for none."""

    label: str
    fill: float
    width: float
    dash: tuple[float, ...]
    past: bool = False

    def ink(self, theme: str) -> str:
        """Return the colour of its line. Raises KeyError for an unknown theme."""
        return (PAST_INK if self.past else ZONE_INK)[theme]


ZONE_LOOKS: Final[dict[str, ZoneLook]] = {
    "draft": ZoneLook("Draft", 0.03, 1.6, (1, 2)),
    "proposed": ZoneLook("Proposed, not agreed", 0.06, 2.2, (3, 2)),
    "agreed": ZoneLook("Agreed, not yet in force", 0.1, 2.2, (8, 1.5)),
    "active": ZoneLook("In force", 0.2, 3.2, ()),
    "expired": ZoneLook("Expired", 0.0, 1.6, (), past=True),
    "withdrawn": ZoneLook("Withdrawn", 0.0, 1.6, (1, 3), past=True),
}
