"""A PostgreSQL server of the tests' own: a cluster in a folder that is thrown away, on a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

PROGRAMS = ("initdb", "postgres")
# Nothing of this outlives the tests, so nothing need reach the disk.
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB")
START_S = 60


class Server:
    """A running server. Each `database` of it is empty and its asker's own."""

    def __init__(self, socket: Path, user: str) -> None:
        """Name the folder of its socket and the user that may do anything."""
        self.socket, self.user, self._made = socket, user, 0

    def database(self) -> str:
        """Make an empty schema and return the address that sees it alone."""
        self._made += 1
        name = f"s{self._made}"
        with psycopg.connect(
            host=str(self.socket), user=self.user, dbname="postgres", autocommit=True
        ) as made:
            made.execute(f"create schema {name}")  # type: ignore[arg-type]
        options = quote(f"-csearch_path={name}", safe="")
        return f"postgresql+psycopg://{self.user}@/postgres?host={self.socket}&options={options}"


def programs() -> Path | None:
    """Return the folder of the newest server programs here, None where there are none."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    folders = sorted(found, key=lambda path: int(path.parent.name), reverse=True)
    if there := shutil.which("postgres"):
        folders.append(Path(there).resolve().parent)
    return next((each for each in folders if all((each / name).is_file() for name in PROGRAMS)), None)


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield a server run by an ordinary user, since it refuses to be root; skip where none is installed."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here (tools/postgresql.sh)")
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    run_as = {"user": user, "group": pwd.getpwnam(user).pw_gid} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as made:
        home = Path(made)
        if run_as:
            shutil.chown(home, user, pwd.getpwnam(user).pw_gid)
        make = (folder / "initdb", "-D", home / "data", "-U", user, "-A", "trust", "-E", "UTF8")
        words = [str(word) for word in (*make, "--locale=C", "--no-sync")]
        subprocess.run(words, check=True, capture_output=True, cwd=home, **run_as)  # type: ignore[call-overload]
        settings = [word for setting in QUICK for word in ("-c", setting)]
        serve = [folder / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", *settings]
        with (home / "log").open("w") as log:
            process = subprocess.Popen(
                [str(word) for word in serve],
                stdout=log,
                stderr=log,
                cwd=home,
                **run_as,  # type: ignore[call-overload]
            )
        try:
            _wait_for(process, home, user)
            yield Server(home, user)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(START_S)


def _wait_for(process: subprocess.Popen[bytes], home: Path, user: str) -> None:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(host=str(home), user=user, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError((home / "log").read_text())
