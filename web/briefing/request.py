"""What somebody asks to be made, read from what their browser posts and checked."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from briefing.asked import Asked, read_asked
from briefing.content.earlier import Earlier
from briefing.make import Made, make
from etl.errors import BadInputError
from layers.published.offer import offer_of
from layers.published.version import Published
from web.briefing.dialog import FORMS
from web.briefing.offered import read_view_of
from web.briefing.runs import Runs
from web.view.link import write_link

if TYPE_CHECKING:
    from briefing.recipe import Planned

KEY: Final = re.compile(r"[0-9a-f]{32}")
LARGEST_TEMPLATE: Final = 10_000_000  # bytes; assets/briefing.js says so first
LARGEST: Final = LARGEST_TEMPLATE * 4 // 3 + 100_000  # bytes of a request: a template in base64, and the form
PARTS: Final = ("asked", "format", "key", "template")
OF_RUNS: Final = ("recipe", "since")  # what a server for analysts takes too
OURS: Final = ("address", "since")  # what the server says, and what this dialog does not ask
RELOAD: Final = "Reload the page and choose again."


@dataclass(frozen=True)
class Wanted:
    """A briefing to make. key: how the browser calls it; template: a board's own slides, None for ours.

    published: the version it is made of, up to its period. earlier: what it is compared with. recipe: the one
    it started from ('' for none), run: its run where nothing was changed.
    """

    published: Published
    asked: Asked
    format: str
    key: str
    template: bytes | None
    earlier: Earlier | None = None
    recipe: str = ""
    run: Planned | None = None

    def make(self, step: Callable[[str], None]) -> Made:
        """Return the file. Raises BadInputError where the template cannot be used."""
        return make(
            self.published, self.asked, self.format, earlier=self.earlier, template=self.template, step=step
        )


def read_wanted(
    published: Published, given: Mapping[str, Any], address: str, runs: Runs | None = None
) -> Wanted:
    """Return what is asked for. address: of this server as whoever asks calls it; it stands in the file.

    runs: the recipes that it may start from, None where there are none to start from.

    Raises:
        BadInputError: what no dialog of this version could have sent, or a template that is no PowerPoint
            file; `where` ends in the name of the field.
    """
    unknown = sorted(set(given) - set(PARTS) - (set(OF_RUNS) if runs else set()))
    asked = given.get("asked")
    if unknown or not isinstance(asked, dict) or set(asked) & set(OURS):
        raise BadInputError("briefing", "is not what the dialog asks", RELOAD)
    key, form = given.get("key"), given.get("format")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise BadInputError("briefing, key", "is not 32 hexadecimal digits", RELOAD)
    if not isinstance(form, str) or form not in FORMS:
        raise BadInputError("briefing, format", "is not a form that can be made", RELOAD)
    template = _template(given.get("template"), form)
    planned = runs.plan(published, _recipe(given["recipe"])) if runs and "recipe" in given else None
    of = published if planned is None else planned.published
    view = write_link(offer_of(of), read_view_of(offer_of(of), asked.get("view", "")))
    ours = planned.asked.address if planned is not None else ""
    found = read_asked(of, {**asked, "view": view, "address": ours or address})
    if planned is None:
        return Wanted(of, found, form, key, template)
    compared = given.get("since") is True
    found = replace(found, since=planned.asked.since if compared else "")
    as_kept = replace(found, view=planned.asked.view, address=planned.asked.address) == planned.asked
    run = replace(planned, asked=found) if as_kept else None
    earlier = planned.earlier if compared else None
    return Wanted(of, found, form, key, template, earlier, planned.recipe.name, run)


def _recipe(given: Any) -> str:
    if not isinstance(given, str):
        raise BadInputError("briefing, recipe", "is not the name of one", RELOAD)
    return given


def _template(given: Any, form: str) -> bytes | None:
    if given in (None, ""):
        return None
    if form == "pdf" or not isinstance(given, str):
        raise BadInputError("briefing, template", "is for slides only", "Take it away, or choose slides.")
    try:
        template = base64.b64decode(given, validate=True)
    except binascii.Error:
        raise BadInputError("briefing, template", "did not arrive whole", "Choose it again.") from None
    if len(template) > LARGEST_TEMPLATE:
        most = LARGEST_TEMPLATE // 1_000_000
        raise BadInputError(
            "briefing, template", f"is larger than {most} MB", "Take large pictures out of it."
        )
    return template  # briefing/slides looks into it
