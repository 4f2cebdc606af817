"""Noting what is done on the command line, in the name of whoever uses this machine's account."""

from __future__ import annotations

import functools
import getpass
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from records.access.pen import Pen
from web.trail import opened_trail, utc_now

Purpose = Annotated[
    str, typer.Option("--purpose", help="What the figures are for, as the audit trail shall say.")
]
WHO: Final = "command line"


def command_pen(home: Path) -> Pen:
    """Return the pen of this command: its acts are those of 'command line: SYSTEM USER'."""
    return Pen(functools.partial(opened_trail, home), utc_now, f"{WHO}: {system_user()}")


def system_user() -> str:
    """Return the name of the system's user, as a number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have one
        return str(os.getuid())
