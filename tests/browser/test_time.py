"""Time on the map page: stepping and playing through periods, comparing two, and the hours of the week."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_accessible import THEMES, violations
from tests.browser.test_address import until_address, until_painted
from tests.browser.visit import Visit, until, wait_for

pytestmark = pytest.mark.browser

QUARTERS = "/?social=overdose_calls,80&grid=area&period=2026Q3"

# A point of the map, free of the legend and of services, in a neighbourhood that has a change of its own
A_CHANGE = """() => {
  const control = document.querySelector('#map').mapControl;
  const { left, top, width, height } = document.querySelector('#map').getBoundingClientRect();
  for (let x = 300; x < width - 80; x += 15) for (let y = 60; y < height - 60; y += 15) {
    if (document.elementFromPoint(left + x, top + y)?.tagName !== 'CANVAS') continue;  // below something else
    const { service, cells: [cell] } = control.find({ x, y });
    if (!service && cell && control.files.bytes.get(cell.layer.values)?.[cell.row] < 16) return { x, y };
  }
  return null;
}"""


STEPS_SEEN = """() => {
  window.stepsSeen = [];
  const shown = document.querySelector('#time-shown');
  const note = () => window.stepsSeen.push(shown.textContent);
  new MutationObserver(note).observe(shown, { childList: true, characterData: true, subtree: true });
}"""


def shown(page: Page) -> str:
    return page.locator("#time-shown").inner_text()


def test_periods_are_stepped_and_played_through(visit: Visit) -> None:
    page = visit.open(QUARTERS)
    until_painted(page, has="/2026Q3.u1")
    slider = page.get_by_role("slider", name="Period on the map")
    expect(slider).to_have_attribute("aria-valuetext", "2026 Q3")
    start = page.evaluate("() => history.length")
    shapes = [url for url in visit.requests if url.endswith("areas.geojson")]
    slider.focus()
    page.keyboard.press("ArrowLeft")
    until_painted(page, has="/2026Q2.u1")
    expect(slider).to_have_attribute("aria-valuetext", "2026 Q2")
    expect(page.locator("#legend-body .legend-unit").first).to_contain_text("2026 Q2")  # the words follow
    expect(page.locator("#period")).to_have_value("2026 Q2")
    until_address(page, "period=2026Q2")

    late: list[Route] = []  # a step back before the answer to the step has come: the answer changes nothing
    page.route("**/_dash-update-component*", lambda route: late.append(route))
    page.keyboard.press("ArrowLeft")
    wait_for(page, "() => document.querySelector('#time-bar').dataset.slid === '2026Q1'")
    until(page, lambda: late, "a question to the server")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#time-shown")).to_have_text("2026 Q2")
    page.evaluate(STEPS_SEEN)
    wait_for(page, "() => document.querySelector('#time-bar').dataset.slid === '2026Q2'")
    for answer in late:
        answer.continue_()
    page.unroute("**/_dash-update-component*")
    until_address(page, "period=2026Q2")
    page.wait_for_timeout(500)  # as long as a step and its answer take
    assert shown(page) == "2026 Q2"
    assert page.evaluate("() => window.stepsSeen") == []

    play = page.locator("#play")
    expect(play).to_have_text("Next period")  # this reader asked for no motion: one step a press
    play.click()
    until_painted(page, has="/2026Q3.u1")
    page.wait_for_timeout(900)
    assert shown(page) == "2026 Q3", "nothing plays by itself"
    expect(play).to_have_text("Back to the first")

    page.emulate_media(reduced_motion="no-preference")
    expect(play).to_have_text("Play")
    rail = page.locator("#time").bounding_box()
    assert rail is not None
    page.mouse.click(rail["x"] + rail["width"] * 0.72, rail["y"] + 6)  # where the reader points
    until_painted(page, has="/2025Q4.u1")
    page.locator("#speed").get_by_text("Fast").click()
    play.focus()
    page.keyboard.press("Enter")
    expect(play).to_have_text("Pause")
    wait_for(page, "() => document.querySelector('#time-shown').textContent === '2026 Q3'")
    expect(play).to_have_text("Play")  # it stops at the end
    expect(page.locator("#legend-body .legend-unit").first).to_contain_text("2026 Q3")
    play.click()  # and begins again at the first
    wait_for(page, "() => document.querySelector('#time-shown').textContent === '2024 Q1'")
    slider.press("ArrowLeft")  # taking the slider in hand stops it
    expect(play).to_have_text("Play")
    page.emulate_media(reduced_motion="reduce")

    assert page.evaluate("() => history.length") == start, "no step of the slider is a step of the history"
    assert [url for url in visit.requests if url.endswith("areas.geojson")] == shapes, (
        "nothing is laid out again"
    )
    values = [url for url in visit.requests if "/values/overdose_calls/area/" in url]
    assert len(values) == len(set(values)), "each period's values are fetched once"


@pytest.mark.heavy
def test_two_periods_are_compared(visit: Visit) -> None:
    page = visit.open("/?social=overdose_calls,80&grid=area&period=2025Q4-2026Q3")
    until_painted(page, has="overdose_calls/area/")
    page.locator("#compare").click()
    page.get_by_role("option", name="October 2023 to September 2024").click()
    until_painted(page, has="/change/values/overdose_calls/area/2023Q4-2024Q3/2025Q4-2026Q3.u1")
    until_address(page, "compare=2023Q4-2024Q3")
    expect(page.locator(".legend")).to_contain_text("No clear change")
    expect(page.locator("#said")).to_contain_text("by chance alone")
    assert "compare=2023Q4-2024Q3" in (page.locator("#export").get_attribute("href") or "")
    expect(page.locator("#compare-note")).to_contain_text("alone while periods are compared")

    box = page.locator("#map").bounding_box()
    place = wait_for(page, A_CHANGE)
    assert box is not None
    at = box["x"] + place["x"], box["y"] + place["y"]
    page.mouse.move(*at)
    wait_for(page, "() => document.querySelector('.map-tip').textContent.includes('95 % interval')")
    page.mouse.click(*at)
    expect(page.locator("#drawer")).to_contain_text("Change")
    expect(page.locator("#drawer")).to_contain_text("95 % interval")
    page.locator("#show-table").click()
    expect(page.get_by_role("columnheader", name=re.compile("Reads as"))).to_be_visible(timeout=15_000)
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.querySelector('#map').dataset.theme === theme", theme)
        assert violations(page, rules) == [], theme
    page.emulate_media(color_scheme="light")
    page.locator("#close-drawer").click()

    page.locator("#time [role=slider]").focus()
    page.keyboard.press("ArrowLeft")
    until_painted(page, has="/change/values/overdose_calls/area/2023Q4-2024Q3/2024Q4-2025Q3.u1")
    page.keyboard.press("ArrowLeft")  # the period compared with: nothing to compare, so its own figures
    until_painted(page, has="/values/overdose_calls/area/2023Q4-2024Q3.u1", lacks="/change/")
    expect(page.locator("#compare-note")).to_contain_text("this period itself")
    until_address(page, "&period=2023Q4-2024Q3")
    page.go_back()
    until_painted(page, has="/values/overdose_calls/area/", lacks="/change/")
    assert "compare" not in page.evaluate("() => location.search")

    page.locator("#layer-social").click()
    page.get_by_role("option", name="Social environment score").click()
    expect(page.locator("#time-bar")).to_be_hidden()
    expect(page.locator("#reasons")).to_contain_text("do not vary by period")


@pytest.mark.heavy
def test_the_hours_of_the_week_are_a_table(visit: Visit) -> None:
    page = visit.open()
    week = page.locator(".week")
    expect(week.get_by_role("rowheader")).to_have_count(7)
    expect(week.get_by_role("columnheader")).to_have_count(25)
    expect(week.locator("#week-said")).to_contain_text("withheld (1 to 7 or too uncertain)")
    page.locator("#week-layer").click()
    off = page.get_by_role("option", name=re.compile("Recorded police activity. No count by hour"))
    expect(off).to_have_attribute("data-combobox-disabled", "true")
    page.keyboard.press("Escape")
    summary = week.get_by_text("Why not")
    summary.focus()
    page.keyboard.press("Enter")
    expect(week.get_by_text("No count by hour can be shown.").last).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    scrolled = week.locator(".week-scroll")
    scrolled.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    wait_for(page, "() => document.querySelector('.week-scroll').scrollLeft > 0")
    assert page.evaluate("() => document.documentElement.scrollWidth <= 390")
    assert violations(page) == []


@pytest.mark.heavy
def test_a_finger_moves_through_time(visit: Visit) -> None:
    context = visit.page.context.browser
    assert context is not None
    touch = context.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    other = Visit(touch.new_page(), visit.address)
    page = other.open(QUARTERS)
    map_box, bar = page.locator("#map").bounding_box(), page.locator("#time-bar")
    bar.scroll_into_view_if_needed()
    assert map_box is not None
    assert map_box["y"] < 480, "the map stays the first thing"
    page.locator("#time").tap(position={"x": 6, "y": 6})
    until_painted(page, has="/2023Q4.u1")
    wait_for(page, "() => location.search.includes('period=2023Q4')")  # the server has answered
    page.locator("#play").tap()
    until_painted(page, has="/2024Q1.u1")
    touch.close()
