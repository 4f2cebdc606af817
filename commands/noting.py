"""Noting what is done on the command line, in the name of whoever uses this machine's account."""

from __future__ import annotations

import functools
import getpass
import hashlib
import os
import sys
from pathlib import Path
from typing import Any, Final

from layers.content_id import content_id
from layers.publish.log import Decider
from records.access.pen import Pen
from terminal import json_text
from web.trail import deciding, opened_trail, utc_now

WHO: Final = "command line"


def command_pen(home: Path) -> Pen:
    """Return the pen of this command: its acts are those of 'command line: SYSTEM USER'."""
    return Pen(functools.partial(opened_trail, home), utc_now, f"{WHO}: {system_user()}")


def print_export(
    home: Path, subject: str, document: dict[str, Any], *, version: str, purpose: str, **filters: Any
) -> None:
    """Print a JSON document with its content id, once the trail has noted that it is taken out."""
    found = content_id(version, f"{subject}.json", filters)
    document = {**document, "content_id": found}
    text = json_text(document)
    command_pen(home).note(
        "export",
        subject,
        content_id=found,
        file_sha256=hashlib.sha256(text.encode()).hexdigest(),
        purpose=purpose,
        version=version,
        exact=bool(document["not_for_publication"]),
        filters=filters,
    )
    sys.stdout.write(text)


def command_decider(home: Path) -> Decider:
    """Return who decides on the command line: whoever may use this machine's account, now."""
    pen = command_pen(home)
    return Decider(pen.by, utc_now(), deciding(pen))


def system_user() -> str:
    """Return the name of the system's user, as a number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have one
        return str(os.getuid())
