"""Laying the map out: which environment lies on top, one alone, and the reader's own colours."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessible import violations
from tests.browser.visit import Visit, until, wait_for
from web.arrange.lens import LENSES

pytestmark = pytest.mark.browser

TWO = "/?physical=overdose_calls,80&policy=score_policy,80"


def lowest_first(page: Page) -> list[str]:
    """The fills as MapLibre draws them."""
    found: list[str] = page.evaluate(
        """() => {
          const { map, props } = document.querySelector('#map').mapControl;
          const on = props.layers.filter((layer) => layer.kind === 'grid').map((layer) => layer.id);
          return map.getLayersOrder().filter((id) => id.endsWith('-fill')).map((id) => id.split('-')[0])
            .filter((id) => on.includes(id));
        }"""
    )
    return found


def until_order(page: Page, wanted: list[str]) -> None:
    until(page, lambda: lowest_first(page) == wanted, f"the order {wanted}")


def test_a_keyboard_puts_an_environment_on_top_and_shows_one_alone(visit: Visit) -> None:
    page = visit.open(TWO.replace("overdose_calls", "score_physical"))
    until_order(page, ["physical", "policy"])
    expect(page.locator("#place-physical")).to_have_text("At the bottom of 2")
    expect(page.locator("#lower-physical")).to_have_attribute("aria-disabled", "true")
    up = page.locator("#raise-physical")
    up.focus()
    page.keyboard.press("Enter")
    until_order(page, ["policy", "physical"])
    expect(page.locator("#order-said")).to_have_text("Physical: on top of 2")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#order-said")).to_have_text("Physical stays where it is")
    wait_for(page, "() => location.search.includes('order=policy,social,economic,physical')")
    expect(page.locator(".legend-part h3").first).to_contain_text("Physical")

    steps = page.evaluate("() => history.length")
    only = page.locator("#solo-policy")
    only.click()
    until_order(page, ["policy"])
    expect(only).to_have_attribute("aria-pressed", "true")
    wait_for(page, "() => !location.search.includes('physical=')")
    only.click()
    until_order(page, ["policy", "physical"])
    expect(only).to_have_attribute("aria-pressed", "false")
    wait_for(page, "() => location.search.includes('physical=')")
    assert page.evaluate("() => history.length") == steps + 2
    page.go_back()
    until_order(page, ["policy"])
    page.go_back()
    until_order(page, ["policy", "physical"])


@pytest.mark.heavy
def test_a_reader_keeps_the_colours_but_not_those_of_somebody_elses_link(visit: Visit) -> None:
    colours = "() => document.querySelector('#map').mapControl.props.layers[1].colours.light[0]"
    page = visit.open("/?social=overdose_calls,80")
    wait_for(page, "() => location.search.includes('period=')")
    standard = page.evaluate(colours)
    steps = page.evaluate("() => history.length")
    page.locator("#palette").get_by_text("Colour-blind safe").click()
    wait_for(page, "() => location.search.includes('palette=safe')")
    safe = wait_for(page, f"was => {{ const now = ({colours})(); return now !== was && now }}", standard)
    assert page.evaluate("() => history.length") == steps, "colours are no step back"
    visit.open("/?social=overdose_calls,80")
    wait_for(page, f"wanted => ({colours})() === wanted", safe)
    visit.open("/?social=overdose_calls,80&palette=grey")
    grey = wait_for(page, f"was => {{ const now = ({colours})(); return now !== was && now }}", safe)
    assert grey not in (standard, safe)
    swatch = page.locator(".swatches .swatch.only-light").first
    expect(swatch).to_have_css("background-color", f"rgb{tuple(bytes.fromhex(grey[1:]))}")
    visit.open("/?social=overdose_calls,80")
    wait_for(page, f"wanted => ({colours})() === wanted", safe)


ALL_PAINTED = (
    """n => [...document.querySelectorAll('.mapview')].filter((map) => map.dataset.painted).length === n"""
)
CENTRES = """() => [...document.querySelectorAll('.mapview')].filter((each) => each.mapControl?.ready)
.map((each) => {
  const { lng, lat } = each.mapControl.map.getCenter();
  return `${lng.toFixed(4)} ${lat.toFixed(4)} ${each.mapControl.map.getZoom().toFixed(2)}`;
})"""


@pytest.mark.heavy
def test_two_maps_move_and_point_together_and_four_come_and_go(visit: Visit) -> None:
    page = visit.open("/?social=overdose_calls,80")
    page.locator("#maps-mode").get_by_text("Two, side by side").click()
    wait_for(page, ALL_PAINTED, 2)
    page.locator("#side-layer").click()
    page.get_by_role("option", name="Overdose calls").click()
    page.locator("#side-period").click()
    page.get_by_role("option", name="October 2024 to September 2025").click()
    wait_for(page, "() => document.querySelector('#map-2').dataset.painted?.includes('2024Q4-2025Q3')")
    expect(page.locator("#side-title-2")).to_contain_text("Overdose calls, October 2024 to September 2025")
    expect(page.locator("#side-legend-2 .swatches li").first).to_be_visible()

    second = page.locator("#map-2 canvas")
    expect(second).to_have_attribute("aria-label", re.compile("^Second map: Overdose calls, October 2024"))
    second.focus()
    was = page.evaluate(CENTRES)
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    wait_for(
        page, f"was => {{ const now = ({CENTRES})(); return now[0] !== was[0] && now[0] === now[1] }}", was
    )
    expect(page.locator("#map .map-ghost")).to_be_visible()
    page.locator("#map-2").scroll_into_view_if_needed()
    second.hover()
    expect(page.locator("#map .map-tip")).to_be_visible()
    expect(page.locator("#map-2 .map-tip")).to_be_visible()
    wait_for(page, "() => document.querySelector('#map-2 .map-tip').textContent.includes('October 2024')")
    second.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer h2")).to_be_visible()
    expect(page.locator("#drawer")).to_contain_text("Figures: October 2024 to September 2025")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.get_by_role("button", name="Show the table").click()
    expect(page.locator("#table .ag-root-wrapper")).to_have_count(2)
    expect(page.locator("#table h3").last).to_contain_text("Second map: Overdose calls, October 2024")
    file = page.locator("#table a").get_attribute("href") or ""
    assert "layers=overdose_calls" in file
    assert "period=2024Q4-2025Q3" in file
    page.get_by_role("button", name="Hide the table").click()
    wait_for(
        page, "() => location.search.includes('maps=two&side_layer=overdose_calls&side_period=2024Q4-2025Q3')"
    )
    wait_for(page, "() => location.search.includes('at=')")

    page.evaluate("() => { window.old = document.querySelector('#map-2').mapControl.map.painter.context.gl }")
    page.locator("#maps-mode").get_by_text("Four environments").click()
    wait_for(page, ALL_PAINTED, 4)
    wait_for(page, f"() => {{ const at = ({CENTRES})(); return at.length === 4 && new Set(at).size === 1 }}")
    assert violations(page) == []
    page.locator("#maps-mode").get_by_text("One", exact=True).click()
    wait_for(page, "() => document.querySelectorAll('canvas.maplibregl-canvas').length === 1")
    assert page.evaluate("() => window.old.isContextLost()"), "a map that is gone holds no graphics memory"
    page.go_back()
    wait_for(page, ALL_PAINTED, 4)
    page.go_back()
    wait_for(page, ALL_PAINTED, 2)
    expect(page.locator("#side-title-2")).to_contain_text("October 2024 to September 2025")


@pytest.mark.heavy
def test_on_a_phone_the_maps_stack_and_show_the_whole_place(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("/?social=overdose_calls,80&maps=four")
    wait_for(page, ALL_PAINTED, 4)
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    left = page.evaluate(
        "() => [...document.querySelectorAll('.side')].map((each) => each.getBoundingClientRect().left)"
    )
    assert len(set(left)) == 1
    wait_for(
        page,
        """() => [...document.querySelectorAll('.side .mapview')].every(({ mapControl: { map, props } }) => {
          const seen = map.getBounds();
          const [west, south, east, north] = props.bounds;
          return seen.contains([west, south]) && seen.contains([east, north]);
        })""",
    )
    assert "at=" not in page.evaluate("() => location.search")


def test_a_lens_is_a_link_that_is_followed_in_the_page(visit: Visit) -> None:
    page = visit.open()
    page.evaluate("() => { window.stayed = true }")
    link = page.get_by_role("link", name="Street scene")
    expect(link).to_have_attribute("aria-current", "false")
    link.focus()
    page.keyboard.press("Enter")
    expect(link).to_have_attribute("aria-current", "true")
    wait_for(page, "() => document.querySelector('#map').dataset.painted?.includes('/overdose_calls/')")
    wait_for(page, "() => location.search.includes('lens=street') && location.search.includes('services=')")
    assert page.evaluate("() => window.stayed"), "the page was not loaded again"
    closed = page.get_by_role("link", name="Night-time economy and festivals")
    expect(closed).to_have_attribute("aria-disabled", "true")
    page.go_back()
    expect(link).to_have_attribute("aria-current", "false")


@pytest.mark.heavy
def test_venues_are_switched_on_pointed_at_opened_and_part_of_the_night(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ("overdose_calls",)  # the fixture has no layer of the night
    monkeypatch.setitem(LENSES, "night", replace(LENSES["night"], first=here, second=(), telling=here))
    page = visit.open("/?social=score_social,80&services=none")
    switch = page.get_by_role("switch", name="Show venues and festivals")
    expect(switch).not_to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(page.locator("#legend-body")).to_contain_text("Festival site")
    x, y = wait_for(
        page,
        """() => {
          const { map } = document.querySelector('#map').mapControl;
          if (!location.search.includes('venues=1') || !map.getLayer('sites-festivals')) return null;
          const [found] = map.queryRenderedFeatures({ layers: ['sites-festivals'] });
          if (!found) return null;
          const { x, y } = map.project(found.geometry.coordinates);
          const { left, top } = map.getCanvas().getBoundingClientRect();
          return [left + x, top + y];
        }""",
    )
    page.mouse.move(x, y + 1)
    page.mouse.move(x, y)
    tip = page.locator("#map .map-tip")
    expect(tip).to_contain_text("Regatta Nights")
    expect(tip).to_contain_text("Festival site")
    expect(tip).to_contain_text("21 to 23 Aug 2026")
    page.mouse.click(x, y)
    expect(page.locator("#drawer h2")).to_have_text("Regatta Nights")
    expect(page.locator("#drawer")).to_contain_text("21 to 23 Aug 2026")
    expect(page.locator("#drawer")).to_contain_text("Around it")
    wait_for(page, "() => location.search.includes('open=venue%3AF1')")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Street scene").press("Enter")
    expect(switch).not_to_be_checked()
    wait_for(page, "() => !document.querySelector('#map').mapControl.map.getLayer('sites-festivals')")
    page.get_by_role("link", name="Night-time economy and festivals").press("Enter")
    expect(switch).to_be_checked()
    wait_for(page, "() => document.querySelector('#map').mapControl.map.getLayer('sites-festivals')")
    assert visit.problems == []
