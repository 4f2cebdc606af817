"""Noting acts in somebody's name: who they are is said once, and each act is one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from records.access.trail import Act, Trail, note

Opened = Callable[[], AbstractContextManager[Trail]]


@dataclass(frozen=True)
class Pen:
    """Notes acts of one person, from any thread. opened: opens the trail, for one act at a time."""

    opened: Opened
    clock: Callable[[], dt.datetime]
    by: str
    organisation: str = ""
    role: str = ""

    def note(
        self, kind: str, subject: str = "", *, content_id: str = "", file_sha256: str = "", **details: Any
    ) -> Act:
        """Note an act that is about to be done; where this fails, it must not be done. Raises StoreError."""
        with self.opened() as trail:
            return note(
                trail,
                at=self.clock(),
                by=self.by,
                organisation=self.organisation,
                role=self.role,
                kind=kind,
                subject=subject,
                details=details,
                content_id=content_id,
                file_sha256=file_sha256,
            )

    @contextmanager
    def noting(self, kind: str, subject: str = "", **details: Any) -> Iterator[Act]:
        """Note an act before the block that does it; where the block fails, note that it was not done.

        A process killed between leaves an act in the trail that was perhaps not carried out; never one
        carried out that is not in the trail.
        """
        act = self.note(kind, subject, **details)
        try:
            yield act
        except BaseException:
            self.note("not_done", subject, act=act.number, what=kind)
            raise
