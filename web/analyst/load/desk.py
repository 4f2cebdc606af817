"""What the Load data page works with: one home, its drafts, and the worker that loads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from etl.errors import BadInputError
from etl.place import Place
from etl.place_file import find_place
from web.analyst.load.drafts import Drafts
from web.analyst.work import Worker

Clock = Callable[[], datetime]
LIMIT_NAME = "SAFE_PASSAGE_UPLOAD_MB"
_DEFAULT_MB, _MOST_MB = 500, 1000


def utc_now() -> datetime:
    """Return the moment of a load: the edge where the page, like the command line, reads the clock."""
    return datetime.now(UTC)


def upload_limit() -> int:
    """Return the largest upload in bytes. Raises BadInputError when the setting is no such number."""
    said = os.environ.get(LIMIT_NAME, str(_DEFAULT_MB))
    if not said.isdecimal() or not 1 <= int(said) <= _MOST_MB:
        raise BadInputError(LIMIT_NAME, f"is {said!r}", f"Give whole megabytes, 1 to {_MOST_MB}.")
    return int(said) * 1_000_000


@dataclass(frozen=True)
class Desk:
    """One home as its analysts load into it. limit: largest upload, bytes."""

    home: Path
    clock: Clock = utc_now
    limit: int = field(default_factory=upload_limit)
    worker: Worker = field(default_factory=Worker)

    @property
    def drafts(self) -> Drafts:
        """Return the uploads that wait."""
        return Drafts(self.home)

    @property
    def raw(self) -> Path:
        """Return the folder where loaded files lie, `safepassage load --raw` by default."""
        return self.home / "raw"

    def place(self) -> Place:
        """Return the place as it is set now."""
        return find_place(self.home)

    def plain(self, text: str) -> str:
        """Return a message with the names of files, without the folders of this machine they lie in."""
        return re.sub(rf"{re.escape(str(self.home))}/(?:[\w.-]+/)*", "", text)
