"""Error pages: what happened and the way on, without the machinery's own words."""

from __future__ import annotations

from html import escape

from etl.errors import SafePassageError
from web.url import url

MESSAGES = {
    400: (
        "That request could not be read",
        "Something in it is not a choice that there is here. Go back and choose again.",
    ),
    403: ("You may not see this", "Ask the data steward of your partnership for access."),
    404: ("There is no such page", "The link may be old or mistyped."),
    405: ("That is not possible here", "Go back and choose again."),
    413: ("That request is too large", "Go back and choose again."),
    500: (
        "Something went wrong on the server",
        "Nothing was lost. Reload the page; if it happens again, tell the data steward.",
    ),
    503: ("Nothing is published yet", "The data steward publishes a first version with: safepassage publish"),
}


def said(error: SafePassageError) -> str:
    """Return what is wrong and what to do, not where: readers need no path of the server."""
    return f"{error.what[:1].upper()}{error.what[1:]}. {error.next_step}"


def error_page(status: int, detail: str = "", *, start: str = "the map") -> str:
    """Return a whole page for an HTTP status; `detail` is added as its own line. start: what `/` shows."""
    title, way_on = MESSAGES.get(status, MESSAGES[500])
    more = f"<p class='detail'>{escape(detail)}</p>" if detail else ""
    return plain_page(title, way_on, more, _way_to(start))


def _way_to(start: str) -> str:
    return f"<p><a href='{url('/')}'>Go to {escape(start)}</a></p>"


def plain_page(title: str, text: str, more: str = "", way_on: str | None = None) -> str:
    """Return a whole page that needs nothing of the map's.

    more, way_on: markup of ours, already escaped; where no way on is given, the map is.
    """
    on = _way_to("the map") if way_on is None else way_on
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)} · Safe Passage</title>"
        f"<link rel='icon' href='{url('/assets/mark.svg')}' type='image/svg+xml'>"
        f"<link rel='stylesheet' href='{url('/assets/error.css')}'></head><body><main>"
        f"<img src='{url('/assets/mark.svg')}' alt='' width='40' height='40'>"
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{more}{on}"
        "</main></body></html>"
    )
