"""What follows a purge or an erasure: other copies inside the home go, and what people have to do is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.place_file import find_place
from etl.removal.gone import Gone
from etl.removal.raw import delete_raw, raw_copies
from layers import words
from layers.publish.cluster.normalised import drop_parquet
from layers.publish.recall import drop_exact, drop_staged, versions_showing
from records.recipes import recall_runs
from web.analyst.load.drafts import Drafts
from web.workspace import has_workspace, kept_errors, open_workspace


@dataclass(frozen=True)
class Aftermath:
    """What went besides the rows, and what did not. raw_kept: name -> why it was left.

    recall: published versions that may show rows that went.
    """

    exact: bool = False
    parquet: bool = False
    staged: tuple[str, ...] = ()
    drafts: int = 0
    raw_deleted: tuple[str, ...] = ()
    raw_kept: tuple[tuple[str, str], ...] = ()
    recall: tuple[str, ...] = ()


def after_removal(home: Path, gone: list[Gone], *, keep_raw: bool, today: dt.date) -> Aftermath:
    """Delete the other copies that a home holds of rows that went, now or before, and say what is left.

    Safe to repeat: a command that died in between is finished by running it again.
    """
    copies = raw_copies(home)
    kept = [(each.name, f"also feeds {words.listing(list(each.shared))}") for each in copies if each.shared]
    if keep_raw:
        kept = [(each.name, "--keep-raw") for each in copies]
    return Aftermath(
        exact=drop_exact(home),
        parquet=drop_parquet(home),
        staged=tuple(drop_staged(home)),
        drafts=_drop_drafts(home, gone, today),
        raw_deleted=() if keep_raw else tuple(delete_raw(copies, home)),
        raw_kept=tuple(kept),
        recall=tuple(versions_showing(home, gone)),
    )


def raw_that_stays(home: Path, gone: list[Gone]) -> Aftermath:
    """Return what a preview can say of what would follow: the versions that would be for recall."""
    return Aftermath(recall=tuple(versions_showing(home, gone)))


def _drop_drafts(home: Path, gone: Iterable[Gone], today: dt.date) -> int:
    """Discard uploads that wait: of an erased row's source all, of any source those past its retention."""
    drafts, count = Drafts(home), 0
    erased = {each.source for each in gone if each.kind == "erased"}
    days = {source.id: source.retention_days for source in find_place(home).sources}
    for draft in drafts.waiting():
        source = str(draft.table.get("id", ""))
        age = (today - dt.datetime.fromisoformat(draft.uploaded_at).date()).days
        if source in erased or 0 < days.get(source, 0) < age:
            drafts.discard(draft)
            count += 1
    return count


def recall_briefings(home: Path, version: str) -> list[dict[str, str]]:
    """Return the briefings that recipes made of a version, once what they said is forgotten."""
    if not has_workspace(home):
        return []
    with kept_errors(), open_workspace(home) as kept:
        runs = recall_runs(kept, version)
    return [
        {"name": run.name, "period": run.period, "content_id": run.content_id, "at": run.at.isoformat()}
        for run in runs
    ]


def removal_document(gone: list[Gone], rest: Aftermath) -> dict[str, Any]:
    """Return what went, for machines."""
    return {"removed": [asdict(each) for each in gone], **asdict(rest), "raw_kept": dict(rest.raw_kept)}


def removal_lines(gone: list[Gone], rest: Aftermath, home: Path, verb: str, *, done: bool) -> list[str]:
    """Return what went and what to do next, for people. verb: 'purged', 'would be erased' ..."""
    rows = sum(each.rows for each in gone)
    if not gone:
        lines = [
            f"No row is past its retention period: nothing {'was' if done else ''} {verb}.".replace("  ", " ")
        ]
    else:
        lines = [f"{rows:,} {'row' if rows == 1 else 'rows'} {verb}:", *map(_gone_line, gone)]
    deleted = [f"raw/{name}" for name in rest.raw_deleted]
    deleted += ["the exact figures (made again when an analyst asks)"] if rest.exact else []
    deleted += (
        ["the normalised events in Parquet (made again when another engine counts)"] if rest.parquet else []
    )
    deleted += [f"version {name}, which waited for approval" for name in rest.staged]
    deleted += [f"{rest.drafts} uploaded file(s) that waited to be loaded"] if rest.drafts else []
    if deleted:
        lines.append(f"Deleted from the home too: {'; '.join(deleted)}.")
    lines += [
        f"raw/{name} was left ({why}) and still holds such rows: cut them out." for name, why in rest.raw_kept
    ]
    if not gone:
        return lines
    if rest.recall:
        lines.append(f"Published versions that may show them: {', '.join(rest.recall)}")
    else:
        lines.append("No published version shows them.")
    if not done:
        return [*lines, "Nothing is changed yet. Next: the same command without --preview"]
    lines.append(f"Next: safepassage publish --home {home}")
    lines += [f'then: safepassage recall {name} --home {home} --reason "..."' for name in rest.recall]
    return [
        *lines,
        "Not reached from here: files outside the home, earlier backups, and what people downloaded.",
    ]


def _gone_line(gone: Gone) -> str:
    held = ("loaded", "quarantined", "superseded")
    counts = [f"{getattr(gone, name):,} {name}" for name in held if getattr(gone, name)]
    days = ""
    if gone.first_day and gone.last_day:
        same = gone.first_day == gone.last_day
        days = f", {words.day(gone.first_day)}" + ("" if same else f" to {words.day(gone.last_day)}")
    return f"  {gone.source}: {', '.join(counts) or 'no rows'}{days}"
