"""Privacy rule 7: nothing that a board can fetch depends on what is withheld, or holds a piece of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from etl import cells as h3
from etl import store
from etl.feed import all_feeds
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.published.version import Published
from records.access.open import access_path, open_access
from tests.leaks import Secrets
from tests.payload_town import AS_OF, CANARY, build_payload_town, change_withheld, zones
from tests.unpacked import unpacked
from tests.web.crawl import STATIC, Call, board_calls, first_of_each, unreached
from tests.web.page import Page
from tests.web.people.town import Doorway, keep_people, settings
from tests.web.tile_decoder import decode
from web import headers
from web.analyst.home import follow_both
from web.map.mvt import EXTENT, to_mercator
from web.people import standing
from web.server import make_app

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
        if (
            service.setting != "confidential"
            and service.latitude is not None
            and service.longitude is not None
        ):
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
    """Return a reply's headers, but for the time at which it was sent and the session, which bears it too."""
    return [(name, value) for name, value in reply.headers if name not in ("Date", "Set-Cookie")]


def compare(
    twins: Twins,
    *,
    whole: bool,
    every: int,
    monkeypatch: pytest.MonkeyPatch,
    readers: tuple[FlaskClient, FlaskClient] | None = None,
) -> None:
    """Go through every door and look at each reply. every: how many are compared with the twin's.

    readers: who asks the servers of both homes; else open servers for boards are asked.
    """
    monkeypatch.setattr(headers.secrets, "token_urlsafe", lambda size: "n" * size)  # else each reply's own
    monkeypatch.setattr(standing, "generate_csrf", lambda: "n")
    page, other = (Page(home, board=True) for home in (twins.home, twins.twin))
    one, twin = readers or (page.client, other.client)
    published = PublishedHome(twins.home).current()
    secrets, reached = secrets_of(twins.home, published, (CANARY,)), set[str]()
    for number, call in enumerate(board_calls(page, published, whole=whole)):
        reply = call.send(one)
        as_it_should = {call.status, 403} if call.status == 404 and readers else {call.status}
        assert reply.status_code in as_it_should, (call, reply.get_data(as_text=True)[:300])
        if call.door not in reached or number % every == 0 or call.door == MADE:
            same = call.send(twin)
            assert told(reply) == told(same), call
            assert OF_THE_SERVER.sub(b"", reply.data) == OF_THE_SERVER.sub(b"", same.data), call
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


@pytest.fixture(scope="module")
def at_analysts(twins: Twins, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Doorway, Doorway]]:
    """Servers for analysts of both homes with the same accounts; their exact figures are made."""
    folder = tmp_path_factory.mktemp("people")
    keep_people(folder / "one").close()
    shutil.copytree(folder / "one", folder / "two")
    found = []
    for home, access in zip(twins.homes, (folder / "one", folder / "two"), strict=True):
        door = Doorway(make_app(home, board=False, doors=settings(access)), open_access(access_path(access)))
        door.client("analyst").get("/?store=exact")
        assert follow_both(home).worker.wait().error == ""
        found.append(door)
    yield found[0], found[1]
    for home, door in zip(twins.homes, found, strict=True):
        follow_both(home).close()
        door.store.close()


@pytest.mark.heavy
def test_a_boards_account_is_sent_the_same_by_servers_for_analysts(
    twins: Twins, at_analysts: tuple[Doorway, Doorway], monkeypatch: pytest.MonkeyPatch
) -> None:
    bea = tuple(door.client("board") for door in at_analysts)
    compare(twins, whole=False, every=1, monkeypatch=monkeypatch, readers=bea)


@pytest.mark.heavy
def test_a_boards_account_gets_nothing_exact_by_any_address(
    twins: Twins, at_analysts: tuple[Doorway, Doorway]
) -> None:
    """What an analyst's page of exact figures asks for, with and without chosen days, asked by a board."""
    door = at_analysts[0]
    ana, bea = door.client("analyst"), door.client("board")
    page = Page(twins.home, app=door.app, client=ana, under="/exact")
    exact = page.values["version", "data"]
    published = PublishedHome(twins.home).current()
    secrets, kept_back = secrets_of(twins.home, published, (CANARY,)), 0
    for version in (exact, f"{exact}~d20260105-20260217"):
        for call in first_of_each(board_calls(page, published)).values():
            path = call.path.replace(published.version, version)
            if path.startswith("/figures.csv"):
                path += "&purpose=quality"
            body = json.loads(json.dumps(call.json).replace(published.version, version))
            asked = replace(call, path=path, json=body)
            for under in ("", "/exact"):
                reply = asked.send(bea, under)
                kept_back += reply.status_code != 200 and asked.send(ana, under).status_code == 200
                if not call.door.startswith(STATIC):
                    assert exact.encode() not in reply.data.replace(path.encode(), b""), asked
                    assert secrets.found_in(list(reply.headers), reply.data, reply.mimetype) == [], asked
    assert kept_back > 40
