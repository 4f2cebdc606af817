"""A hundred boards' viewers on one server: what each waits for a layer, and whether memory stays flat.

Run: python -m tests.bench.bench_viewers --seed 1 --minutes 10
The demo is built and served by `safepassage serve --board` in a process of its own; viewers open the page
once, then ask for one view after another as its controls do (the callback, then the values of its layers),
thinking 1 to 5 seconds between. Both keep to this machine. Exits with 1 when a request fails, when 95 % of
the layer requests do not answer within 200 ms, or when memory grows by more than a tenth from the first third
of the time to the last.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import numpy as np

from layers.published.home import PublishedHome
from layers.published.offer import PERIOD_KINDS, Offer, offer_of
from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report
from tests.web.crawl import Call, control_values, post, views_of
from tests.web.page import Page
from web.view.state import View

ROOT = Path(__file__).resolve().parents[2]
VIEWERS, WANTED_MS, MOST_GROWTH = 100, 200.0, 1.1
THINK_S = (1.0, 5.0)
PATIENCE_S, MINUTES = 30, 10.0
ABOUT = About(
    title="A hundred viewers at once",
    text="""\
The demo is served by `safepassage serve --board` in a process of its own. Viewers open the page once,
then ask for one view after another as its controls do (the callback, then the values of its layers),
thinking 1 to 5 seconds between. Memory is the server's, in the last third of the time beside the first:
it must not grow by more than a tenth. A request that fails ends the bench. No rival serves these pages:
the bound is in milliseconds.""",
    libraries=("dash", "waitress", "duckdb"),
    minutes=12,
    order=45,
)


@dataclass
class Tally:
    """What the viewers saw: milliseconds by kind of request, and what went wrong. Shared by all threads."""

    took_ms: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, took_ms: float, failed: str) -> None:
        """Note one request. failed: why, '' for none."""
        with self.lock:
            self.took_ms.setdefault(kind, []).append(took_ms)
            if failed:
                self.failed.append(f"{kind}: {failed}")


def steps(page: Page, offer: Offer) -> list[list[Call]]:
    """Return what the page asks for at each of many views: the callback, and the values of its layers.

    Layers that are as of one day have no period to choose, and come with the others'.
    """
    kinds = {period.id: period.kind for period in offer.published.periods()}
    views = [view for view in views_of(offer, whole=False) if kinds[view.period] in PERIOD_KINDS]
    return [_asked(page, offer, view) for view in views]


def _asked(page: Page, offer: Offer, view: View) -> list[Call]:
    published = offer.published
    root, known = f"/map/{quote(published.version)}/values", published.catalogue()
    values = [
        Call("values", "GET", f"{root}/{quote(layer)}/{quote(view.grid)}/{quote(period)}.u1")
        for layer in view.layer_ids()
        for period in (view.period, "current")
        if (layer, view.grid, period) in known
    ]
    return [post(page.app, "map.layers", "grid.value", control_values(page, view)), *values]


def look(port: int, choices: Sequence[Sequence[Call]], seed: int, until: float, tally: Tally) -> None:
    """Be one viewer: open the page, then look at one view after another, chosen by the seed."""
    chance = np.random.default_rng([seed, 100])
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    time.sleep(float(chance.uniform(0, THINK_S[1])))
    _send(line, "page", Call("page", "GET", "/"), tally)
    while time.monotonic() < until:
        for call in choices[int(chance.integers(len(choices)))]:
            _send(line, "layer", call, tally)
        time.sleep(float(chance.uniform(*THINK_S)))
    line.close()


def _send(line: http.client.HTTPConnection, kind: str, call: Call, tally: Tally) -> None:
    body = None if call.json is None else json.dumps(call.json).encode()
    headers = {"Accept-Encoding": "gzip", **({"Content-Type": "application/json"} if body else {})}
    started, failed = time.perf_counter(), ""
    try:
        line.request(call.method, call.path, body, headers)
        reply = line.getresponse()
        found = reply.read()
        if reply.headers.get("Content-Encoding") == "gzip":
            gzip.decompress(found)
        if reply.status not in (200, 204):
            failed = f"{reply.status} for {call.path}"
    except (OSError, http.client.HTTPException) as error:
        failed = f"{type(error).__name__} for {call.path}"
        line.close()
    tally.add(kind, 1000 * (time.perf_counter() - started), failed)


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def watch(server: subprocess.Popen[str], until: float) -> list[float]:
    """Return the server's memory, every second until then, MB."""
    found = []
    while time.monotonic() < until:
        found.append(resident_mb(server.pid))
        time.sleep(1)
    return found


def found_in(tally: Tally, memory_mb: Sequence[float], cpu_s: float) -> Found:
    """Return what the viewers saw and what the server took. Raises AssertionError where a request failed."""
    if tally.failed:
        raise AssertionError(f"{len(tally.failed)} requests failed: {'; '.join(tally.failed[:5])}")
    rows: list[Measurement] = []
    for kind, took in sorted(tally.took_ms.items()):
        for share in (50, 95, 99):
            bound = Bound(most=WANTED_MS) if (kind, share) == ("layer", 95) else None
            at = [float(np.percentile(took, share))]
            rows.append(measured(f"{kind}, {share} % answered within", "ms", at, bound=bound))
    third = max(1, len(memory_mb) // 3)
    first, last = list(memory_mb[:third]), list(memory_mb[-third:])
    least = Bound(least_ratio=1 / MOST_GROWTH)
    rows.append(measured("memory, last third", "MB", last, "the first third", first, bound=least))
    requests = sum(map(len, tally.took_ms.values()))
    rows.append(measured("the server, for a request", "CPU ms", [1000 * cpu_s / requests]))
    return Found(tuple(rows))


def look_on(seed: int, minutes: float) -> Found:
    """Build and serve the demo, let the viewers look, and return what they waited for."""
    app = [sys.executable, str(ROOT / "app.py")]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([*app, "demo", "--no-serve", "--home", str(home)], check=True, capture_output=True)
        choices = steps(Page(home), offer_of(PublishedHome(home).current()))
        command = [*app, "serve", "--board", "--home", str(home), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            try:
                return _let_look(server, choices, seed, minutes)
            finally:
                server.terminate()


def _let_look(
    server: subprocess.Popen[str], choices: Sequence[Sequence[Call]], seed: int, minutes: float
) -> Found:
    assert server.stdout is not None
    port = int(server.stdout.readline().split("127.0.0.1:")[1].split()[0])
    tally, until = Tally(), time.monotonic() + 60 * minutes
    viewers = [
        threading.Thread(target=look, args=(port, choices, seed * VIEWERS + number, until, tally))
        for number in range(VIEWERS)
    ]
    for viewer in viewers:
        viewer.start()
    memory_mb = watch(server, until)
    for viewer in viewers:
        viewer.join()
    user, system = Path(f"/proc/{server.pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]
    return found_in(tally, memory_mb, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK"))


def measure(asked: Asked) -> Found:
    """Return what a hundred viewers waited for in ten minutes."""
    return look_on(asked.seed, MINUTES)


def main() -> int:
    """Print a line a measurement; return 1 where a bound is missed."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True, help="of what is looked at, and when")
    arguments.add_argument("--minutes", type=float, default=MINUTES, help="how long")
    chosen = arguments.parse_args()
    return report(look_on(chosen.seed, chosen.minutes))


if __name__ == "__main__":
    sys.exit(main())
