"""A server for boards has nothing of an analysts' server; that one answers on its own machine only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from etl.errors import RefusedError
from web.doors import OPEN_DOORS
from web.server import make_app, serve


def test_only_a_restricted_store_makes_a_server_for_analysts(
    published_home: Path, analyst_home: Path
) -> None:
    for home, board, analysts in (
        (published_home, False, False),
        (analyst_home, True, False),
        (analyst_home, False, True),
    ):
        layout = (
            make_app(home, board=board, doors=OPEN_DOORS)
            .server.test_client()
            .get("/_dash-layout")
            .get_data(as_text=True)
        )
        assert ("Analysts’ server" in layout or "Analysts\\u2019 server" in layout) is analysts


def test_a_server_for_boards_does_not_even_import_what_analysts_use(analyst_home: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from web.doors import OPEN_DOORS; from web.server import make_app\n"
        f"make_app(Path({str(analyst_home)!r}), board=True, doors=OPEN_DOORS)\n"
        "print([name for name in sys.modules if name.startswith('web.analyst')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_every_page_and_callback_of_a_board_is_an_analysts_too_and_not_the_other_way(
    analyst_home: Path,
) -> None:
    board, analysts = (make_app(analyst_home, board=each, doors=OPEN_DOORS) for each in (True, False))
    missing = set(board.callback_map) - set(analysts.callback_map)
    assert [key for key in missing if "page-map.hidden" not in key] == []  # which has an output for each page
    rules = [{rule.rule for rule in app.server.url_map.iter_rules()} for app in (board, analysts)]
    assert {rule for rule in rules[0] if "assets" not in rule} <= rules[1]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "analysts.example.org"])
def test_other_machines_are_refused_with_the_way_on(analyst_home: Path, host: str) -> None:
    with pytest.raises(RefusedError) as refused:
        serve(analyst_home, environ={}, host=host, port=0, board=False)
    assert "safepassage users add" in refused.value.next_step


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8050", 200),
        ("localhost", 200),
        ("[::1]:8050", 200),
        ("evil.example.org", 403),
        ("127.0.0.1.example.org", 403),
    ],
)
def test_a_name_that_leads_here_is_not_enough(analyst_home: Path, host: str, status: int) -> None:
    for board in (True, False):
        client = make_app(analyst_home, board=board, doors=OPEN_DOORS).server.test_client()
        assert client.get("/healthz", headers={"Host": host}).status_code == status
