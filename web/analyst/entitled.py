"""Which sources the person who asks may see exactly: the one question of every page of exact figures."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from etl.errors import RefusedError
from etl.feed import all_feeds
from etl.place import Place, Source
from etl.place_file import find_place, saved_place
from layers.publish.entitled import NOT_OPEN, Sources, closed_words, entitled_sources, narrowed
from web.people.who import Person, asking, found

NAME = "safepassage.entitled"


@dataclass(frozen=True)
class Entitled:
    """The entitlement of whoever asks, in one home; every method needs a request."""

    home: Path

    def sources(self) -> Sources | None:
        """Return the sources that whoever asks may see exactly, None for all of an invented place.

        Raises BadInputError when nothing is loaded.
        """
        person = asking()
        return None if person.account_id is None else self.sources_of(person)

    def sources_of(self, person: Person) -> Sources:
        """Return the sources that the analysts of a person's organisation may see exactly."""
        return entitled_sources(self.whole(), person.organisation, person.organisation_kind)

    def whole(self) -> Place:
        """Return the place as it is set now, whoever asks."""
        stat = saved_place(self.home).stat() if saved_place(self.home).is_file() else None
        return _place(self.home, (stat.st_mtime_ns, stat.st_ino) if stat else None)

    def place(self) -> Place:
        """Return the place with the sources that whoever asks may see; the others are its closed ones."""
        sources = self.sources()
        return self.whole() if sources is None else narrowed(self.whole(), sources)

    def require(self, source: Source) -> None:
        """Raise RefusedError unless whoever asks may see this source, as its settings stand."""
        person = asking()
        alone = Place(id="", name="", time_zone="", sources=(source,))
        if person.account_id is not None and not entitled_sources(
            alone, person.organisation, person.organisation_kind
        ):
            raise RefusedError(
                f"source {source.id}",
                f"is {NOT_OPEN}",
                "Ask a data steward to name your organisation there",
            )

    def closed_said(self) -> str:
        """Return what exact figures are made without, '' where nothing is closed to whoever asks."""
        closed = self.place().closed
        if not closed:
            return ""
        words = closed_words((each.id, all_feeds()[each.feed].title) for each in closed)
        return f"Exact figures are made without {words}."


@functools.lru_cache(maxsize=4)
def _place(home: Path, _stamp: tuple[int, int] | None) -> Place:
    return find_place(home)


def entitled_here() -> Entitled | None:
    """Return the entitlement of whoever asks, None where nobody does."""
    return current_app.extensions[NAME] if found() is not None else None
