"""The command line: every command is one function here or, for groups of them, in commands/.

Exit codes: 0 done, 2 wrong usage, 3 bad input (nothing changed), 4 refused by a rule.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from commands.brief import brief_command
from commands.copying import fetch_command
from commands.keeping import erase_command, purge_command, recall_command
from commands.options import DEFAULT_HOME, ROOT, Exact, Home, Json, Purpose, Region
from commands.publishing import publish_command
from commands.recipes import recipes
from commands.saving import backup_command, restore_command
from commands.status import status_command
from commands.users import users
from commands.zones import zones
from etl.load.ledger_text import ledger_lines
from terminal import print_json, progress_bar, readable_errors, said, say_lines

DEMO_HOME = ROOT / "data" / "demo"

app = typer.Typer(
    name="safepassage",
    help="A risk-environment map: where enforcement clashes with the services that keep people alive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
Raw = Annotated[Path | None, typer.Option(help="Folder of the place's files.", show_default="HOME/raw")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]


@app.command()
def demo(
    home: Home = DEMO_HOME,
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the demo once it is built.")
    ] = True,
    seed: Annotated[
        int | None, typer.Option(help="Seed of the invented town.", show_default="always the same town")
    ] = None,
    host: Host = "127.0.0.1",
    port: Port = 8050,
) -> None:
    """Build an invented town, load it, publish it and serve it.

    Example: `safepassage demo --home data/demo --port 8050`
    """
    from commands.demo_zones import keep_demo_zones
    from commands.noting import command_pen
    from etl.demo.frame import DEMO_AS_OF
    from etl.demo.make import DEFAULT_SEED, make_demo
    from etl.load.place import load_place
    from layers.publish.version import publish as publish_version
    from web.approval import approved_zones

    raw = home / "raw"
    loaded_at = dt.datetime.combine(DEMO_AS_OF, dt.time(), tzinfo=dt.UTC)
    with progress_bar() as progress:
        progress("Making the invented town", 0.0)
        make_demo(raw, seed=DEFAULT_SEED if seed is None else seed)
        toml = ROOT / "data" / "places" / "demo.toml"
        pen = command_pen(home)
        with pen.noting("load", toml.name):
            load_place(toml, raw, home, now=loaded_at, progress=progress, invented=True)
        if seed in (None, DEFAULT_SEED):  # another town has its services elsewhere
            keep_demo_zones(home, loaded_at)
        zones = approved_zones(home)
        with pen.noting("publish", DEMO_AS_OF.isoformat()):
            version = publish_version(home, as_of=DEMO_AS_OF, zones=zones, progress=progress)
    said.print(f"The demo is published as version {version} in {home}.")
    if serve_it:
        _serve(home, host, port, board=False)


@app.command()
def inspect(
    file: Annotated[Path | None, typer.Argument(help="The unknown file.")] = None,
    template: Annotated[
        str, typer.Option("--template", help="Print the intake template (CSV) of this feed instead.")
    ] = "",
    feed: Annotated[
        str, typer.Option("--feed", help="Propose settings for this feed, whatever the file looks like.")
    ] = "",
    guide: Annotated[str, typer.Option("--guide", help="Print how to fill in this feed's template.")] = "",
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """Read an unknown file and propose the block of TOML that loads it, with its doubts said.

    One of them: a source of the place in --home reads a file of this name already.

    Example: `safepassage inspect calls.csv` or `safepassage inspect --template syringe_confiscation`
    """
    from etl.inspect.file import inspect_file
    from etl.place_file import find_place, saved_place
    from etl.template import feed_named, template_csv, template_guide
    from web.analyst.load.names import fitting_sources

    if template:
        sys.stdout.write(template_csv(feed_named(template)))
    elif guide:
        sys.stdout.write(template_guide(feed_named(guide)))
    elif file is None:
        raise typer.BadParameter("Give a FILE to inspect, or --template FEED.")
    else:
        proposal = inspect_file(file, feed_named(feed).id if feed else "")
        sources = find_place(home).sources if saved_place(home).is_file() else ()
        for source in fitting_sources(file.name, sources):
            doubt = f"source {source} of {home} reads a file of this name already: rows would count twice"
            proposal = replace(proposal, doubts=(*proposal.doubts, doubt))
        if as_json:
            print_json(proposal.as_json())
        else:
            sys.stdout.write(proposal.as_toml())


@app.command()
def load(
    place: Annotated[Path, typer.Argument(help="The place's TOML.")],
    raw: Raw = None,
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """Load a place's files into its restricted store; nothing is published.

    Example: `safepassage load data/places/boston.toml --raw ../shared/places --home data/boston`
    """
    from commands.noting import command_pen
    from etl.load.place import load_place
    from etl.source_text import require_page_sources

    require_page_sources(place, home)
    with command_pen(home).noting("load", place.name), progress_bar() as progress:
        runs = load_place(place, raw or home / "raw", home, now=dt.datetime.now(dt.UTC), progress=progress)
    if as_json:
        print_json([vars(run) for run in runs])
    else:
        say_lines(ledger_lines(runs, prefix="rows_"))
        held = any(run.rows_loaded or run.state == "unchanged" for run in runs)
        next_step = f"safepassage publish --home {home}" if held else "mend this, then the same command again"
        said.print(f"Next: {next_step}", markup=False)


app.command("publish")(publish_command)
app.command("fetch")(fetch_command)


@app.command()
def rollback(
    home: Home = DEFAULT_HOME,
    version: Annotated[str, typer.Option(help="Version to return to; empty means the one before.")] = "",
    as_json: Json = False,
) -> None:
    """Make an earlier published version the current one again.

    Example: `safepassage rollback --home data/boston`
    """
    from commands.noting import command_decider
    from layers.publish.version import rollback as roll_back

    current = roll_back(home, version or None, decider=command_decider(home))
    said.print(f"Version {current} is current again.")
    if as_json:
        print_json({"version": current})


@app.command()
def serve(
    home: Home = DEFAULT_HOME,
    region: Region = None,
    board: Annotated[
        bool, typer.Option("--board", help="Open published files only, even where restricted ones exist.")
    ] = False,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    log: Annotated[
        bool,
        typer.Option(
            "--log", help="Write a line of JSON for each request to standard error; nobody is named."
        ),
    ] = False,
) -> None:
    """Serve the map of the current published version, or of several places side by side.

    Example: `safepassage serve --home data/boston --board --port 8050` or
    `safepassage serve --region region.toml`
    """
    if region is None:
        _serve(home, host, port, board=board, log=log)
        return
    if board or home != DEFAULT_HOME:
        raise typer.BadParameter("The file of --region says which homes are served, and what for.")
    from web.region.server import serve_region

    serve_region(region, environ=os.environ, host=host, port=port, log=log, announce=_announce)


def _serve(home: Path, host: str, port: int, *, board: bool, log: bool = False) -> None:
    from web.server import serve as serve_app

    serve_app(
        home,
        environ=os.environ,
        host=host,
        port=port,
        board=board,
        log=log,
        announce=_announce,
    )


def _announce(line: str) -> None:
    said.print(line, markup=False)


app.command("status")(status_command)


@app.command()
def clash(
    home: Home = DEFAULT_HOME,
    exact: Exact = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Say where services have more police activity near them than comparable places have.

    Released figures of the current version; `--exact` works them out again, of the same day.

    Example: `safepassage clash --home data/boston --json`
    """
    from commands.noting import command_pen, print_export
    from layers.clash.text import clash_document, clash_lines
    from layers.publish.exact import exact_name

    document = clash_document(home, exact=exact)
    if as_json:
        version = exact_name(home) if exact else document["version"]
        print_export(home, "clash", document, version=version, purpose=purpose)
        return
    if exact:
        command_pen(home).note("exact_view", "clash", purpose=purpose)
    say_lines(clash_lines(document))


app.command("brief")(brief_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("purge")(purge_command)
app.command("erase")(erase_command)
app.command("recall")(recall_command)
app.add_typer(zones, name="zones")
app.add_typer(users, name="users")
app.add_typer(recipes, name="recipes")


def main() -> None:
    """Run the command line; every error of ours becomes one readable paragraph and an exit code."""
    with readable_errors():
        app()


if __name__ == "__main__":
    main()
