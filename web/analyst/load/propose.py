"""What was found in an uploaded file, and the settings proposed for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from etl.inspect.file import inspect_sample
from etl.inspect.sample import read_sample
from etl.place import Place
from etl.source_text import source_table
from web.analyst.load.drafts import Draft
from web.analyst.load.names import fitting_sources, free_id

PREVIEW_ROWS = 5
_LONGEST_CELL = 48
NEW = ""  # the choice "a new source"


def propose(draft: Draft, path: Path, place: Place, source: str | None = None, feed: str = "") -> Draft:
    """Return the draft with what its file holds and the settings to begin with.

    source: the loaded source it is a file of, NEW for a new one, None to decide by its name. feed: overrides
    the guess for a new source. Raises BadInputError when the file cannot be read.
    """
    sample = read_sample(path)
    proposal = inspect_sample(sample, feed)
    fitting = fitting_sources(draft.name, place.sources)
    if source is None:
        source = next(iter(fitting), NEW)
    known = {each.id: each for each in (*place.sources, *place.closed)}
    if source in fitting:
        table, target = source_table(known[source]), fitting[source]
    else:
        source, target = NEW, draft.name
        table = {name: value for name, value in proposal.as_table().items() if value != {}}
        table |= {"id": free_id(str(table["id"]), known), "files": [target]}
    seen = {
        "columns": _columns(sample.names, table),
        "preview": [
            [column[row][:_LONGEST_CELL] for column in sample.columns]
            for row in range(min(PREVIEW_ROWS, sample.row_count))
        ],
        "names": list(sample.names),
        "personal": proposal.personal,
        "findings": list(proposal.findings),
        "doubts": list(proposal.doubts) if source == NEW else [],
        "rows": proposal.rows,
        "whole": proposal.whole,
        "likely": [name for name, score in list(proposal.feeds.items())[:3] if score > 0],
    }
    return replace(draft, source=source, target=target, table=table, seen=seen, tried="", outcome={})


def _columns(names: tuple[str, ...], table: dict[str, Any]) -> list[dict[str, str]]:
    """Return what a feed's column may be filled from, as choices: by name, or by number where they repeat."""
    by_position = bool(table.get("columns_by_position"))
    return [
        {"value": str(at) if by_position else name, "label": f"{at}: {name}" if by_position else name}
        for at, name in enumerate(dict.fromkeys(names), start=1)
        if name or by_position
    ]
