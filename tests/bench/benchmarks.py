"""Run benches and write docs/benchmarks.json and docs/benchmarks.md.

Run by `make bench`, or: python -m tests.bench.benchmarks [--section NAME ...] [--sizes N ...] [--huge]
Each bench runs in a process of its own and replaces its own section as soon as it ends; one that fails, or
whose counts differ from a rival's, leaves its section as it was. Exits with 1 where a bound is missed or a
bench failed. --page writes the page again from what the JSON holds, and measures nothing.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tests.bench import machine
from tests.bench.document import page
from tests.bench.measured import LARGEST, SIZES, About, Asked, Found, report
from tests.bench.results import FILE, Section, read_results, write_results

PAGE = FILE.with_suffix(".md")


def modules() -> dict[str, ModuleType]:
    """Return the modules of the benches by their names, as the folder has them."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))
    return {name.removeprefix("bench_"): importlib.import_module(f"tests.bench.{name}") for name in names}


def benches() -> dict[str, About]:
    """Return what the benches that measure a cost say of themselves, in the page's order."""
    found = {name: module.ABOUT for name, module in modules().items() if hasattr(module, "ABOUT")}
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def others() -> dict[str, str]:
    """Return the benches that measure no cost, by module, with the first line of what they say."""
    return {
        f"bench_{name}": (module.__doc__ or "").partition("\n")[0]
        for name, module in modules().items()
        if not hasattr(module, "ABOUT")
    }


def write_page(path: Path = PAGE) -> None:
    """Write the page from what the JSON holds."""
    path.write_text(page(read_results(), benches(), others()), encoding="utf-8")


def run(name: str, asked: Asked) -> int:
    """Run one bench here, put its section in place and return its exit code."""
    module = importlib.import_module(f"tests.bench.bench_{name}")
    about: About = module.ABOUT
    started = machine.load_average()
    found: Found = module.measure(asked)
    section = Section(
        date=datetime.now(UTC).date().isoformat(),
        commit=machine.commit(),
        seed=asked.seed,
        machine=machine.this_machine(),
        load=(started, machine.load_average()),
        versions=machine.versions(about.libraries),
        measurements=found.measurements,
        left_out=found.left_out,
    )
    write_results({**read_results(), name: section})
    write_page()
    return report(found)


def main() -> int:
    """Run what is asked for, one after the other; return 1 where anything failed or missed its bound."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--section", nargs="*", default=[], choices=list(benches()))
    parser.add_argument("--sizes", nargs="*", type=int, default=[])
    parser.add_argument("--huge", action="store_true", help="100 million rows too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", action="store_true", help="write the page again and measure nothing")
    chosen = parser.parse_args()
    sizes = tuple(sorted({*(chosen.sizes or SIZES), *([LARGEST] if chosen.huge else [])}))
    if chosen.page:
        write_page()
        return 0
    if len(chosen.section) == 1:
        return run(chosen.section[0], Asked(chosen.seed, sizes))
    failed = []
    for name in chosen.section or benches():
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        words = ["--section", name, "--seed", str(chosen.seed), "--sizes", *map(str, sizes)]
        if subprocess.run([sys.executable, "-m", "tests.bench.benchmarks", *words], check=False).returncode:
            failed.append(name)
    if failed:
        sys.stderr.write(f"A bound was missed, or the bench failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
