"""The machine and the versions that a bench ran on: nothing that names the machine, its user or a folder."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/benchmarks.json", "docs/benchmarks.md")


@dataclass(frozen=True)
class Machine:
    """What it ran on: the processor's name, cores, memory in GB, the operating system."""

    processor: str
    cores: int
    memory_gb: float
    system: str


def this_machine() -> Machine:
    """Return what this machine is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Machine(_processor(), os.cpu_count() or 1, round(memory, 1), _system())


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    said = re.search(r"^model name\s*:\s*(.+)$", cpus.read_text(), re.M) if cpus.exists() else None
    return said[1] if said else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """Return Python's version and those of the libraries that are installed."""
    found = {"Python": platform.python_version()}
    for name in libraries:
        if name == "chromium":
            found |= _chromium()
            continue
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _chromium() -> dict[str, str]:
    program = shutil.which("chromium")
    if program is None:
        return {}
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"\d+(\.\d+)+", said)
    return {"chromium": number[0]} if number else {}


def commit() -> str:
    """Return the short name of the commit that is measured, '+' behind it where files differ from it."""
    name = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", *(f":!{page}" for page in PAGES))
    return f"{name}{'+' if changed else ''}"


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def load_average() -> float:
    """Return how many processes wanted a core, over the last minute."""
    return round(os.getloadavg()[0], 1)
