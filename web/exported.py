"""Files that leave the map: each says its content id, and is noted in the trail before it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from flask import Response, abort, request

from layers.content_id import content_id
from layers.published.version import Published
from web.errors import plain_page
from web.trail import noted
from web.url import url

# What exact figures may be taken out for; the trail keeps the words
PURPOSES: Final[Mapping[str, str]] = {
    "planning": "Planning services",
    "enforcement": "Reducing harm from enforcement near services",
    "zone": "Weighing a zone",
    "quality": "Checking the data",
    "agreement": "Work under a data-sharing agreement",
}
STATED: Final = "as stated at sign-in"  # of published figures
LONGEST: Final = 120


@dataclass(frozen=True)
class Export:
    """A file somebody asks for. stem: the part of its name after the place's. write: from its content id."""

    what: str
    stem: str
    ending: str
    mimetype: str
    filters: Mapping[str, str]
    write: Callable[[str], str | bytes]


def send_export(published: Published, export: Export) -> Response:
    """Note that somebody takes a file out and return it; a file that cannot be noted is not sent.

    Exact figures are sent for a stated purpose only: without one the reply is a page that asks for it.
    """
    meta, purpose = published.meta(), STATED
    if meta.exact:
        purpose = stated_purpose()
        if not purpose:
            return ask_purpose()
    version = published.version
    found = content_id(version, f"{export.what}.{export.ending}", export.filters)
    content = export.write(found)
    body = content.encode() if isinstance(content, str) else content
    store = "-EXACT-not-for-publication" if meta.exact else ""
    name = f"{meta.place.id}{store}-{export.stem}-{version}-{found}.{export.ending}"
    reply = send_noted(
        name,
        body,
        export.mimetype,
        content_id=found,
        purpose=purpose,
        version=version,
        exact=meta.exact,
        filters=dict(export.filters),
    )
    if meta.exact:
        reply.headers["Cache-Control"] = "no-store"
    return reply


def send_noted(name: str, body: bytes, mimetype: str, *, content_id: str, **details: Any) -> Response:
    """Note in the trail that somebody takes a file out, and return it."""
    digest = hashlib.sha256(body).hexdigest()
    noted("export", name[:200], content_id=content_id, file_sha256=digest, **details)
    reply = Response(body, mimetype=mimetype)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def stated_purpose() -> str:
    """Return what the present request says that exact figures are for, '' where it says nothing."""
    asked = request.args.get("purpose", "")
    if not asked:
        return ""
    if asked not in PURPOSES:
        abort(400)
    more = " ".join(request.args.get("purpose_note", "").split())
    if len(more) > LONGEST or not more.isprintable():
        abort(400)
    return f"{PURPOSES[asked]}: {more}" if more else PURPOSES[asked]


def ask_purpose() -> Response:
    """Return the page that asks what a file of exact figures is for, and then sends it."""
    kept = "".join(
        f"<input type='hidden' name='{escape(name)}' value='{escape(value)}'>"
        for name, value in request.args.items()
        if name not in ("purpose", "purpose_note")
    )
    choices = "".join(
        f"<label><input type='radio' name='purpose' value='{key}' required>{escape(words)}</label>"
        for key, words in PURPOSES.items()
    )
    form = (
        f"<form method='get' action='{escape(url(request.path))}'>{kept}"
        f"<fieldset><legend>What is the file for?</legend>{choices}</fieldset>"
        "<label class='line'>More, such as the meeting or the agreement (optional)"
        f"<input type='text' name='purpose_note' maxlength='{LONGEST}' autocomplete='off'></label>"
        "<p class='detail'>Name no person here.</p>"
        "<button type='submit'>Take the file out</button></form>"
    )
    page = plain_page(
        "This file holds exact figures",
        "They may single people out and are not for publication. Who takes them out, when and what for is "
        "kept in the audit trail.",
        form,
        f"<p><a href='{url('/?store=exact')}'>Back to the map</a></p>",
    )
    return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})
