"""One reader's page: what it asked for and what went wrong on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


def wait_for(page: Page, script: str, argument: Any = None, seconds: float = 30) -> Any:
    """Return the first truthy value of a script; a strict policy breaks the driver's own waiting."""
    return until(page, lambda: page.evaluate(script, argument), f"{script} {argument or ''}", seconds)


def until(page: Page, ask: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Return the first truthy answer; `what` says what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = ask()
        if value:
            return value
        page.wait_for_timeout(60)
    raise AssertionError(f"never true: {what}")


def until_drawn(page: Page, at: str = "#map") -> None:
    """Wait until a map shows all that it was asked to: a click by position finds what is seen there."""
    wait_for(page, "at => document.querySelector(at)?.dataset.drawn === 'true'", at)


@dataclass
class Visit:
    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note every request, and every error on the console."""
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console", lambda said: self.problems.append(said.text) if said.type == "error" else None
        )

    def open(self, path: str = "/") -> Page:
        """Go to a page and wait until it can be used; on the map page, until the map is drawn."""
        self.page.goto(self.address + path)
        wait_for(self.page, "() => document.body.dataset.page")
        if path == "/" or path.startswith("/?"):
            wait_for(self.page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
            wait_for(self.page, "() => document.querySelector('#map').dataset.painted")
        else:
            wait_for(self.page, "() => !document.querySelector('.page:not([hidden]) .waiting')")
        return self.page

    def elsewhere(self) -> list[str]:
        """Return the requests that left the server's own address."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]
