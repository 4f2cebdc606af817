"""What analysts read behind a clash index."""

from __future__ import annotations

import json
import math
from pathlib import Path

from layers.clash.detail import CurvePoint, Detail, Factors, ReportingPoint, Share, TopCell
from layers.clash.states import State
from layers.statistics.opening_hours import OpeningRatio
from tests.web.clash.test_clash_page import texts
from web.analyst.behind import build_detail, factor_words, flip_words, hours_words
from web.doors import OPEN_DOORS
from web.server import make_app

FULL = Detail(
    factors=Factors(2.0, 1.5, 3.0),
    by_band=(Share("0–100 m", 0.25), Share("100–250 m", 0.75)),
    by_type=(Share("drug_dog", 1.0),),
    top_cells=(TopCell(1, 51.5, -0.1, 0.4),),
    curve=(
        CurvePoint(250, 3.1, 2.0, 4.5, State.CLASH),
        CurvePoint(800, math.nan, math.nan, math.nan, State.CANNOT_COMPARE),
    ),
    reporting=(ReportingPoint(1.0, 3.0, State.CLASH),),
    flip=ReportingPoint(1.3, 2.2, State.POSSIBLE),
    hours=OpeningRatio(1.25, 0.5, 0.4, 120, 0.031),
)
BARE = Detail(None, (), (), (), (), (), None, OpeningRatio(math.nan, 0, 0, 0, math.nan))


def test_the_parts_are_said_in_words_and_figures() -> None:
    said = " ".join(texts(build_detail(FULL)))
    assert "Exposure 9.00 = 2.00" in said
    assert "x 1.50 for the need here, x 3.00" in said
    assert "310" in said
    assert "200 to 450" in said
    assert "Drug dog" in said
    assert "75\u00a0%" in said
    assert "nan" not in said
    assert "50\u00a0% of 120 incidents" in hours_words(FULL)
    assert flip_words(FULL).startswith(
        "Its class changes to “Possible clash” where need near services is 1.30"
    )


def test_what_is_not_known_is_said_and_never_shown_as_a_number() -> None:
    said = " ".join(texts(build_detail(BARE)))
    assert "nan" not in said
    assert "cannot be split" in factor_words(BARE)
    assert "Too few incidents" in said


def test_a_board_has_no_address_for_it(analyst_home: Path) -> None:
    asked = {
        "output": "..clash-behind.children...clash-need-points.data...clash-need-tool.hidden..",
        "outputs": [],
        "inputs": [{"id": "clash-opened", "property": "data", "value": "S01"}],
        "state": [{"id": "version", "property": "data", "value": "x"}],
        "changedPropIds": ["clash-opened.data"],
    }
    board = make_app(analyst_home, board=True, doors=OPEN_DOORS).server.test_client()
    reply = board.post("/_dash-update-component", data=json.dumps(asked), content_type="application/json")
    assert reply.status_code >= 400
    assert "clash-behind" not in board.get("/_dash-layout").get_data(as_text=True)
    analyst = make_app(analyst_home, board=False, doors=OPEN_DOORS).server.test_client()
    layout = analyst.get("/_dash-layout", headers={"Host": "127.0.0.1"}).get_data(as_text=True)
    assert "clash-behind" in layout
