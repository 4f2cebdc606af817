"""CPU seconds and size of the demo's briefing, beside plotly, kaleido and Chromium on the same figures.

Run: python -m tests.bench.bench_briefing --runs 5 [--home HOME]
Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefing.make import FORMATS, make
from tests.bench.bench_draw import cpu_seconds
from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report

PDF_S, BUNDLE_S, BUNDLE_KB, RATIO, RUNS = 0.3, 2.0, 2_000.0, 5.0, 5
ABOUT = About(
    title="Briefings",
    text="""\
Each side is a process of its own that has its program loaded and the published version open, and is then
asked for one briefing after the other. "Load" is what the modules of that format take to import; "first"
is the first briefing after that: fonts and tables are read, the rival's browser starts. "Next" are those
that follow, the rival's browser kept open. The rival draws the same maps, ranking, trends and tables as
figures with plotly, kaleido and Chromium, a page each, and nothing else: no text, legend of classes, tags
or alternative text. The bounds are on the next ones and, for the bundle, on the first too.""",
    libraries=("typst", "python-pptx", "plotly", "kaleido", "chromium"),
    minutes=3,
    order=40,
)
RIVAL = "plotly+kaleido"
LOAD = "load "  # what comes before a format that is only to be imported
PAPER = ("briefing.paper.pdf",)
SLIDES = ("briefing.slides.deck",)
MODULES = {"pdf": PAPER, "pptx": SLIDES, "zip": (*PAPER, *SLIDES, "briefing.files.bundle")}


@dataclass(frozen=True)
class Side:
    """What one side took: CPU seconds of loading, of the first and of each of the next, and bytes of one."""

    load: float
    first: float
    next: list[float]
    size: int


@contextmanager
def asked(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a side; yields it once it is ready, and ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert process.stdin
    assert process.stdout
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{words[0]} did not start")
        yield process
    finally:
        process.stdin.close()
        process.wait(60)


def make_many(runs: int, words: tuple[str, ...], order: str, *, loads: bool = False) -> Side:
    """Return what one side takes to make what `order` says, over so many runs after the first.

    loads: it can be told to import what it needs before.
    """
    spent, size = [], 0
    orders = [f"{LOAD}{order}", *[order] * (runs + 1)] if loads else [order] * (runs + 1)
    with asked(*words) as process:
        assert process.stdin
        assert process.stdout
        for each in orders:
            before = cpu_seconds(process.pid)
            process.stdin.write(f"{each}\n")
            process.stdin.flush()
            said = process.stdout.readline()
            if not said:
                raise RuntimeError(f"{words[0]} ended before it was done")
            spent.append(cpu_seconds(process.pid) - before)
            size = int(said)
    load = spent.pop(0) if loads else 0.0
    return Side(load, spent[0], spent[1:], size)


def serve(home: Path) -> None:
    """Be our side: make what each line of standard input asks for."""
    from briefing.asked import opening
    from layers.published.home import follow

    published = follow(home).published()
    chosen = opening(published)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = line.strip()
        if order.startswith(LOAD):
            for name in MODULES[order.removeprefix(LOAD)]:
                importlib.import_module(name)
            sys.stdout.write("0\n")
        else:
            sys.stdout.write(f"{len(make(published, chosen, order).body)}\n")
        sys.stdout.flush()


def bench(home: Path, runs: int) -> Found:
    """Return our formats, the PDF beside the rival's (where there is a kaleido)."""
    module = "tests.bench.bench_briefing"
    ours = {each: make_many(runs, (module, "--serve", str(home)), each, loads=True) for each in FORMATS}
    rival = None
    if importlib.util.find_spec("kaleido"):
        rival = make_many(max(2, runs // 2), ("tests.bench.rival_kaleido", str(home)), "pdf")
    rows = [row for name, side in ours.items() for row in _rows(name, side, rival if name == "pdf" else None)]
    left_out = () if rival else ("plotly+kaleido: kaleido is not installed.",)
    return Found(tuple(rows), left_out)


def _rows(name: str, side: Side, rival: Side | None) -> Iterator[Measurement]:
    def row(what: str, unit: str, get: Callable[[Side], list[float]], bound: Bound | None) -> Measurement:
        theirs = get(rival) if rival else []
        return measured(f"{name}, {what}", unit, get(side), RIVAL, theirs, bound=bound)

    bundle = name == "zip"
    first = Bound(most=BUNDLE_S) if bundle else None
    following = Bound(most=PDF_S, least_ratio=RATIO) if name == "pdf" else first
    size = Bound(most=BUNDLE_KB) if bundle else None
    yield measured(f"{name}, load", "CPU s", [side.load])
    yield row("first", "CPU s", lambda each: [each.first], first)
    yield row("next", "CPU s", lambda each: each.next, following)
    yield row("size", "kB", lambda each: [each.size / 1000], size)


def on_demo(runs: int) -> Found:
    """Return what was measured on the demo, which is made for it."""
    with tempfile.TemporaryDirectory(prefix="bench-briefing-") as folder:
        home = Path(folder) / "demo"
        command = [sys.executable, "app.py", "demo", "--no-serve", "--home", str(home)]
        subprocess.run(command, check=True, capture_output=True)
        return bench(home, runs)


def measure(asked: Asked) -> Found:
    """Return what was measured. Nothing is random here."""
    return on_demo(RUNS)


def main() -> int:
    """Print a line a measurement; return 1 where a bound is missed."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--home", type=Path, help="a published home; the demo is built where none is given")
    options.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(given.serve)
        return 0
    return report(bench(given.home, given.runs) if given.home else on_demo(given.runs))


if __name__ == "__main__":
    sys.exit(main())
