"""Which acts a request asks for: kinds, somebody, days and a page of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import abort

from records.access.trail import KINDS, LONGEST, Wanted
from web.url import url

PAGE: Final = 50  # acts
MOST_PAGES: Final = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What the form holds. page: from 1, the newest acts first. fault: what of it cannot be read."""

    kind: str = ""
    by: str = ""
    since: str = ""
    until: str = ""
    page: int = 1
    fault: str = ""

    def wanted(self) -> Wanted:
        """Return it as the trail is asked; what cannot be read does not narrow anything."""
        since, until = (None if self.fault else _day(text) for text in (self.since, self.until))
        return Wanted((self.kind,) if self.kind else (), self.by, since, until)

    def filters(self) -> dict[str, str]:
        """Return what narrows the acts, as an address has it."""
        named = {"kind": self.kind, "by": self.by, "from": self.since, "to": self.until}
        return {name: value for name, value in named.items() if value}

    def address(self, path: str, page: int = 1) -> str:
        """Return the address of another page of the same acts."""
        said = self.filters() | ({"page": str(page)} if page > 1 else {})
        return url(f"{path}?{urlencode(said)}" if said else path)


def read_asked(given: Mapping[str, str]) -> Asked:
    """Return what a request asks for; what no control could send ends as status 400."""
    kind, by, page = given.get("kind", ""), given.get("by", ""), given.get("page", "1")
    since, until = given.get("from", "").strip(), given.get("to", "").strip()
    if (kind and kind not in KINDS) or len(by) > LONGEST or not by.isprintable():
        abort(400)
    if not (page.isascii() and page.isdecimal() and 1 <= int(page[:9]) <= MOST_PAGES):
        abort(400)
    if len(since) > 40 or len(until) > 40 or not (since + until).isprintable():
        abort(400)
    fault = ""
    if wrong := [text for text in (since, until) if text and _day(text) is None]:
        fault = f"“{wrong[0]}” is no day: write it as 2026-05-03."
    elif since and until and since > until:
        fault = "The first day is after the last one."
    return Asked(kind, by, since, until, int(page), fault)


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date() if text else None
    except ValueError:
        return None
