"""A drawing as pixels."""

from __future__ import annotations

from typing import Final

from briefing.paper.compiler import FAMILY, compile_png

PPI: Final = 200.0
MARGIN_MM: Final = 3
_SOURCE: Final = f"""#set page(width: auto, height: auto, margin: {MARGIN_MM}mm, fill: white)
#set text(font: "{FAMILY}")
#image(bytes(sys.inputs.svg), format: "svg")
""".encode()


def svg_to_png(svg: str, ppi: float = PPI) -> bytes:
    """Return a drawing of this program as PNG with a white edge. ppi: pixels an inch.

    Raises:
        UnprintableError: it is no drawing.
    """
    return compile_png(_SOURCE, {"svg": svg}, ppi)
