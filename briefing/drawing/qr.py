"""A link as a picture that a phone reads."""

from __future__ import annotations

import segno

from briefing.drawing.frame import Size
from briefing.drawing.svg import INK, PAPER, picture
from briefing.words.words import Words

QUIET_MODULES = 4  # of empty edge, as ISO/IEC 18004 asks


def draw_qr(link: str, words: Words, *, width: float, ident: str) -> str:
    """Return a link's code as SVG. Source: ISO/IEC 18004, error correction M."""
    rows = [[bool(module) for module in row] for row in segno.make(link, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET_MODULES
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((n for n in range(len(row) - x) if not row[x + n]), len(row) - x)
            if length:
                runs.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z")
            x += max(length, 1)
    body = [
        f'<g transform="scale({width / side:.5f})"><rect width="{side}" height="{side}" fill="{PAPER}"/>'
        f'<path d="{"".join(runs)}" fill="{INK}"/></g>'
    ]
    return picture(
        Size(width, width), ident, words.say("drawing.qr"), words.say("drawing.qr_alt", link=link), body
    )
