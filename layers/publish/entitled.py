"""Which sources an organisation's analysts may see exactly (privacy rule 8), and a store that shows no other.

The one place where the rule stands: everything exact that a page shows is made from a store narrowed here.
The command line reads the files themselves, whose keeper holds all of them: it has no entitlement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from etl import store
from etl.feed import all_feeds
from etl.place import Place, Source

POLICE = "police"  # the kind of organisation that health feeds leave out
NOT_OPEN = "not open to your organisation"

Sources = frozenset[str]


def entitled_sources(place: Place, organisation: str, organisation_kind: str) -> Sources:
    """Return the ids of the sources whose exact rows analysts of this organisation may see.

    A source that names organisations is open to those alone; one that names none is open to all, but a
    health feed to none of kind police.
    """
    return frozenset(
        source.id for source in place.sources if _is_open(source, organisation, organisation_kind)
    )


def _is_open(source: Source, organisation: str, organisation_kind: str) -> bool:
    if source.organisations:
        return _plain(organisation) in map(_plain, source.organisations)
    return not (all_feeds()[source.feed].health and organisation_kind == POLICE)


def same_organisations(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two lists name the same organisations."""
    return {*map(_plain, one)} == {*map(_plain, other)}


def _plain(name: str) -> str:
    """Return a name as it is compared: whatever its case and spaces."""
    return " ".join(name.split()).casefold()


def closed_words(closed: Iterable[tuple[str, str]]) -> str:
    """Return 'calls (Overdose calls) and visits (Outcome measures), which are not open to your organisation'.

    closed: id of a source and title of its feed.
    """
    named = [f"{source} ({title})" for source, title in closed]
    listed = " and ".join(part for part in (", ".join(named[:-1]), named[-1]) if part)
    return f"{listed}, which {'is' if len(named) == 1 else 'are'} {NOT_OPEN}"


def narrowed(place: Place, sources: Iterable[str]) -> Place:
    """Return the place as somebody sees it who may see these sources only."""
    sources = frozenset(sources)
    kept = tuple(source for source in place.sources if source.id in sources)
    return replace(place, sources=kept, closed=tuple(each for each in place.sources if each not in kept))


def mobile_as_confidential(con: store.Connection, sources: Iterable[str] | None) -> None:
    """Take mobile services for confidential ones in every later query of this connection.

    sources: those that `show_only` shows, None where it was not asked.
    """
    listed = "" if sources is None else ", ".join(store.literal(each) for each in sorted(sources))
    kept = "true" if sources is None else f"list_contains([{listed}], source)"
    home = store.quote(str(store.value(con, "select current_database()")))
    store.run(con, "mobile_confidential", home=home, kept=kept)


def show_only(con: store.Connection, sources: Iterable[str]) -> None:
    """Hide all rows of other sources from every later query of this connection, those of no source too."""
    listed = ", ".join(store.literal(each) for each in sorted(sources))
    home = store.quote(str(store.value(con, "select current_database()")))
    for (table,) in store.rows(con, store.sql("entitled_tables")):
        store.run(con, "entitled_view", table=store.quote(table), home=home, sources=listed)
