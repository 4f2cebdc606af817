"""A place whose requests take long keeps threads for itself, never all of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

from web.region.turns import FairTurns

LONG_S = 20.0  # more than anything here takes


@dataclass
class Asked:
    """A connection with one request."""

    path: str
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    fails: bool = False

    @property
    def requests(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(path=self.path, error=None)]

    def service(self) -> None:
        self.begun.set()
        assert self.go_on.wait(LONG_S)
        if self.fails:
            raise ValueError("this place fails")

    def cancel(self) -> None:
        self.go_on.set()


def test_a_slow_place_leaves_threads_to_the_others() -> None:
    turns = FairTurns(lambda path: path.split("/")[1], threads=3, most=2)
    slow = [Asked("/slow/tile", fails=True) for _ in range(4)]
    other = [Asked("/other/page") for _ in range(2)]
    try:
        for each in (*slow, *other):
            turns.add_task(each)
        assert all(each.begun.wait(LONG_S) for each in (slow[0], slow[1], other[0]))
        other[0].go_on.set()
        assert other[1].begun.wait(LONG_S)  # before the two slow ones that came earlier
        assert not slow[2].begun.is_set()
        slow[0].go_on.set()
        assert slow[2].begun.wait(LONG_S)  # a place that fails gives its turn back
        assert not slow[3].begun.is_set()
    finally:
        for each in (*slow, *other):
            each.go_on.set()
        assert slow[3].begun.wait(LONG_S)
        turns.shutdown()
