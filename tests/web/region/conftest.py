"""A server for several places: two that are copies, one for boards, and three that cannot be served."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import Client

from tests.web.people.town import LOGINS, PASSWORD, keep_people, token_of
from web.people.session import COOKIE
from web.region.file import Region, read_region
from web.region.gate import Gate
from web.region.server import make_region

FILE = """
name = "Two coasts"
home = "national"

[[places]]
path = "/east"
home = "east"
analysts = true
in_overview = true

[[places]]
path = "/west"
home = "west"
analysts = true
in_overview = true

[[places]]
path = "/boards"
home = "boards"
in_overview = true

[[places]]
path = "/quiet"
home = "boards"
name = "Quiet"

[[places]]
path = "/empty"
home = "empty"
in_overview = true

[[places]]
path = "/torn"
home = "torn"
in_overview = true

[[places]]
path = "/nobody"
home = "nobody"
in_overview = true
"""


@dataclass
class Coasts:
    """The server, its file, and browsers signed in to a part of it."""

    file: Path
    region: Region
    gate: Gate

    def client(self, path: str = "", role: str = "") -> Client:
        """Return a browser, signed in to the place at `path` ('' for the overview) where a role is named."""
        client = Client(self.gate)
        if role:
            page = client.get(f"{path}/sign-in").get_data(as_text=True)
            sent = {"csrf_token": token_of(page), "login": LOGINS[role], "password": PASSWORD}
            assert client.post(f"{path}/sign-in", data=sent).status_code == 303
        return client

    def cookie(self, client: Client, path: str) -> str:
        """Return the session that a browser has at a place."""
        name = f"{COOKIE}{path.replace('/', '-')}" if path else COOKIE
        found = client.get_cookie(name, path=path or "/")
        assert found is not None
        return found.value


@pytest.fixture(scope="session")
def coasts(analyst_home: Path, published_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Coasts:
    folder = tmp_path_factory.mktemp("coasts")
    shutil.copytree(analyst_home, folder / "east")
    shutil.copytree(published_home, folder / "boards")
    shutil.copytree(published_home, folder / "torn")
    shutil.copytree(published_home, folder / "nobody")
    for name in ("east", "boards", "torn", "empty", "national"):
        keep_people(folder / name).close()
    (folder / "east" / "session.key").write_bytes(b"k" * 32)
    (folder / "east" / "session.key").chmod(0o600)
    shutil.copytree(folder / "east", folder / "west")  # whoever sets one place up may begin with another's
    version = next((folder / "torn" / "published").glob("*.duckdb"))
    version.chmod(0o644)
    version.write_bytes(b"no version at all")
    file = folder / "region.toml"
    file.write_text(FILE)
    region = read_region(file, {})
    return Coasts(file, region, make_region(region))
