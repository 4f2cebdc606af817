"""`safepassage brief`: a briefing of the published version into a folder, also from cron."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from commands.briefing_options import Address, Audience, Language, Notes, Paper, Title, typed
from commands.options import DEFAULT_HOME, Home, Json, Purpose
from terminal import print_json, progress_bar, say_lines


def brief_command(
    out: Annotated[Path, typer.Option("--out", help="Folder that the files are written to; made if absent.")],
    home: Home = DEFAULT_HOME,
    formats: Annotated[
        str,
        typer.Option(
            "--format", help="pdf, pptx, zip (everything), or several: pdf,zip.", show_default="pdf"
        ),
    ] = "",
    zones: Annotated[
        Path | None,
        typer.Option(
            "--zones",
            help="File of published zones: an id or name a line, none, or /zones.geojson.",
            show_default="those that stand",
        ),
    ] = None,
    title: Title = "",
    audience: Audience = "",
    language: Language = "",
    paper: Paper = "",
    notes: Notes = "",
    period: Annotated[
        str,
        typer.Option(help="A published period: 2025Q4-2026Q3; with --recipe also quarter or year."),
    ] = "",
    maps: Annotated[
        str,
        typer.Option(
            help="Ids of layers, the large map's first, one an environment: overdose_calls,rent_burden.",
            show_default="as the map opens",
        ),
    ] = "",
    address: Address = "",
    template: Annotated[
        Path | None, typer.Option("--template", help="The board's own slides (.pptx).", show_default="ours")
    ] = None,
    recipe: Annotated[
        str, typer.Option("--recipe", help="Name of a saved recipe; compared with its run before.")
    ] = "",
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Make a briefing of the published version: paper, slides, or everything with its figures as files.

    Released figures only; the same version and choices give the same bytes. It asks nothing, so cron can run
    it. The audit trail keeps each file's content id and hash before the file appears.

    Example: `safepassage brief --home data/boston --out briefings --format pdf,zip` or
    `safepassage brief --home data/boston --out briefings --recipe "Board, monthly" --period 2026Q3 --json`
    """
    from commands.briefed import choose, from_recipe, put_files

    given = typed(
        title=title, audience=audience, language=language, paper=paper, notes=notes, address=address
    )
    if recipe:
        fixed = [f"--{name}" for name, value in {**given, "zones": zones, "maps": maps}.items() if value]
        if fixed:
            raise typer.BadParameter(
                f"A recipe says what its briefings are of: leave out {', '.join(fixed)}."
            )
        order = from_recipe(home, recipe, period, formats, template)
    else:
        order = choose(home, given, period, maps, zones, formats, template)
    with _progress(quiet=as_json) as step:
        made = order.make(step)
    written = put_files(home, out, order, made, purpose)
    if as_json:
        print_json(written.as_json())
        return
    say_lines(list(written.lines()))


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield what is told each step; with --json nothing is said of them."""
    from briefing.make import STEPS

    if quiet:
        yield lambda _: None
        return
    with progress_bar() as progress:
        yield lambda name: progress(name, STEPS.index(name) / len(STEPS))
