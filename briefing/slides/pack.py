"""Office files are ZIP files: the same bytes for the same content, and no clock in them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Final

FIRST: Final = "[Content_Types].xml"  # where Office looks first


def pack(parts: dict[str, bytes], dated: date) -> bytes:
    """Return parts as one ZIP: sorted, with one date, the same bytes wherever and whenever it is made."""
    out = io.BytesIO()
    stamp = (min(max(dated.year, 1980), 2107), dated.month, dated.day, 0, 0, 0)  # what a ZIP can say
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name in sorted(parts, key=lambda name: (name != FIRST, name)):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the system that made it is told
            entry.external_attr = 0
            file.writestr(entry, parts[name])
    return out.getvalue()


def unpack(body: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP by name. Raises what zipfile does for one that is broken."""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {each.filename: file.read(each) for each in file.infolist() if not each.is_dir()}


def again(body: bytes, dated: date) -> bytes:
    """Return a ZIP with the same parts, written as `pack` writes them."""
    return pack(unpack(body), dated)
