"""The way of a zone from a draft to an agreement in force, in plain words: a proposal is worded as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from etl.errors import BadInputError, RefusedError
from layers.zones.zone import FIELD_LABELS, Zone


@dataclass(frozen=True)
class Status:
    """One status. label: for lists. sentence: takes the place's term. next: where it can go from here.

    needs: fields that must be filled before a zone gets this status.
    """

    id: str
    label: str
    sentence: str
    next: tuple[str, ...]
    needs: tuple[str, ...] = ()


_TERMS = ("authority", "strength", "covers", "offences_in", "supply")
STATUSES: Mapping[str, Status] = MappingProxyType(
    {
        status.id: status
        for status in (
            Status(
                "draft", "Draft", "Draft of a {term}: nobody has agreed to it.", ("proposed", "withdrawn")
            ),
            Status(
                "proposed",
                "Proposed, not agreed",
                "Proposed {term}: not agreed and not in force.",
                ("agreed", "withdrawn"),
                ("parts",),
            ),
            Status(
                "agreed",
                "Agreed, not yet in force",
                "Agreed {term}: not yet in force.",
                ("active", "withdrawn"),
                ("parts", *_TERMS),
            ),
            Status(
                "active",
                "In force",
                "{Term} in force.",
                ("expired", "withdrawn"),
                ("parts", *_TERMS, "starts_on", "review_on"),
            ),
            Status("expired", "Expired", "Expired {term}: no longer in force.", ()),
            Status("withdrawn", "Withdrawn", "Withdrawn {term}: not in force.", ()),
        )
    }
)
PROPOSALS = ("draft", "proposed")


def read_status(value: object) -> str:
    """Return the status if there is such a one. Raises BadInputError."""
    if isinstance(value, str) and value in STATUSES:
        return value
    raise BadInputError("status", f"is {value!r:.40}", f"Choose one of: {', '.join(STATUSES)}.")


def require_step(before: str, after: str) -> None:
    """Raise RefusedError unless a zone may go from the one status to the other."""
    allowed = STATUSES[read_status(before)].next
    if read_status(after) not in allowed:
        ways = " or ".join(STATUSES[status].label.lower() for status in allowed)
        raise RefusedError(
            "status",
            f"cannot go from {STATUSES[before].label.lower()!r} to {STATUSES[after].label.lower()!r}",
            f"From here a zone can become: {ways}." if ways else "Copy the zone to begin a new one.",
        )


def missing_for(zone: Zone, status: str) -> tuple[str, ...]:
    """Return the labels of the fields that the zone must still say before it gets the status."""
    return tuple(FIELD_LABELS[field] for field in STATUSES[status].needs if not getattr(zone, field))


def require_said(zone: Zone, status: str) -> None:
    """Raise RefusedError unless the zone says all that the status asks for."""
    missing = missing_for(zone, status)
    if missing:
        raise RefusedError(
            f"zone {zone.name!r}",
            f"cannot become {STATUSES[status].label.lower()!r}: it does not say {', '.join(missing).lower()}",
            "Fill in these fields, save, and try again.",
        )


def status_words(status: str, term: str) -> str:
    """Return the sentence that goes with a zone everywhere. term: what the place calls one zone."""
    return STATUSES[status].sentence.format(term=term, Term=f"{term[:1].upper()}{term[1:]}")
