"""Letting boards see zones, on the command line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

import typer

from commands.noting import command_pen
from commands.options import DEFAULT_HOME, AsOf, Home, Json
from layers.publish.day import publication_day
from terminal import print_json, said, say_lines

Zone = Annotated[str, typer.Argument(help="The zone's id, as `zones list` shows it.")]
By = Annotated[str, typer.Option("--by", help="Who decides, as the history shall say.")]


def approve_command(
    zone: Zone,
    home: Home = DEFAULT_HOME,
    version: Annotated[
        int | None, typer.Option("--version", help="Which version.", show_default="the latest", min=1)
    ] = None,
    by: By = "command line",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what boards would see; nothing is approved.")
    ] = False,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Let boards see a zone version from the next publication on, or say why its figures may not be released.

    Example: `safepassage zones approve z3 --home data/boston --by "S. Steward" --preview`
    """
    from web.approval import approve_zone, preview_zone, waiting_zones
    from web.zones.text import zone_lines

    at = dt.datetime.now(dt.UTC)
    day = publication_day(as_of, dt.date.today())
    latest = {each.zone_id: each.latest for each in waiting_zones(home)}
    number = version or latest.get(zone, 1)
    if preview:
        shown = preview_zone(home, zone, number, at=at, as_of=day)
    else:
        with command_pen(home).noting("zone_approved", zone, version=number):
            shown = approve_zone(home, zone, number, by=by, at=at, as_of=day)
    if as_json:
        print_json({"approved": not preview, "zone": _document(shown.zone), "figures": _figures(shown)})
        return
    say_lines(zone_lines(shown))
    done = "Nothing is approved yet. Next: the same command without --preview"
    said.print(
        done if preview else f"Approved. Next: safepassage publish --home {home}",
        markup=False,
        soft_wrap=True,
    )


def withdraw_command(
    zone: Zone,
    home: Home = DEFAULT_HOME,
    by: By = "command line",
    reason: Annotated[str, typer.Option("--reason", help="Why, as the history shall say.")] = "",
    as_json: Json = False,
) -> None:
    """Take a zone's approval back: the next publication leaves it out.

    Example: `safepassage zones withdraw z3 --home data/boston --by "S. Steward" --reason "superseded"`
    """
    from web.approval import withdraw_zone

    with command_pen(home).noting("zone_withdrawn", zone):
        name = withdraw_zone(home, zone, by=by, at=dt.datetime.now(dt.UTC), reason=reason)
    if as_json:
        print_json({"taken_down": zone, "name": name})
    else:
        said.print(f"{name} is taken down. Next: safepassage publish --home {home}", markup=False)


def _document(zone: Any) -> dict[str, Any]:
    fields = {field.name: getattr(zone, field.name) for field in dataclasses.fields(zone)}
    del fields["geometry_wkb"]
    return fields


def _figures(shown: Any) -> list[dict[str, Any]]:
    return [
        {"region": region, "period": period, **dataclasses.asdict(figure)}
        for (region, _, period), figure in shown.figures.items()
    ]
