"""The zones of a home on the command line: what is kept, into and out of files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commands.approving import approve_command, withdraw_command
from commands.noting import command_pen
from commands.options import DEFAULT_HOME, Home, Json, Purpose
from commands.weighing import evaluate_command, suggest_command
from terminal import print_json, said, say_lines

if TYPE_CHECKING:
    from layers.zones.columns import KeptZone
    from records.store import Store

zones = typer.Typer(
    help="Zones: list, weigh, suggest and approve them, take them out of files and put them into files.",
    no_args_is_help=True,
)
zones.command("evaluate")(evaluate_command)
zones.command("suggest")(suggest_command)
zones.command("approve")(approve_command)
zones.command("withdraw")(withdraw_command)
MOST_NAMED: Final = 200  # zones in one act of the trail
By = Annotated[str, typer.Option("--by", help="Who does it, as the history shall say.")]


@zones.command("list")
def list_command(
    home: Home = DEFAULT_HOME,
    status: Annotated[
        list[str] | None, typer.Option("--status", help="Only zones of this status; may be repeated.")
    ] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted zones instead.")] = False,
    as_json: Json = False,
) -> None:
    """List the zones of a home: name, status, latest version, which version is approved for publication.

    Example: `safepassage zones list --home data/boston --status proposed --json`
    """
    from layers.zones.status import STATUSES, read_status
    from records.zones import list_zones
    from web.workspace import kept_errors, open_workspace

    wanted = {read_status(one) for one in status or STATUSES}
    with kept_errors(), open_workspace(home) as store:
        found = [record for record in list_zones(store, hidden=deleted) if record.status in wanted]
    if as_json:
        print_json([dataclasses.asdict(record) for record in found])
        return
    for record in found:
        shown = "" if record.approved is None else f", version {record.approved} approved for publication"
        said.print(
            f"{record.zone_id:6} {STATUSES[record.status].label}: {record.name} "
            f"(version {record.latest}{shown})",
            markup=False,
            soft_wrap=True,
        )
    if not found:
        said.print("No zones. Next: safepassage zones import FILE, or the page Draw zones", soft_wrap=True)


@zones.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, KML or shapefile, also in a zip.")],
    home: Home = DEFAULT_HOME,
    layer: Annotated[str, typer.Option("--layer", help="The layer to read, of a file with several.")] = "",
    by: By = "command line",
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is in the file; keep nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Keep the areas of a file as new draft zones: all of them, or none if one has a fault.

    A file written by `zones export` brings every field back; of any other the shape and the name are
    read.

    Example: `safepassage zones import perimeter.gpkg --home data/boston --by "A. Analyst"`
    """
    from layers.published.outline import where_published
    from layers.zones.incoming import read_zone_file
    from layers.zones.zone import write_zone
    from records.zones import save_all
    from web.workspace import kept_errors, open_workspace

    outline = where_published(home).outline
    found = read_zone_file(file, outline, layer)
    notes = list(found.notes)
    if outline is None:
        notes.append("nothing is published here yet, so nobody checked whether the zones lie in the place")
    ids: tuple[str, ...] = ("",) * len(found.zones)
    if not check:
        documents = [write_zone(one.zone) for one in found.zones]
        with kept_errors(), open_workspace(home) as store:
            note = f"Imported from {file.name}"[:300]
            pen = command_pen(home)
            with pen.noting("zone_saved", "zones of a file", count=len(documents)):
                ids = save_all(store, documents, by=by, at=dt.datetime.now(dt.UTC), note=note)
    taken = [
        {"zone_id": zone_id or None, "name": one.zone.name, "feature": one.feature, "notes": list(one.notes)}
        for zone_id, one in zip(ids, found.zones, strict=True)
    ]
    if as_json:
        print_json({"file": str(file), "kept": not check, "zones": taken, "notes": notes})
        return
    _say_taken(taken, notes, kept=not check, home=home)


def _say_taken(taken: list[dict[str, Any]], notes: list[str], *, kept: bool, home: Path) -> None:
    for one in taken[:20]:
        remarks = "".join(f"\n       {note}" for note in one["notes"])
        say_lines([f"{one['zone_id'] or '':6} {one['name']} (feature {one['feature']}){remarks}"])
    if len(taken) > 20:
        said.print(f"... and {len(taken) - 20:,} more", markup=False)
    say_lines([f"Note: {note}." for note in notes])
    what = "zone is" if len(taken) == 1 else "zones are"
    if kept:
        drafts = "a draft" if len(taken) == 1 else "drafts"
        said.print(
            f"{len(taken):,} {what} kept as {drafts}. Next: safepassage zones list --home {home}",
            markup=False,
        )
    else:
        said.print(
            f"{len(taken):,} {what} fit to be kept. Next: the same command without --check", markup=False
        )


@zones.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(help="File to write: its name ends in .geojson or .gpkg.")],
    home: Home = DEFAULT_HOME,
    zone: Annotated[
        list[str] | None,
        typer.Option("--zone", help="Id of a zone; may be repeated.", show_default="all zones"),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", help="A version of the one zone.", show_default="the latest", min=1),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Write zones with all their fields to a file that QGIS and others open, and that `zones import` reads.

    Each feature says the zone's status in words, its version, the data version beside it and the purpose.

    Example: `safepassage zones export zones.gpkg --home data/boston --zone z3 --version 2`
    """
    from layers.published.outline import where_published
    from layers.zones.outgoing import write_zone_file
    from web.workspace import kept_errors, open_workspace

    if version is not None and len(zone or []) != 1:
        raise typer.BadParameter("Give one --zone with --version.")
    with kept_errors(), open_workspace(home) as store:
        kept = _chosen(store, list(dict.fromkeys(zone or [])), version)
    here = where_published(home)
    notes = write_zone_file(
        file,
        kept,
        term=here.term,
        data_version=here.version,
        replace=replace,
        ready=functools.partial(_note_export, home, [one.zone_id for one in kept], purpose, here.version),
    )
    if as_json:
        print_json({"file": str(file), "zones": [one.zone_id for one in kept], "notes": list(notes)})
        return
    say_lines([f"Note: {note}." for note in notes])
    what = "zone is" if len(kept) == 1 else "zones are"
    said.print(f"{len(kept):,} {what} in {file}.", markup=False)


def _note_export(
    home: Path, zones: list[str], purpose: str, version: str, content_id: str, written: Path
) -> None:
    command_pen(home).note(
        "export",
        f"zones{written.suffix}",
        content_id=content_id,
        file_sha256=hashlib.sha256(written.read_bytes()).hexdigest(),
        purpose=purpose,
        version=version,
        filters={"zones": zones if len(zones) <= MOST_NAMED else f"{len(zones)} zones"},
    )


def _chosen(store: Store, zone_ids: list[str], number: int | None) -> list[KeptZone]:
    """Return the zones to write: those named, or all; each in its latest version unless one is given."""
    from records.zones import get, get_latest, get_record, list_zones, standing
    from web.workspace import kept_zone

    if not zone_ids:
        records = {record.zone_id: record for record in list_zones(store)}
        found = [(version, records[version.zone_id]) for version in get_latest(store)]
        return [kept_zone(version, record.status, record.approved) for version, record in found]
    versions = [get(store, zone_id, number) for zone_id in zone_ids]
    return [
        kept_zone(each, standing(store, each.zone_id, each.number), get_record(store, each.zone_id).approved)
        for each in versions
    ]
