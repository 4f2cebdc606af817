"""A server's lines say what was asked and how it went, and nothing of who asked or what for."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tests.web.page import Page
from web.log import LOGGER

FIELDS = {"time", "method", "route", "status", "ms", "bytes"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger=LOGGER.name)
    return caplog


def test_a_line_names_the_rule_and_nothing_that_was_asked_for(
    published_home: Path, lines: pytest.LogCaptureFixture
) -> None:
    page = Page(published_home)
    lines.clear()
    page.client.set_cookie("session", "canary-cookie")
    headers = {"User-Agent": "canary-agent", "X-Forwarded-For": "203.0.113.7", "Authorization": "canary-word"}
    page.client.get("/?open=canary-place", headers=headers)
    page.client.get("/search/canary-version?q=canary-name", headers=headers)
    page.client.get("/canary-path", headers=headers)
    page.client.open("/clash", method="CANARY")
    page.client.post("/_dash-update-component", json={"output": "canary-output.children"})
    written = [json.loads(record.getMessage()) for record in lines.records if record.name == LOGGER.name]
    assert [(each["route"], each["status"]) for each in written] == [
        ("/", 200),
        ("/search/<version>", 404),
        ("/<path:path>", 404),
        ("unknown", 405),
        ("/_dash-update-component", 403),
    ]
    assert all(set(each) == FIELDS for each in written)
    text = json.dumps(written)
    assert "canary" not in text.lower()
    assert "203.0.113.7" not in text
    assert "127.0.0.1" not in text


def test_a_callback_is_named_by_what_it_changes_and_the_watchdog_is_not_heard(
    published_home: Path, lines: pytest.LogCaptureFixture
) -> None:
    page = Page(published_home)
    lines.clear()
    page.client.get("/healthz")
    page.client.post("/_dash-update-component", json={"output": "..map.layers...table.children.."})
    routes = [json.loads(each.getMessage())["route"] for each in lines.records if each.name == LOGGER.name]
    assert routes == ["/_dash-update-component map.layers"]
