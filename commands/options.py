"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).resolve().parents[1]
DEFAULT_HOME: Final = ROOT / "data"

Home = Annotated[Path, typer.Option("--home", help="Folder that holds everything about one place.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Purpose = Annotated[
    str, typer.Option("--purpose", help="What the figures are taken out for, as the audit trail shall say.")
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", help="Day of publication, YYYY-MM-DD; empty means today.", show_default="today"),
]
