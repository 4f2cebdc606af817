"""What is published, in lines for a terminal."""

from __future__ import annotations

from typing import Any


def published_lines(published: dict[str, Any]) -> list[str]:
    """Return a line on the version and one on each layer, given what `published_status` returns."""
    lines = [
        f"Published: version {published['version']}, {published['published_at']}, {published['cells']} cells"
    ]
    for layer in published["layers"]:
        if layer["missing"]:
            story = f"no data: needs {', '.join(layer['missing'])}"
        else:
            story = f"{layer['cells_with_value']} cells with a value, {layer['withheld']} withheld"
        lines.append(f"  {layer['environment']:9} {layer['level']:6} {layer['id']}: {story}")
    return lines
