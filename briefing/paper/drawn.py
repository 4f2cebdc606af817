"""The pictures of a printed briefing, by the names that the template knows them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from briefing.content.model import Content
from briefing.drawing.frame import Size
from briefing.drawing.legend import SHORT_NAME_MM, STRIP_NAME_MM
from briefing.drawing.map import draw_map
from briefing.drawing.qr import draw_qr
from briefing.drawing.ranking import draw_ranking, ranking_alt
from briefing.drawing.trade import draw_trade
from briefing.drawing.trend import draw_trend
from briefing.words.words import Words

WIDTH_MM: Final = 184.0  # between the margins of both papers
QUARTER_MM: Final = 43.0
MAIN_MM: Final = (72.0, 124.0)  # the main map, with its legend: the lowest and the highest
SMALL_MM: Final = 40.0
CHART: Final = Size(QUARTER_MM, 26.0)
TRADE: Final = Size(68.0, 29.0)
QR_MM: Final = 22.0


@dataclass(frozen=True)
class Drawn:
    """A picture as SVG and what a reader who cannot see it needs to know."""

    svg: str
    alt: str


def draw_main(content: Content, words: Words, height_mm: float, *, short: bool = False) -> Drawn:
    """Return the main map, as high as that or as its legend needs; short: with shorter names of zones."""
    size = Size(WIDTH_MM, height_mm)
    svg = draw_map(
        content.ground,
        content.main_map,
        words,
        size=size,
        legend=True,
        furniture=True,
        services=True,
        ident="main",
        header=False,
        name_mm=SHORT_NAME_MM if short else STRIP_NAME_MM,
    )
    return Drawn(svg, content.main_map.alt)


def draw_all(content: Content, words: Words) -> dict[str, Drawn]:
    """Return every picture but the main map. Raises BadInputError for one without alternative text."""
    ground = content.ground
    drawn: dict[str, Drawn] = {}
    for each in content.environments:
        if not each.missing:
            svg = draw_map(
                ground,
                each,
                words,
                size=Size(QUARTER_MM, SMALL_MM),
                legend=True,
                furniture=True,
                services=False,
                ident=each.environment,
                header=False,
            )
            drawn[f"map-{each.environment}"] = Drawn(svg, each.alt)
    for trend in content.trends:
        name = f"trend-{trend.key}"
        svg = draw_trend(trend, words, size=CHART, ident=name)
        drawn[name] = Drawn(svg, trend.alt)
    if content.clashes and content.clashes.services:
        svg = draw_ranking(content.clashes, words, width=WIDTH_MM, ident="ranking", services=ground.services)
        drawn["ranking"] = Drawn(svg, ranking_alt(content.clashes))
    if any(each.gains[0] is not None and each.losses[0] is not None for each in content.zones.placed):
        alt = " ".join(content.zones.trade)
        drawn["trade"] = Drawn(draw_trade(content.zones.placed, alt, words, size=TRADE, ident="trade"), alt)
    if content.provenance.link:
        link = content.provenance.link
        svg = draw_qr(link, words, width=QR_MM, ident="qr")
        drawn["qr"] = Drawn(svg, words.say("drawing.qr_alt", link=link))
    return drawn
