"""Backup and restore on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.options import DEFAULT_HOME, Home, Json
from terminal import print_json, say_lines


def backup_command(
    out: Annotated[Path, typer.Option("--out", help="The file to write, such as backup-2026-01-31.tar.")],
    home: Home = DEFAULT_HOME,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The events and the place's secret too: encrypt that file.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write accounts, audit trail, zones and published versions to one file, while people go on working.

    What lies on a database server is read from there, and can be restored to a file or a server.

    Example: `safepassage backup --home data/boston --out backup-2026-01-31.tar --restricted`
    """
    from commands.backing import back_up
    from commands.noting import command_pen

    pen = command_pen(home)
    made = back_up(
        home,
        out,
        restricted=restricted,
        at=dt.datetime.now(dt.UTC),
        noted=lambda sha256: pen.note("backup", out.name, file_sha256=sha256, restricted=restricted),
    )
    if as_json:
        print_json(made)
        return
    secrets = "Whoever has this file has the hashes of passwords" + (
        ", every event and the place's secret" if restricted else ""
    )
    lines = [
        f"Backup written: {out}, {made['bytes'] / 1e6:,.1f} MB, {_versions(made)}, "
        f"state stores: {', '.join(made['state']) or 'none'}.",
        f"SHA-256 {made['sha256']} (also in the audit trail: compare it when you restore)",
        f"{secrets}: it is not encrypted. Encrypt it, and keep it where the home is not.",
        "Not in it: raw files, waiting uploads, exact figures, settings (server.toml, oidc.toml)"
        + ("" if restricted else ", and the restricted store (--restricted)")
        + ("" if made["trail_key"] else ", and the trail's key, which is set outside the home")
        + ".",
        f"Next: try it out: safepassage restore {out} --home SOME_EMPTY_FOLDER",
    ]
    say_lines(lines)


def restore_command(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    home: Home = DEFAULT_HOME,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what the home holds; else it must be empty.")
    ] = False,
    sha256: Annotated[str, typer.Option("--sha256", help="What the backup must be, as `backup` said.")] = "",
    as_json: Json = False,
) -> None:
    """Put a backup in place, after checking every byte of it: all of it or nothing.

    Stop servers of that home first. Versions recalled in the home stay recalled, and what was erased there
    since the backup is erased again.

    Example: `safepassage restore backup-2026-01-31.tar --home data/boston-again`
    """
    from commands.archive import file_sha256
    from commands.noting import command_pen
    from commands.restoring import restore
    from records.access.trail_check import verify
    from web.trail import opened_trail

    done = restore(home, file, replace=replace, sha256=sha256, now=dt.datetime.now(dt.UTC))
    with opened_trail(home) as trail:
        verdict = verify(trail)
    made_at = str(done["made_at"])
    command_pen(home).note("restore", file.name, file_sha256=file_sha256(file), made_at=made_at)
    if as_json:
        print_json(
            {**done, "trail": {"acts": verdict.count, "faults": [vars(each) for each in verdict.faults]}}
        )
        return
    lines = [
        f"Restored into {home} what {file.name} held on {made_at[:16].replace('T', ' ')} UTC: "
        f"{_versions(done)}, state stores: {', '.join(done['state']) or 'none'}"
        f"{', the restricted store' if done['restricted'] else ''}.",
        f"Audit trail: {verdict.count:,} acts, "
        + ("as they were written." if not verdict.faults else "NOT as they were written:"),
        *(f"  {fault.words}" for fault in verdict.faults),
    ]
    if done["recalled"]:
        lines.append(f"{done['recalled']} recalled version(s) stay recalled.")
    if done["erased_again"]:
        lines.append(f"{done['erased_again']:,} row(s) erased since the backup were erased again.")
    if done["restricted"]:
        lines.append("What was erased or purged elsewhere since the backup has to be erased here again.")
        lines.append(f"Next: safepassage purge --home {home}")
    lines.append(f"Next: safepassage serve --home {home}")
    say_lines(lines)


def _versions(facts: dict[str, Any]) -> str:
    return f"{facts['versions']} published {'version' if facts['versions'] == 1 else 'versions'}"
