"""What leaves the map is in the trail, with the hash of the file; what cannot be noted does not leave."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from layers.content_id import PATTERN, content_id
from records.access.trail import Act, Wanted, acts
from tests.published_fixture import write_published
from web.doors import OPEN_DOORS
from web.server import make_app
from web.trail import opened_trail


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("trail_home")
    write_published(home)
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    return make_app(home, board=True, doors=OPEN_DOORS).server.test_client()


def exports(home: Path) -> tuple[Act, ...]:
    with opened_trail(home) as trail:
        return acts(trail, Wanted(kinds=("export",)))[0]


@pytest.mark.parametrize(
    "path", ["/figures.csv", "/figures.csv?grid=area", "/clash.csv", "/zones.csv", "/zones.geojson"]
)
def test_a_file_says_the_content_id_that_the_trail_keeps_with_its_hash(
    client: FlaskClient, home: Path, path: str
) -> None:
    file = client.get(path)
    assert file.status_code == 200
    newest = exports(home)[0]
    assert newest.file_sha256 == hashlib.sha256(file.data).hexdigest()
    assert PATTERN.fullmatch(newest.content_id)
    assert newest.content_id in file.headers["Content-Disposition"]
    assert newest.content_id in file.get_data(as_text=True)
    assert (newest.by, newest.role, newest.organisation) == ("demo", "board", "Demo partnership")
    assert newest.details["purpose"] == "as stated at sign-in"
    again = client.get(path)
    assert again.data == file.data
    assert exports(home)[0].content_id == newest.content_id
    assert exports(home)[0].number == newest.number + 1


def test_another_view_has_another_content_id(client: FlaskClient, home: Path) -> None:
    paths = ("/figures.csv?grid=r8", "/figures.csv?grid=r9", "/figures.csv?grid=r8&layers=overdose_calls")
    found = {re.findall("sp-[0-9a-f]{20}", client.get(path).get_data(as_text=True))[0] for path in paths}
    assert len(found) == 3
    assert exports(home)[0].details["filters"]["layers"] == "overdose_calls"


def test_a_file_that_cannot_be_noted_is_not_sent(client: FlaskClient, home: Path) -> None:
    client.get("/zones.csv")
    key = home / "trail.key"
    key.chmod(0o644)
    try:
        refused = client.get("/zones.csv")
        assert refused.status_code == 503
        assert "cannot be used now" in refused.get_data(as_text=True)
        assert str(home) not in refused.get_data(as_text=True)
    finally:
        key.chmod(0o600)
    assert client.get("/figures.csv?grid=nope").status_code == 400


def test_a_content_id_is_of_the_version_and_what_was_asked() -> None:
    one = content_id("v1", "figures.csv", {"grid": "r8", "period": "q", "compare": ""})
    assert one == content_id("v1", "figures.csv", {"period": "q", "grid": "r8"})
    others = [
        ("v2", "figures.csv", {"grid": "r8", "period": "q"}),
        ("v1", "clash.csv", {"grid": "r8", "period": "q"}),
    ]
    assert one not in {content_id(*other) for other in others}
    assert PATTERN.fullmatch(one)
