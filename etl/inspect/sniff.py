"""What a text file is made of: its encoding, delimiter, header line and units row, judged from its bytes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

USUAL_DELIMITERS = ",;\t|"
_NEVER_DELIMITERS = set("\"'\r\n .-_/:()@&#+%*\\[]{}<>=!?$\ufeff")
_LINES = 400
_C1_UNUSED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True)
class TextShape:
    """How to read a delimited text file; `doubts` are in words for the person."""

    encoding: str
    delimiter: str
    header_row: int  # 1-based line of the header
    skip_after_header: int
    doubts: tuple[str, ...]


def sniff_encoding(head: bytes, whole: bool) -> tuple[str, tuple[str, ...]]:
    """Return the encoding of a file's first bytes and doubts about it; `whole` says these are all of it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", ()
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8", ()
    if b"\x00" in head[:1000]:
        odd = head[1:1000:2].count(0)
        even = head[0:1000:2].count(0)
        if max(odd, even) > 300 or max(odd, even) > len(head[:1000]) // 3:
            return ("utf-16-le" if odd > even else "utf-16-be"), ("UTF-16 without a byte order mark",)
        return "utf-8", ("the file holds NUL bytes: it may be damaged",)
    try:
        head.decode("utf-8") if whole else head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError as error:
        line = head.count(b"\n", 0, error.start) + 1
        if not set(head) & set(_C1_UNUSED_IN_CP1252):  # what Latin-1 can write stands in it too
            return "cp1252", (f"not UTF-8 (line {line}); read as Windows-1252: check accents and dashes",)
        said = f"neither UTF-8 (line {line}) nor Windows-1252; read as Latin-1: accents are probably wrong"
        return "latin-1", (f"{said}, set the publisher's encoding (cp850 and mac-roman are two old ones)",)
    return "utf-8", ()


def sniff_text(head: bytes, whole: bool) -> TextShape:
    """Return how to read the delimited text that begins with `head`."""
    encoding, doubts = sniff_encoding(head, whole)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    lines = text.splitlines()[: _LINES + 1]
    if not whole and len(lines) <= _LINES:
        lines = lines[:-1]
    lines = [line for line in lines if len(line) <= csv.field_size_limit()]  # no row of a table is that long
    delimiter, width = _delimiter(lines)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    header = next((i for i, row in enumerate(rows) if _header_like(row, width)), 0)
    said = list(doubts)
    if header:
        said.append(f"the first {header} line(s) are not the table: its header is on line {header + 1}")
    if rows and _all_values(rows[header]):
        said.append("the first row looks like values, not names: the file may have no header")
    skip = 1 if len(rows) > header + 3 and _units_like(rows, header) else 0
    if skip:
        said.append("the row under the header looks like units, not data; it is left out")
    ragged = sum(1 for row in rows[header:] if row and len(row) != width)
    if ragged:
        said.append(f"{ragged} of the first {len(rows)} rows have another number of columns than the header")
    return TextShape(encoding, delimiter, header + 1, skip, tuple(said))


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter that cuts most lines into the same number (at least 2) of columns."""
    seen = Counter(character for line in lines[:50] for character in set(line))
    wanted = [
        character
        for character, count in seen.items()
        if character in USUAL_DELIMITERS
        or (not character.isalnum() and character not in _NEVER_DELIMITERS and count > 1)
    ]
    best, best_key, best_width = ",", (0.0, False, False, 0), 1
    for character in wanted:
        rows = [row for row in csv.reader(lines, delimiter=character) if row]
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        if width < 2:
            continue
        # commas inside values can be as regular as delimiters, but the header has none of them
        key = (round(count / len(rows), 1), len(rows[0]) == width, character in USUAL_DELIMITERS, width)
        if key > best_key:
            best, best_key, best_width = character, key, width
    return best, best_width


def _header_like(row: list[str], width: int) -> bool:
    return len(row) == width and sum(bool(cell.strip()) for cell in row) >= max(1, width * 0.6)


def is_number(text: str) -> bool:
    """Return whether the text is a plain number, also with thousands commas or a decimal comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return text.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()
    return text.strip().lower() not in ("nan", "inf", "infinity")


def _all_values(row: list[str]) -> bool:
    return sum(is_number(cell) for cell in row) > len(row) / 2


def _units_like(rows: list[list[str]], header: int) -> bool:
    """Return whether the row under the header has words where all rows below have numbers."""
    first, below = rows[header + 1], rows[header + 2 : header + 40]
    words = numeric = 0
    for index, cell in enumerate(first):
        others = [row[index] for row in below if index < len(row) and row[index].strip()]
        if others and all(is_number(other) for other in others):
            numeric += 1
            words += bool(cell.strip()) and not is_number(cell)
    return numeric > 0 and words >= max(1, numeric // 2)
