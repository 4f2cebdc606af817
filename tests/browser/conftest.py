"""A headless Chromium that can reach nothing but this machine, and pages that must stay clean."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.map_app import make_app
from tests.browser.visit import Visit, wait_for
from tests.published_fixture import write_published
from web.doors import OPEN_DOORS
from web.server import make_app as make_pages

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

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no failure


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


MAP_READY = "() => document.querySelector('#map')?.dataset.ready === 'true'"
RESET_MAP = """() => {
  const control = document.querySelector('#map').mapControl;
  control.clicks = 0;
  control.map.stop();
  control.leave();
  control.showCross(false);
  control.map.fitBounds(control.props.bounds, { padding: control.margins(), animate: false });
  dash_clientside.set_props('map', { clickInfo: null });
}"""


RESET_VIEW = """() => dash_clientside.set_props('ask', {
  data: { theme: 'light', selected: null, at: performance.now() },
})"""


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


@pytest.fixture(scope="session")
def shared_map(browser: Browser, map_address: str) -> Iterator[Page]:
    """One page with the map for every test that needs no page of its own; it must stay clean throughout."""
    with clean_page(browser, map_address) as page:
        wait_for(page, MAP_READY)
        yield page


@pytest.fixture
def open_map(
    browser: Browser, map_address: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Give the shared map as it was at the start, or, where anything is asked for, a new page with it."""
    opened = []

    def open_page(width: int = 1280, height: int = 800, *, fresh: bool = False, **context: Any) -> Page:
        if (width, height) == (1280, 800) and not context and not fresh:
            page: Page = request.getfixturevalue("shared_map")
            page.mouse.move(2, 2)
            page.evaluate(RESET_MAP)
            wait_for(page, "() => document.querySelector('#clicked').textContent === 'null'")
            with page.expect_response("**/_dash-update-component?*"):
                page.evaluate(RESET_VIEW)
            return page
        manager = clean_page(browser, map_address, viewport={"width": width, "height": height}, **context)
        page = manager.__enter__()
        opened.append(manager)
        wait_for(page, MAP_READY)
        return page

    yield open_page
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def address(map_home: Path) -> Iterator[str]:
    """The address of the whole app, over a home that holds nothing but published/."""
    with serving(make_pages(map_home, board=True, doors=OPEN_DOORS).server) as where:
        yield where


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One reader whose browser keeps what it has fetched."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def visit(reader: BrowserContext, address: str) -> Iterator[Visit]:
    """A new page of a reader who remembers nothing; errors on its console and requests elsewhere fail."""
    found = Visit(reader.new_page(), address)
    found.listen()
    yield found
    found.page.evaluate("() => { if (location.protocol === 'http:') localStorage.clear() }")
    found.page.close()
    assert found.problems == []
    assert found.elsewhere() == []
