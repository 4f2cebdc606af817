"""Every door of both servers is reached by a request that it answers: what the later tests rest on.

The servers stand below a path, and no reply gives an address that leaves it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from flask.testing import FlaskClient

from layers.published.home import PublishedHome
from tests.web.analyst.drawn import square
from tests.web.below import PATH, given
from tests.web.crawl import Call, analyst_calls, board_calls, doors, first_of_each, unreached
from tests.web.page import Page
from web.analyst.home import follow_both
from web.shell import PAGES


def ask(page: Page, calls: Iterable[Call], links: set[str] | None = None) -> list[str]:
    """Return what did not answer as it should, or gave an address that leaves the path of the server.

    links: gets the addresses that were given.
    """
    found = []
    for call in calls:
        reply = call.send(page.client)
        if reply.status_code != call.status:
            found.append(f"{reply.status_code} {call}"[:400])
        addresses = set(given(reply))
        found += [f"{each} in {call}"[:400] for each in addresses if not each.startswith(f"{PATH}/")]
        if links is not None:
            links |= addresses
    return found


def test_every_door_of_a_board_is_reached(published_home: Path) -> None:
    page = Page(published_home, path=PATH)
    calls = list(board_calls(page, PublishedHome(published_home).current()))
    assert unreached(page.app, (call.door for call in calls)) == []
    links: set[str] = set()
    assert ask(page, first_of_each(calls).values(), links) == []
    assert max(Counter(doors(page.app)).values()) == 1, "two doors of one name"
    pages = {f"{PATH}{path}" for path in PAGES}
    assert pages <= links
    files = {link.split("?")[0]: link for link in links if "/map/" not in link and link not in pages}
    assert len(files) > 20
    assert [link for link in files.values() if page.client.get(link).status_code != 200] == []
    for outside in ("/", "/zones", "/_dash-layout", "/risk-maps/", "/other/risk-map/"):
        assert FlaskClient(page.app.server).get(outside).status_code == 404, outside


def test_every_door_of_analysts_is_reached(analyst_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(analyst_home, tmp_path / "home"))
    try:
        page = Page(home, board=False, path=PATH)
        own = list(analyst_calls(page, shape=square(), source="calls"))
        boards = first_of_each(board_calls(page, PublishedHome(home).current()))
        assert unreached(page.app, (call.door for call in [*own, *boards.values()])) == []
        assert ask(page, own) == []
    finally:
        follow_both(home).close()
