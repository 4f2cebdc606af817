"""What a reader waits for on a country's map, in Chromium, beside a town's in the same run.

Run: python -m tests.bench.bench_country --seed 1 [--country HOME --town HOME: made before]
Both are invented by the same generator, loaded and published by the real functions, and opened as boards see
them. Exits with 1 when the country's first hexagons take more than 1.5 times the town's.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from layers.published.home import PublishedHome
from layers.published.offer import Offer
from tests.bench.bench_map import COMMON, OWN, PATIENCE
from tests.bench.country import make_home
from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report
from tests.browser.conftest import FLAGS, serving
from tests.browser.visit import wait_for
from web.doors import OPEN_DOORS
from web.map.levels import levels_at
from web.server import make_app
from web.view.state import default_view

COUNTRY, TOWN = (1_000_000, 1_500_000), (2_900, 40_000)  # cells of resolution 9, events
MOST_TIMES, RUNS, RIVAL_NAME = 1.5, 3, "a town's map"
ABOUT = About(
    title="A country's map in Chromium",
    text="""\
Milliseconds by the page's clock until everything that was asked for is drawn, then two animation frames:
first hexagons from the request for the page, the rest from the click or the jump. Zooming goes from the
whole place to hexagons three resolutions finer and back; the town has one resolution for both.""",
    sized="cells",
    libraries=("chromium", "playwright", "dash"),
    minutes=12,
    order=21,
)
# Milliseconds from an act until the page shows what is wanted
ACTED = """async ([kind, argument, has, lacks]) => {
  const root = document.querySelector('#map');
  const done = () => root.dataset.drawn === 'true' && (!has || root.dataset.painted.includes(has)) && !(lacks && root.dataset.painted.includes(lacks));
  const started = performance.now();
  if (kind === 'press') document.querySelector(argument).click();
  else root.mapControl.map.jumpTo(argument);
  delete root.dataset.drawn;
  root.mapControl.map.triggerRepaint();
  do { await frames2(); } while (!done());
  return performance.now() - started;
}"""  # noqa: E501
WHERE = """() => {
  const { map } = document.querySelector('#map').mapControl;
  const { lng, lat } = map.getCenter();
  return [lng, lat, map.getZoom()];
}"""


@dataclass
class Opened:
    """What one home's page took, in milliseconds by what was done, and what its map fetched first."""

    times: dict[str, list[float]] = field(default_factory=dict)
    kilobytes: list[float] = field(default_factory=list)

    def add(self, what: str, milliseconds: float) -> None:
        """Note one measurement."""
        self.times.setdefault(what, []).append(milliseconds)


def open_once(browser: Browser, address: str, offer: Offer, taken: Opened, shot: Path | None) -> None:
    """Open a home's page in a browser that knows nothing of it, and use it once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.add_init_script(COMMON + OWN)
    fetched: list[int] = []
    page.on(
        "response",
        lambda reply: fetched.append(
            int(reply.headers.get("content-length", 0)) if "/map/" in reply.url else 0
        ),
    )
    page.goto(address)
    taken.add("first hexagons", float(wait_for(page, "() => window.first", seconds=PATIENCE)))
    page.evaluate("() => quiet()")
    taken.kilobytes.append(sum(fetched) / 1000)
    view = default_view(offer)
    (on,) = [part.environment for part in view.shown if part.on]
    layer = view.layer_ids()[0]
    switch = f"label[for='on-{on}']"
    page.evaluate(ACTED, ["press", switch, "", layer])
    taken.add("environment on", page.evaluate(ACTED, ["press", switch, layer, ""]))
    _zoom(page, offer, layer, taken)
    if shot:
        page.screenshot(path=shot)
    context.close()


def _zoom(page: Page, offer: Offer, layer: str, taken: Opened) -> None:
    longitude, latitude, zoom = page.evaluate(WHERE)
    view = default_view(offer)
    levels = levels_at(offer, view.period, view.layer_ids())

    def go(to: float) -> float:
        grid = [name for name, least in levels if round(to, 2) >= least][-1] if levels else view.grid
        where = {"center": [longitude, latitude], "zoom": to}
        took: float = page.evaluate(ACTED, ["jump", where, f"/{layer}/{grid}/", ""])
        return took

    taken.add("zoom in by four", go(zoom + 4))
    taken.add("zoom out again", go(zoom))


def compare(country: Path, town: Path, runs: int, shots: Path | None = None) -> Found:
    """Return what both took, in turn. Raises RuntimeError where there is no Chromium."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is not installed: tools/chromium.sh installs it where the user is root")
    homes = {"country": country, "town": town}
    offers = {name: Offer(PublishedHome(home).current()) for name, home in homes.items()}
    taken = {name: Opened() for name in homes}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        for name, home in homes.items():  # what a server does once is not what a reader waits for
            with serving(make_app(home, board=True, doors=OPEN_DOORS).server) as address:
                open_once(browser, address, offers[name], Opened(), None)
                for run in range(runs):
                    last = shots / f"{name}.png" if shots and run == runs - 1 else None
                    open_once(browser, address, offers[name], taken[name], last)
        browser.close()
    size = sum(offers["country"].published.cell_count(grid) for grid in offers["country"].levels[-1:])
    ours, theirs = taken["country"], taken["town"]
    rows: list[Measurement] = []
    for what, times in ours.times.items():
        bound = Bound(least_ratio=1 / MOST_TIMES) if what == "first hexagons" else None
        rows.append(measured(what, "ms", times, RIVAL_NAME, theirs.times[what], size=size, bound=bound))
    fetched = measured(
        "fetched for the first view", "kB", ours.kilobytes, RIVAL_NAME, theirs.kilobytes, size=size
    )
    return Found((*rows, fetched))


def measure(asked: Asked) -> Found:
    """Return what a country and a town took, both made for this."""
    with tempfile.TemporaryDirectory(prefix="bench-country-") as folder:
        homes = Path(folder) / "country", Path(folder) / "town"
        for home, (cells, events) in zip(homes, (COUNTRY, TOWN), strict=True):
            make_home(home, cells, events, asked.seed)
        return compare(*homes, RUNS)


def main() -> int:
    """Print a line a measurement; return 1 where the bound is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--runs", type=int, default=RUNS)
    arguments.add_argument("--country", type=Path, help="a home with a country, made before")
    arguments.add_argument("--town", type=Path, help="a home with a town, made before")
    arguments.add_argument("--shots", type=Path, help="a folder for a picture of each map")
    chosen = arguments.parse_args()
    if chosen.country and chosen.town:
        return report(compare(chosen.country, chosen.town, chosen.runs, chosen.shots))
    return report(measure(Asked(seed=chosen.seed)))


if __name__ == "__main__":
    sys.exit(main())
