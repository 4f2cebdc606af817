"""What stands at the head of every part of a page that shows figures which boards may not see."""

from __future__ import annotations

from typing import Any

from dash import html

from layers import words
from layers.published.version import Published


def store_mark(published: Published) -> str:
    """Return what every view and file of exact figures says of itself ('' for published ones)."""
    if not published.meta().exact:
        return ""
    only = f" · only {published.chosen.words}" if published.chosen.code else ""
    return f"{words.EXACT_STORE}{only}"


def mark(published: Published) -> list[Any]:
    """Return the mark of exact figures, with the hours they are of; nothing for published ones."""
    said = store_mark(published)
    return [html.P(said, className="not-public")] if said else []
