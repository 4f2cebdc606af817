"""Text that people typed, before it is kept."""

from __future__ import annotations

from records.errors import UnfitError

SHORT, LONG = 120, 5_000


def short_text(value: object, where: str) -> str:
    """Return a name of one line. Raises UnfitError when it is empty, too long, or holds a NUL."""
    text = _text(value, where, SHORT)
    if not text:
        raise UnfitError(where, "is empty", "Type some text.")
    return text


def long_text(value: object, where: str) -> str:
    """Return text that may be empty. Raises UnfitError when it is too long, or holds a NUL."""
    return _text(value, where, LONG)


def _text(value: object, where: str, at_most: int) -> str:
    if not isinstance(value, str):
        raise UnfitError(where, "is not text", "Type some text.")
    text = value.strip()
    if "\0" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        raise UnfitError(where, "has a character that cannot be shown", "Type the text again.")
    if len(text) > at_most:
        raise UnfitError(where, f"has {len(text):,} characters, more than {at_most:,}", "Shorten it.")
    return text
