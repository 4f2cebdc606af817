"""Dirt of the kind real files have, put into clean rows, with an exact count of each kind."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Row = dict[str, str]


@dataclass
class Tally:
    """What a loader must find in one source. `quarantined` counts rows by kind of fault.

    superseded: rows that a later correction replaced; unlocated: good rows without coordinates (they are
    loaded, or quarantined for another fault, never both); filtered: rows the place file leaves out.
    """

    rows: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    superseded: int = 0
    unlocated: int = 0
    filtered: int = 0
    ambiguous: int = 0
    missing_hour: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the tally with the rows that are left once all faults are taken out."""
        read = self.rows - self.filtered
        return {
            "read": read,
            "loaded": read - sum(self.quarantined.values()) - self.superseded,
            "quarantined": dict(sorted(self.quarantined.items())),
            "superseded": self.superseded,
            "unlocated": self.unlocated,
            "filtered": self.filtered,
            "ambiguous_hour": self.ambiguous,
            "missing_hour": self.missing_hour,
        }


@dataclass(frozen=True)
class Faults:
    """How many rows get each fault, and the columns concerned.

    x and y: the two coordinate columns; when: the time column. outside: coordinates out at sea.
    wrong: column -> (misspelt value, rows). bad_time: (an impossible reading, rows).
    """

    x: str
    y: str
    unlocated_share: float = 0.0
    zero: int = 0
    swapped: int = 0
    outside: tuple[str, str, int] = ("", "", 0)
    wrong: tuple[str, str, int] = ("", "", 0)
    when: str = ""
    bad_time: tuple[str, int] = ("", 0)


def dirty(
    rng: np.random.Generator,
    rows: list[Row],
    faults: Faults,
    tally: Tally,
    spare: frozenset[int] | set[int] = frozenset(),
) -> list[int]:
    """Put faults into different rows, in place, and count them; returns positions of untouched rows.

    spare: positions that stay clean and are not returned.
    """
    order = iter([k for k in rng.permutation(len(rows)).tolist() if k not in spare])
    for _ in range(round(faults.unlocated_share * len(rows))):
        rows[next(order)].update({faults.x: "", faults.y: ""})
        tally.unlocated += 1
    for _ in range(faults.zero):
        rows[next(order)].update({faults.x: "0", faults.y: "0"})
        _count(tally, "zero_coordinates")
    for _ in range(faults.swapped):
        row = rows[next(order)]
        row.update({faults.x: row[faults.y], faults.y: row[faults.x]})
        _count(tally, "swapped_coordinates")
    for _ in range(faults.outside[2]):
        rows[next(order)].update({faults.x: faults.outside[0], faults.y: faults.outside[1]})
        _count(tally, "outside_place")
    column, value, count = faults.wrong
    for _ in range(count):
        rows[next(order)][column] = value
        _count(tally, "unknown_value")
    for _ in range(faults.bad_time[1]):
        rows[next(order)][faults.when] = faults.bad_time[0]
        _count(tally, "unreadable_time")
    return sorted(order)


def corrections(rows: list[Row], chosen: list[int], changes: Row, tally: Tally) -> list[Row]:
    """Return corrected copies of the chosen clean rows: the same id, with `changes` (a later stamp too)."""
    tally.superseded += len(chosen)
    return [{**rows[position], **changes} for position in chosen]


def _count(tally: Tally, kind: str) -> None:
    tally.quarantined[kind] = tally.quarantined.get(kind, 0) + 1
