"""Saved recipes of briefings on the command line: what is made again each quarter, and what was made."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commands.briefing_options import Address, Audience, Language, Notes, Paper, Title, typed
from commands.options import DEFAULT_HOME, Home, Json
from terminal import print_json, said, say_lines

if TYPE_CHECKING:
    from records.recipes import Recipe, Run

recipes = typer.Typer(
    help="Recipes of briefings that are made again and again: list, save, show and delete them.",
    no_args_is_help=True,
)
LARGEST: Final = 100_000  # bytes of a file of choices
Name = Annotated[str, typer.Argument(help="Name of the recipe, such as 'Board, quarterly'.")]


@recipes.command("list")
def list_command(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """List the recipes of a home: name, period, formats, how often and when they were last made.

    Example: `safepassage recipes list --home data/boston --json`
    """
    from records.recipes import list_recipes, runs_of
    from web.workspace import has_workspace, kept_errors, open_workspace

    found: list[tuple[Recipe, tuple[Run, ...]]] = []
    if has_workspace(home):
        with kept_errors(), open_workspace(home) as store:
            found = [(each, runs_of(store, each)) for each in list_recipes(store)]
    if as_json:
        print_json([_document(*each) for each in found])
        return
    say_lines([_line(*each) for each in found] or ["No recipes. Next: safepassage recipes save NAME"])


@recipes.command("save")
def save_command(
    name: Name,
    home: Home = DEFAULT_HOME,
    title: Title = "",
    audience: Audience = "",
    language: Language = "",
    paper: Paper = "",
    notes: Notes = "",
    address: Address = "",
    choices: Annotated[
        Path | None,
        typer.Option("--choices", help="JSON with more of what is asked for: grid, main, maps, zones."),
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="pdf, pptx, zip, or several.")] = "pdf",
    period: Annotated[
        str,
        typer.Option("--period", help="quarter or year: the latest; or a published period, such as 2026Q3."),
    ] = "quarter",
    replace: Annotated[bool, typer.Option("--replace", help="Change the recipe of this name.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who saves it.")] = "command line",
    as_json: Json = False,
) -> None:
    """Keep what a briefing is of, without its period, to make it again for each.

    What is left out is as the map opens, and zones that stand, each time. `recipes show NAME --json` prints
    choices as --choices reads them.

    Example: `safepassage recipes save "Board, quarterly" --format pdf,zip --period quarter --language es`
    """
    from briefing.asked import read_asked
    from briefing.recipe import KINDS, find_period, kept_asked
    from commands.briefed import formats_of
    from commands.noting import command_pen
    from layers.published.home import follow
    from records.recipes import save_recipe
    from web.workspace import kept_errors, open_workspace

    wanted, published = formats_of(formats, ("pdf",)), follow(home).current()
    given = typed(
        title=title, audience=audience, language=language, paper=paper, notes=notes, address=address
    )
    asked = read_asked(published, _choices(choices) | given)
    if period not in KINDS:
        period = find_period(published, period).id
    noting = command_pen(home).noting("recipe_saved", name, period=period, formats=list(wanted))
    with kept_errors(), open_workspace(home) as store, noting:
        kept = save_recipe(
            store,
            name,
            kept_asked(published, asked),
            period=period,
            formats=wanted,
            by=by,
            at=dt.datetime.now(dt.UTC),
            replace=replace,
        )
    if as_json:
        print_json(_document(kept, ()))
        return
    said.print(
        f'Kept. Next: safepassage brief --home {home} --out DIR --recipe "{kept.name}"',
        markup=False,
        soft_wrap=True,
    )


@recipes.command("show")
def show_command(name: Name, home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """Show a recipe and what was made by it: period, version, content id, when.

    Example: `safepassage recipes show "Board, quarterly" --home data/boston`
    """
    from records.recipes import get_recipe, runs_of
    from web.workspace import kept_errors, open_workspace

    with kept_errors(), open_workspace(home) as store:
        kept = get_recipe(store, name)
        runs = runs_of(store, kept)
    if as_json:
        print_json(_document(kept, runs))
        return
    say_lines([_line(kept, runs), f"  saved by {kept.by} on {kept.at:%Y-%m-%d %H:%M} UTC"])
    say_lines([f"  {key}: {value}" for key, value in kept.asked.items()])
    say_lines(
        [
            f"  {run.period}, version {run.version}: {run.content_id}, {run.at:%Y-%m-%d %H:%M} UTC"
            + (f", beside {run.since}" if run.since else "")
            for run in runs
        ]
    )


@recipes.command("delete")
def delete_command(name: Name, home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """Delete a recipe. What was made by it stays on record, should its version be recalled.

    Example: `safepassage recipes delete "Board, quarterly" --home data/boston`
    """
    from commands.noting import command_pen
    from records.recipes import delete_recipe
    from web.workspace import kept_errors, open_workspace

    with kept_errors(), open_workspace(home) as store, command_pen(home).noting("recipe_deleted", name):
        gone = delete_recipe(store, name)
    if as_json:
        print_json(_document(gone, ()))
        return
    said.print(f"Deleted: {gone.name}.", markup=False)


def _choices(path: Path | None) -> dict[str, Any]:
    """Return what a file asks for. Raises BadInputError for one that is no JSON object."""
    from etl.errors import BadInputError

    if path is None:
        return {}
    if path.stat().st_size > LARGEST:
        raise BadInputError(str(path), "is far too long for choices", "Take another file.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInputError(str(path), f"is no JSON ({error})", "Take what `recipes show` prints.") from error
    found = found.get("asked", found) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        raise BadInputError(str(path), "is no JSON object", "Take what `recipes show` prints.")
    return found


def _document(kept: Recipe, runs: tuple[Run, ...]) -> dict[str, Any]:
    """Return a recipe and its runs for machines; their figures stay in the store."""
    told = [
        {name: value for name, value in dataclasses.asdict(run).items() if name != "figures"} for run in runs
    ]
    document = dataclasses.asdict(kept)
    del document["key"]
    return {**document, "runs": told}


def _line(kept: Recipe, runs: tuple[Run, ...]) -> str:
    made = f"; {len(runs)} made, the last for {runs[-1].period}" if runs else "; none made yet"
    latest = f"the latest {kept.period}" if kept.period in ("quarter", "year") else kept.period
    return f"{kept.name}: {', '.join(kept.formats)} of {latest}{made}"
