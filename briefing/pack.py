"""ZIP files, which office files are too: the same bytes for the same content, whenever and wherever made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Final

FIRST: Final = "[Content_Types].xml"  # where Office looks first


def pack(parts: Mapping[str, bytes], dated: date) -> bytes:
    """Return parts as one ZIP: sorted, with one date, and nothing of the system that made it."""
    out = io.BytesIO()
    stamp = (min(max(dated.year, 1980), 2107), dated.month, dated.day, 0, 0, 0)  # what a ZIP can say
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name in sorted(parts, key=lambda name: (name != FIRST, name)):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16  # so that whoever unpacks it may read it, and others
            file.writestr(entry, parts[name])
    return out.getvalue()


def unpack(body: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP by name. Raises what zipfile does for one that is broken."""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {each.filename: file.read(each) for each in file.infolist() if not each.is_dir()}


def again(body: bytes, dated: date) -> bytes:
    """Return a ZIP with the same parts, written as `pack` writes them."""
    return pack(unpack(body), dated)
