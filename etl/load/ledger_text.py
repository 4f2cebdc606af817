"""The run ledger in words, for a terminal: one line of counts for each source, then what to know about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from etl.feed import all_feeds
from etl.load.reasons import reason_words

KEPT = ("read", "loaded", "quarantined", "superseded")
GONE = ("purged", "erased")  # shown where there are any
BESIDE = ("unlocated", "filtered")


def ledger_lines(statuses: Iterable[Any], *, prefix: str = "") -> list[str]:
    """Return the lines to print for run reports (`prefix="rows_"`) or source statuses (no prefix)."""
    statuses = list(statuses)
    width = max([len("source"), *(len(status.source) for status in statuses)])
    gone = GONE if any(getattr(status, prefix + name) for status in statuses for name in GONE) else ()
    shown = (*KEPT, *gone, *BESIDE)
    header = f"  {'source':{width}}" + "".join(f"{name:>13}" for name in shown)
    lines = [f"Rows read = {' + '.join((*KEPT[1:], *gone))}", header]
    for status in statuses:
        counts = (getattr(status, prefix + name) for name in shown)
        lines.append(f"  {status.source:{width}}" + "".join(f"{count:>13,}" for count in counts))
    for status in statuses:
        lines += [f"  {status.source}: {remark}" for remark in _remarks(status)]
    return lines


def _remarks(status: Any) -> list[str]:
    state = getattr(status, "state", "loaded")
    remarks = [] if state == "loaded" else [state]
    remarks += [_refused(status, reason, count) for reason, count in sorted(status.reasons.items())]
    remarks += getattr(status, "notes", ())
    ignored = getattr(status, "ignored_columns", ())
    if ignored:
        remarks.append(f"columns ignored and not stored: {', '.join(ignored)}")
    return remarks


def _refused(status: Any, reason: str, count: int) -> str:
    """Return how many rows were refused for a reason, what it means, and where a run's first ones are."""
    said = f"quarantined {count:,}: {reason} ({reason_words(reason, all_feeds()[status.feed])})"
    first = getattr(status, "first_refused", {}).get(reason, ())
    return said + (f"; first: {', '.join(first)}" if first else "")
