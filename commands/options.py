"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from terminal import said

ROOT: Final = Path(__file__).resolve().parents[1]
DEFAULT_HOME: Final = ROOT / "data"


def _whole(home: Path) -> Path:
    """Return the home once a restore that died in it is carried to its end."""
    if (home / ".restore" / "plan.json").is_file():
        from commands.restoring import finish_restore

        if finish_restore(home):
            said.print("A restore that was cut off here is finished now.")
    return home


Home = Annotated[
    Path, typer.Option("--home", help="Folder that holds everything about one place.", callback=_whole)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Purpose = Annotated[
    str, typer.Option("--purpose", help="What the figures are taken out for, as the audit trail shall say.")
]
Exact = Annotated[
    bool, typer.Option("--exact", help="Exact figures from the restricted store, not for publication.")
]
Region = Annotated[
    Path | None,
    typer.Option(
        "--region", help="File of a server for several places (docs/deploying.md), in place of --home."
    ),
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", help="Day of publication, YYYY-MM-DD; empty means today.", show_default="today"),
]
