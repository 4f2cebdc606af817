"""What a bundle is: what was asked for, of which data and program, and the hash of every file in it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from typing import Any, Final

import pyogrio

from briefing.asked import Asked
from briefing.content.model import Content

NAME: Final = "manifest.json"
_PROGRAMS: Final = ("safepassage", "typst", "python-pptx", "xlsxwriter", "pyogrio", "shapely", "segno")


def manifest(
    content: Content, asked: Asked, files: Mapping[str, bytes], template: bytes | None = None
) -> bytes:
    """Return the manifest as JSON. files: by name, without itself; template: the board's own slides."""
    source = content.provenance
    document: dict[str, Any] = {
        "format": "safe-passage-briefing-1",
        "purpose": content.purpose,
        "invented": source.invented or None,
        "title": content.title,
        "place": {"id": source.place_id, "name": source.place},
        "content_id": source.content_id,
        "data": {
            "version": source.version,
            "as_of": source.as_of,
            "published_on": source.published_on,
            "store": "published figures only",
        },
        "parameters": asked.as_json(),
        "compared_with": asked.since or None,
        "link": source.link or None,
        "seed": None,  # nothing is drawn by chance here: the noise is in the published figures
        "programs": {**{name: _version(name) for name in _PROGRAMS}, "gdal": pyogrio.__gdal_version_string__},
        "template_sha256": None if template is None else hashlib.sha256(template).hexdigest(),
        "sources": [
            {
                "title": each.title,
                "producer": each.producer,
                "period": each.period,
                "loaded": each.loaded,
                "licence": each.licence,
                "cannot_show": each.cannot_show,
            }
            for each in content.sources
        ],
        "files": [
            {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in sorted(files.items())
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:  # run from a folder that was never installed
        return None
