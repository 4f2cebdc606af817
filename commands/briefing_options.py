"""The options with which commands are told what a briefing says of itself, and what they ask for."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from etl.errors import BadInputError

Title = Annotated[str, typer.Option("--title", help="Title; empty names the place.")]
Audience = Annotated[str, typer.Option("--audience", help="For whom it is.")]
Language = Annotated[str, typer.Option("--language", help="en or es.", show_default="en")]
Paper = Annotated[str, typer.Option("--paper", help="a4 or us-letter.", show_default="a4")]
Notes = Annotated[str, typer.Option("--notes", help="Words of your own, printed as yours. Name no person.")]
Address = Annotated[
    str, typer.Option("--address", help="Address of the server that shows the view, for link and QR.")
]


def typed(
    *, title: str, audience: str, language: str, paper: str, notes: str, address: str
) -> dict[str, str]:
    """Return what these options ask for, by the names that `read_asked` takes; nothing for what was left out.

    Raises BadInputError for an address that is none of a server.
    """
    texts = {"title": title, "audience": audience, "language": language, "paper": paper, "notes": notes}
    given = {name: value for name, value in texts.items() if value}
    return given | ({"address": _checked(address)} if address else {})


def _checked(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise BadInputError("--address", "is not the address of a server", "Such as https://maps.example.org")
    return address.strip().rstrip("/")
