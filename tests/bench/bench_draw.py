"""How often the figures follow a hand that drags, on the demo's own Draw page in Chromium.

Run: python -m tests.bench.bench_draw --seconds 4
A corner, then the whole of a 24-corner zone, is dragged without rest. An update counts once figures have
changed in a frame that the browser has drawn. Beside the updates a second stand the CPU milliseconds that the
server and the browser spent on each, from /proc: they hold where other work slows the clock. Without a
graphics card most of the browser's is filling the map. Exits with 1 below 8 updates a second.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report
from tests.browser.conftest import FLAGS
from tests.browser.visit import wait_for

WANTED = 8.0  # updates a second
CORNERS = 24
PATIENCE, SECONDS = 180, 4.0
ABOUT = About(
    title="Zones: dragging on the page",
    text="""\
The demo's own Draw page in Chromium, its server a process of its own. A corner, then the whole of a zone
of 24 corners is dragged without rest for four seconds; an update counts once figures have changed in a
frame that the browser has drawn. CPU milliseconds are those that the server and the browser spent on each
update; they hold where other work slows the clock. Without a graphics card most of the browser's is
filling the map. No rival was found that counts while a shape is dragged: the bound is in updates a
second.""",
    libraries=("chromium", "playwright"),
    minutes=2,
    order=31,
)
TICKS = os.sysconf("SC_CLK_TCK")
WATCH = """() => {
  window.shown = [];
  let due = false;
  const note = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; window.shown.push(performance.now()); });
  };
  window.watching?.disconnect();
  window.watching = new MutationObserver(note);
  const all = { subtree: true, childList: true, characterData: true };
  window.watching.observe(document.querySelector('#draw-figures'), all);
}"""
SPOT = """place => {
  const root = document.querySelector('#draw-map');
  const canvas = root.querySelector('canvas').getBoundingClientRect();
  const at = root.mapControl.map.project(place);
  return [canvas.x + at.x, canvas.y + at.y];
}"""


@dataclass(frozen=True)
class Dragged:
    """Updates that reached the screen in so many seconds, and the CPU seconds they took."""

    what: str
    updates: int
    seconds: float
    server: float
    browser: float

    @property
    def rate(self) -> float:
        """Updates a second."""
        return self.updates / self.seconds

    def measurements(self) -> Iterator[Measurement]:
        """Yield updates a second, and the CPU milliseconds that each took."""
        each = 1000 / max(self.updates, 1)
        bound = Bound(least=WANTED)
        yield measured(self.what, "updates/s", [self.rate], more_is_better=True, bound=bound)
        yield measured(f"{self.what}, an update in the server", "CPU ms", [each * self.server])
        yield measured(f"{self.what}, an update in the browser", "CPU ms", [each * self.browser])


def cpu_seconds(root: int) -> float:
    """Return the CPU seconds that a process and all below it have used so far."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
        used[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICKS
    wanted, total = [root], 0.0
    while wanted:
        one = wanted.pop()
        total += used.get(one, 0.0)
        wanted += parents.get(one, [])
    return total


@contextmanager
def served(home: Path) -> Iterator[tuple[str, int]]:
    """Serve a home in a process of its own; yields its address and the process's id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "app.py", "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until_open(port, process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers. Raises RuntimeError when it ends, or takes too long."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not start")


def draw_zone(page: Page) -> list[float]:
    """Put a zone of CORNERS corners on the middle of the map, choose it, and return its first corner."""
    wait_for(page, "() => document.querySelector('#draw-map')?.dataset.drawing === 'ready'", seconds=PATIENCE)
    page.evaluate("() => document.querySelector('#draw-work').scrollIntoView()")
    middle = page.evaluate(
        "() => { const { lng, lat } = document.querySelector('#draw-map').drawPage.start.services[0];"
        " return [lng, lat]; }"
    )
    turns = [2 * math.pi * at / CORNERS for at in range(CORNERS)]
    squeeze = math.cos(math.radians(middle[1]))
    ring = [
        [middle[0] + 0.0036 * math.sin(turn) / squeeze, middle[1] + 0.0036 * math.cos(turn)] for turn in turns
    ]
    page.locator("#draw-snap").click()
    page.locator("#draw-numbers summary").click()
    page.locator("#draw-typed").fill(
        "\n".join(f"{latitude:.6f}, {longitude:.6f}" for longitude, latitude in ring)
    )
    page.get_by_role("button", name="Add this shape").click()
    wait_for(page, "() => document.querySelectorAll('#draw-figures dd').length >= 10", seconds=PATIENCE)
    page.evaluate("() => document.querySelector('#draw-map').drawPage.fit()")
    page.evaluate("() => document.querySelector('#draw-work').scrollIntoView()")
    page.wait_for_timeout(1500)
    return ring[0]


def drag(page: Page, what: str, start: list[float], seconds: float, server: int) -> Dragged:
    """Drag from a place on the screen round and round for some seconds and return what was seen."""
    browser = os.getpid()  # the driver and the browser hang below this process
    page.evaluate(WATCH)
    page.mouse.move(*start)
    page.mouse.down()
    used = cpu_seconds(server), cpu_seconds(browser)
    began, step = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        step += 1
        page.mouse.move(start[0] + 40 * math.sin(step / 6), start[1] + 40 - 40 * math.cos(step / 6))
    took = time.monotonic() - began
    spent = cpu_seconds(server) - used[0], cpu_seconds(browser) - used[1]
    seen = int(page.evaluate("() => window.shown.length"))
    page.mouse.up()
    page.wait_for_timeout(1500)
    return Dragged(what, seen, took, spent[0], spent[1] - spent[0])


def dragged(home: Path, seconds: float) -> list[Dragged]:
    """Return what was seen of a corner and of the whole zone."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is not installed: tools/chromium.sh installs it where the user is root")
    with served(home) as (address, server), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/draw")
        corner = draw_zone(page)
        found = [drag(page, "a corner", page.evaluate(SPOT, corner), seconds, server)]
        page.get_by_role("button", name="Undo").click()
        page.wait_for_timeout(1000)
        inside = page.evaluate(SPOT, [corner[0], corner[1] - 0.0018])
        found.append(drag(page, "the whole zone", inside, seconds, server))
        browser.close()
    return found


def measure(asked: Asked) -> Found:
    """Return what was seen on the demo, which is made for it. Nothing is random here."""
    with tempfile.TemporaryDirectory(prefix="bench-draw-") as folder:
        home = Path(folder) / "home"
        made = [sys.executable, "app.py", "demo", "--no-serve", "--home", str(home)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        return found_in(dragged(home, SECONDS))


def found_in(seen: list[Dragged]) -> Found:
    """Return what was seen as measurements."""
    return Found(tuple(row for each in seen for row in each.measurements()))


def main() -> int:
    """Print a line a measurement; return 1 when the bound is missed."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seconds", type=float, default=SECONDS)
    arguments.add_argument("--home", type=Path, help="a demo that is made already")
    chosen = arguments.parse_args()
    return report(found_in(dragged(chosen.home, chosen.seconds)) if chosen.home else measure(Asked()))


if __name__ == "__main__":
    sys.exit(main())
