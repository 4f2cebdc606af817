"""Weighing zones on the command line: evaluate the zones of a file, suggest sites and radii."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.noting import command_pen, print_export
from commands.options import DEFAULT_HOME, Exact, Home, Json, Purpose
from layers.zones.zone import Zone, write_zone
from terminal import say_lines


def evaluate_command(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, KML or shapefile, also in a zip.")],
    home: Home = DEFAULT_HOME,
    layer: Annotated[str, typer.Option("--layer", help="The layer to read, of a file with several.")] = "",
    exact: Exact = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Say what the zones of a file would do; two to six are compared.

    Without `--exact` only what is not about events: figures about events are released with a zone version
    that is approved for publication, never for any shape.

    Example: `safepassage zones evaluate zones.gpkg --home data/boston --exact --json`
    """
    from layers.published.home import follow
    from layers.published.outline import outline_of
    from layers.zones.evaluated import exact_document, ground_document
    from layers.zones.incoming import read_zone_file
    from layers.zones.text import evaluated_lines

    found = read_zone_file(file, outline_of(follow(home).current()), layer)
    zones = [one.zone for one in found.zones]
    document = exact_document(home, zones) if exact else ground_document(home, zones)
    if as_json:
        _print(home, "zones evaluated", document, purpose, zones=[_digest(zone) for zone in zones])
        return
    if exact:
        command_pen(home).note("exact_view", "zones evaluated", purpose=purpose, zones=len(zones))
    say_lines([*evaluated_lines(document), *(f"Note: {note}." for note in found.notes)])


def suggest_command(
    home: Home = DEFAULT_HOME,
    sites: Annotated[int, typer.Option("--sites", help="How many sites at most.", min=1)] = 3,
    radius: Annotated[
        list[float] | None,
        typer.Option(
            "--radius", help="A radius in metres; may be repeated.", show_default="100 250 400 500 800"
        ),
    ] = None,
    hours: Annotated[
        list[str] | None,
        typer.Option(
            "--hours", help="Hours as '12345.8-17'; 'always'; may be repeated.", show_default="always"
        ),
    ] = None,
    forgone: Annotated[
        float | None, typer.Option("--most-forgone", help="Police records a year forgone at most.")
    ] = None,
    area: Annotated[float | None, typer.Option("--most-area", help="Square kilometres at most.")] = None,
    covered: Annotated[
        float | None, typer.Option("--least-covered", help="Overdose calls a year covered at least.")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="From exact figures of the restricted store, not for publication.")
    ] = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Suggest sites and radii round services as options, each with what it gives up.

    Without `--exact` from released figures only: of all hours, hexagon by hexagon, without exposure.

    Example: `safepassage zones suggest --home data/boston --sites 2 --hours 12345.8-17 --exact --json`
    """
    from etl.errors import BadInputError
    from layers.week import read_week
    from layers.zones.evaluated import material_of, suggested_document, suggested_exactly
    from layers.zones.suggest import RADII_M, suggest
    from layers.zones.text import suggested_lines
    from layers.zones.tradeoff import Limits

    weeks = [None if one == "always" else read_week(one) for one in hours or ["always"]]
    limits = Limits(covered=covered, forgone=forgone, area=area)
    radii_m = radius or RADII_M
    if exact:
        material = material_of(home)
        found = suggest(material, sites, radii_m=radii_m, weeks=weeks, limits=limits)
        document = suggested_exactly(material, found)
    elif weeks == [None]:
        document = suggested_document(home, sites, radii_m=radii_m, limits=limits)
    else:
        raise BadInputError("--hours", "needs exact figures: released ones are of all hours", "Add --exact.")
    if as_json:
        asked = {"sites": sites, "radii_m": radius, "hours": hours, **vars(limits)}
        _print(home, "zones suggested", document, purpose, **asked)
        return
    if exact:
        command_pen(home).note("exact_view", "zones suggested", purpose=purpose)
    say_lines(suggested_lines(document))


def _print(home: Path, subject: str, document: dict[str, Any], purpose: str, **filters: Any) -> None:
    version = document["data_version"] if document["not_for_publication"] else document["version"]
    print_export(home, subject, document, version=version, purpose=purpose, **filters)


def _digest(zone: Zone) -> str:
    """Return a digest of what is weighed, since a file may say anything."""
    return hashlib.sha256(json.dumps(write_zone(zone), sort_keys=True).encode()).hexdigest()
