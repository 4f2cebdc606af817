"""What the Load data page works with: one home, its drafts, and the worker that loads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from etl.errors import BadInputError
from etl.place import Place
from etl.place_file import find_place
from web.analyst.entitled import Entitled
from web.analyst.load.drafts import Draft, Drafts
from web.analyst.load.rights import may_open
from web.analyst.work import Work, Worker
from web.people.who import asking

Clock = Callable[[], datetime]
LIMIT_NAME = "SAFE_PASSAGE_UPLOAD_MB"
OTHERS: Final = "Somebody else’s work"
OTHERS_SAID: Final = "It is under way; then it is your turn"
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
        """Return the place as it is set now, with all of its sources."""
        return find_place(self.home)

    @property
    def entitled(self) -> Entitled:
        """Return the entitlement of whoever asks."""
        return Entitled(self.home)

    def draft(self, draft_id: Any) -> Draft:
        """Return an upload that whoever asks may see. Raises BadInputError when there is none of this id."""
        draft = self.drafts.find(draft_id)
        if not may_open(draft, asking(), self.entitled.sources()):
            raise BadInputError("the uploaded file", "is not waiting any more", "Upload it again.")
        return draft

    def waiting(self) -> list[Draft]:
        """Return the uploads that whoever asks may see, the latest first."""
        person, sources = asking(), self.entitled.sources()
        return [draft for draft in self.drafts.waiting() if may_open(draft, person, sources)]

    def work(self) -> Work:
        """Return how the last dry run or load stands; of another organisation's only that it is under way."""
        state = self.worker.state()
        return state if state.whose == asking().organisation else Work(OTHERS, state.running, OTHERS_SAID)

    def plain(self, text: str) -> str:
        """Return a message with the names of files, without the folders of this machine they lie in."""
        return re.sub(rf"{re.escape(str(self.home))}/(?:[\w.-]+/)*", "", text)
