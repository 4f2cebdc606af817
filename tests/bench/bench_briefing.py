"""CPU seconds and size of the demo's briefing, beside plotly, kaleido and Chromium on the same figures.

Run: python -m tests.bench.bench_briefing --runs 5 [--home HOME]
Each side is a process of its own that has its program loaded and the published version open, and is then
asked for one briefing after the other. "load" is what our own modules for that format and their libraries
take to import; "first" is the first briefing after that: fonts and tables are read, the rival's browser
starts. "next" is the median of those that follow, the rival's browser kept open. CPU is that of the process
and of all below it, so of the browser's too. The rival draws the same maps, ranking, trends and tables as
figures, a page each, and nothing else: no text, legend of classes, tags or alternative text.
Exits with 1 when a bound is missed: PDF_S and BUNDLE_S of the next ones, BUNDLE_S of the first bundle,
BUNDLE_MB, or RATIO between the rival's PDF and ours. Whether the first PDF keeps PDF_S is only told.
"""

from __future__ import annotations

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefing.make import FORMATS, make
from tests.bench.bench_draw import cpu_seconds

PDF_S, BUNDLE_S, BUNDLE_MB, RATIO = 0.3, 2.0, 2.0, 5.0
LOAD = "load "  # what comes before a format that is only to be imported
PAPER = ("briefing.paper.pdf",)
SLIDES = ("briefing.slides.deck",)
MODULES = {"pdf": PAPER, "pptx": SLIDES, "zip": (*PAPER, *SLIDES, "briefing.files.bundle")}


@dataclass(frozen=True)
class Side:
    """What one side took: CPU seconds of loading, the first and the next, wall seconds, bytes of one."""

    what: str
    load: float
    first: float
    next: float
    wall: float
    size: int

    def __str__(self) -> str:
        """Return one line of the table."""
        spent = "".join(f"{each:10.3f}" for each in (self.load, self.first, self.next, self.wall))
        return f"{self.what:34}{spent}{self.size / 1000:10,.0f}"


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


def measure(what: str, runs: int, words: tuple[str, ...], order: str, *, loads: bool = False) -> Side:
    """Return what one side takes to make what `order` says, over so many runs after the first.

    loads: it can be told to import what it needs before.
    """
    spent, walls, size = [], [], 0
    orders = [f"{LOAD}{order}", *[order] * (runs + 1)] if loads else [order] * (runs + 1)
    with asked(*words) as process:
        assert process.stdin
        assert process.stdout
        for each in orders:
            before, started = cpu_seconds(process.pid), time.perf_counter()
            process.stdin.write(f"{each}\n")
            process.stdin.flush()
            said = process.stdout.readline()
            if not said:
                raise RuntimeError(f"{words[0]} ended before it was done")
            spent.append(cpu_seconds(process.pid) - before)
            walls.append(time.perf_counter() - started)
            size = int(said)
    load = spent.pop(0) if loads else 0.0
    return Side(what, load, spent[0], statistics.median(spent[1:]), statistics.median(walls[-runs:]), size)


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


def bench(home: Path, runs: int) -> tuple[list[Side], Side | None]:
    """Return our formats, then the rival's PDF (None where there is no kaleido or no Chromium)."""
    ours = [
        measure(
            f"Safe Passage, {each}",
            runs,
            ("tests.bench.bench_briefing", "--serve", str(home)),
            each,
            loads=True,
        )
        for each in FORMATS
    ]
    try:
        import kaleido  # noqa: F401
    except ImportError:
        return ours, None
    rival = measure(
        "plotly, kaleido, Chromium, pdf", max(2, runs // 2), ("tests.bench.rival_kaleido", str(home)), "pdf"
    )
    return ours, rival


def main() -> None:
    """Print the table and the bounds."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--home", type=Path, help="a published home; the demo is built where none is given")
    options.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory(prefix="bench-briefing-") as folder:
        home = given.home or Path(folder) / "demo"
        if given.home is None:
            command = [sys.executable, "app.py", "demo", "--no-serve", "--home", str(home)]
            subprocess.run(command, check=True, capture_output=True)
        ours, rival = bench(home, given.runs)
    sys.exit(report(ours, rival))


def report(ours: list[Side], rival: Side | None) -> int:
    """Print what was measured and return 1 where a bound is missed."""
    lines = [
        f"{'CPU seconds':34}{'load':>10}{'first':>10}{'next':>10}{'wall s':>10}{'kB':>10}",
        *map(str, ours),
    ]
    pdf, bundle = ours[FORMATS.index("pdf")], ours[FORMATS.index("zip")]
    bounds = {
        f"PDF under {PDF_S:g} s": pdf.next < PDF_S,
        f"bundle under {BUNDLE_S:g} s, the first too": max(bundle.first, bundle.next) < BUNDLE_S,
        f"bundle under {BUNDLE_MB:g} MB": bundle.size < BUNDLE_MB * 1e6,
    }
    kept = "keeps" if pdf.first < PDF_S else "does not keep"
    lines.append(f"The first PDF of a process {kept} {PDF_S:g} s, its imports apart.")
    if rival is None:
        lines.append("The rival was not measured: kaleido is not installed (make setup-dev).")
    else:
        lines.append(str(rival))
        bounds[f"rival / ours at least {RATIO:g}: {rival.next / pdf.next:.1f}"] = (
            rival.next >= RATIO * pdf.next
        )
        lines.append(f"{'rival / ours':44}{rival.first / pdf.first:10.1f}{rival.next / pdf.next:10.1f}")
    lines += [f"{'met' if met else 'NOT MET':8}{what}" for what, met in bounds.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(bounds.values()) else 1


if __name__ == "__main__":
    main()
