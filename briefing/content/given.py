"""What every part of a briefing is made from: a published version, what is asked for, a language's words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from briefing.asked import Asked
from briefing.words.words import Words
from layers.published.offer import Offer, offer_of
from layers.published.rows import Figure, LayerInfo, Meta, Period
from layers.published.version import Published

History = Mapping[tuple[str, str], Figure]  # by layer and period
KEY_LAYERS = ("overdose_calls", "recorded_police_activity", "syringe_confiscations", "discarded_needles")
ENFORCEMENT_FEEDS = frozenset({"police_activity", "syringe_confiscation"})


@dataclass(frozen=True)
class Given:
    """The version, the request and the words; and how the version's own things are called in them."""

    published: Published
    asked: Asked
    words: Words

    @property
    def meta(self) -> Meta:
        """Return the version's own facts."""
        return self.published.meta()

    @property
    def offer(self) -> Offer:
        """Return what the version lets a reader choose."""
        return offer_of(self.published)

    @property
    def rounding(self) -> int:
        """Return what released counts are multiples of."""
        return int(self.meta.disclosure.get("rounding", 5))

    @property
    def term(self) -> str:
        """Return what the place calls one zone."""
        return self.words.of(self.meta.place.zone_term)

    def period(self, period_id: str) -> str:
        """Return a period as it reads within a sentence ('' for what does not vary)."""
        found = self.offer.period(period_id)
        return "" if found is None else self.period_words(found)

    def period_words(self, period: Period) -> str:
        """Return a period in words ('' for what does not vary)."""
        if period.starts_on is None or period.ends_on is None:
            return ""
        said = self.words.months(period.starts_on, period.ends_on)
        return self.words.say("content.period.window", months=said) if period.kind == "window" else said

    def grid(self, grid: str) -> str:
        """Return 'neighbourhoods' or 'hexagons of about 0.74 km²'."""
        if grid == "area":
            return self.words.say("content.grid.areas")
        return self.words.say("content.grid.hexagons", km2=self.offer.cell_km2(grid))

    def title(self, layer: LayerInfo) -> str:
        """Return what a layer is called."""
        return self.words.of(layer.title)


@functools.lru_cache(maxsize=8)
def place_history(published: Published) -> History:
    """Return every figure of the whole place."""
    return published.history("place", 0)
