"""Which published versions were recalled: their names lie beside the versions, on board servers too."""

from __future__ import annotations

from pathlib import Path

RECALLED = "recalled"  # one version a line, only ever added to


def recalled_versions(folder: Path) -> frozenset[str]:
    """Return the versions that nobody may be shown any more. folder: HOME/published."""
    path = folder / RECALLED
    return frozenset(path.read_text(encoding="ascii").split()) if path.is_file() else frozenset()
