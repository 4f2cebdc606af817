"""What people may do, least first, and what kinds of organisation they come from."""

from __future__ import annotations

from typing import Final

ROLES: Final = ("board", "analyst", "steward")
ORGANISATION_KINDS: Final = ("police", "health", "council", "service", "other")


def reaches(role: str, needed: str) -> bool:
    """Return whether a role may do what another is needed for. Raises ValueError for what is no role."""
    return ROLES.index(role) >= ROLES.index(needed)
