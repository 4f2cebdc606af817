"""A briefing's drawings for a screen and for files: each map once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from briefing.content.model import Content
from briefing.drawing.frame import Size
from briefing.drawing.map import draw_map
from briefing.drawing.ranking import draw_ranking
from briefing.drawing.trend import draw_trend
from briefing.words.words import Words

MAIN: Final = Size(190, 150)  # millimetres
SMALL: Final = Size(130, 90)
TREND: Final = Size(150, 62)
RANKING_MM: Final = 190.0


@dataclass(frozen=True)
class Drawings:
    """SVG of a briefing's pictures. maps: by layer, each once; environments: their layers in order.

    main, environments: '' where there is no map. trends: in the order of the briefing. ranking: '' for none.
    """

    maps: dict[str, str]
    main: str
    environments: tuple[str, ...]
    trends: tuple[str, ...]
    ranking: str


def draw_all(content: Content, words: Words) -> Drawings:
    """Return every drawing, each map once. Raises BadInputError for a picture without alternative text."""
    maps: dict[str, str] = {}
    for at, shown in enumerate((content.main_map, *content.environments)):
        if not shown.missing and shown.key not in maps:
            maps[shown.key] = draw_map(
                content.ground,
                shown,
                words,
                size=SMALL if at else MAIN,
                legend=True,
                furniture=True,
                services=at == 0,
                ident=f"m{at}",
            )
    clashes = content.clashes
    ranked = clashes is not None and bool(clashes.services)
    return Drawings(
        maps=maps,
        main="" if content.main_map.missing else content.main_map.key,
        environments=tuple("" if each.missing else each.key for each in content.environments),
        trends=tuple(
            draw_trend(each, words, size=TREND, ident=f"t{at}") for at, each in enumerate(content.trends)
        ),
        ranking=draw_ranking(clashes, words, width=RANKING_MM, ident="r") if clashes and ranked else "",
    )
