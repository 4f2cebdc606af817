"""What may not be kept any longer, on the command line: purge, erase, recall."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import DEFAULT_HOME, AsOf, Home, Json
from layers.publish.day import publication_day
from terminal import print_json, said, say_lines

if TYPE_CHECKING:
    from commands.aftermath import Aftermath
    from etl.removal.erase import Wanted
    from etl.removal.gone import Gone

Preview = Annotated[bool, typer.Option("--preview", help="Only say what would go; nothing is changed.")]
KeepRaw = Annotated[
    bool, typer.Option("--keep-raw", help="Leave files of HOME/raw that hold these rows where they are.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why, as the audit trail shall say. Name nobody here.")]


def purge_command(
    home: Home = DEFAULT_HOME,
    as_of: AsOf = "",
    preview: Preview = False,
    keep_raw: KeepRaw = False,
    as_json: Json = False,
) -> None:
    """Remove the events that are past their source's retention period, from every file of the home.

    Says which published versions may show them, to be recalled.

    Example: `safepassage purge --home data/boston --preview`
    """
    from commands.aftermath import after_removal, raw_that_stays
    from commands.noting import command_pen
    from etl.removal.purge import purge

    now = dt.datetime.now(dt.UTC)
    day = publication_day(as_of, dt.date.today())
    found = purge(home, as_of=day, now=now, preview=True)
    if preview:
        _say_removal(found, raw_that_stays(home, found), home, "would be purged", as_json=as_json, done=False)
        return
    counts = {each.source: each.rows for each in found}
    with command_pen(home).noting("purge", as_of=day.isoformat(), rows=counts):
        found = purge(home, as_of=day, now=now)
        rest = after_removal(home, found, keep_raw=keep_raw, today=day)
    _say_removal(found, rest, home, "purged", as_json=as_json, done=True)


def erase_command(
    source: Annotated[str, typer.Option("--source", help="Id of the source, as `status` shows it.")],
    reason: Reason,
    home: Home = DEFAULT_HOME,
    event: Annotated[str, typer.Option("--event", help="Erase the event with this id.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Erase the whole source.")] = False,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            help="Of an event without an id: its local day, YYYY-MM-DD, or day and time, YYYY-MM-DD HH:MM.",
        ),
    ] = "",
    at: Annotated[str, typer.Option("--at", help="Of an event without an id: its LATITUDE,LONGITUDE.")] = "",
    within: Annotated[float, typer.Option("--within", help="Metres around --at.", min=1, max=1000)] = 25.0,
    several: Annotated[
        bool, typer.Option("--several", help="All events on that day and place, where it is more than one.")
    ] = False,
    preview: Preview = False,
    keep_raw: KeepRaw = False,
    as_json: Json = False,
) -> None:
    """Erase one event or a whole source, so that no later load brings it back.

    A keyed hash of what is erased is kept, not what it is.

    Example: `safepassage erase --source calls --event 2024-0815 --reason "request 12 of the service"`
    """
    from commands.aftermath import after_removal, raw_that_stays
    from commands.noting import command_pen
    from etl.removal.erase import erase

    wanted = _wanted(event, everything, on, at, within, several)
    now = dt.datetime.now(dt.UTC)
    found = erase(home, source, wanted, now=now, preview=True)
    if preview:
        rest = raw_that_stays(home, [found])
        _say_removal([found], rest, home, "would be erased", as_json=as_json, done=False)
        return
    what = "the whole source" if everything else "by id" if event else "by day and place"
    with command_pen(home).noting("erase", source, what=what, rows=found.rows, reason=reason):
        found = erase(home, source, wanted, now=now)
        rest = after_removal(home, [found], keep_raw=keep_raw, today=now.date())
    _say_removal([found], rest, home, "erased", as_json=as_json, done=True)


def recall_command(
    version: Annotated[str, typer.Argument(help="The version, as `status` and the page Publish show it.")],
    reason: Reason,
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """Take a published version back: its file goes, servers stop showing it at once, no rollback returns.

    The newest version that is left becomes the current one.

    Example: `safepassage recall 20260131-0a1b2c3d4e5f --home data/boston --reason "holds an erased event"`
    """
    from commands.aftermath import recall_briefings
    from commands.noting import command_pen
    from layers.publish.log import Decider
    from layers.publish.pointer import current_version
    from layers.publish.recall import recall

    pen, was = command_pen(home), current_version(home / "published")
    with pen.noting("recall", version, reason=reason, was=was or ""):
        briefings = recall_briefings(home, version)  # first: a recall that is done is not begun again
        now = recall(home, version, decider=Decider(pen.by, dt.datetime.now(dt.UTC)))
    if as_json:
        print_json({"recalled": version, "current": now, "briefings": briefings})
        return
    say_lines([f"Version {version} is recalled: its file is deleted, and no rollback returns to it."])
    if now is None:
        said.print("Nothing is published any more: boards see a page that says so.")
        said.print(f"Next: safepassage publish --home {home}", markup=False, soft_wrap=True)
    else:
        said.print(f"Version {now} {'stays' if now == was else 'is'} current.")
    if briefings:
        made = "; ".join(f"{each['name']}, {each['period']} ({each['content_id']})" for each in briefings)
        said.print(
            f"Briefings made of it by recipes, to be asked back: {made}.", markup=False, soft_wrap=True
        )
    said.print(
        "Board servers that have a copy of HOME/published: delete this version's file there too, and copy "
        "published/recalled and published/current to them. Files that people downloaded stay with them.",
        soft_wrap=True,
    )


def _wanted(event: str, everything: bool, on: str, at: str, within: float, several: bool) -> Wanted:
    """Return what is to be erased. Raises BadParameter unless exactly one way of naming it was used."""
    from etl.removal.erase import ById, ByPlace, Everything

    if [bool(event), everything, bool(on or at)].count(True) != 1:
        raise typer.BadParameter("Give --event ID, or --on DAY with --at LATITUDE,LONGITUDE, or --all.")
    if event:
        return ById(event.strip())
    if everything:
        return Everything()
    try:
        latitude, longitude = (float(part) for part in at.split(","))
    except ValueError:
        raise typer.BadParameter("Give --at as LATITUDE,LONGITUDE, such as 53.7961,-1.5480.") from None
    return ByPlace(_moment(on), latitude, longitude, within, several)


def _moment(on: str) -> str:
    """Return a day as it is, or a day with its time as the store writes it."""
    try:
        moment = dt.datetime.fromisoformat(on.strip())
    except ValueError:
        raise typer.BadParameter("Give --on as YYYY-MM-DD or 'YYYY-MM-DD HH:MM'.") from None
    return moment.isoformat(sep=" ") if len(on.strip()) > len("2026-03-14") else moment.date().isoformat()


def _say_removal(
    found: list[Gone], rest: Aftermath, home: Path, verb: str, *, as_json: bool, done: bool
) -> None:
    from commands.aftermath import removal_document, removal_lines

    if as_json:
        document: dict[str, Any] = {"done": done, **removal_document(found, rest)}
        print_json(document)
    else:
        say_lines(removal_lines(found, rest, home, verb, done=done))
