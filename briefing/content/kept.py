"""A figure of a briefing as a later one compares itself with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Kept:
    """A figure as a later briefing compares itself with it. key: the same in every version and language.

    kind: 'count' (released), 'value', 'class' (of a service) or 'status' (of a zone); `state` is its class or
    status, else released, withheld or no_data. exposure: what a count is over, in units that are alike for
    alike keys, 0 where that is not known. period: id of its period, '' for none.
    """

    key: str
    kind: Literal["count", "value", "class", "status"]
    label: str
    text: str
    state: str
    number: float | None = None
    unit: str = ""
    period: str = ""
    exposure: float = 0.0
