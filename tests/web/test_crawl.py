"""Every door of both servers is reached by a request that it answers: what the later tests rest on."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from layers.published.home import PublishedHome
from tests.web.analyst.drawn import square
from tests.web.crawl import Call, analyst_calls, board_calls, doors, first_of_each, unreached
from tests.web.page import Page
from web.analyst.home import follow_both


def ask(page: Page, calls: list[Call]) -> list[str]:
    """Return what did not answer as it should."""
    found = []
    for call in calls:
        reply = call.send(page.client)
        if reply.status_code != call.status:
            found.append(f"{reply.status_code} {call}"[:400])
    return found


def test_every_door_of_a_board_is_reached(published_home: Path) -> None:
    page = Page(published_home)
    calls = list(board_calls(page, PublishedHome(published_home).current()))
    assert unreached(page.app, (call.door for call in calls)) == []
    assert ask(page, list(first_of_each(calls).values())) == []
    assert max(Counter(doors(page.app)).values()) == 1, "two doors of one name"


def test_every_door_of_analysts_is_reached(analyst_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(analyst_home, tmp_path / "home"))
    try:
        page = Page(home, board=False)
        own = list(analyst_calls(page, shape=square(), source="calls"))
        boards = first_of_each(board_calls(page, PublishedHome(home).current()))
        assert unreached(page.app, (call.door for call in [*own, *boards.values()])) == []
        assert ask(page, own) == []
    finally:
        follow_both(home).close()
