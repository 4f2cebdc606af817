"""What a board member does on the pages, in a real Chromium."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visit import Visit, until, until_drawn, wait_for

pytestmark = pytest.mark.browser

ANSWERS = "**/_dash-update-component*"
ENVIRONMENTS = ("physical", "social", "economic", "policy")


def painted(page: Page) -> str:
    """Return the addresses of the values on the map."""
    return str(page.evaluate("() => document.querySelector('#map').dataset.painted"))


def switch(page: Page, name: str) -> None:
    page.locator(f"label[for='{name}']").click()


def choose_layer(page: Page, environment: str, title: str) -> None:
    page.locator(f"#layer-{environment}").click()
    page.get_by_role("option", name=title).click()


def choose_grid(page: Page, label: str) -> None:
    page.locator("#grid").get_by_text(label, exact=True).click()


def click_middle(page: Page, across: float = 0.66, down: float = 0.5) -> None:
    until_drawn(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


@contextmanager
def overtaken(page: Page, change: Callable[[], None]) -> Iterator[None]:
    """Hold back the drawer's first answer within, until a change of the view has had it asked once more."""
    asked: list[Route] = []

    def hold(route: Route) -> None:
        drawer = "drawer-content" in route.request.post_data_json["output"]
        asked.extend([route] if drawer else [])
        if not drawer or len(asked) > 1:
            route.continue_()

    page.route(ANSWERS, hold)
    yield
    until(page, lambda: asked, "the drawer is asked")
    change()
    until(page, lambda: len(asked) > 1, "the drawer is asked once more")
    asked[0].continue_()
    page.unroute(ANSWERS, hold)


def test_the_first_screen_says_what_where_how_fresh_and_what_for_and_a_pointer_tells_the_figure(
    visit: Visit,
) -> None:
    page = visit.open()
    assert page.title() == "Map · Fixture Haven"
    for text in ("Fixture Haven", "Published figures", "Figures up to 30 Sep 2026, published 22 Nov 2026"):
        expect(page.get_by_role("banner").get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_text("invented town: none of its figures are real")).to_be_visible()
    expect(page.get_by_text("Not for targeting, search or arrest")).to_be_in_viewport()
    expect(page.locator("#map canvas")).to_be_in_viewport()
    expect(page.locator(".legend")).to_contain_text("Social environment score")
    assert "/values/score_social/r8/" in painted(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.66, box["y"] + box["height"] * 0.5, steps=3)
    expect(page.locator("#map .map-tip")).to_contain_text(
        re.compile(r"Social environment score|Quay|Point|Room")
    )
    expect(page.locator("#hint")).to_be_visible()
    for width, height, most in ((1280, 800, 400), (820, 1180, 480), (390, 844, 420)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("() => document.querySelector('#map').getBoundingClientRect().top") <= most
        if width > 640:
            ends = page.evaluate(
                "() => [document.querySelector('#time-bar'), document.querySelector('.foot')]"
                ".map((each) => each.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
            )
            assert ends[0][1] <= ends[1][0], "the time bar is on the first screen too"


def test_each_environment_comes_and_goes(visit: Visit) -> None:
    page = visit.open()
    for environment in ENVIRONMENTS:
        on = environment in painted(page)
        expect(page.locator(f"#body-{environment}")).to_be_visible(visible=on)
        switch(page, f"on-{environment}")
        wait_for(
            page,
            "([n, there]) => document.querySelector('#map').dataset.painted.includes('score_' + n) === there",
            [environment, not on],
        )
        expect(page.locator(f"#body-{environment}")).to_be_visible(visible=not on)
        expect(page.locator(f".legend-part.{environment}")).to_have_count(0 if on else 1)
    expect(page.locator("#legend-body")).to_contain_text("The first listed lies on top")

    # macro: numbers for the whole place, and no colours
    page.locator("#level-policy").get_by_text("Macro").click()
    expect(page.locator("#macro-policy")).to_contain_text("43 per resident")
    expect(page.locator("#micro-policy")).to_be_hidden()
    wait_for(page, "() => !document.querySelector('#map').dataset.painted.includes('score_policy')")

    # a layer without data is greyed and says what it needs
    page.locator("#layer-economic").click()
    option = page.get_by_role("option", name="Evictions")
    expect(option).to_contain_text("No data: needs Area indicators (evictions)")
    expect(option).to_have_attribute("data-combobox-disabled", "true")


def test_opacity_is_a_slider_that_is_heard_and_drawn(visit: Visit) -> None:
    page = visit.open("/?physical=micro&social=micro&economic=micro&policy=micro")
    wait_for(page, "() => document.querySelectorAll('.environment-body:not([hidden])').length === 4")
    for environment in ENVIRONMENTS:
        slider = page.get_by_role("slider", name=f"{environment.capitalize()} opacity")
        expect(slider).to_have_attribute("aria-valuetext", "80 per cent")
    thumb = page.get_by_role("slider", name="Social opacity")
    expect(thumb).to_have_attribute("aria-valuetext", "80 per cent")
    thumb.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(thumb).to_have_attribute("aria-valuetext", "70 per cent")
    drawn = "document.querySelector('#map').mapControl.map"
    reads = f"() => {drawn}.getPaintProperty('social-r8-fill', 'fill-opacity')"
    wait_for(page, f"() => ({reads})() === 0.7")


def test_period_and_level_of_detail_limit_each_other_with_the_reason(visit: Visit) -> None:
    page = visit.open()
    expect(page.locator("#period-tool")).to_be_hidden()
    expect(page.locator("#reasons")).to_contain_text("do not vary by period")
    choose_layer(page, "social", "Overdose calls")
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('2025Q4-2026Q3.u1')")
    quarter = page.locator("#period-kind").get_by_role("radio", name="By quarter")
    expect(quarter).to_be_disabled()
    page.get_by_text("Why not by quarter?").click()
    expect(page.locator("#reasons")).to_contain_text("Published for neighbourhoods only")

    choose_grid(page, "Neighbourhoods")
    expect(quarter).to_be_enabled()
    page.locator("#period-kind").get_by_text("By quarter").click()
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('/area/2026Q3.u1')")
    page.locator("#period").click()
    page.get_by_role("option", name="2025 Q2").click()
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('/area/2025Q2.u1')")

    choose_grid(page, "Fine hexagons")  # has the whole window only: the period follows
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('/r9/2023Q4-2026Q3')")
    expect(page.locator("#period")).to_have_value("October 2023 to September 2026")


def test_a_click_opens_a_services_facts_or_every_layers_figure_and_escape_closes_it(visit: Visit) -> None:
    page = visit.open()
    drawer = page.locator("#drawer")
    until_drawn(page)
    spot = page.evaluate(
        """async () => {
          const { map, props } = document.querySelector('#map').mapControl;
          const box = map.getCanvas().getBoundingClientRect();
          const layer = props.layers.find((each) => each.id === 'services');
          const services = await (await fetch(layer.data)).json();
          const found = services.features.find((each) => each.properties.name === 'Lantern Room');
          const at = map.project(found.geometry.coordinates);
          return [box.x + at.x, box.y + at.y];
        }"""
    )
    page.mouse.click(*spot)
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Lantern Room")
    expect(drawer).to_contain_text("Consumption room")
    expect(drawer).to_contain_text("Mon-Fri 09:00-17:00")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    for box in page.locator(".checks").get_by_role("checkbox").all():
        box.uncheck()
    wait_for(page, "() => !document.querySelector('#map').mapControl.map.getLayer('services')")
    click_middle(page)
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    expect(drawer).to_contain_text("Hexagon of")
    for title in ("Physical environment score", "Overdose calls", "Income deprivation", "Naloxone coverage"):
        expect(drawer).to_contain_text(title)
    expect(drawer).to_contain_text("Compares places, not people.")
    expect(drawer).to_contain_text("Evictions")  # what has no data is said, not left out
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    with overtaken(page, lambda: switch(page, "on-policy")):
        click_middle(page)  # the same place again
    expect(drawer).to_be_visible()
    with overtaken(page, lambda: choose_grid(page, "Neighbourhoods")):
        page.get_by_role("button", name="Close").last.click()
    expect(drawer).to_be_hidden()


def test_the_table_and_its_file_say_what_the_map_says(visit: Visit) -> None:
    page = visit.open()
    choose_layer(page, "social", "Overdose calls")
    choose_grid(page, "Neighbourhoods")
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('overdose_calls/area/')")
    page.get_by_role("button", name="Show the table").click()
    rows = page.locator("#table .ag-center-cols-container [role=row]")
    expect(rows).to_have_count(8)
    listed = {
        row.locator("[col-id=place]").inner_text(): row.inner_text().split("\n")[1:] for row in rows.all()
    }
    on_map = page.evaluate(
        """async () => {
          const { layers } = document.querySelector('#map').mapControl.props;
          const layer = layers.find((each) => each.id === 'social');
          const codes = new Uint8Array(await (await fetch(layer.values)).arrayBuffer());
          const body = await (await fetch(layer.figures)).arrayBuffer();
          const rows = body.byteLength / 9;
          const values = Array.from(new Float32Array(body, 0, rows), (v) => v === v ? v : null);
          return [Array.from(codes, (code) => code >> 4), values];
        }"""
    )
    words = {0: "figure", 2: "withheld (1 to 7 or too uncertain)", 3: "zero", 4: "no data"}
    names = (
        "Harbour",
        "Old Town",
        "Northgate",
        "Mill Fields",
        "Westhaven",
        "Saltmarsh",
        "Hillside",
        "Eastbrook",
    )
    assert set(listed) == set(names)
    for row, name in enumerate(names):
        shown, state = listed[name][0], listed[name][1]
        assert state == words[on_map[0][row]], name
        if on_map[1][row] is not None:
            assert float(shown.split(" ")[0].replace(",", "")) == pytest.approx(on_map[1][row], rel=0.02)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "Not for targeting, search or arrest" in text.splitlines()[0]
    body = [line for line in csv.reader(io.StringIO(text)) if line and line[0] in names]
    assert {line[0]: line[2] for line in body} == {name: listed[name][1] for name in names}


def test_the_other_pages_leave_the_map_as_it_was_and_the_theme_is_kept(visit: Visit) -> None:
    page = visit.open()
    choose_layer(page, "social", "Overdose calls")
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('overdose_calls')")
    page.get_by_role("link", name="Layers").click()
    expect(page.get_by_role("heading", level=1, name="The layers")).to_be_visible()
    expect(page.locator("#layer-card-naloxone_coverage")).to_contain_text("Lower means a riskier environment")
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="About the data")).to_be_visible()
    assert page.title() == "About the data · Fixture Haven"
    expect(page.locator("#page-data")).to_contain_text("Fixture Ambulance")
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#map canvas")).to_be_visible()
    assert "overdose_calls" in painted(page)

    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").get_by_text("Dark").click()
    wait_for(page, "() => document.querySelector('#map').dataset.theme === 'dark'")
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    wait_for(page, "() => document.querySelector('#map')?.dataset.theme === 'dark'")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == dark


def test_nothing_runs_off_the_side(visit: Visit) -> None:
    page = visit.open()
    for name in ("Map", "Clash", "Measures", "Layers", "Data", "Method"):
        page.get_by_role("link", name=name, exact=True).click()
        shown = f"#page-{name.lower()}:not([hidden])"
        wait_for(
            page,
            f"() => document.querySelector('{shown}') && !document.querySelector('{shown} > .waiting')",
        )
        for width in (1280, 820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            beyond = page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
                "() => done(document.documentElement.scrollWidth - window.innerWidth))))"
            )
            assert beyond <= 0, f"{name}: {beyond} px at {width}"
            header = page.locator(".head, .head :is(a, button, label)").evaluate_all(
                "all => Math.max(...all.map((each) => each.getBoundingClientRect().right))"
            )
            assert header <= width, f"{name}: the header ends at {header} px of {width}"
            expect(page.locator(".foot")).to_contain_text("Not for targeting, search or arrest")
            expect(page.locator(".foot")).to_be_in_viewport()


@pytest.mark.parametrize("width", [pytest.param(820, marks=pytest.mark.heavy), 390])
def test_on_small_screens_the_panel_opens_and_the_drawer_is_a_sheet(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open()
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("button", name="Choose layers").click()
    expect(page.locator("#panel")).to_be_visible()
    switch(page, "on-policy")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('score_policy')")
    click_middle(page, 0.5, 0.42)
    expect(page.locator("#drawer")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
