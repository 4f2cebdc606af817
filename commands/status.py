"""What a home holds, whether its audit trail is whole, and who took a file out of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import DEFAULT_HOME, Home, Json, Region
from commands.region import region_status
from etl.errors import BadInputError
from terminal import print_json, say_lines

if TYPE_CHECKING:
    from records.access.trail import Act, Wanted
    from records.access.trail_check import Verdict

BROKEN = 4  # exit code: a rule of the product is not kept


def status_command(
    home: Home = DEFAULT_HOME,
    verify_audit: Annotated[
        bool,
        typer.Option("--verify-audit", help="Check the whole audit trail; exit code 4 if it is broken."),
    ] = False,
    audit_head: Annotated[
        str,
        typer.Option(
            "--audit-head", help="A head of the trail that was kept elsewhere, NUMBER:HEX; proves more."
        ),
    ] = "",
    export: Annotated[
        str, typer.Option("--export", help="A content id, or a file: who took it out, when and what for.")
    ] = "",
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Say what was loaded, what was refused and why, and what is published.

    Example: `safepassage status --home data/boston --json`, `safepassage status --verify-audit` or
    `safepassage status --region region.toml`
    """
    if region is not None:
        region_status(region, as_json=as_json)
    elif verify_audit or audit_head:
        _verify(home, audit_head, as_json=as_json)
    elif export:
        _find(home, export, as_json=as_json)
    else:
        _status(home, as_json=as_json)


def _status(home: Path, *, as_json: bool) -> None:
    from layers.published.text import home_status, status_lines

    found = home_status(home)
    if as_json:
        print_json(found.as_json())
    else:
        say_lines(status_lines(found))


def _verify(home: Path, remembered: str, *, as_json: bool) -> None:
    from web.trail import checked

    verdict = checked(home, remembered)
    if as_json:
        print_json({"audit": _verdict(verdict)})
    else:
        say_lines(verdict_lines(verdict))
    if verdict.faults:
        raise typer.Exit(BROKEN)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "whole": not verdict.faults,
        "acts": verdict.count,
        "head": str(verdict.head),
        "faults": [vars(fault) for fault in verdict.faults],
    }


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return a verdict as lines to read."""
    if verdict.faults:
        lines = ["The audit trail is NOT as it was written:"]
        lines += [f"  - {fault.words}" for fault in verdict.faults]
        return [*lines, "Change nothing, keep a copy of the home, and see docs/audit.md, When it is broken."]
    if not verdict.count:
        return ["The audit trail holds nothing yet."]
    acts = "1 act" if verdict.count == 1 else f"{verdict.count:,} acts"
    return [
        f"The audit trail is whole: {acts}.",
        f"Its head: {verdict.head}",
        "Keep the head elsewhere, with its date: --audit-head NUMBER:HEX proves later that nothing before it "
        "was changed or taken away.",
    ]


def _find(home: Path, asked: str, *, as_json: bool) -> None:
    """Say whether the trail knows a content id or a file; exit code 4 where not, or where it differs."""
    from layers.content_id import PATTERN
    from records.access.trail import Wanted

    path, named, unchanged = Path(asked), asked, None
    found: tuple[Act, ...] = ()
    if PATTERN.fullmatch(asked):
        found = _exports(home, Wanted(content_id=asked))
    elif path.is_file():
        content = path.read_bytes()
        found = _exports(home, Wanted(file_sha256=hashlib.sha256(content).hexdigest()))
        unchanged = bool(found)
        said = PATTERN.search(f"{path.name} {content[:1_000_000].decode(errors='replace')}")
        if said and not found:
            named = said[0]
            found = _exports(home, Wanted(content_id=named))
    else:
        next_step = "Give 'sp-' and 20 digits, as the file says, or the path of a file."
        raise BadInputError(asked, "is neither a content id nor a file", next_step)
    if as_json:
        acts = [{**vars(act), "at": act.at.isoformat()} for act in found]
        print_json({"export": {"known": bool(found), "unchanged": unchanged, "acts": acts}})
    else:
        say_lines(_export_lines(asked, found, named, changed=unchanged is False))
    if not found or unchanged is False:
        raise typer.Exit(BROKEN)


def _exports(home: Path, wanted: Wanted) -> tuple[Act, ...]:
    from records.access.trail import acts
    from web.trail import opened_trail, was_noted

    if not was_noted(home):
        return ()
    with opened_trail(home) as trail:
        return acts(trail, replace(wanted, kinds=("export",)))[0]


def _export_lines(asked: str, found: tuple[Act, ...], named: str, *, changed: bool) -> list[str]:
    if not found:
        return [f"{asked}: the audit trail does not know it."]
    lines = [f"{asked}: taken out here."]
    if changed:
        lines = [f"{asked}: is not as it was taken out. It names {named}, which the trail knows:"]
    for act in found:
        purpose = act.details.get("purpose") or "no purpose given"
        lines.append(f"  act {act.number}, {act.at:%Y-%m-%d %H:%M} UTC, {act.by}: {act.subject} ({purpose})")
    return lines
