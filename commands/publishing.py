"""Publishing on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from commands.options import DEFAULT_HOME, AsOf, Home, Json
from layers.publish.day import publication_day
from terminal import print_json, progress_bar, said, say_lines


def publish_command(
    home: Home = DEFAULT_HOME,
    as_of: AsOf = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would change; the version waits for approval.")
    ] = False,
    engine: Annotated[
        str, typer.Option("--engine", help="What counts the events: duckdb, spark or clickhouse.")
    ] = "duckdb",
    master: Annotated[
        str,
        typer.Option(
            "--master",
            help="Where another engine runs: Spark's master, such as local[2] or spark://HOST:7077, or a "
            "ClickHouse server's URL.",
            show_default="this machine",
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to", help="Send the version to s3://BUCKET/FOLDER, or to a folder, too (docs/scale.md)."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a published version from the restricted store and make it the current one.

    Example: `safepassage publish --home data/boston --as-of 2026-01-31 --preview`
    """
    from commands.noting import command_decider
    from layers.publish.cluster.engine import counting_on
    from layers.publish.version import publish as publish_version
    from web.approval import approved_zones

    if preview:
        if to:
            raise typer.BadParameter("Nothing is sent --to an address before it is published.")
        day = publication_day(as_of, dt.date.today())
        _preview(home, day, engine=engine, master=master, as_json=as_json)
        return
    with counting_on(engine, master, home) as keep, progress_bar() as progress:
        version = publish_version(
            home,
            as_of=publication_day(as_of, dt.date.today()),
            zones=approved_zones(home),
            progress=progress,
            decider=command_decider(home),
            keep=keep,
        )
    if to:
        from layers.publish.copies import send

        send(home, to)
    if as_json:
        print_json({"version": version})
    else:
        said.print(f"Published version {version}. Next: safepassage serve --home {home}", markup=False)


def _preview(home: Path, as_of: dt.date, *, engine: str, master: str, as_json: bool) -> None:
    from commands.noting import command_pen
    from layers.publish.cluster.engine import counting_on
    from layers.publish.pointer import current_version
    from layers.publish.staging import comparison, stage
    from layers.published.text import comparison_lines
    from web.approval import approved_zones

    with (
        counting_on(engine, master, home) as keep,
        command_pen(home).noting("preview_made", as_of.isoformat()),
        progress_bar() as progress,
    ):
        version = stage(home, as_of=as_of, zones=approved_zones(home), progress=progress, keep=keep)
    found = comparison(home, version, current_version(home / "published") or "")
    if as_json:
        print_json(found.as_json())
    else:
        say_lines(comparison_lines(found))
        said.print("Nothing is published yet. Next: the same command without --preview", markup=False)
