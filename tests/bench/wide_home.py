"""A published version with as many hexagons as wanted, and the same hexagons as plotly's own map trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import plotly.graph_objects as go
import pyarrow as pa
from flask import Flask, Response

from etl import cells as h3cells
from layers.published.home import PublishedHome
from layers.published.rows import RELEASED
from layers.published.version import Published
from tests.browser.conftest import serving
from tests.browser.map_app import make_app, make_view
from tests.published_fixture import CENTRE, YEARS, write_published
from web.map.scene import scene

GRID = "r9"
PERIODS = tuple(name for name, _ in YEARS[:2])
# environment -> layer: the one that is on throughout, and the one that is laid over it
LAYERS = {"social": "overdose_calls", "physical": "score_physical"}
OPACITY = 80  # per cent
OTHER_TABLES = ("base_features", "services", "hotspots", "sites", "clash_services", "clash_cells")
PAGE = """<!DOCTYPE html><html lang="en"><head><title>plotly</title><link rel="icon" href="data:,">
<style>#rival { position: fixed; inset: 0; }</style><script src="/plotly.min.js"></script></head><body>
<div id="rival"></div><script src="/rival.js"></script></body></html>"""
START = """fetch('/figure.json').then((reply) => reply.json()).then(async (figure) => {
  await Plotly.newPlot('rival', figure.data, figure.layout);
  window.drawnMap = document.querySelector('#rival')._fullLayout.map._subplot.map;
});"""


@dataclass(frozen=True)
class Sites:
    """Two addresses with the same hexagons, and what the first one draws in each state."""

    own: str
    rival: str
    cells: int
    scenes: dict[str, list[dict[str, Any]]]
    years: list[list[float | None]]


def rings_for(cells: int) -> int:
    """Return how many rings around one hexagon hold about so many: 3 n (n + 1) + 1."""
    return round((cells / 3) ** 0.5)


def write_wide_home(home: Path, cells: int, seed: int) -> None:
    """Write a version whose finest grid has about `cells` hexagons, a tenth withheld, and no base map."""
    path = home / "published" / f"{write_published(home)}.duckdb"
    path.chmod(0o644)
    longitude, latitude = CENTRE
    middle = h3cells.index_points(np.array([latitude]), np.array([longitude]), int(GRID[1:]))
    found = h3cells.disks(middle, rings_for(cells))
    with duckdb.connect(str(path)) as con:
        for table in OTHER_TABLES:
            con.execute(f"delete from {table}")
        for table in ("cells", "figures", "scales"):
            con.execute(f"delete from {table} where grid = ?", [GRID])
        _fill(con, found, np.random.default_rng(seed))
    path.chmod(0o444)


def _fill(con: duckdb.DuckDBPyConnection, found: h3cells.Cells, random: np.random.Generator) -> None:
    row, (latitude, longitude) = np.arange(len(found)), h3cells.centres(found)
    place = {"row": row, "cell": found, "km2": h3cells.areas_km2(found)}
    _insert(
        con,
        f"insert into cells select '{GRID}', row, cell, null, null, km2, latitude, longitude from given",
        place | {"latitude": latitude, "longitude": longitude},
    )
    wave = 1 + np.sin(200 * (latitude - latitude.min())) * np.cos(140 * (longitude - longitude.min()))
    for period in PERIODS:
        counted = random.poisson(20 * wave + 4)
        _insert(
            con,
            f"insert into figures select 'overdose_calls', '{GRID}', '{period}', row, "
            "if(n < 8, null, n::double), if(n < 8, null, n), if(n < 8, 'withheld', 'released')::state, false"
            " from given",
            {"row": row, "n": counted.astype(np.int32)},
        )
    _insert(
        con,
        f"insert into figures select 'score_physical', '{GRID}', 'current', row, score, null, 'released',"
        " false from given",
        {"row": row, "score": random.permutation(len(row)) / len(row)},
    )
    con.execute(f"insert into scales values ('overdose_calls', '{GRID}', 'year', [12, 20, 30, 38])")
    con.execute(f"insert into scales values ('score_physical', '{GRID}', 'current', [0.2, 0.4, 0.6, 0.8])")
    bounds = [float(each) for each in (longitude.min(), latitude.min(), longitude.max(), latitude.max())]
    (written,) = con.execute("select value from meta where key = 'place'").fetchone() or ("{}",)
    first = {"layer": LAYERS["social"], "grid": GRID, "period": PERIODS[0], "why": ""}
    for key, value in {"place": json.loads(written) | {"bounds": bounds}, "default_view": first}.items():
        con.execute("update meta set value = ? where key = ?", [json.dumps(value), key])


def _insert(con: duckdb.DuckDBPyConnection, statement: str, columns: dict[str, Any]) -> None:
    con.register("given", pa.table(columns))
    con.execute(statement)
    con.unregister("given")


def _scenes(published: Published) -> dict[str, list[dict[str, Any]]]:
    both, one = tuple(LAYERS), ("social",)
    wanted = {"one": (one, 0), "both": (both, 0), "none": ((), 0), "next": (one, 1)}
    return {
        name: scene(
            published,
            make_view(
                published,
                {
                    "on": {each: [LAYERS[each], OPACITY] for each in on},
                    "grid": GRID,
                    "period": PERIODS[year],
                    "services": [],
                    "hotspots": False,
                },
            ),
        )
        for name, (on, year) in wanted.items()
    }


def _values(published: Published, layer: str, period: str) -> list[float | None]:
    found = published.figures(layer, GRID, period)
    return [
        float(value) if state == RELEASED else None
        for value, state in zip(found.value, found.state, strict=True)
    ]


def _shapes(published: Published) -> str:
    rings = np.round(h3cells.boundaries(published.cells(GRID).cell), 5)
    closed = np.concatenate([rings, rings[:, :1]], axis=1).tolist()
    features = [
        {"type": "Feature", "id": row, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for row, ring in enumerate(closed)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def make_rival(published: Published, zoom: float) -> Flask:
    """Return a server of one page: plotly's own map trace, without tiles, drawn by plotly.js itself."""
    server = Flask("rival")
    west, south, east, north = published.meta().place.bounds
    row = np.arange(len(published.cells(GRID).cell))
    traces = [
        go.Choroplethmap(
            geojson="/cells.geojson",  # plotly.js fetches it once for both
            locations=row,
            z=_values(published, layer, period),
            marker={"opacity": OPACITY / 100},
            showscale=False,
            visible=first,
        )
        for layer, period, first in (
            (LAYERS["social"], PERIODS[0], True),
            (LAYERS["physical"], "current", False),
        )
    ]
    figure = go.Figure(traces)
    middle = {"lon": (west + east) / 2, "lat": (south + north) / 2}
    margin = dict.fromkeys("lrtb", 0)
    figure.update_layout(map={"style": "white-bg", "center": middle, "zoom": zoom}, margin=margin)
    bodies = {
        "/": (PAGE, "text/html"),
        "/rival.js": (START, "text/javascript"),
        "/plotly.min.js": (
            files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8"),
            "text/javascript",
        ),
        "/figure.json": (figure.to_json(), "application/json"),
        "/cells.geojson": (_shapes(published), "application/geo+json"),
    }
    for address, (body, kind) in bodies.items():
        server.add_url_rule(
            address, address, lambda body=body, kind=kind: Response(body, mimetype=kind), methods=["GET"]
        )
    return server


@contextmanager
def sites(home: Path, cells: int, seed: int) -> Iterator[Sites]:
    """Serve both maps of the same hexagons."""
    write_wide_home(home, cells, seed)
    published = PublishedHome(home).current()
    _, south, _, north = published.meta().place.bounds
    middle = np.radians((south + north) / 2)
    # Both maps fit them into the 744 pixels that margins leave of 800; tiles are 512 pixels
    zoom = float(np.log2(360 * np.cos(middle) / (north - south) * 744 / 512))
    with serving(make_app(home).server) as own, serving(make_rival(published, zoom)) as rival:
        years = [_values(published, LAYERS["social"], period) for period in PERIODS]
        yield Sites(own, rival, len(published.cells(GRID).cell), _scenes(published), years)
