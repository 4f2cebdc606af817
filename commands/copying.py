"""Published versions at an address, on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import DEFAULT_HOME, Home, Json
from terminal import print_json, said

Source = Annotated[
    str,
    typer.Option("--from", help="Where the version lies: s3://BUCKET/FOLDER, or a folder (docs/scale.md)."),
]


def fetch_command(source: Source, home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """Copy the version that `publish --to` sent to an address into a home, checked by its SHA-256.

    A server that runs on the home follows by itself; cron may run this.

    Example: `safepassage fetch --from s3://partnership/boston --home data/board`
    """
    from layers.publish.copies import bring

    version = bring(home, source)
    if as_json:
        print_json({"version": version})
    else:
        told = f"Version {version} is current here. Next: safepassage serve --board --home {home}"
        said.print(told, markup=False)
