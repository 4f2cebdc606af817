"""What stands at the head of every part of a page that shows figures which boards may not see."""

from __future__ import annotations

from typing import Any

from dash import html

from layers import words
from layers.published.version import Published


def mark(published: Published) -> list[Any]:
    """Return the mark of exact figures, with the hours they are of; nothing for published ones."""
    said = words.store_mark(published)
    return [html.P(said, className="not-public")] if said else []
