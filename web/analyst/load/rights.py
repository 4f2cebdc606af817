"""Who may load what: a source only by those who may see it, and who sees it is for stewards to change."""

from __future__ import annotations

from collections.abc import Iterable

from etl.place import Place, Source
from layers.publish.entitled import entitled_sources, same_organisations
from records.access.roles import reaches
from web.analyst.load.drafts import Draft
from web.people.who import Person

NOT_YOURS = (
    "Loaded like this, it would not be open to your own organisation. Name your organisation here, or leave "
    "the load to somebody who may see it."
)
STEWARDS_ONLY = "Who may see a loaded source is for a data steward to change. Put it back as it was."


def may_open(draft: Draft, person: Person, sources: Iterable[str] | None) -> bool:
    """Return whether somebody may see an upload: one of their organisation's, of no closed source.

    sources: those that they may see exactly, None for all.
    """
    seen = sources is None or not draft.source or draft.source in sources
    return draft.organisation == person.organisation and seen


def wrong_rights(draft: Draft, person: Person, place: Place) -> dict[str, str]:
    """Return setting -> why somebody may not load a draft as it stands. place: with all of its sources."""
    if person.account_id is None:  # open doors: invented data
        return {}
    named = tuple(draft.table.get("organisations", ()))
    before = next((each.organisations for each in place.sources if each.id == draft.source), None)
    if before is not None and not same_organisations(before, named) and not reaches(person.role, "steward"):
        return {"organisations": STEWARDS_ONLY}
    source = Source(id="loaded", feed=str(draft.table["feed"]), files=(), organisations=named)
    alone = Place(id="", name="", time_zone="", sources=(source,))
    if not entitled_sources(alone, person.organisation, person.organisation_kind):
        return {"organisations": NOT_YOURS}
    return {}
