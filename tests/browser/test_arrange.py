"""Laying the map out: which environment lies on top, one alone, and the reader's own colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit, wait_for

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
    for _ in range(100):
        if lowest_first(page) == wanted:
            return
        page.wait_for_timeout(60)
    raise AssertionError(f"{lowest_first(page)} instead of {wanted}")


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
