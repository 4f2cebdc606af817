"""What a process took: CPU seconds, wall seconds and the most memory that it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

# Linux counts what a process was before it became another program into its peak, so of whoever started it: a
# small one starts it here, and tells what was used
STARTER = """
import json, os, sys
process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
os.write(int(sys.argv[1]), json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]).encode())
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: CPU seconds (user and system), wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    peak_mb: float


def measure_process(command: list[str]) -> tuple[Cost, str]:
    """Run Python with these arguments; return what it took and its standard output."""
    told, tell = os.pipe()
    starter = [sys.executable, "-I", "-S", "-c", STARTER, str(tell), sys.executable, *command]
    started = time.perf_counter()
    with os.fdopen(told) as used:
        try:
            process = subprocess.run(
                starter,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                pass_fds=[tell],
                env=_environment(),
            )
        finally:
            os.close(tell)
        wall = time.perf_counter() - started
        cpu, peak = json.loads(used.read())
    return Cost(cpu, wall, peak / (1e6 if sys.platform == "darwin" else 1024)), process.stdout


def _environment() -> dict[str, str]:
    """Return this process's environment, but that our modules stay compiled, as those of libraries do."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
