"""An analyst draws a zone with mouse, finger and keyboard, keeps it, and is not alone with it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import serving
from tests.browser.test_accessible import THEMES, violations
from tests.browser.visit import Visit, wait_for
from tests.web.analyst.drawn import build_drawn_town
from web.analyst.home import follow_both
from web.doors import OPEN_DOORS
from web.server import make_app

pytestmark = pytest.mark.browser

SIDES = (-31.512, 47.188, -31.498, 47.198)  # west, south, east, north of what is drawn first
PARTS = "() => document.querySelector('#draw-map').drawPage.model.parts"
SETTLED = "() => document.querySelector('#draw-map').dataset.settled"
COUNT_FRAMES = """() => {
  const { map } = document.querySelector('#draw-map').mapControl;
  const canvas = map.getCanvas();
  let pressed = false;
  window.framesOfMap = 0;
  canvas.addEventListener('pointerdown', () => { pressed = true; }, { once: true });
  canvas.addEventListener('pointerup', () => { pressed = false; }, { once: true });
  map.on('render', () => { if (pressed) window.framesOfMap += 1; });
}"""
INK_AT = """place => {
  const { map } = document.querySelector('#draw-map').mapControl;
  const { x, y } = map.project(place);
  const pen = document.querySelector('.draw-hand').getContext('2d');
  return pen.getImageData(Math.round(x), Math.round(y), 1, 1).data[3];
}"""
REFUSED = ("400", "409")  # what a browser logs of an answer that the page is meant to get


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = build_drawn_town(tmp_path_factory.mktemp("draw") / "home")
    with serving(make_app(home, board=False, doors=OPEN_DOORS).server) as where:
        yield where
    follow_both(home).close()


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Visit]:
    """One window with the page for every test: to load it takes as long as all that is done on it."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", has_touch=True
    )
    yield come(context, address)
    context.close()


@pytest.fixture
def visit(opened: Visit) -> Iterator[Visit]:
    """The window with a new zone and nothing kept; only errors that the page is meant to get are logged."""
    opened.page.evaluate(
        """() => {
          localStorage.clear();
          document.querySelectorAll('#page-draw details').forEach((each) => { each.open = false; });
          document.querySelector('#draw-map').drawPage.fresh();
          document.querySelector('#draw-work').scrollIntoView();
        }"""
    )
    opened.problems.clear()
    yield opened
    assert [line for line in opened.problems if not any(code in line for code in REFUSED)] == []
    assert opened.elsewhere() == []


def come(context: BrowserContext, address: str, path: str = "/draw") -> Visit:
    visit = Visit(context.new_page(), address)
    visit.listen()
    visit.page.goto(address + path)
    ready(visit.page)
    return visit


def ready(page: Page) -> None:
    """Wait until the page can be drawn on, and bring its map into sight."""
    wait_for(page, "() => document.querySelector('#draw-map')?.dataset.drawing === 'ready'", seconds=90)
    page.evaluate("() => document.querySelector('#draw-work').scrollIntoView()")


def spot(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a place is on the screen."""
    found = page.evaluate(
        """place => {
          const canvas = document.querySelector('#draw-map canvas').getBoundingClientRect();
          const at = document.querySelector('#draw-map').mapControl.map.project(place);
          return [canvas.x + at.x, canvas.y + at.y];
        }""",
        [longitude, latitude],
    )
    return found[0], found[1]


def count(page: Page, number: int) -> None:
    wait_for(page, f"() => document.querySelector('#draw-map').dataset.parts === '{number}'")


def tool(page: Page, name: str) -> None:
    page.locator("#draw-tools").get_by_role("button", name=name, exact=True).click()


def draw_by_mouse(page: Page) -> None:
    west, south, east, north = SIDES
    tool(page, "Polygon")
    for place in ((west, south), (east, south), (east, north), (west, north), (west, south)):
        at = spot(page, *place)
        page.mouse.move(*at, steps=2)
        page.mouse.click(*at)
        page.wait_for_timeout(60)


def drag(page: Page, start: tuple[float, float], by: tuple[float, float], steps: int = 12) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(start[0] + by[0] * step / steps, start[1] + by[1] * step / steps)
    page.mouse.up()


def corners(page: Page, number: int = 0) -> list[list[float]]:
    found: list[list[float]] = page.evaluate(PARTS)[number]["geometry"]["coordinates"][0]
    return found


def bring(page: Page, file: Path) -> None:
    if not page.locator("#draw-import").is_visible():
        page.get_by_text("From a file").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a file").click()
    chosen.value.set_files(file)


def save(page: Page, version: int) -> None:
    page.locator("#draw-save").click()
    expect(page.locator("#draw-state")).to_have_text(f"Saved as version {version}")


def test_a_zone_is_drawn_kept_opened_again_and_deleted(
    visit: Visit, tmp_path: Path, record_property: Any
) -> None:
    page = visit.page
    page.locator("#draw-snap").click()  # off, so that corners lie where they are put
    draw_by_mouse(page)
    count(page, 1)
    wait_for(page, "() => document.querySelectorAll('#draw-figures dd').length >= 10", seconds=60)
    expect(page.locator(".draw-beside .draw-mark")).to_have_text("Exact figures · not for publication")
    first = corners(page)
    assert len(first) == 5
    assert first[2] == pytest.approx([SIDES[2], SIDES[3]], abs=2e-4)

    # a corner is dragged; the figures follow the hand, and the map beneath is not drawn again
    shown = page.locator("[data-figure='area'] b").inner_text()
    page.evaluate("() => { document.querySelector('#draw-map').drawPage.live.times = [] }")
    wait_for(page, "() => document.querySelector('#draw-map').dataset.drawn === 'true'")
    page.evaluate(COUNT_FRAMES)
    drag(page, spot(page, *first[2]), (60, -40), steps=40)
    assert page.evaluate("() => window.framesOfMap") <= 2  # of 40; one when it is pressed
    wait_for(page, "was => document.querySelector(\"[data-figure='area'] b\").textContent !== was", shown)
    times = page.evaluate("() => document.querySelector('#draw-map').drawPage.live.times")
    assert len(times) >= 5
    record_property("updates_per_second", round((len(times) - 1) / (times[-1] - times[0]) * 1000, 1))
    second = corners(page)
    assert second[2] != first[2]
    wait_for(page, f"place => ({INK_AT})(place) === 255", second[2])  # its handle
    wait_for(page, f"place => ({INK_AT})(place) < 100", first[2])  # only the fill is left there
    assert [second[i] for i in (0, 1, 3)] == [first[i] for i in (0, 1, 3)]
    page.get_by_role("button", name="Undo").click()
    assert corners(page) == first
    page.keyboard.press("Control+Shift+Z")
    assert corners(page) == second
    page.keyboard.press("Control+z")
    assert corners(page) == first
    page.get_by_role("button", name="Redo").click()

    # a finger adds a rectangle, the keyboard a circle and a shape at the crosshair
    tool(page, "Rectangle")
    for place in ((-31.49, 47.19), (-31.484, 47.194)):
        page.touchscreen.tap(*spot(page, *place))
        page.wait_for_timeout(200)
    count(page, 2)
    page.get_by_role("button", name="Cut out Part 2, Rectangle").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(PARTS)[1]["operation"] == "subtract"
    page.locator("#draw-numbers summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Middle").fill("47.205, -31.505")
    page.locator("#draw-metres").fill("150")
    page.get_by_role("button", name="Add a circle").press("Enter")
    count(page, 3)
    before = corners(page, 2)
    page.locator("#draw-nudge").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    moved = corners(page, 2)
    assert moved[0][0] > before[0][0]
    assert (moved[0][1] - before[0][1]) * 111_195 == pytest.approx(100, abs=1)
    assert page.evaluate(PARTS)[2]["parameters"]["radius_m"] == pytest.approx(150, abs=1)
    tool(page, "Polygon")
    page.locator("#draw-map .maplibregl-canvas").focus()
    for key in ("Space", "ArrowRight", "Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(60 if key == "Space" else 500)
    page.keyboard.press("Enter")
    count(page, 4)
    tool(page, "Choose and edit")
    page.get_by_role("button", name="Delete Part 4").click()
    count(page, 3)

    # kept in the browser before it is kept on the server
    page.locator("#draw-f-name").fill("Harbour <b>exchange</b>")
    page.get_by_label("People who call for help").check()
    page.get_by_role("button", name="Evening 18–22").click()
    expect(page.locator("#draw-hours-said")).to_have_text("Hours of the week: only every day 18–22")
    drawn = page.evaluate(PARTS)
    expect(page.locator("#draw-state")).to_contain_text("Unsaved changes")
    page.wait_for_timeout(400)
    page.reload()
    ready(page)
    expect(page.locator("#draw-said")).to_contain_text("Your unsaved work is back")
    assert page.evaluate(PARTS) == drawn
    expect(page.locator("#draw-f-name")).to_have_value("Harbour <b>exchange</b>")
    expect(page.get_by_label("People who call for help")).to_be_checked()
    page.locator("#draw-save").click()
    expect(page.locator("#draw-alert")).to_contain_text("Your name: is missing")
    page.locator("#draw-by").fill("A. Analyst")
    save(page, 1)
    expect(page.locator("#draw-zones")).to_contain_text("Harbour <b>exchange</b>")
    assert re.search(r"/draw\?zone=z\d+$", page.url)

    page.reload()
    ready(page)
    assert page.evaluate(PARTS) == drawn
    expect(page.locator("#draw-state")).to_have_text("Saved as version 1")
    expect(page.locator("#draw-hours-said")).to_have_text("Hours of the week: only every day 18–22")
    page.locator(".part-name").first.click()
    drag(page, spot(page, *corners(page)[0]), (-30, 20))
    wait_for(page, "() => document.querySelector('#draw-state').dataset.dirty === 'true'")
    save(page, 2)
    page.get_by_role("button", name="What changed since version 1").click()
    expect(page.locator("#draw-difference")).to_contain_text("Shape: 1 part changed")
    page.get_by_role("button", name="Weigh this zone").click()
    expect(page.locator("#draw-weighing")).to_contain_text("Comparison area", timeout=60_000)
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.querySelector('#draw-map').dataset.theme === theme", theme)
        assert violations(page, rules) == [], theme
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert violations(page) == [], "390 px"
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 x 800 at 200 %
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    for wanted in (
        "#draw-new",
        "#draw-tools button >> nth=0",
        "#draw-map .maplibregl-canvas",
        "#draw-weigh",
        "#draw-save",
    ):
        page.locator(wanted).click(trial=True)  # in sight, and nothing lies over it
    page.set_viewport_size({"width": 1280, "height": 1000})

    # a fault is marked where it is; the same zone comes in from a file as it was drawn
    page.get_by_role("button", name="New zone").click()
    count(page, 0)
    if not page.locator("#draw-typed").is_visible():
        page.locator("#draw-numbers summary").click()
    crossed = "47.19, -31.51\n47.2, -31.5\n47.19, -31.5\n47.2, -31.51"
    page.locator("#draw-typed").fill(crossed)
    page.get_by_role("button", name="Add this shape").click()
    expect(page.locator("#draw-faults")).to_contain_text("crosses or touches itself here")
    expect(page.locator("#draw-faults")).to_contain_text("Move a corner")
    page.get_by_role("button", name="Undo").click()
    count(page, 0)
    shape = {"type": "Feature", "properties": {"name": "Harbour"}, "geometry": drawn[0]["geometry"]}
    file = tmp_path / "harbour.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), encoding="utf-8")
    bring(page, file)
    count(page, 1)
    assert page.evaluate(PARTS)[0]["geometry"] == drawn[0]["geometry"]
    expect(page.locator("#draw-f-name")).to_have_value("Harbour")

    save(page, 1)
    page.get_by_role("button", name="Delete this zone").click()
    expect(page.locator("#draw-said")).to_contain_text("Harbour is deleted")
    page.locator("#draw-said").get_by_role("button", name="Bring it back").click()
    expect(page.locator("#draw-f-name")).to_have_value("Harbour")
    expect(page.locator("#draw-zones")).to_contain_text("Harbour")


@pytest.mark.heavy
def test_two_browsers_on_one_zone_lose_nothing(browser: Browser, visit: Visit, address: str) -> None:
    page = visit.page
    page.locator("#draw-f-name").fill("Shared")
    page.locator("#draw-by").fill("A")
    page.locator("#draw-numbers summary").click()
    page.locator("#draw-centre").fill("47.2, -31.5")
    page.locator("#draw-metres").fill("200")
    page.get_by_role("button", name="Add a circle").click()
    count(page, 1)
    save(page, 1)
    path = page.evaluate("() => location.pathname + location.search")

    other_context = browser.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    other = come(other_context, address, path).page
    other.locator("#draw-by").fill("B")
    other.locator("#draw-f-authority").fill("Council")
    other.locator("#draw-numbers summary").click()
    other.locator("#draw-typed").fill("47.19, -31.51\n47.19, -31.5\n47.195, -31.5")
    other.get_by_role("button", name="Add this shape").click()
    count(other, 2)
    save(other, 2)
    other_context.close()

    page.locator("#draw-f-name").fill("Shared by all")
    page.get_by_role("button", name="Copy Part 1").click()
    count(page, 2)
    expect(page.locator("#draw-newer")).to_contain_text("B has saved version 2")
    page.locator("#draw-save").click()
    expect(page.locator("#draw-conflict")).to_contain_text(
        "B saved version 2 while you were editing version 1"
    )
    expect(page.locator("#draw-conflict")).to_contain_text("Authority: Not said yet → Council")
    page.get_by_role("button", name="Merge theirs into mine").click()
    expect(page.locator("#draw-conflict")).to_contain_text("Merged with version 2, not saved yet")
    count(page, 3)
    expect(page.locator("#draw-f-authority")).to_have_value("Council")
    expect(page.locator("#draw-f-name")).to_have_value("Shared by all")
    save(page, 3)
    expect(page.locator("#draw-versions")).to_contain_text("Version 3")


@pytest.mark.heavy
def test_zones_of_files_are_kept_agreed_talked_about_and_copied(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.locator("#draw-by").fill("A. Analyst")
    shapes = [shapely.box(-31.51 + at, 47.19, -31.505 + at, 47.194) for at in (0, 0.01, 0.02)]
    frame = geopandas.GeoDataFrame({"name": ["Quay", "Mill", "Gate"]}, geometry=shapes, crs="EPSG:4326")

    # several zones in one file: the page asks what they shall be
    frame.to_crs("EPSG:3857").to_file(tmp_path / "three.gpkg")
    bring(page, tmp_path / "three.gpkg")
    asked = page.locator("#draw-several")
    expect(asked).to_contain_text("three.gpkg holds 3 zones: Quay, Mill, Gate. What shall they be?")
    assert violations(page) == []
    asked.get_by_role("button", name="Keep them as 3 new zones").click()
    expect(page.locator("#draw-said")).to_contain_text("3 zones of three.gpkg kept as drafts")
    expect(asked).to_be_empty()
    for name in frame["name"]:
        expect(page.locator("#draw-zones").get_by_role("button", name=name, exact=True)).to_be_visible()
    drawn = "() => document.querySelector('#draw-map').drawPage.overlay.data['draw-others'].features"
    wait_for(page, f"() => ({drawn})().some(({{ properties }}) => properties.label.startsWith('Gate'))")
    # each name once, however many tiles its zone reaches over
    named = page.evaluate(drawn.replace("draw-others", "draw-others-names"))
    assert [each["geometry"]["type"] for each in named] == ["Point"] * len(page.evaluate(drawn))
    page.get_by_role("button", name="Other zones").click()
    assert page.evaluate(drawn) == []
    page.get_by_role("button", name="Other zones").click()
    count(page, 0)
    (tmp_path / "shape").mkdir()
    frame.to_file(tmp_path / "shape" / "three.shp")
    shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path / "shape")
    bring(page, tmp_path / "zipped.zip")
    asked.get_by_role("button", name="Make them parts of this zone").click()
    count(page, 3)
    place = " ".join(f"{x},{y},0" for x, y in shapes[0].exterior.coords)
    (tmp_path / "one.kml").write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Kiosk</name>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{place}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark></Document></kml>"
    )
    bring(page, tmp_path / "one.kml")
    count(page, 4)
    expect(page.locator("#draw-f-name")).to_have_value("Kiosk")

    # proposed, talked about, taken back; a copy begins anew
    save(page, 1)
    page.get_by_role("button", name="Make it: Proposed").click()
    expect(page.locator("#draw-alert")).to_contain_text("Reason: is missing")
    page.locator("#draw-reason").fill("Agreed at the meeting")
    page.get_by_role("button", name="Make it: Proposed").click()
    expect(page.locator("#draw-status-words")).to_contain_text("not agreed and not in force")
    expect(page.locator("#draw-versions")).to_contain_text("Draft → Proposed, not agreed")
    page.locator("#draw-reason").fill("Signed")
    page.get_by_role("button", name="Make it: Agreed").click()
    expect(page.locator("#draw-alert")).to_contain_text("it does not say authority")
    page.locator("#draw-comment").fill("Wider at the <quay>?")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator("#draw-comments")).to_contain_text("Wider at the <quay>?")
    page.get_by_role("button", name="Save as a copy").click()
    expect(page.locator("#draw-f-name")).to_have_value("Copy of Kiosk")
    save(page, 1)
    expect(page.locator("#draw-status-words")).to_contain_text("Draft")
    page.locator("#draw-zones").get_by_role("button", name="Kiosk", exact=True).click()
    expect(page.locator("#draw-status-words")).to_contain_text("Proposed")
