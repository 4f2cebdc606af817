"""Settings come from a file and the environment, secrets only from where nobody else can read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.errors import BadInputError
from web.people.settings import SECRET_FILE, read_settings


def test_the_environment_wins_and_a_secret_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_text(
        'address = "https://Map.Example.org/"\nproxies = 1\nidle_minutes = 5\n'
    )
    first = read_settings(
        tmp_path, {"SAFE_PASSAGE_IDLE_MINUTES": "7", "SAFE_PASSAGE_HOSTS": "a.example.org, b"}
    )
    assert (first.address, first.proxies, first.idle_minutes) == ("https://map.example.org", 1, 7)
    assert first.tls
    assert first.names == {"map.example.org", "a.example.org", "b"}
    assert first.access == tmp_path / "access.sqlite"
    assert (tmp_path / SECRET_FILE).stat().st_mode & 0o777 == 0o600
    assert read_settings(tmp_path, {}).secret == first.secret
    assert len(first.secret) == 32
    assert sorted(path.name for path in tmp_path.iterdir()) == ["server.toml", SECRET_FILE]


def test_an_address_may_lie_below_a_path(tmp_path: Path) -> None:
    asked = {"SAFE_PASSAGE_ADDRESS": "https://WWW.example.org:8443/Maps/risk-map/"}
    found = read_settings(tmp_path, asked)
    assert found.address == "https://www.example.org:8443/Maps/risk-map"
    assert (found.origin, found.path) == ("https://www.example.org:8443", "/Maps/risk-map")
    assert found.names == {"www.example.org"}
    assert read_settings(tmp_path, {}).path == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secret = 'x'", "file of its own"),
        ("proxys = 1", "no setting"),
        ("proxies = 9", "from 0 to 5"),
        ("proxies = true", "from 0 to 5"),
        ("idle_minutes = 0", "from 1"),
        ("plain_http = 'perhaps'", "neither yes nor no"),
        ("hosts = ['*.example.org']", "host names"),
        ("hosts = 'a:80'", "host names"),
        ("address = 'map.example.org'", "no address"),
        ("address = 'https://map.example.org/below?x=1'", "no address"),
        ("address = 'https://map.example.org//below'", "stand below"),
        ("address = 'https://map.example.org/../below'", "stand below"),
        ("address = 'https://map.example.org/a b'", "stand below"),
        ("address = 3", "no address"),
        ("address =", "cannot be read"),
    ],
)
def test_what_cannot_be_a_setting_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "server.toml").write_text(text)
    with pytest.raises(BadInputError, match=said):
        read_settings(tmp_path, {})


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"k" * 40)
    for mode, fine in ((0o600, True), (0o400, True), (0o640, False), (0o604, False), (0o700, False)):
        path.chmod(mode)
        if fine:
            assert (
                read_settings(tmp_path, {"SAFE_PASSAGE_SESSION_SECRET_FILE": str(path)}).secret == b"k" * 40
            )
        else:
            with pytest.raises(BadInputError, match="chmod 600"):
                read_settings(tmp_path, {"SAFE_PASSAGE_SESSION_SECRET_FILE": str(path)})
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(BadInputError, match="needs 32"):
        read_settings(tmp_path, {"SAFE_PASSAGE_SESSION_SECRET_FILE": str(path)})
    if os.geteuid() == 0:  # only root can give a file away
        path.write_bytes(b"k" * 40)
        os.chown(path, 65534, 65534)
        with pytest.raises(BadInputError, match="account that runs the server"):
            read_settings(tmp_path, {"SAFE_PASSAGE_SESSION_SECRET_FILE": str(path)})
