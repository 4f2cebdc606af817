"""Names of uploaded files: what may lie in the raw folder, and which source a name belongs to."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from etl.errors import BadInputError
from etl.formats.tabular import SUFFIXES
from etl.place import Source

ACCEPTED = tuple(sorted({".zip", *(suffix for group in SUFFIXES.values() for suffix in group)}))
_LONGEST = 120
_UNWANTED = re.compile(r"[^\w .()+-]", re.ASCII)  # among them / \ and what a glob pattern means by itself


def safe_name(given: str, accepted: tuple[str, ...] = ACCEPTED) -> str:
    """Return the name under which an uploaded file is kept: one part, plain letters, of an accepted type.

    Raises BadInputError for a name that leads elsewhere, and for types that cannot be read.
    """
    if not given or "/" in given or "\\" in given or "\0" in given or given.startswith("."):
        raise BadInputError(given[:_LONGEST] or "the file", "has no usable name", "Rename it and try again.")
    name = _UNWANTED.sub("_", given)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in accepted:
        raise BadInputError(
            name[:_LONGEST],
            f"is of a type that cannot be read ({suffix or 'no ending'})",
            f"Use one of {', '.join(accepted)}; a shapefile goes into one zip with its parts.",
        )
    stem = name[: -len(suffix)].strip(" .")
    return f"{stem[: _LONGEST - len(suffix)] or 'file'}{suffix}"


def fitting_sources(name: str, sources: Iterable[Source]) -> dict[str, str]:
    """Return source id -> where this file would lie in the raw folder, for each source that would read it."""
    found = {}
    for source in sources:
        for pattern in source.files:
            path = PurePosixPath(pattern)
            plain = not any(sign in str(path.parent) for sign in "*?[")
            if plain and fnmatch.fnmatchcase(name, path.name):
                found[source.id] = (path.parent / name).as_posix()
                break
    return found


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """Return an id for a new source that no other has: the wanted one, or it with a number."""
    taken = set(taken)
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}_{number}", number + 1
    return found
