"""Everybody can use the pages: axe-core's rules, the keyboard alone, and large text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import Visit, wait_for

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# each theme with the rules to ask for: the second time only those among TAGS that a change of theme can break
THEMES = (("light", None), ("dark", ["color-contrast", "link-in-text-block"]))


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return axe's findings as lines, the rule and the element: of all tags, or of some rules alone."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(f"() => {{{AXE.read_text(encoding='utf-8')}}}")
    found: list[str] = page.evaluate(
        """async ([type, values]) => {
          const wanted = { resultTypes: ['violations'], runOnly: { type, values } };
          const { violations } = await axe.run(document, wanted);
          return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) =>
            `${id}: ${html.slice(0, 99)}`));
        }""",
        ["tag", TAGS] if rules is None else ["rule", rules],
    )
    return found


@pytest.mark.parametrize(
    "width", [1280, pytest.param(820, marks=pytest.mark.heavy), pytest.param(390, marks=pytest.mark.heavy)]
)
def test_axe_finds_nothing_on_any_page_in_either_theme(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    visit = Visit(context.new_page(), address)
    page = visit.open(
        "/?physical=needle_reports,80&social=overdose_calls,80&policy=macro&economic=micro&hotspots=1"
    )
    assert page.evaluate("() => document.querySelectorAll('.legend-part').length") >= 2
    expect(page.locator("#hint")).to_be_visible()
    page.evaluate(
        "() => { dash_clientside.set_props('map', {clickInfo: {kind: 'cell', grid: 'r8', row: 40, n: 1}});"
        " document.querySelector('#show-table').click() }"
    )
    expect(page.locator("#drawer")).to_be_visible()
    wait_for(page, "() => document.querySelector('.ag-row')")
    page.evaluate(
        "() => document.querySelectorAll('#drawer details').forEach((each) => { each.open = true })"
    )
    page.locator("#search").fill("quay")
    wait_for(page, "() => document.querySelector('#search').getAttribute('aria-activedescendant')")
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.querySelector('#map').dataset.theme === theme", theme)
        assert violations(page, rules) == [], f"map, {theme}"
    if width < 1024:
        page.locator("#close-drawer").click()
        page.locator("#open-panel").click()
        expect(page.locator("#panel")).to_be_visible()
        assert violations(page) == [], "panel"
        page.keyboard.press("Escape")
    for name, path in (("Layers", "layers"), ("Data", "data"), ("Method", "method")):
        page.get_by_role("link", name=name, exact=True).click()
        wait_for(page, "path => !document.querySelector(`#page-${path} > .waiting`)", path)
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            wait_for(page, "theme => document.querySelector('#map').dataset.theme === theme", theme)
            assert violations(page, rules) == [], f"{name}, {theme}"
    context.close()


# Where the focus is, and whether it is drawn: on the element, or on the part that stands for a hidden input
FOCUSED = """() => {
  const found = document.activeElement;
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const frame = found.closest('label, .mapview, .mantine-SegmentedControl-control, .mantine-Slider-root');
  const beside = [...found.parentElement.children, ...(frame ? [frame, ...frame.querySelectorAll('*')] : [])];
  const regions = {
    '#panel': 'panel', '.map-frame': 'map', header: 'header', '.second': 'second', '.first': 'tools',
  };
  const inside = Object.keys(regions).find((each) => found.closest(each));
  return {
    id: found.id || found.className || found.tagName,
    name: found.innerText || found.getAttribute('aria-label') || '',
    seen: drawn(found) || getComputedStyle(found).boxShadow !== 'none' || beside.some(drawn),
    inside: regions[inside] ?? 'page',
  };
}"""


def test_the_keyboard_reaches_everything_in_reading_order_and_shows_where_it_is(visit: Visit) -> None:
    """And the drawer takes the focus and gives it back; the first visit is told how to read the map, once."""
    page = visit.open()
    expect(page.locator("#hint")).to_contain_text("How to read this map")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["id"] == "BODY":
            break
        stops.append(stop)
    regions = [stop["inside"] for stop in stops]
    order = [region for at, region in enumerate(regions) if at == 0 or regions[at - 1] != region]
    assert order == ["page", "header", "panel", "tools", "map", "second"]
    assert stops[0]["name"] == "Skip to the content"
    reached = {stop["id"] for stop in stops}
    for wanted in (
        "on-physical",
        "on-policy",
        "layer-social",
        "hotspots",
        "copy-link",
        "close-hint",
        "show-table",
        "export",
    ):
        assert wanted in reached, wanted
    assert any("maplibregl-canvas" in stop["id"] for stop in stops)
    assert [stop["id"] for stop in stops if not stop["seen"]] == [], "focus that cannot be seen"

    page.locator("#map canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("#map canvas")).to_be_focused()

    page.get_by_role("button", name="Got it").click()
    expect(page.locator("#hint")).to_be_hidden()
    page.reload()
    wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
    expect(page.locator("#hint")).to_be_hidden()


@pytest.mark.heavy
def test_at_two_hundred_per_cent_nothing_is_lost(visit: Visit) -> None:
    """A 1280 px screen zoomed to 200 % is 640 px wide and half as high."""
    visit.page.set_viewport_size({"width": 640, "height": 400})
    page = visit.open()
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    for wanted in (
        "#open-panel",
        "#theme",
        "#grid",
        "#copy-link",
        "#close-hint",
        "#map canvas",
        "#show-table",
    ):
        found = page.locator(wanted)
        found.scroll_into_view_if_needed()
        expect(found).to_be_in_viewport()
    page.locator("#open-panel").click()
    page.locator("label[for='hotspots']").scroll_into_view_if_needed()
    expect(page.locator("label[for='hotspots']")).to_be_in_viewport()
    page.keyboard.press("Escape")
    for name in ("Clash", "Zones", "Measures", "Layers", "Data", "Method"):
        page.get_by_role("link", name=name, exact=True).click()
        shown = f"#page-{name.lower()}:not([hidden])"
        wait_for(
            page,
            f"() => document.querySelector('{shown}') && !document.querySelector('{shown} > .waiting')",
        )
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, name
        heading = page.locator(f"{shown} h1")
        heading.scroll_into_view_if_needed()
        expect(heading).to_be_in_viewport()
