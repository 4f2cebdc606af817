"""The map in a real browser: what it paints, says and reports."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from layers.look.colours import layer_colours
from layers.published.home import PublishedHome
from layers.published.version import Published
from tests.browser.conftest import serving
from tests.browser.map_app import make_app
from tests.browser.visit import wait_for
from tests.published_fixture import WINDOW, write_published

pytestmark = pytest.mark.browser

YEAR = "2025Q4-2026Q3"
SETTLED = """async () => {
  const { map } = document.querySelector('#map').mapControl;
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await new Promise((done) => setTimeout(done, 120));
  if (!map.loaded() || map.isMoving() || !map.areTilesLoaded()) return false;
  await frames();
  return map.loaded() && !map.isMoving();
}"""
CONTROL = "document.querySelector('#map').mapControl"
OpenMap = Callable[..., Page]


def ask(page: Page, **asked: Any) -> None:
    """Change the view and wait until the browser has drawn it."""
    with page.expect_response("**/_dash-update-component?*"):
        page.evaluate(
            "asked => dash_clientside.set_props('ask', {data: {...asked, at: performance.now()}})", asked
        )
    if "view" in asked:
        layers = asked["view"].get("on", {})
        wanted = sorted(layer[0] for layer in layers.values())
        wait_for(
            page,
            "w => JSON.stringify(document.querySelector('#map').dataset.painted.split(' ').filter(Boolean)"
            ".map(a => a.split('/values/')[1].split('/')[0]).sort()) === JSON.stringify(w)",
            wanted,
        )
    settle(page)


def settle(page: Page) -> None:
    """Wait until everything asked for is on the screen: two frames after the map has nothing left to do."""
    wait_for(page, SETTLED)


def go(page: Page, place: tuple[float, float], zoom: float) -> None:
    """Put the map's middle on a longitude and latitude."""
    page.evaluate(f"([center, zoom]) => {{ {CONTROL}.map.jumpTo({{center, zoom}}) }}", [place, zoom])
    settle(page)


def pixels(page: Page) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def point_of(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    x, y = page.evaluate(
        "at => { const p = document.querySelector('#map').mapControl.map.project(at); return [p.x, p.y] }",
        [longitude, latitude],
    )
    return x, y


def centre_of(published: Published, grid: str, row: int) -> tuple[float, float]:
    cells = published.cells(grid)
    return float(cells.longitude[row]), float(cells.latitude[row])


def first_row(
    published: Published, layer: str, grid: str, period: str, state: int, *, zero: bool = False
) -> int:
    """A row of that state near the middle of the place, where no symbol or border covers its centre."""
    found = published.figures(layer, grid, period)
    rows = np.flatnonzero((found.state == state) & ((found.value == 0) == zero))
    cells = published.cells(grid)
    centre = published.meta().place.centre
    away = np.hypot(cells.longitude[rows] - centre[0], cells.latitude[rows] - centre[1])
    return int(rows[np.argsort(away)[len(rows) // 3]])


def clicked(page: Page) -> Any:
    return json.loads(page.text_content("#clicked") or "null")


def colour_near(page: Page, image: np.ndarray, at: tuple[float, float], reach: int = 3) -> np.ndarray:
    x, y = round(at[0]), round(at[1])
    return np.median(image[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3), axis=0)


@pytest.fixture(scope="module")
def published(map_home: Path) -> Published:
    return PublishedHome(map_home).current()


def test_cells_have_the_colours_of_their_classes(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {"social": ["score_social", 100]}, "services": []})
    image = pixels(page)
    layer = published.layers()["score_social"]
    limits = published.scale("score_social", "r8", "current")
    colours = [
        tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
        for colour in layer_colours(layer, "light", limits)
    ]
    found = published.figures("score_social", "r8", "current")
    right = 0
    rows = [row for row in range(len(found.value)) if inside(page, published, row)]
    for row in rows:
        seen = colour_near(page, image, point_of(page, *centre_of(published, "r8", row)), reach=14)
        nearest = int(np.argmin([np.abs(seen - colour).sum() for colour in colours]))
        right += nearest == np.searchsorted(limits, found.value[row], side="right")
    assert len(rows) > 30
    assert right >= 0.95 * len(rows), f"{right} of {len(rows)} cells have their class's colour"


def inside(page: Page, published: Published, row: int) -> bool:
    """Whether the cell's middle lies well inside the place: outside it is dimmed."""
    import shapely

    (place,) = published.base_features("place")
    return bool(
        shapely.from_wkb(place.geometry_wkb)
        .buffer(-0.003)
        .contains(shapely.Point(*centre_of(published, "r8", row)))
    )


def test_the_states_look_different(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(
        page, view={"on": {"social": ["overdose_calls", 100]}, "grid": "r9", "period": WINDOW, "services": []}
    )
    spread, mean = {}, {}
    for name, state, zero in (
        ("released", 0, False),
        ("parent", 1, False),
        ("withheld", 2, False),
        ("zero", 0, True),
    ):
        row = first_row(published, "overdose_calls", "r9", WINDOW, state, zero=zero)
        go(page, centre_of(published, "r9", row), 15)
        middle = pixels(page)[360:440, 600:680]
        spread[name] = float(np.abs(middle - np.median(middle.reshape(-1, 3), axis=0)).sum(axis=2).mean())
        mean[name] = middle.reshape(-1, 3).mean(axis=0)
    assert spread["withheld"] > 40, "withheld is hatched on bare land"
    assert 4 < spread["parent"] < spread["withheld"], "a stand-in has a quieter hatch"
    assert spread["released"] < spread["parent"]
    assert spread["zero"] < 12
    assert mean["zero"].min() > 225, "a true zero is blank"
    assert mean["released"].min() < 200


def test_missing_data_is_dotted_not_blank(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {"physical": ["derelict_buildings", 100]}, "services": []})
    found = published.figures("derelict_buildings", "r8", "current")
    row = int(np.flatnonzero(found.state == 3)[0])
    go(page, centre_of(published, "r8", row), 15)
    middle = pixels(page)[340:460, 580:700].sum(axis=2)
    dots = (middle < np.median(middle) - 60).mean()
    assert 0.01 < dots < 0.3


def test_hovering_says_the_figure_and_the_state_in_words(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {"social": ["overdose_calls", 85]}, "grid": "r8", "period": YEAR, "services": []})
    expected = {
        0: "calls per km² per year",
        1: "Withheld here: figure of the surrounding larger area",
        2: "Withheld (1 to 7",
    }
    for state, words in expected.items():
        row = first_row(published, "overdose_calls", "r8", YEAR, state)
        x, y = point_of(page, *centre_of(published, "r8", row))
        page.mouse.move(x + 4, y)
        page.mouse.move(x, y)
        text = wait_for(
            page,
            "words => { const tip = document.querySelector('.map-tip');"
            " return !tip.hidden && tip.innerText.includes(words) && tip.innerText }",
            words,
        )
        assert "Overdose calls" in text
        figure = published.figures("overdose_calls", "r8", YEAR)
        if state == 0:
            assert f"about {figure.count[row]:.0f} in all" in text
        if state == 2:
            assert not any(character.isdigit() for character in text.split("Withheld")[0])


def test_a_click_reports_the_cell_and_outlines_it(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {"social": ["overdose_calls", 85]}, "grid": "r8", "period": YEAR, "services": []})
    row = first_row(published, "overdose_calls", "r8", YEAR, 0)
    before = pixels(page)
    page.mouse.click(*point_of(page, *centre_of(published, "r8", row)))
    wait_for(page, "() => document.querySelector('#clicked').textContent !== 'null'")
    assert {**clicked(page), "n": 0} == {"kind": "cell", "grid": "r8", "row": row, "n": 0}
    wait_for(page, f"() => {CONTROL}.map.getSource('chosen')")
    page.mouse.move(5, 5)
    settle(page)
    assert (np.abs(pixels(page) - before).sum(axis=2) > 120).sum() > 300, "the outline is drawn"
    page.keyboard.press("Escape")
    wait_for(page, "() => document.querySelector('#clicked').textContent === 'null'")


def test_clicking_the_same_cell_twice_is_two_events(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {"social": ["score_social", 85]}, "services": []})
    at = point_of(page, *centre_of(published, "r8", first_row(published, "score_social", "r8", "current", 0)))
    for expected in (1, 2):
        page.mouse.click(*at)
        wait_for(page, f"() => JSON.parse(document.querySelector('#clicked').textContent)?.n === {expected}")


def test_the_keyboard_reaches_every_place(open_map: OpenMap, published: Published) -> None:
    page = open_map(fresh=True)
    ask(page, view={"on": {"social": ["score_social", 85]}, "services": []})
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith(
        "Risk environment"
    )
    for press in range(1, 4):
        page.keyboard.press("Enter")
        picked = wait_for(
            page,
            "n => { const info = JSON.parse(document.querySelector('#clicked').textContent);"
            " return info?.n === n && info }",
            press,
        )
        where = json.loads(page.text_content("#viewport") or "")
        cells = published.cells("r8")
        away = np.hypot((cells.longitude - where["lng"]) * 0.68, cells.latitude - where["lat"])
        assert picked["row"] in np.argsort(away)[:2], "Enter takes the cell under the crosshair"
        rank = published.figures("score_social", "r8", "current").value[picked["row"]]
        said = f"Social environment score: {rank:.2f}".rstrip("0")
        wait_for(page, "said => document.querySelector('.map-said').textContent.startsWith(said)", said)
        page.keyboard.press("ArrowRight")
        settle(page)
    zoom = json.loads(page.text_content("#viewport") or "")["zoom"]
    page.keyboard.press("+")
    wait_for(page, "z => JSON.parse(document.querySelector('#viewport').textContent).zoom > z", zoom)


def test_services_and_hotspots_can_be_chosen(open_map: OpenMap, published: Published) -> None:
    page = open_map()
    ask(page, view={"on": {}, "services": ["needle_exchange"], "hotspots": True})
    (service,) = [each for each in published.services() if each.type == "needle_exchange"]
    at = point_of(page, service.longitude or 0, service.latitude or 0)
    page.mouse.move(*at)
    wait_for(page, "() => document.querySelector('.map-tip').innerText.includes('Quay Exchange')")
    page.mouse.click(*at)
    wait_for(page, "() => JSON.parse(document.querySelector('#clicked').textContent)?.kind === 'service'")
    assert clicked(page)["id"] == service.service_id
    import shapely

    spot = next(each for each in published.hotspots() if each.name == "Northgate")
    edge = shapely.from_wkb(spot.geometry_wkb).exterior.interpolate(0.3, normalized=True)
    page.mouse.click(*point_of(page, edge.x, edge.y))
    wait_for(page, "() => JSON.parse(document.querySelector('#clicked').textContent)?.kind === 'hotspot'")
    assert clicked(page)["id"] == spot.hotspot_id


def test_opacity_and_switching_off(open_map: OpenMap) -> None:
    page = open_map()
    colourful = {}
    for opacity in (100, 30):
        ask(page, view={"on": {"social": ["score_social", opacity]}, "services": []})
        image = pixels(page)
        colourful[opacity] = float((image.max(axis=2) - image.min(axis=2)).mean())
    ask(page, view={"on": {}, "services": []})
    image = pixels(page)
    assert colourful[100] > 2 * colourful[30] > 0
    assert float((image.max(axis=2) - image.min(axis=2)).mean()) < colourful[30]


def test_four_environments_lie_on_top_of_each_other(open_map: OpenMap) -> None:
    page = open_map()
    on = {"physical": ["needle_reports", 60], "social": ["overdose_calls", 60]}
    on |= {"economic": ["rent_burden", 60], "policy": ["police_activity", 60]}
    ask(page, view={"on": on, "grid": "r8", "period": YEAR, "services": []})
    page.mouse.move(640, 395)
    page.mouse.move(640, 400)
    text = wait_for(
        page,
        "() => document.querySelectorAll('.map-tip-part').length === 4"
        " && document.querySelector('.map-tip').innerText",
    )
    titles = ["Recorded police activity", "Rent burden", "Overdose calls", "Discarded needle reports"]
    at = [text.index(title) for title in titles]
    assert at == sorted(at), "the topmost layer is named first"


def test_switching_an_environment_off_and_on_lays_nothing_out_again(open_map: OpenMap) -> None:
    """Its patterns come back too, and with nothing on the map the last grid waits."""
    page = open_map()
    both = {"social": ["overdose_calls", 100], "policy": ["police_activity", 100]}
    views = [
        {"on": on, "grid": "r8", "period": YEAR, "services": []} for on in (both, {"social": both["social"]})
    ]
    ask(page, view=views[0])
    first = pixels(page)
    page.evaluate(
        f"""() => {{
          window.laidOut = 0;
          {CONTROL}.map.on('data', (said) => {{ if (said.sourceId === 'grid-r8') window.laidOut += 1; }});
        }}"""
    )
    for without in (views[1], {**views[1], "on": {}}):
        ask(page, view=without)
        assert (np.abs(pixels(page) - first).sum(axis=2) > 30).mean() > 0.02
        ask(page, view=views[0])
        assert (np.abs(pixels(page) - first).sum(axis=2) > 30).mean() < 0.002
    assert page.evaluate("() => window.laidOut") == 0


@pytest.mark.heavy
def test_an_environment_may_go_while_its_tiles_arrive(open_map: OpenMap) -> None:
    """The page stays clean: MapLibre fails on parts that left the map before their tile came back."""
    page = open_map(fresh=True)
    both = {"social": ["overdose_calls", 100], "policy": ["police_activity", 100]}
    ask(page, view={"on": both, "grid": "r8", "period": YEAR, "services": []})
    shown = page.evaluate(
        """async () => {
          const { drawing, map } = document.querySelector('#map').mapControl;
          const wanted = drawing.layers;
          const one = wanted.filter((layer) => layer.id !== 'policy');
          for (let turn = 0; turn < 12; turn += 1) {
            drawing.draw(wanted, 'light');
            map.style.tileManagers['grid-r8'].reload(); // every tile is under way
            await new Promise(requestAnimationFrame);
            drawing.draw(one, 'light');
            await new Promise((done) => setTimeout(done, 15 * turn));
          }
          const cleared = map.getPaintProperty('policy-r8-fill', 'fill-opacity');
          drawing.draw(wanted, 'light');
          return [cleared, map.getPaintProperty('policy-r8-fill', 'fill-opacity')];
        }"""
    )
    settle(page)
    assert shown == [0, 1]
    page.evaluate(f"() => {CONTROL}.remove()")  # and a map that is taken away leaves nothing behind
    page.mouse.move(300, 300)
    page.wait_for_timeout(400)


def test_a_change_of_period_fetches_no_tile_again(open_map: OpenMap) -> None:
    page = open_map()
    ask(page, view={"on": {"social": ["overdose_calls", 85]}, "grid": "r8", "period": YEAR, "services": []})
    before = pixels(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "asked => dash_clientside.set_props('ask', {data: asked})",
        {
            "view": {
                "on": {"social": ["overdose_calls", 85]},
                "grid": "r8",
                "period": "2023Q4-2024Q3",
                "services": [],
            }
        },
    )
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('2023Q4-2024Q3')")
    settle(page)
    fetched = sorted(address.rsplit(".", 1)[1] for address in asked if "/map/" in address)
    assert fetched == ["geojson", "u1"], "the values and the stand-ins' outlines; no tile again"
    assert (np.abs(pixels(page) - before).sum(axis=2) > 30).mean() > 0.005


def test_grids_can_be_changed_and_changed_back(open_map: OpenMap) -> None:
    page = open_map()
    pictures = []
    for grid in ("r7", "area", "r8", "r7"):
        ask(page, view={"on": {"economic": ["income_deprivation", 85]}, "grid": grid, "services": []})
        wait_for(page, "g => document.querySelector('#map').dataset.painted.includes(`/${g}/`)", grid)
        settle(page)
        pictures.append(pixels(page))
    different = [(np.abs(one - pictures[0]).sum(axis=2) > 30).mean() for one in pictures]
    assert different[1] > 0.05
    assert different[2] > 0.05
    assert different[3] < 0.002


@pytest.mark.heavy
def test_the_dark_map_is_dark_and_keeps_its_selection(open_map: OpenMap) -> None:
    page = open_map()
    view = {"on": {"policy": ["police_activity", 85]}, "grid": "r8", "period": YEAR}
    ask(page, view=view, selected={"grid": "r8", "row": 40})
    light = pixels(page)
    ask(page, view=view, theme="dark", selected={"grid": "r8", "row": 40})
    wait_for(page, "() => document.querySelector('#map').dataset.theme === 'dark'")
    settle(page)
    dark = pixels(page)
    assert light.mean() > 190
    assert dark.mean() < 90
    assert page.evaluate(f"() => {CONTROL}.drawing.drawn.sources.get('chosen')").endswith(
        "/r8/row/40.geojson"
    )
    ask(page, view=view, theme="light", selected={"grid": "r8", "row": 40})
    settle(page)
    assert (np.abs(pixels(page) - light).sum(axis=2) > 30).mean() < 0.002


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 700)])
def test_the_whole_place_fits_at_the_start(
    open_map: OpenMap, published: Published, width: int, height: int
) -> None:
    fits(open_map(width, height), published, width, height)


def fits(page: Page, published: Published, width: int, height: int) -> None:
    """Check that the whole place is on the map and fills it."""
    west, south, east, north = published.meta().place.bounds
    left, top = point_of(page, west, north)
    right, bottom = point_of(page, east, south)
    assert 0 < left < right < width
    assert 0 < top < bottom < height
    assert (right - left) / width > 0.6 or (bottom - top) / height > 0.6


def test_the_whole_place_button_brings_it_back(open_map: OpenMap) -> None:
    page = open_map()
    start = json.loads(page.text_content("#viewport") or "")
    ask(page, flyTo={"lng": -31.4, "lat": 47.21, "zoom": 15})
    wait_for(page, "() => JSON.parse(document.querySelector('#viewport').textContent).zoom === 15")
    page.get_by_role("button", name="Show the whole place").click()
    wait_for(
        page,
        "z => Math.abs(JSON.parse(document.querySelector('#viewport').textContent).zoom - z) < 0.02",
        start["zoom"],
    )


def test_reduced_motion_jumps(open_map: OpenMap, published: Published) -> None:
    page = open_map(820, 1000, reduced_motion="reduce")
    fits(page, published, 820, 1000)
    page.evaluate(
        "() => dash_clientside.set_props('ask', {data: {flyTo: {lng: -31.4, lat: 47.21, zoom: 15}}})"
    )
    moving = wait_for(
        page,
        "() => { const map = document.querySelector('#map').mapControl.map;"
        " if (map.isMoving()) return 'moves'; return map.getZoom() === 15 && 'jumped' }",
    )
    assert moving == "jumped"


def test_a_browser_without_webgl_is_sent_to_the_table(browser: Browser, map_address: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext ="
        " function (kind, ...rest) { return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest) }"
    )
    page = context.new_page()
    page.goto(map_address)
    wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'false'")
    assert "cannot draw the map" in page.inner_text("#map")
    assert (
        page.get_by_role("link", name="The table shows the same figures.").get_attribute("href") == "#table"
    )
    context.close()


def test_a_page_left_open_over_a_new_version_asks_for_a_reload(browser: Browser, tmp_path: Path) -> None:
    write_published(tmp_path)
    with serving(make_app(tmp_path).server) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
        assert page.evaluate("() => document.querySelector('#map').mapControl.props.stale") is None
        write_published(tmp_path, "20261123-ba9876543210", seed=3)
        page.mouse.move(400, 395)
        page.mouse.move(400, 400)  # the figures behind the colours are fetched only now
        wait_for(page, "() => document.querySelector('#map').mapControl.props.stale === true")
        context.close()
