"""The rows of the overview: what each place has published, read once for each version and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from etl.errors import SafePassageError
from etl.store import NotThereError
from layers.published.beside import HEADLINES, Beside, beside
from layers.published.home import PublishedHome
from web.region.file import Member, Region
from web.region.places import PlaceAt

NOT_THERE: Final = "Not available now; its own page says why"
KEPT: Final = "Keeps its figures to its own pages"


@dataclass(frozen=True)
class Row:
    """One place. found: None where it is not available or keeps its figures to itself; `why` says which.

    path: the place's, below the host.
    """

    member: Member
    path: str
    found: Beside | None
    why: str = ""

    @property
    def name(self) -> str:
        """Return what the place is called."""
        return self.found.name if self.found else self.member.name


class Rows:
    """The rows of all places; a version's file is opened once, read, and closed."""

    def __init__(self, region: Region, places: Mapping[str, PlaceAt]) -> None:
        """Know the places; nothing is read yet."""
        self._below = region.standing.path
        self._members = region.places
        self._places = places
        self._kept: dict[str, tuple[str, Beside]] = {}  # path -> version and what it says
        self._lock = threading.Lock()

    def read(self) -> list[Row]:
        """Return a row for each place, in the order of the file; opens no restricted file."""
        return [self._row(member) for member in self._members]

    def _row(self, member: Member) -> Row:
        path = self._below + member.path
        if self._places[path].trouble() is not None:
            return Row(member, path, None, NOT_THERE)
        if not member.in_overview:
            return Row(member, path, None, KEPT)
        home = PublishedHome(member.home)
        try:
            version = home.pointer()
            with self._lock:
                if self._kept.get(path, ("",))[0] != version:
                    self._kept[path] = version, beside(home.current(), member.residents)
                return Row(member, path, self._kept[path][1])
        except (SafePassageError, OSError, NotThereError):
            return Row(member, path, None, NOT_THERE)
        finally:
            home.close()


def sort_rows(rows: list[Row], key: str, *, down: bool) -> list[Row]:
    """Return the rows by a key; those without a figure come last either way, ties by name."""
    by_name = sorted(rows, key=lambda row: row.name.casefold())
    if key == "name":
        return by_name[::-1] if down else by_name
    value = _value_of(key)
    having = [(found, row) for row in by_name if row.found and (found := value(row.found)) is not None]
    having.sort(key=lambda each: -each[0] if down else each[0])
    kept = [row for _, row in having]
    return kept + [row for row in by_name if row not in kept]


def withheld_share(found: Beside) -> float | None:
    """Return the share (0 to 1) of cells with events whose figure is withheld; None without any."""
    return found.held / (found.shown + found.held) if found.shown + found.held else None


def _value_of(key: str) -> Callable[[Beside], float | None]:
    layer, _, part = key.partition(".")
    if layer in HEADLINES:
        return lambda found: found.headlines[layer].rate if part else found.headlines[layer].count
    return {
        "services": lambda found: found.services,
        "clashes": lambda found: (
            None if found.clashes is None or found.clashes.trouble else found.clashes.clash
        ),
        "zones": lambda found: found.zones,
        "withheld": withheld_share,
        "published": lambda found: found.published_at.toordinal(),
    }[key]
