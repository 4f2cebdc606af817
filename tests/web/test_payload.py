"""Privacy rule 7: nothing that a board can fetch depends on what is withheld, or holds a piece of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from werkzeug.test import TestResponse

from etl import cells as h3
from etl import store
from etl.feed import all_feeds
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.published.version import Published
from tests.leaks import Secrets
from tests.payload_town import AS_OF, CANARY, build_payload_town, change_withheld, zones
from tests.unpacked import unpacked
from tests.web.crawl import STATIC, Call, board_calls, unreached
from tests.web.page import Page
from tests.web.tile_decoder import decode
from web import headers
from web.map.mvt import EXTENT, to_mercator

OF_THE_SERVER = re.compile(rb'"end_id":"[^"]*"')  # Dash draws it anew whenever a server starts
MADE = "POST /briefing/make"
SEED = 1  # of the changes: with it the ground that zones are compared with holds as many events as before


@dataclass(frozen=True)
class Twins:
    """The two homes and the name of the version that each published."""

    home: Path
    twin: Path
    names: tuple[str, ...]

    @property
    def homes(self) -> tuple[Path, Path]:
        """Return both homes."""
        return self.home, self.twin


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    folder = tmp_path_factory.mktemp("payload")
    home, twin = build_payload_town(folder / "home"), folder / "twin"
    shutil.copytree(home, twin)
    changed = change_withheld(twin, seed=SEED, zones=True)
    assert changed.moved >= 100
    assert changed.cells == 5
    return Twins(home, twin, tuple(publish(each, as_of=AS_OF, zones=zones()) for each in (home, twin)))


def rows_of(home: Path, version: str) -> Iterator[tuple[str, Any]]:
    """Yield every row of a published version with its table."""
    con = store.open_published(home / "published" / f"{version}.duckdb")
    try:
        for table in sorted(store.tables(con)):
            yield table, store.rows(con, f"select * from {table}")
    finally:
        con.close()


def secrets_of(home: Path, published: Published, texts: tuple[str, ...]) -> Secrets:
    """Return what a home's restricted store holds and its published version may not tell."""
    con = store.read_only(store.restricted_path(home))
    found: list[Any] = []
    for feed in all_feeds().values():
        if feed.kind == "event":
            found += store.rows(
                con, f"select latitude, longitude, cell_10 from {feed.id} where latitude is not null"
            )
    hidden = "setting = 'confidential'"
    found += store.rows(con, f"select latitude, longitude, cell_10 from service where {hidden}")
    con.close()
    latitude, longitude, cells = (list(column) for column in zip(*found, strict=True))
    return Secrets.of(
        np.array(latitude, float), np.array(longitude, float), cells, texts, list(told_by(published))
    )


def told_by(published: Published) -> Iterator[tuple[float, float]]:
    """Yield latitude and longitude of all that is public: services, venues, vertices, hexagons."""
    for service in published.services():
        if service.latitude is not None and service.longitude is not None:
            yield service.latitude, service.longitude
    yield from ((site.latitude, site.longitude) for site in published.sites())
    yield from ((code.latitude, code.longitude) for code in published.postcodes())
    wkb = [area.geometry_wkb for area in published.areas()]
    wkb += [each.geometry_wkb for kind in published.base_kinds() for each in published.base_features(kind)]
    wkb += [zone.geometry_wkb for zone in published.zones().values()]
    wkb += [spot.geometry_wkb for spot in published.hotspots()]
    yield from shapely.get_coordinates(shapely.from_wkb(wkb))[:, ::-1].tolist()
    for grid in (grid for grid in published.grids() if grid not in ("place", "area")):
        cells = published.cells(grid)
        yield from zip(cells.latitude.tolist(), cells.longitude.tolist(), strict=True)
        yield from h3.boundaries(cells.cell).reshape(-1, 2)[:, ::-1].tolist()


def misplaced(published: Published, call: Call, body: bytes) -> list[str]:
    """Return what a tile draws that is no corner of a published hexagon."""
    if not call.path.endswith(".pbf"):
        return []
    *_, grid, zoom, x, y = call.path.removesuffix(".pbf").split("/")
    if "/outlines/" in call.path:
        *_, grid, _, zoom, x, y = call.path.removesuffix(".pbf").split("/")
    where = to_mercator(h3.boundaries(published.cells(grid).cell)).reshape(-1, 2)
    corners = np.rint((where * 2.0 ** int(zoom) - (int(x), int(y))) * EXTENT).astype(np.int64)
    known = {tuple(corner) for corner in corners.tolist()}
    drawn = [at for layer in decode(body) for each in layer.features for ring in each.rings for at in ring]
    return [f"a tile draws {at}" for at in drawn if at not in known]


def inside(secrets: Secrets, file: bytes) -> list[str]:
    """Return what a file gives away anywhere inside: as text, in base64, and as numbers in bytes."""
    parts = {part: where for where, part in unpacked(file)}
    return [
        f"{where}: {each}"
        for part, where in parts.items()
        for mimetype in ("text/plain", "application/octet-stream")
        for each in secrets.found_in([], part, mimetype)
    ]


def test_what_is_released_is_the_same_of_both(twins: Twins) -> None:
    """The pin: the two stores differ, and every released count, band and class of them is the same."""
    found = [dict(rows_of(home, name)) for home, name in zip(twins.homes, twins.names, strict=True)]
    for table, rows in found[0].items():
        assert rows == found[1][table], table
    exact = []
    for home in twins.homes:
        con = store.read_only(store.restricted_path(home))
        exact.append(store.rows(con, "select latitude, longitude, identity from overdose_call order by all"))
        con.close()
    assert exact[0] != exact[1]
    assert twins.names[0] == twins.names[1], (
        "the name of a version may not tell that something withheld has changed"
    )


def told(reply: TestResponse) -> list[tuple[str, str]]:
    """Return a reply's headers, but for the time at which it was sent."""
    return [(name, value) for name, value in reply.headers if name != "Date"]


def compare(twins: Twins, *, whole: bool, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go through every door and look at each reply. every: how many are compared with the twin's."""
    monkeypatch.setattr(headers.secrets, "token_urlsafe", lambda size: "n" * size)  # else each reply's own
    page, other = (Page(home, board=True) for home in (twins.home, twins.twin))
    published = PublishedHome(twins.home).current()
    secrets, reached = secrets_of(twins.home, published, (CANARY,)), set[str]()
    for number, call in enumerate(board_calls(page, published, whole=whole)):
        reply = call.send(page.client)
        assert reply.status_code == call.status, (call, reply.get_data(as_text=True)[:300])
        if call.door not in reached or number % every == 0 or call.door == MADE:
            twin = call.send(other.client)
            assert told(reply) == told(twin), call
            assert OF_THE_SERVER.sub(b"", reply.data) == OF_THE_SERVER.sub(b"", twin.data), call
        reached.add(call.door)
        if not call.door.startswith(STATIC):
            found = secrets.found_in(list(reply.headers), reply.data, reply.mimetype)
            found += inside(secrets, reply.data) if call.door == MADE else []
            assert found + misplaced(published, call, reply.data) == [], call
    assert unreached(page.app, reached) == []


def test_boards_are_sent_the_same_of_both_and_no_secret(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(twins, whole=False, every=7, monkeypatch=monkeypatch)


@pytest.mark.heavy
def test_boards_are_sent_the_same_of_every_choice_there_is(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(twins, whole=True, every=1, monkeypatch=monkeypatch)
