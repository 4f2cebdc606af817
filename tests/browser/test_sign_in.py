"""Somebody signs in, sees who they are on any screen, loses the account, and is told; by keyboard alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from records.access.accounts import disable, enable, reset
from tests.browser.conftest import serving
from tests.browser.test_accessible import THEMES, violations
from tests.browser.visit import wait_for
from tests.web.people.town import PASSWORD, doorway

pytestmark = pytest.mark.browser


def test_in_by_a_link_and_a_password_and_out_again(browser: Browser, map_home: Path, tmp_path: Path) -> None:
    door = doorway(map_home, tmp_path, board=True)
    bea = door.accounts["board"].account_id
    token = reset(door.store, bea, dt.datetime.now(dt.UTC)).token
    with serving(door.app.server) as address:
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = plain.new_page()
        page.goto(f"{address}/set-password?token={token}")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Your password is set. Sign in with it.")
        plain.close()

        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{address}/layers")
        page.get_by_label("Password").fill("not this one")
        page.get_by_label("Login").fill("bea")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("do not open an account")
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            assert violations(page, rules) == [], theme
        expect(page.get_by_label("Password")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/layers")
        wait_for(
            page, "() => document.body.dataset.page && !document.querySelector('#page-layers > .waiting')"
        )
        who = page.locator(".who-summary")
        for width in (1280, 820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            who.focus()
            page.keyboard.press("Enter")
            card = page.locator(".who-card")
            expect(card).to_contain_text("Board, Harbour Council")
            box = card.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert violations(page) == [], width
            page.keyboard.press("Enter")

        disable(door.store, bea)
        page.get_by_role("link", name="Method", exact=True).click()
        notice = page.locator("#connection")
        expect(notice).to_contain_text("You are signed out")
        enable(door.store, bea)
        notice.get_by_role("button", name="Sign in again").click()
        expect(page.get_by_role("status")).to_contain_text("Your session has ended")
        page.get_by_label("Login").fill("bea")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/method")
        wait_for(page, "() => document.body.dataset.page")
        page.locator(".who-summary").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_have_text("You are signed out.")
        page.goto(f"{address}/layers")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        context.close()
