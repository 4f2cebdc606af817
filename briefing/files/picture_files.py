"""A briefing's maps as files of their own: each says below it what it is for and where it came from."""

from __future__ import annotations

import re
from typing import Final

from briefing.content.model import Content
from briefing.drawing.svg import PAPER, QUIET, say
from briefing.drawing.wrap import wrap
from briefing.files.pictures import Drawings
from briefing.paper.picture import svg_to_png

PPI: Final = 150
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+mm" height="[\d.]+mm"')
_TYPE_MM, _LINE_MM, _MARGIN_MM = 2.9, 3.9, 2.0


def picture_files(content: Content, drawings: Drawings) -> dict[str, bytes]:
    """Return each map as SVG and PNG by file name, with a line below it that says what it is for."""
    source = content.provenance
    origin = (source.place, source.invented, source.version, source.content_id)
    told = [content.purpose, " · ".join(each for each in origin if each)]
    files = {}
    for key, svg in drawings.maps.items():
        drawn = told_below(svg, told)
        files[f"map-{key}.svg"] = drawn.encode()
        files[f"map-{key}.png"] = svg_to_png(drawn, PPI)
    return files


def told_below(svg: str, texts: list[str]) -> str:
    """Return a picture with a margin and texts below it; its words and shapes stay as they are."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the picture does not say its size in millimetres")
    width, height = float(found[1]), float(found[2])
    lines = [line for text in texts for line in wrap(text, width, _TYPE_MM)]
    below = "".join(
        say(0, height + (at + 1.4) * _LINE_MM, line, size=_TYPE_MM, fill=QUIET)
        for at, line in enumerate(lines)
    )
    whole, tall = width + 2 * _MARGIN_MM, height + (len(lines) + 1.4) * _LINE_MM + 2 * _MARGIN_MM
    corner = f'x="{-_MARGIN_MM:g}" y="{-_MARGIN_MM:g}" width="{whole:g}" height="{tall:g}"'
    ground = f'<rect {corner} fill="{PAPER}"/>'
    seen = f'viewBox="{-_MARGIN_MM:g} {-_MARGIN_MM:g} {whole:g} {tall:g}"'
    box = f'{seen} width="{whole:g}mm" height="{tall:g}mm"'
    start, _, rest = svg.replace(found[0], box, 1).partition("</desc>")
    return f"{start}</desc>{ground}{rest.removesuffix('</svg>')}{below}</svg>"
