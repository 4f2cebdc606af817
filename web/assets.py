"""The files that every page loads: addressed by their content, kept by browsers, compressed once."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from flask import Flask, Request, Response, request, send_from_directory

ASSETS = Path(__file__).resolve().parents[1] / "assets"
FOREVER = "public, max-age=31536000, immutable"
ZSTD_LEVEL = 12  # of 22: paid once for each file, see KeptCompressed
SUITES = "/_dash-component-suites/"

# What the map imports; fetched beside the page's own scripts instead of after them
MODULES = (
    *(
        f"map/{name}.mjs"
        for name in (
            "view",
            "base",
            "blocks",
            "clash",
            "drawing",
            "files",
            "grid",
            "linked",
            "places",
            "tip",
            "under",
            "zones",
        )
    ),
    "vendor/maplibre-gl/maplibre-gl.mjs",
)
FONT = "vendor/inter/inter-latin.woff2"


def assets_digest(folder: Path = ASSETS) -> str:
    """Return twelve hex digits that change with any name or content among the assets."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def early_links(root: str) -> str:
    """Return the tags that start what the map needs at once. root: where the assets are, ending in '/'."""
    modules = "".join(f'<link rel="modulepreload" href="{root}{name}">\n' for name in MODULES)
    font = f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{root}{FONT}">\n'
    return font + modules


class KeptCompressed:
    """Keeps compressed bodies of files that never change under their address, and of nothing else."""

    def __init__(self) -> None:
        """Start empty."""
        self._bodies: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return the body kept under a key."""
        return self._bodies.get(key)

    def set(self, key: str, body: bytes) -> None:
        """Keep a body, unless its key says that the next reply may differ."""
        if not key.endswith(";"):
            with self._lock:
                self._bodies[key] = body


def kept_key(asked: Request, root: str) -> str:
    """Return a request's path where its reply never changes while the server runs, else ''."""
    return asked.path if asked.path.startswith((root, SUITES)) else ""


def add_assets(server: Flask, root: str) -> None:
    """Let browsers keep the assets under `root` for good; serve them under /assets/ for error pages too.

    Call it before anything compresses replies.
    """
    server.config.update(
        COMPRESS_ZSTD_LEVEL=ZSTD_LEVEL,
        COMPRESS_CACHE_BACKEND=KeptCompressed,
        COMPRESS_CACHE_KEY=lambda asked: kept_key(asked, root),
    )

    @server.get("/assets/<path:name>")
    def plain(name: str) -> Response:
        return send_from_directory(ASSETS, name)

    @server.after_request
    def keep(reply: Response) -> Response:
        if request.path.startswith(root) and reply.status_code in {200, 304}:
            reply.headers["Cache-Control"] = FOREVER
        return reply
