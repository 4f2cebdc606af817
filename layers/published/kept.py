"""Answers that are kept because they cost something to work out: the newest, up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from layers.published.rows import Figures

MOST_BYTES: Final = 200_000_000


class Kept:
    """Figures by what they are of; what was asked for longest ago goes first.

    A key must name the version, which stands for the data and for the sources that its readers may see, and
    everything that was chosen of it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Keep nothing yet."""
        self.most_bytes, self.bytes = most_bytes, 0
        self._held: OrderedDict[Hashable, Figures] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Figures]) -> Figures:
        """Return what `make` gave when this was last asked for, or gives now."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self.bytes += _size(made)
            while self.bytes > self.most_bytes:
                _, gone = self._held.popitem(last=False)
                self.bytes -= _size(gone)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self.bytes = 0


def _size(figures: Figures) -> int:
    return sum(each.nbytes for each in (figures.value, figures.count, figures.state, figures.low))
