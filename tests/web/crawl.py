"""Every door of a server with valid requests for it: addresses, files and callbacks, as pages send them.

A door is an address ("GET /figures.csv", the rule of the server's map) or a callback ("callback map.layers by
on-physical.checked": the first thing that it changes and the first that it follows). `doors` lists what a
server has; `board_calls` and `analyst_calls` yield requests; `unreached` says which doors have none, so that
a new one cannot be forgotten. Whoever needs one valid request for each door takes `first_of_each`.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from briefing.asked import MOST_ZONES
from etl.feed import all_feeds
from layers.look.colours import PALETTES
from layers.look.symbols import THEMES
from layers.published.offer import ENVIRONMENTS, Offer, offer_of
from layers.published.version import Published
from layers.zones.status import STATUSES
from tests.web.page import Page, Values, callback_body
from web.arrange.lens import LENSES
from web.arrange.state import MAPS
from web.clash.asked import NO_SURFACE
from web.clash.ranking import service_key
from web.doors import CALLBACK_RULE, callback_name, route_name
from web.listing.export import export_address
from web.map.files import DEEPEST_TILE
from web.search.names import names_of
from web.shell import PAGES
from web.view.comparison import NO_COMPARISON, comparable_periods
from web.view.link import write_link, write_opened
from web.view.state import View, as_asked, default_view, settle

STATIC: Final = ("GET /assets/", "GET /_dash-component-suites/", "GET /_favicon.ico")  # hold no data
OURS: Final = {
    "load": {"X-Safe-Passage": "upload"},
    "draw": {"X-Safe-Passage": "zones"},
    "briefing": {"X-Safe-Passage": "briefing"},
}


@dataclass(frozen=True)
class Call:
    """One request. door: what it is meant to reach. status: what it answers where the caller may ask it."""

    door: str
    method: str
    path: str
    json: Any = None
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def send(self, client: FlaskClient, under: str = "") -> TestResponse:
        """Return the reply. under: the prefix of pages of exact figures, which only callbacks have."""
        body: dict[str, Any] = {"json": self.json} if self.json is not None else {"data": self.data}
        path = f"{under}{self.path}" if self.path.startswith("/_dash-") else self.path
        return client.open(path, method=self.method, headers=dict(self.headers), **body)


def doors(app: Dash) -> list[str]:
    """Return every door of a server: its addresses by method, then its callbacks."""
    found = [
        f"{method} {route_name(rule.rule)}"
        for rule in app.server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule != CALLBACK_RULE
    ]
    return found + [callback_door(app, key) for key in answered(app)]


def answered(app: Dash) -> list[str]:
    """Return the keys of the callbacks that the server answers; the others run in the browser."""
    return [key for key, found in app.callback_map.items() if "callback" in found]


def callback_door(app: Dash, key: str) -> str:
    """Return the name of a callback's door."""
    first = app.callback_map[key]["inputs"][0]
    return f"callback {callback_name(key)} by {first['id']}.{first['property']}"


def unreached(app: Dash, reached: Iterable[str]) -> list[str]:
    """Return the doors of a server that are not among those reached."""
    known = set(reached)
    return [door for door in doors(app) if door not in known]


def first_of_each(calls: Iterable[Call]) -> dict[str, Call]:
    """Return the first request for each door."""
    found: dict[str, Call] = {}
    for call in calls:
        found.setdefault(call.door, call)
    return found


def post(app: Dash, output: str, changed: str, values: Values) -> Call:
    """Return the request of the callback that changes `output` first, when `changed` (id.property) does."""
    inputs = {
        key: [f"{each['id']}.{each['property']}" for each in app.callback_map[key]["inputs"]]
        for key in answered(app)
    }
    keys = [key for key in inputs if callback_name(key) == output and changed in inputs[key]]
    if not keys:
        raise LookupError(f"no callback changes {output} when {changed} does")
    key = keys[0]
    body = callback_body(app, key, changed, values)
    return Call(callback_door(app, key), "POST", CALLBACK_RULE, json=body)


def board_calls(page: Page, published: Published, *, whole: bool = False) -> Iterator[Call]:
    """Yield what boards can ask of a version: every address, file and callback with every choice there is.

    whole: every row in the drawer, every period and every change from one to another; else every layer on
    every level of detail, for the latest period of each kind, and some rows.
    """
    offer = offer_of(published)
    views = list(views_of(offer, whole=whole))
    yield from fixed_calls(page, published)
    yield from map_calls(offer, views, whole=whole)
    for view in views if whole else views[::5]:
        yield from view_calls(page, offer, view)
    for arranged in itertools.chain.from_iterable(arrangements(offer, view) for view in views[:2]):
        yield from view_calls(page, offer, arranged)
    yield from drawer_calls(page, offer, whole=whole)
    yield from week_calls(page, offer)
    yield from clash_calls(page, published)
    yield from zone_calls(page, published)
    yield from search_calls(offer)
    yield from briefing_calls(page, offer, whole=whole)
    yield from refused_calls(published)


def fixed_calls(page: Page, published: Published) -> Iterator[Call]:
    """Yield what does not depend on a choice: pages, assets, Dash's own addresses, files about everything."""
    for path in PAGES:
        yield Call("GET /" if path == "/" else "GET /<path:path>", "GET", path)
    html = page.client.get("/").get_data(as_text=True)
    for address in dict.fromkeys(re.findall(r'(?:src|href)="(/[^"]+)"', html)):
        address = address.removeprefix(page.path)
        path = address.split("?")[0]
        if route_name(path) != path:
            yield Call("GET /assets/DIGEST/<path:filename>", "GET", address)
        elif path.startswith("/assets/"):
            yield Call("GET /assets/<path:name>", "GET", address)
        elif path.startswith("/_dash-component-suites/"):
            rule = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
            yield Call(f"GET {rule}", "GET", address)
    for path in ("/_dash-layout", "/_dash-dependencies", "/_favicon.ico", "/healthz"):
        yield Call(f"GET {path}", "GET", path)
    yield Call("GET /_reload-hash", "GET", "/_reload-hash", status=403)  # of Dash's debugger: no door of ours
    for path in ("/figures.csv", "/clash.csv", "/zones.csv", "/zones.geojson"):
        for query in ("", f"?version={published.version}"):
            yield Call(f"GET {path}", "GET", path + query)
    for name in ("layers", "measures", "data", "method"):
        wanted = {(f"wanted-{name}", "data"): 1}
        yield post(page.app, f"page-{name}.children", f"wanted-{name}.data", wanted)
    for stale in (True, False):
        yield post(page.app, "alert.children", "map.stale", {("map", "stale"): stale})


def map_calls(offer: Offer, views: Sequence[View], *, whole: bool) -> Iterator[Call]:
    """Yield every address that a map may fetch from to show some views."""
    published = offer.published
    root, rule = f"/map/{quote(published.version)}", "GET /map/<version>"
    for theme in THEMES:
        yield Call("GET /map/symbols/<theme>.json", "GET", f"/map/symbols/{theme}.json")
    for name in ("areas", "services", "hotspots", "sites", "clash/services"):
        yield Call(f"{rule}/{name}.geojson", "GET", f"{root}/{name}.geojson")
    for kind in published.base_kinds():
        yield Call(f"{rule}/base/<kind>.geojson", "GET", f"{root}/base/{quote(kind)}.geojson")
    for statuses in (*STATUSES, ",".join(STATUSES)):
        yield Call(f"{rule}/zones/<statuses>.geojson", "GET", f"{root}/zones/{statuses}.geojson")
    hexagons = [grid for grid in offer.grids if grid != "area"]
    for grid in hexagons:
        yield Call(f"{rule}/<grid>/blocks.json", "GET", f"{root}/{grid}/blocks.json")
        for zoom, x, y in tiles_of(published):
            address = f"{root}/{grid}/{zoom}/{x}/{y}.pbf"
            yield Call(f"{rule}/<grid>/<int:zoom>/<int:x>/<int:y>.pbf", "GET", address)
    for grid in offer.grids:
        for row in range(published.size(grid) if whole else min(published.size(grid), 9)):
            yield Call(f"{rule}/<grid>/row/<int:row>.geojson", "GET", f"{root}/{grid}/row/{row}.geojson")
    shown = {(layer_id, view.grid, view.period) for view in views for layer_id in view.layer_ids()}
    shown |= {(layer_id, view.grid, "current") for view in views for layer_id in view.layer_ids()}
    for layer_id, grid, period_id in sorted(
        published.catalogue() if whole else shown & published.catalogue()
    ):
        where = f"{quote(layer_id)}/{quote(grid)}/{quote(period_id)}"
        for kind, ending in (("values", "u1"), ("figures", "f4"), ("outlines", "geojson")):
            if kind != "outlines" or grid in hexagons:
                address = f"{root}/{kind}/{where}.{ending}"
                yield Call(f"{rule}/{kind}/<layer>/<grid>/<period>.{ending}", "GET", address)
        tile = "<layer>/<grid>/<period>/<int:zoom>/<int:x>/<int:y>.pbf"
        for zoom, x, y in itertools.islice(tiles_of(published), 1) if grid in hexagons else ():
            yield Call(f"{rule}/outlines/{tile}", "GET", f"{root}/outlines/{where}/{zoom}/{x}/{y}.pbf")
    for view in views:
        for layer_id, before in itertools.islice(compared_with(offer, view), None if whole else 1):
            where = "/".join(quote(each) for each in (layer_id, view.grid, before, view.period))
            for kind, ending in (("values", "u1"), ("figures", "f4"), ("outlines", "geojson")):
                if kind != "outlines" or view.grid in hexagons:
                    address = f"{root}/change/{kind}/{where}.{ending}"
                    said = f"{rule}/change/{kind}/<layer>/<grid>/<before>/<after>.{ending}"
                    yield Call(said, "GET", address)
    clash = published.clash()
    drawn = [(surface.id, grid) for surface in (clash.surfaces if clash else ()) for grid in surface.grids]
    for surface, grid in drawn or [(NO_SURFACE, hexagons[0])]:
        address = f"{root}/clash/{surface}/{grid}.u1"
        yield Call(f"{rule}/clash/<surface>/<grid>.u1", "GET", address, status=200 if drawn else 404)


def tiles_of(published: Published) -> Iterator[tuple[int, int, int]]:
    """Yield zoom, x and y of every tile that the place lies on."""
    west, south, east, north = published.meta().place.bounds

    def at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
        up = math.asinh(math.tan(math.radians(latitude))) / math.pi
        return int((longitude / 360 + 0.5) * 2**zoom), int((1 - up) / 2 * 2**zoom)

    for zoom in range(DEEPEST_TILE + 1):
        (left, top), (right, bottom) = at(west, north, zoom), at(east, south, zoom)
        for x, y in itertools.product(range(left, right + 1), range(top, bottom + 1)):
            yield zoom, x, y


def views_of(offer: Offer, *, whole: bool) -> Iterator[View]:
    """Yield a view of each layer on each level of detail: for every period, or the latest of each kind."""
    published, opening = offer.published, default_view(offer)
    yield opening
    for environment in ENVIRONMENTS:
        for layer in offer.mapped(environment):
            for grid in (grid for grid in offer.grids if grid in published.grids(layer.id)):
                periods = {}
                for period in published.periods(layer.id, grid):
                    periods[period.id if whole else period.kind] = period.id
                for kind_or_id, found in periods.items():
                    period_id = opening.period if kind_or_id == "current" else found  # which no control names
                    shown = tuple(
                        replace(part, on=True, layer_id=layer.id)
                        if part.environment == environment
                        else replace(part, on=False)
                        for part in opening.shown
                    )
                    yield settle(offer, replace(opening, shown=shown, grid=grid, period=period_id))


def compared_with(offer: Offer, view: View) -> Iterator[tuple[str, str]]:
    """Yield the layer on top and each period that a view's own can be compared with."""
    for layer_id in view.layer_ids():
        for period in comparable_periods(offer, view)[0]:
            yield layer_id, period.id


def arrangements(offer: Offer, view: View) -> Iterator[View]:
    """Yield a view with everything else that a reader may switch: maps, palettes, places, comparisons."""
    every = replace(
        view,
        hotspots=True,
        venues=bool(offer.published.venues()),
        services=tuple(offer.service_types),
        zones=tuple(offer.zone_statuses),
        shown=tuple(replace(part, on=bool(part.layer_id)) for part in view.shown),
    )
    yield every
    yield replace(every, shown=tuple(replace(part, level="macro") for part in every.shown))
    for maps, palette in zip(MAPS, itertools.cycle(PALETTES), strict=False):
        yield replace(every, arrange=replace(every.arrange, maps=maps, palette=palette))
    for lens in LENSES:
        yield replace(every, arrange=replace(every.arrange, lens=lens))
    for _, before in itertools.islice(compared_with(offer, view), 2):
        yield replace(view, compare=before)


def view_calls(page: Page, offer: Offer, view: View) -> Iterator[Call]:
    """Yield all that a view asks for: map, legend and words, table, further maps, file, and its link."""
    version = {("version", "data"): offer.published.version}
    yield post(page.app, "map.layers", "grid.value", control_values(page, view))
    asked = {**version, ("view", "data"): as_asked(view)}
    yield post(page.app, "table.children", "table-open.data", {**asked, ("table-open", "data"): True})
    yield post(page.app, "maps.className", "view.data", asked)
    yield Call("GET /figures.csv", "GET", export_address(offer, view))
    linked = {**version, ("asked", "data"): {"query": write_link(offer, view), "n": 1}}
    yield post(page.app, "on-physical.checked", "asked.data", linked)


def control_values(page: Page, view: View) -> dict[tuple[str, str], Any]:
    """Return what the page's controls hold when they ask for a view."""
    values = dict(page.values)
    for part in view.shown:
        values[f"on-{part.environment}", "checked"] = part.on
        values[f"level-{part.environment}", "value"] = part.level
        values[f"layer-{part.environment}", "value"] = part.layer_id or None
        values[f"opacity-{part.environment}", "value"] = part.opacity
    values["grid", "value"], values["period", "value"] = view.grid, view.period or None
    values["compare", "value"] = view.compare or NO_COMPARISON
    values["services", "value"], values["zones", "value"] = list(view.services), list(view.zones)
    values["hotspots", "checked"], values["venues", "checked"] = view.hotspots, view.venues
    arranged = view.arrange
    values["order", "data"], values["palette", "value"] = list(arranged.order), arranged.palette
    values["maps-mode", "value"], values["lens", "data"] = arranged.maps, arranged.lens
    values["side-layer", "value"] = arranged.side_layer or None
    values["side-period", "value"] = arranged.side_period or None
    return values


def clicks_of(offer: Offer, *, whole: bool) -> Iterator[dict[str, Any]]:
    """Yield what a map reports for all that can be clicked: rows, services, venues, hotspots, zones."""
    published = offer.published
    for grid in offer.grids:
        rows = range(published.size(grid))
        for row in rows if whole or grid == "area" else rows[:: max(1, len(rows) // 4)]:
            yield {"kind": "cell", "grid": grid, "row": row, "n": 1}
    for service in published.services():
        yield {"kind": "service", "id": service.service_id, "stop": service.stop or "", "n": 1}
    for kind, names in (
        ("venue", list(published.venues())),
        ("hotspot", [each.hotspot_id for each in published.hotspots()]),
        ("zone", list(published.zones())),
    ):
        for name in names:
            yield {"kind": kind, "id": name, "n": 1}


def drawer_calls(page: Page, offer: Offer, *, whole: bool) -> Iterator[Call]:
    """Yield the drawer of what can be clicked, the way there, and the link to it."""
    opening = default_view(offer)
    values = {("version", "data"): offer.published.version, ("drawer", "hidden"): False}
    for click in clicks_of(offer, whole=whole):
        view = replace(opening, grid=click["grid"]) if click["kind"] == "cell" else opening
        asked = {**values, ("view", "data"): as_asked(settle(offer, view))}
        opened = write_opened(offer, click)
        yield post(
            page.app,
            "drawer-content.children",
            "map.clickInfo",
            {**asked, ("map", "clickInfo"): click},
        )
        yield post(page.app, "map.clickInfo", "go.data", {**asked, ("go", "data"): {"to": opened, "n": 1}})
        linked = {**values, ("asked", "data"): {"query": f"open={quote(opened)}", "n": 1}}
        yield post(page.app, "on-physical.checked", "asked.data", linked)
    middle = offer.published.meta().place.centre
    there = {"to": f"at:{middle[1]},{middle[0]}", "n": 1}
    asked = {**values, ("view", "data"): as_asked(opening)}
    yield post(page.app, "map.clickInfo", "go.data", {**asked, ("go", "data"): there})


def week_calls(page: Page, offer: Offer) -> Iterator[Call]:
    """Yield the week of every layer that has hours, in the place and each neighbourhood."""
    places = ["place", *(area.area_id for area in offer.published.areas())]
    for layer in offer.published.layers():
        for place in places if offer.published.hours(layer, "place") else ():
            values = {
                ("week-layer", "value"): layer,
                ("week-area", "value"): place,
                ("palette", "value"): PALETTES[0],
                ("version", "data"): offer.published.version,
            }
            yield post(page.app, "week-body.children", "week-layer.value", values)


def clash_calls(page: Page, published: Published) -> Iterator[Call]:
    """Yield the clash page, opened at every service, and its map for every surface and level of detail."""
    clash = published.clash()
    queries = ["", *(f"?service={quote(service_key(each))}" for each in (clash.services if clash else ()))]
    for query in queries:
        wanted = {("wanted-clash", "data"): {"query": query, "n": 1}}
        yield post(page.app, "clash-body.children", "wanted-clash.data", wanted)
    choices = [(each.id, grid) for each in (clash.surfaces if clash else ()) for grid in each.grids]
    for surface, grid in [*choices, (NO_SURFACE, None)]:
        values = {
            ("clash-surface", "value"): surface,
            ("clash-grid", "value"): grid,
            ("clash-hotspots", "checked"): True,
            ("version", "data"): published.version,
        }
        yield post(page.app, "clash-map.layers", "clash-surface.value", values)


def zone_calls(page: Page, published: Published) -> Iterator[Call]:
    """Yield the page of zones: each in full, and each beside the others."""
    version = {("version", "data"): published.version}
    names = list(published.zones())
    for name in names:
        yield post(
            page.app, "zones-detail.children", "zones-one.value", {**version, ("zones-one", "value"): name}
        )
    for chosen in ([], *([name] for name in names), names):
        values = {**version, ("zones-compared", "value"): chosen}
        yield post(page.app, "zones-side.children", "zones-compared.value", values)
    if not names:  # the door is there all the same
        values = {**version, ("zones-one", "value"): "z1"}
        yield replace(post(page.app, "zones-detail.children", "zones-one.value", values), status=400)


def briefing_calls(page: Page, offer: Offer, *, whole: bool) -> Iterator[Call]:
    """Yield the dialog as each page opens it, and a briefing in every form, language and paper.

    whole: everything in both languages, which all forms are part of.
    """
    names, views = list(offer.published.zones()), list(views_of(offer, whole=False))
    for view, at, ticked in ((views[0], "/", []), (views[-1], "/clash", []), (views[0], "/zones", names)):
        values = {
            ("briefing-wanted", "data"): {"page": at, "n": 1},
            ("link", "data"): write_link(offer, view),
            ("zones-compared", "value"): ticked,
            ("version", "data"): offer.published.version,
        }
        yield post(page.app, "briefing-view.children", "briefing-wanted.data", values)
    progress = "GET /briefing/progress/<key>"
    yield Call(progress, "GET", f"/briefing/progress/{'0' * 32}")
    for form, language, paper, view in (
        ("pdf", "en", "a4", views[0]),
        ("pptx", "es", "us-letter", views[-1]),
        ("zip", "es", "us-letter", views[-1]),
        *([("zip", "en", "a4", views[0])] if whole else []),
    ):
        asked = {"view": write_link(offer, view), "grid": view.grid, "period": view.period, "paper": paper}
        asked |= {"language": language, "title": "Board of Fixture Haven", "zones": names[:MOST_ZONES]}
        given = {"asked": asked, "format": form, "key": "0" * 32, "template": ""}
        yield Call("POST /briefing/make", "POST", "/briefing/make", json=given, headers=OURS["briefing"])


def search_calls(offer: Offer) -> Iterator[Call]:
    """Yield a search for every name there is, for a position, a hexagon and nonsense."""
    published = offer.published
    middle = published.meta().place.centre
    words = {each.label for each in names_of(published)} | {f"{middle[1]}, {middle[0]}", "zzzzzz", ""}
    words |= {code.code for code in published.postcodes()[:20]}
    words |= {f"{int(published.cells(grid).cell[0]):x}" for grid in offer.grids if grid != "area"}
    for word in sorted(words):
        address = f"/search/{published.version}?q={quote(word[:90])}"
        yield Call("GET /search/<version>", "GET", address)


def refused_calls(published: Published) -> Iterator[Call]:
    """Yield what ends in an error page or a line of refusal; the door is that of the page itself."""
    old, page = "20000101-000000000000", "GET /<path:path>"
    for path in ("/nope", "/map", "/restricted/store.duckdb", "/exact/progress", f"/published/{old}.duckdb"):
        yield Call(page, "GET", path, status=404)
    for path in (f"/map/{old}/areas.geojson", f"/figures.csv?version={old}", f"/search/{old}?q=a"):
        yield Call("refused", "GET", path, status=404)
    yield Call("refused", "GET", "/figures.csv?grid=nope", status=400)
    yield Call("refused", "GET", f"/map/{published.version}/values/nope/r8/nope.u1", status=404)
    yield Call("refused", "POST", "/healthz", data=b"", status=405)
    large = {"Content-Type": "application/json"}
    yield Call("refused", "POST", CALLBACK_RULE, data=b"x" * 1_100_000, headers=large, status=413)


def analyst_calls(page: Page, *, shape: Mapping[str, Any], source: str) -> Iterator[Call]:
    """Yield requests for each door that only analysts have, in an order in which each finds what it needs.

    shape: a polygon inside the place, as GeoJSON. source: the id of one that is loaded. They write a recipe
    and what they take away again (a draft of a file, a zone, which lands in the bin); nothing is published.
    """
    version = {("version", "data"): page.values["version", "data"]}
    part = {"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": dict(shape)}
    drawn = {"parts": [part], "hours": "", "services": []}
    document = {"name": "Crawled", "parts": [part]}
    file = json.dumps({"type": "Feature", "properties": {"name": "A"}, "geometry": dict(shape)})
    by = {"zone_id": "z1", "by": "C. Crawler"}
    yield Call("GET /exact/progress", "GET", "/exact/progress")
    for path in ("/load", "/draw", "/publish"):
        yield Call("GET /<path:path>", "GET", path)
    recipe = {"name": "Crawled", "asked": {}, "format": "pdf", "key": "0" * 32}
    kept = "/briefing/recipe"
    yield Call(f"POST {kept}", "POST", kept, json=recipe, headers=OURS["briefing"])
    yield Call("GET /draw/start", "GET", "/draw/start")
    yield Call("GET /trail", "GET", "/trail?kind=export&from=2026-05-03")
    yield Call("GET /trail.csv", "GET", "/trail.csv")
    for name, given, status in (
        ("live", {**drawn, "final": True}, 200),
        ("make", {"operation": "combine", "parts": [part]}, 200),
        ("weigh", {"document": document}, 200),
        ("save", {"document": document, "zone_id": None, "based_on": None, "note": "", **by}, 200),
        ("merge", {"document": document, "based_on": 1, **by}, 200),
        ("status", {"status": "proposed", "number": 1, "expected": "draft", "reason": "", **by}, 400),
        ("comment", {"number": 1, "text": "Seen.", **by}, 200),
        ("delete", by, 200),
        ("restore", by, 200),
        ("delete", by, 200),
    ):
        given = given if name != "save" else {**given, "zone_id": None}
        yield Call(
            f"POST /draw/{name}", "POST", f"/draw/{name}", json=given, headers=OURS["draw"], status=status
        )
    yield Call("GET /draw/zones/<zone_id>", "GET", "/draw/zones/z1")
    for path in ("/draw/zones", "/draw/around"):
        yield Call(f"GET {path}", "GET", path)
    for path in ("/draw/import", "/draw/import/keep"):
        address = f"{path}?name=a.geojson"
        status = 400 if path.endswith("keep") else 200  # nobody says for whom it is to be kept
        yield Call(f"POST {path}", "POST", address, data=file.encode(), headers=OURS["draw"], status=status)
    rows = b"id,at,lat,lon\n1,2026-01-02 10:00,47.2,-31.5\n"
    yield Call(
        "POST /load/files", "POST", "/load/files?name=more.csv", data=rows, headers=OURS["load"], status=201
    )
    tried = "GET /load/drafts/<draft_id>/quarantine.csv"
    yield Call(tried, "GET", "/load/drafts/20000101-000000-aaaa/quarantine.csv", status=404)
    loaded = "GET /load/sources/<source_id>/quarantine.csv"
    yield Call(loaded, "GET", f"/load/sources/{source}/quarantine.csv")
    for feed in all_feeds():
        for ending in ("csv", "md"):
            address = f"/load/templates/{feed}.{ending}"
            yield Call(f"GET /load/templates/<feed>.{ending}", "GET", address)
    for output, changed, values, status in (
        ("version.data", "hours.data", {("hours", "data"): [1, 2]}, 200),
        ("briefing-from.data", "briefing-wanted.data", {("briefing-wanted", "data"): {"page": "/"}}, 200),
        (
            "briefing-from-said.children",
            "briefing-from.value",
            {("briefing-from", "value"): "recipe:Crawled"},
            200,
        ),
        ("hours-notes.children", "view.data", {}, 200),
        ("load-draft.data", "wanted-load.data", {("wanted-load", "data"): 1}, 200),
        ('{"load":"setting","name":["ALL"]}.error', '{"load":"setting","name":["ALL"]}.value', {}, 200),
        ("publish-preview.children", "wanted-publish.data", {("wanted-publish", "data"): 1}, 200),
        ("publish-progress.children", "publish-tick.n_intervals", {}, 200),
        ("publish-decided.data", "discard.n_clicks", {("discard", "n_clicks"): 1}, 400),
        ("publish-zone-to-approve.data", "wanted-publish.data", {("wanted-publish", "data"): 1}, 200),
        ("publish-zone-shown.children", "publish-zone-tick.n_intervals", {}, 200),
        ("clash-behind.children", "clash-opened.data", {("clash-opened", "data"): ""}, 200),
        ("briefing-from.data", "briefing-wanted.data", {("briefing-wanted", "data"): {"page": "/"}}, 200),
        (
            "briefing-from-said.children",
            "briefing-from.value",
            {("briefing-from", "value"): f"recipe:{recipe['name']}"},
            200,
        ),
        ("draw-map.layers", "wanted-draw.data", {("wanted-draw", "data"): 1}, 200),
        ("draw-status-words.children", "draw-shown.data", {("draw-shown", "data"): {"zone_id": None}}, 200),
        (
            "draw-difference.children",
            "draw-compared.data",
            {("draw-compared", "data"): {"zone_id": "z1", "number": 1}},
            200,
        ),
        ("draw-weighing.children", "draw-weighed.data", {("draw-weighed", "data"): "none"}, 200),
        ("draw-f-hours.data", "draw-hours.data", {("draw-hours", "data"): [1, 2]}, 200),
    ):
        yield replace(post(page.app, output, changed, {**version, **values}), status=status)
