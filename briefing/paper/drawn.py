"""The pictures of a printed briefing, by the names that the template knows them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from briefing.content.model import Content
from briefing.drawing.frame import Size
from briefing.drawing.map import draw_map
from briefing.drawing.qr import draw_qr
from briefing.drawing.ranking import draw_ranking, ranking_alt
from briefing.drawing.trade import draw_trade
from briefing.drawing.trend import draw_trend
from briefing.words.words import Words

WIDTH_MM: Final = 184.0  # between the margins of both papers
QUARTER_MM: Final = 43.0
MAIN_MM: Final = (124.0, 114.0, 105.0, 97.0, 88.0, 77.0)  # heights of the main map: the tallest that fits
SMALL_MM: Final = 40.0
CHART: Final = Size(QUARTER_MM, 26.0)
TRADE: Final = Size(68.0, 29.0)
QR_MM: Final = 22.0


@dataclass(frozen=True)
class Drawn:
    """A picture as SVG and what a reader who cannot see it needs to know."""

    svg: str
    alt: str


def draw_all(content: Content, words: Words) -> dict[str, Drawn]:
    """Return every picture. Raises BadInputError for one without alternative text."""
    ground = content.ground
    drawn: dict[str, Drawn] = {}
    for at, height in enumerate(MAIN_MM) if not content.main_map.missing else ():
        svg = draw_map(
            ground,
            content.main_map,
            words,
            size=Size(WIDTH_MM, height),
            legend=True,
            furniture=True,
            services=True,
            ident=f"main-{at}",
            header=False,
        )
        drawn[f"main-{at}"] = Drawn(svg, content.main_map.alt)
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
