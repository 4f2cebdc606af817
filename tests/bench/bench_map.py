"""What a reader waits for on the map, in Chromium, beside plotly's own map trace with the same hexagons.

Run: python -m tests.bench.bench_map --seed 1 --runs 3
Both keep to this machine and draw no tiles. Exits with 1 when an environment does not come and go ten times
faster at 100,000 cells.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report
from tests.bench.wide_home import Sites, sites
from tests.browser.conftest import FLAGS
from tests.browser.visit import wait_for

SIZES, WANTED_RATIO = (10_000, 100_000), 10.0
TOGGLE = "environment off and on again"
PATIENCE, RUNS = 180, 3
RIVAL_NAME = "plotly's map trace"
ABOUT = About(
    title="The map in Chromium",
    text="""\
Milliseconds by the page's clock until the frame with the change is drawn: the map says that it is idle,
then two animation frames, the same for both. A software renderer spends most of this on filling the
frames; "until the map is idle" leaves that out. The rival is plotly's own map trace with the same
hexagons and colours, switched with Plotly.restyle.""",
    sized="cells",
    libraries=("chromium", "playwright", "plotly", "dash"),
    minutes=6,
    order=20,
)
# What both pages have in common; FIRST comes from the page that it runs in
COMMON = """
window.frames2 = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
window.idle = async (map) => {
  await new Promise((done) => map.once('idle', done));
  window.idleAt = performance.now();
  await frames2();
};
// What the last act set off is not part of the next
window.quiet = async () => {
  const map = window.mapOnceDrawn();
  do { await frames2(); } while (!map.loaded() || map.isMoving());
};
window.first = null;
const look = async () => {
  const map = window.mapOnceDrawn();
  if (!map) return requestAnimationFrame(look);
  map.triggerRepaint();
  await idle(map);
  window.first = performance.now();
};
addEventListener('DOMContentLoaded', look);
// From the event itself until `said` gives something else than before
window.timeFrom = (kind, said) => {
  const before = said();
  window.took = null;
  let event = null;
  addEventListener(kind, (each) => { event = each; }, { capture: true, once: true });
  const check = () => {
    const text = said();
    if (!event || !text || text === before || text.includes('…')) return requestAnimationFrame(check);
    requestAnimationFrame(() => { window.took = performance.now() - event.timeStamp; });
  };
  check();
};
"""
OWN = """
window.mapOnceDrawn = () => {
  const root = document.querySelector('#map');
  return root && root.dataset.painted && root.mapControl.map;
};
// Two cells may have the same figure: where the tip is tells one from the other
window.tipText = () => {
  const tip = document.querySelector('.map-tip:not([hidden])');
  return tip ? tip.style.transform + tip.textContent : '';
};
window.clickText = () => document.querySelector('#clicked').textContent;
window.show = (layers) => new Promise((done) => {
  const root = document.querySelector('#map');
  const wanted = layers.filter((each) => each.kind === 'grid').map((each) => each.values).join(' ');
  const watch = new MutationObserver(() => {
    if (root.dataset.painted !== wanted) return;
    watch.disconnect();
    idle(root.mapControl.map).then(done);
  });
  watch.observe(root, { attributes: true, attributeFilter: ['data-painted'] });
  dash_clientside.set_props('map', { layers });
});
"""
RIVAL = """
window.mapOnceDrawn = () => window.drawnMap;
window.tipText = () => document.querySelector('.hoverlayer')?.textContent || '';
window.clicks = 0;
window.clickText = () => String(window.clicks);
window.show = (change, trace) => {
  const drawn = idle(window.drawnMap);
  Plotly.restyle('rival', change, [trace]);
  return drawn;
};
"""
TIMED = """async (steps) => {
  const took = { drawn: 0, idle: 0 };
  for (const step of steps) {
    const started = performance.now();
    await window.show(...step);
    took.drawn += performance.now() - started;
    took.idle += window.idleAt - started;
  }
  return took;
}"""


@dataclass
class Times:
    """Milliseconds of one map, by what was done."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, milliseconds: float) -> None:
        """Note one measurement."""
        self.taken.setdefault(what, []).append(milliseconds)


def changes_of_own(served: Sites) -> dict[str, list[Any]]:
    """Return the arguments of `show` for each state of our map."""
    return {name: [layers] for name, layers in served.scenes.items()}


def changes_of_rival(served: Sites) -> dict[str, list[Any]]:
    """Return the arguments of `show` that bring plotly's map to the same state from the one before."""
    return {
        "both": [{"visible": True}, 1],
        "back": [{"visible": False}, 1],
        "none": [{"visible": False}, 0],
        "one": [{"visible": True}, 0],
        "next": [{"z": [served.years[1]]}, 0],
        "before": [{"z": [served.years[0]]}, 0],
    }


def time_changes(page: Page, change: dict[str, list[Any]], runs: int, times: Times) -> None:
    """Time everything but the first drawing on a page that has been drawn."""

    def timed(*names: str) -> dict[str, float]:
        found: dict[str, float] = page.evaluate(TIMED, [change[name] for name in names])
        return found

    # What an environment brings when it is first shown is not part of coming and going
    timed("both")
    for _ in range(runs):
        took = timed("back", "both")
        times.add(TOGGLE, took["drawn"])
        times.add("the same, until the map is idle", took["idle"])
    timed("back")
    for _ in range(runs):
        times.add("the only one off and on again", timed("none", "one")["drawn"])
    timed("next", "before")
    for _ in range(runs):
        times.add("period step", timed("next", "before")["drawn"] / 2)
    for turn in range(runs + 1):  # the first brings the figures, or builds an index
        x, y = 500 + 60 * turn, 300 + 30 * turn
        hover = point(page, "mousemove", "tipText", lambda x=x, y=y: page.mouse.move(x, y))
        click = point(page, "click", "clickText", lambda x=x, y=y: page.mouse.click(x, y))
        if turn:
            times.add("hover until the tip shows", hover)
            times.add("click until the page is told", click)


def point(page: Page, kind: str, said: str, act: Callable[[], None]) -> float:
    """Return the milliseconds from a pointer's event until the page says something new."""
    page.evaluate("() => quiet()")
    page.evaluate(f"() => timeFrom('{kind}', {said})")
    act()
    return float(wait_for(page, "() => window.took", seconds=PATIENCE))


def beside(browser: Browser, served: Sites, runs: int, shots: Path | None) -> tuple[Times, Times]:
    """Return what our map and plotly's took."""
    taken = Times(), Times()
    own = changes_of_own(served)
    own |= {"back": own["one"], "before": own["one"]}
    sides = ((served.own, OWN, own), (served.rival, RIVAL, changes_of_rival(served)))
    for turn in range(runs):
        for times, (address, script, change) in zip(taken, sides, strict=True):
            context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
            context.set_default_timeout(PATIENCE * 1000)
            page = context.new_page()
            page.add_init_script(script + COMMON)
            page.goto(address + "/")
            times.add("first hexagons", wait_for(page, "() => window.first", seconds=PATIENCE))
            if turn == runs - 1:
                if script is RIVAL:
                    page.evaluate("() => { rival.on('plotly_click', () => { window.clicks += 1; }); }")
                time_changes(page, change, runs, times)
                if shots:
                    page.screenshot(path=shots / f"{served.cells}-{'own' if script is OWN else 'rival'}.png")
            context.close()
    return taken


def compare(cells: tuple[int, ...], seed: int, runs: int, shots: Path | None = None) -> Found:
    """Return what both maps took at each size. Raises RuntimeError where there is no Chromium."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is not installed: tools/chromium.sh installs it where the user is root")
    rows: list[Measurement] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        for size in cells:
            with tempfile.TemporaryDirectory() as home, sites(Path(home), size, seed) as served:
                own, rival = beside(browser, served, runs, shots)
            for what, taken in own.taken.items():
                promised = what == TOGGLE and size == max(SIZES)
                bound = Bound(least_ratio=WANTED_RATIO) if promised else None
                theirs = rival.taken[what]
                rows.append(measured(what, "ms", taken, RIVAL_NAME, theirs, size=served.cells, bound=bound))
        browser.close()
    return Found(tuple(rows))


def measure(asked: Asked) -> Found:
    """Return what both maps took; their sizes are cells, and have nothing to do with rows."""
    return compare(SIZES, asked.seed, RUNS)


def main() -> int:
    """Print a line a measurement; return 1 where the bound is missed."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--runs", type=int, default=RUNS)
    arguments.add_argument("--cells", type=int, nargs="+", default=SIZES)
    arguments.add_argument("--shots", type=Path, help="a folder for a picture of each map")
    chosen = arguments.parse_args()
    return report(compare(tuple(chosen.cells), chosen.seed, chosen.runs, chosen.shots))


if __name__ == "__main__":
    sys.exit(main())
