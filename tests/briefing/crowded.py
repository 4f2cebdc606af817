"""The most that can be asked of a briefing: six zones with the longest names, notes, readers and link."""

from __future__ import annotations

from dataclasses import replace

from briefing.asked import LONGEST, MOST_ZONES
from briefing.content.model import Content, Table, ZoneSaid
from layers.zones.zone import NAME_AT_MOST

LONG_NAME = (
    "Centre d'accueil Łódź–Llanfairpwllgwyngyll: the street, its courtyard and the way to the tram stop by "
    "the old baths"
)
LINK = "https://maps.example.org/?" + "physical=overdose_calls&" * 11
NOTE = "The board asked for the way there as well as the door, and for what the alternative does. "


def crowded(content: Content) -> Content:
    """Return a briefing with six zones, each like one of its own but for its name, and all that is typed."""
    own = content.zones.zones
    pick = tuple(own[at % len(own)] for at in range(MOST_ZONES))
    names = [f"{at}. {LONG_NAME}"[:NAME_AT_MOST] for at in range(1, MOST_ZONES + 1)]
    zones = tuple(_named(each, at, names[at - 1]) for at, each in enumerate(pick, 1))
    placed = content.zones.placed
    return replace(
        content,
        ground=replace(content.ground, zones=tuple(each.outline for each in zones)),
        zones=replace(
            content.zones,
            zones=zones,
            compared=_compared(content.zones.compared, names, len(own)),
            trade=tuple(
                content.zones.trade[at % len(own)].replace(own[at % len(own)].outline.name, names[at])
                for at in range(MOST_ZONES if content.zones.trade else 0)
            ),
            placed=tuple(
                replace(placed[at % len(own)], number=at + 1, name=names[at])
                for at in range(MOST_ZONES if placed else 0)
            ),
        ),
        title=(LONG_NAME * 2)[: LONGEST["title"]],
        audience=LONG_NAME[: LONGEST["audience"]],
        notes=(NOTE * 20)[: LONGEST["notes"]],
        provenance=replace(content.provenance, link=LINK),
    )


def _named(zone: ZoneSaid, number: int, name: str) -> ZoneSaid:
    return replace(zone, outline=replace(zone.outline, number=number, name=name, zone_id=f"zone-{number}"))


def _compared(table: Table | None, names: list[str], own: int) -> Table | None:
    if table is None:
        return None
    rows = tuple(
        replace(row, cells=tuple(row.cells[at % own] for at in range(MOST_ZONES))) for row in table.rows
    )
    head = (table.head[0], *(f"{at}. {name}" for at, name in enumerate(names, 1)))
    return replace(table, head=head, rows=rows, numbers=(False,) * (MOST_ZONES + 1))
