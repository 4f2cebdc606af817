"""Which passwords are taken, and how they are kept: argon2id, nobody can read them back.

Sources: NIST SP 800-63B-4, 3.1.1.2 (at least 15 characters where a password is all there is, at least 64
allowed, no rules of composition, a list of those that come to mind first, the words of the service and of
the person; compared after normalising); RFC 9106, 4 (second recommended option: 64 MiB, three passes, four
lanes); RFC 8265, 4.2 (normal form C, no control characters).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from records.errors import UnfitError

LEAST, MOST = 15, 128  # characters
_DIFFERENT = 5
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
# fmt: off
_WORDS: Final = (
    "abc123", "access", "admin", "administrator", "changeme", "charlie", "computer", "correct", "horse",
    "battery", "staple", "default", "dragon", "football", "guest", "hello", "iloveyou", "iloveu",
    "july", "june", "letmein", "liverpool", "login", "master", "michael", "monkey", "nothing",
    "passphrase", "passw0rd", "password", "p@ssw0rd", "p@ssword", "please", "princess", "qwerty",
    "safe", "passage", "safepassage", "secret", "security", "shadow", "spring", "starwars", "steward",
    "summer", "sunshine", "superman", "system", "temporary", "test", "trustno1", "autumn", "user",
    "welcome", "whatever", "winter", "1q2w3e4r", "1q2w3e", "1qaz2wsx", "zaq12wsx", "qazwsx", "my",
    "the", "is", "and",
)
# fmt: on
_SIGNS = re.compile(r"[\W\d_]*")


def normal(password: str) -> str:
    """Return a password as it is weighed and kept, however the keyboard composed its letters."""
    return unicodedata.normalize("NFC", password)


def require_fit(password: object, about: Iterable[str]) -> str:
    """Return the password in its normal form. about: the login, name and organisation it may not be made of.

    Raises UnfitError, which never holds the password.
    """
    where = "password"
    if not isinstance(password, str):
        raise UnfitError(where, "is not text", "Type it again.")
    text = normal(password)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise UnfitError(where, "has a character that no keyboard types", "Type it again.")
    if len(text) < LEAST:
        raise UnfitError(where, f"has fewer than {LEAST} characters", "Use four or five words, for example.")
    if len(text) > MOST:
        raise UnfitError(where, f"has more than {MOST} characters", "Shorten it.")
    if _is_guessed_first(text.casefold(), about):
        raise UnfitError(
            where,
            "is made of what is guessed first: common words, keys in a row, your name or organisation",
            "Use four or five words that have nothing to do with each other or with you.",
        )
    return text


def _is_guessed_first(text: str, about: Iterable[str]) -> bool:
    if len(set(text)) < _DIFFERENT:
        return True
    known = {word for phrase in about for word in (phrase, *re.split(r"\W+", phrase))}
    known = {word.casefold() for word in known if len(word) > 2} | set(_WORDS)
    rows = {row for way in _ROWS for row in (way, way[::-1])}
    left = text
    for word in sorted(known, key=lambda each: (-len(each), each)):
        left = left.replace(word, " ")
    for row in rows:
        left = _without_runs(left, row * 2)
    return left != text and _SIGNS.fullmatch(left) is not None


def _without_runs(text: str, row: str) -> str:
    """Return the text without stretches of four or more characters that follow each other in a row."""
    kept, start = [], 0
    while start < len(text):
        end = start + 1
        while end < len(text) and text[start : end + 1] in row:
            end += 1
        if end - start >= 4:
            kept.append(" ")
            start = end
        else:
            kept.append(text[start])
            start += 1
    return "".join(kept)


def hashed(password: str) -> str:
    """Return what is kept of a password in its normal form."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Return whether a typed password is the kept one. The work is the same where nothing is kept."""
    if len(password) > 4 * MOST:
        kept, password = None, ""
    typed = normal(password).encode("utf-8", "surrogatepass")
    try:
        return _HASHER.verify(kept or _nobody(), typed) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Return whether a password was kept with parameters that are no longer these."""
    return _HASHER.check_needs_rehash(kept)


@functools.cache
def _nobody() -> str:
    """Return what is compared with where there is no account: of a password that nobody has."""
    return _HASHER.hash("\0")
