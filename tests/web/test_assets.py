from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.assets import FONT, MODULES, KeptCompressed, assets_digest
from web.doors import OPEN_DOORS
from web.server import make_app


@pytest.fixture(scope="module")
def client(published_home: Path) -> FlaskClient:
    return make_app(published_home, board=True, doors=OPEN_DOORS).server.test_client()


def test_the_digest_follows_names_and_content(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    seen = [assets_digest(tmp_path)]
    (tmp_path / "a.js").write_text("two")
    seen.append(assets_digest(tmp_path))
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    seen.append(assets_digest(tmp_path))
    assert len(set(seen)) == 3
    assert assets_digest(tmp_path) == seen[-1]


def test_what_the_page_names_is_there_and_kept_for_good(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    named = re.findall(r'(?:href|src)="(/assets/[0-9a-f]{12}/[^"]+)"', html)
    assert len(named) >= len(MODULES) + 5
    for address in named:
        reply = client.get(address)
        assert reply.status_code == 200, address
        assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert any(address.endswith(FONT) for address in named)
    assert "immutable" not in client.get("/assets/page.css").headers["Cache-Control"]


def test_every_module_that_the_map_imports_is_fetched_early() -> None:
    folder = Path(__file__).resolve().parents[2] / "assets" / "map"
    assert {f"map/{path.name}" for path in folder.glob("*.mjs")} == {
        name for name in MODULES if name.startswith("map/")
    }


def test_charts_and_tables_are_not_fetched_with_the_page(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    assert not re.search(r"<script[^>]*(plotly|dash_ag_grid)", html)
    # assets/page.js fetches it from here when a table is asked for
    assert client.get("/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js").status_code == 200


def test_compressed_bodies_are_kept_for_files_only() -> None:
    kept = KeptCompressed()
    kept.set("zstd;/assets/abc/page.css", b"sheet")
    kept.set("zstd;", b"somebody's view")
    assert kept.get("zstd;/assets/abc/page.css") == b"sheet"
    assert kept.get("zstd;") is None


def test_compression_keeps_every_reply_its_own(client: FlaskClient) -> None:
    takes = {"Accept-Encoding": "gzip"}
    sheets = [client.get(f"/assets/{name}", headers=takes).data for name in ("page.css", "map.css")]
    layouts = [client.get("/_dash-layout", headers=takes).data for _ in range(2)]
    assert sheets[0] != sheets[1]
    assert layouts[0][10:] == layouts[1][10:]  # but for the time in gzip's head
    assert layouts[0] not in sheets
