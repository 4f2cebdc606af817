"""What every file of a briefing says of itself: what it is of, and what it is for."""

from __future__ import annotations

from briefing.content.model import Content
from briefing.words.words import Words


def about(content: Content, words: Words) -> list[tuple[str, str]]:
    """Return label and text of what a file is of, the purpose first; what is empty is left out."""
    source = content.provenance
    said = {
        "purpose": content.purpose,
        "invented": source.invented,
        "title": content.title,
        "place": source.place,
        "audience": content.audience,
        "dated": content.dated,
        "view": content.view_words,
        "link": source.link,
        "version": source.version,
        "as_of": source.as_of,
        "published_on": source.published_on,
        "content_id": source.content_id,
        "notes": content.notes,
    }
    return [(words.say(f"files.about.{name}"), text) for name, text in said.items() if text]
