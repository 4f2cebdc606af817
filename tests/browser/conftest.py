"""A headless Chromium that can reach nothing but this machine, and pages that must stay clean."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.map_app import make_app
from tests.published_fixture import write_published

FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; skips where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed (tools/chromium.sh installs it where the user is root)")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield found
        found.close()


class Quiet(WSGIRequestHandler):
    """Answers without a line of log for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serving(server: Flask) -> Iterator[str]:
    """Serve an app on a free port of this machine; yields its address."""
    listener = make_server("127.0.0.1", 0, server, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}"
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def wait_for(page: Page, script: str, argument: Any = None, seconds: float = 30) -> Any:
    """Return the first truthy value of a script; a strict policy breaks the driver's own waiting."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = page.evaluate(script, argument)
        if value:
            return value
        page.wait_for_timeout(60)
    raise AssertionError(f"never true: {script} {argument or ''}")


@contextmanager
def clean_page(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    """Open a page that must ask no other origin and log no error or warning."""
    options = {"viewport": {"width": 1280, "height": 800}, **context}
    opened = browser.new_context(**options)
    page = opened.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda asked: problems.append(asked.url) if not asked.url.startswith(own) else None)
    own = (f"{address}/", "data:", "blob:")
    try:
        page.goto(f"{address}/")
        yield page
        assert problems == []
    finally:
        opened.close()


@pytest.fixture(scope="session")
def map_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one published version of the invented town."""
    home = tmp_path_factory.mktemp("map_home")
    write_published(home)
    return home


@pytest.fixture(scope="session")
def map_address(map_home: Path) -> Iterator[str]:
    """The address of the smallest app around the map."""
    with serving(make_app(map_home).server) as address:
        yield address


@pytest.fixture
def open_map(browser: Browser, map_address: str) -> Iterator[Callable[..., Page]]:
    """Open the map at a size and theme; every page opened must stay clean."""
    opened = []

    def open_page(width: int = 1280, height: int = 800, **context: Any) -> Page:
        manager = clean_page(browser, map_address, viewport={"width": width, "height": height}, **context)
        page = manager.__enter__()
        opened.append(manager)
        wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
        return page

    yield open_page
    for manager in opened:
        manager.__exit__(None, None, None)
