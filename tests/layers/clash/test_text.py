"""`safepassage clash`: released figures by default, exact ones marked, the closing line always."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.errors import BadInputError
from layers.clash.exact import NOT_FOR_PUBLICATION
from layers.clash.states import CLOSING, TROUBLES, Trouble
from layers.clash.text import clash_document, clash_lines
from layers.publish.version import publish
from tests.layers.clash.home import AS_OF, SERVICES, change, clash_home
from tests.layers.town import CANARY

ASKED = {"service_id", "name", "type", "exposure", "expected", "ratio", "index", "low", "high", "p", "q"}
ASKED |= {"class", "notes"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "home"
    apart = ("X7", "", "Apart", "needle_exchange", "fixed", 47.198, -31.504)
    clash_home(path, (*SERVICES, apart))
    publish(path, as_of=AS_OF)
    return path


def test_released_figures_by_default_and_exact_ones_when_asked(home: Path) -> None:
    released, exact = clash_document(home, exact=False), clash_document(home, exact=True)
    assert (released["not_for_publication"], exact["not_for_publication"]) == (False, True)
    assert (released["first_day"], released["last_day"]) == (exact["first_day"], exact["last_day"])
    by_id = {(row["service_id"], row["stop"]): row for row in exact["services"]}
    assert len(by_id) == len(released["services"]) == 6
    for row in released["services"]:
        whole = by_id[row["service_id"], row["stop"]]
        assert set(row) >= ASKED
        assert set(whole) >= ASKED
        assert row["p"] is None
        assert "detail" not in row
        assert row["exposure"] is None or row["exposure"] % 0.5 == 0
        assert row["index"] is None or row["index"] % 10 == 0
    assert (by_id["X7", ""]["p"] * 200) % 1 < 1e-9
    assert (by_id["X1", ""]["class"], by_id["X1", ""]["p"]) == ("cannot_compare", None)
    written = json.dumps([released, exact], default=str, allow_nan=False)
    assert CANARY not in written


def test_lines_end_with_what_figures_do_not_show(home: Path) -> None:
    released, exact = (clash_lines(clash_document(home, exact=exact)) for exact in (False, True))
    assert released[-1] == exact[-1] == CLOSING
    assert exact[0] == NOT_FOR_PUBLICATION
    assert NOT_FOR_PUBLICATION not in released
    assert sum("Corner exchange" in line for line in released) >= 1
    assert sum("Outside the place" in line and "Far away" in line for line in released) == 1


def test_a_place_without_overdoses_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    clash_home(home)
    change(home, "delete from overdose_call")
    publish(home, as_of=AS_OF)
    for exact in (False, True):
        document = clash_document(home, exact=exact)
        assert document["state"] == "no_overdoses"
        assert TROUBLES[Trouble.NO_OVERDOSES] in clash_lines(document)
        assert {row["class"] for row in document["services"]} == {"cannot_adjust", "outside"}
        assert {row["index"] for row in document["services"]} == {None}


def test_nothing_published_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="nothing has been published"):
        clash_document(tmp_path, exact=False)
