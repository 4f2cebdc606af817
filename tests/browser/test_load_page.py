"""An analyst brings a file of an unknown town in by the Load data page, in a real Chromium."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from etl.place_file import find_place
from layers.publish.version import publish
from tests.browser.conftest import serving
from tests.browser.test_accessible import THEMES, violations
from tests.browser.visit import Visit, wait_for
from tests.etl.test_dry_run import everything
from tests.layers.town import build_town
from web.doors import OPEN_DOORS
from web.server import make_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, for the test loads into it."""
    found = build_town(tmp_path_factory.mktemp("load") / "home").home
    publish(found, as_of=dt.date(2026, 11, 22))
    return found


@pytest.fixture(scope="module")
def visit(browser: Browser, home: Path) -> Iterator[Visit]:
    with serving(make_app(home, board=False, doors=OPEN_DOORS).server) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        found = Visit(context.new_page(), address)
        found.listen()
        yield found
        context.close()
        assert [line for line in found.problems if "400" not in line] == []
        assert found.elsewhere() == []


def town_file(folder: Path) -> Path:
    """Write forty calls in the form of an unknown town: one at 0, 0 and one without a readable time."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Case", "Call Time", "GPS_LAT", "GPS_LON", "Patient Name", "Result"])
    start = dt.datetime(2026, 1, 2, 20, 10)
    for i in range(40):
        when = start + dt.timedelta(days=i, minutes=17 * i)
        place = (
            (0, 0) if i == 3 else (f"{47.1912 + 0.0011 * (i % 5):.6f}", f"{-31.5088 + 0.0011 * (i % 7):.6f}")
        )
        said = "=soon" if i == 7 else f"{when:%m/%d/%Y %I:%M %p}"
        writer.writerow([f"A{i}", said, *place, f"Jo Smith{i}", "FATAL" if i % 4 == 0 else "OK"])
    path = folder / "overdose calls of a town.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def upload(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a file").click()
    chosen.value.set_files(path)


def test_from_an_unknown_file_to_rows_in_the_store(visit: Visit, home: Path, tmp_path: Path) -> None:
    page = visit.open("/load")
    expect(page.locator("#load-status")).to_contain_text("Overdose calls")
    expect(page.get_by_text("closes until accounts are added")).to_be_visible()

    bad = tmp_path / "header.csv"
    bad.write_text("id,when,lat,lon\n", encoding="utf-8")
    upload(page, bad)
    expect(page.locator("#load-upload")).to_contain_text("header.csv: has a header but no rows")
    expect(page.locator("#load-desk")).to_be_hidden()

    upload(page, town_file(tmp_path))
    toml = page.locator("#load-toml")
    expect(toml).to_contain_text('feed = "overdose_call"')
    expect(page.locator(".load-preview")).to_contain_text("will be dropped (by its name)")
    expect(page.locator(".load-preview")).not_to_contain_text("Jo Smith")
    expect(page.locator(".load-doubts")).to_contain_text("0, 0")

    page.locator(".load-more summary", has_text="Locations").click()
    crs = page.get_by_label("Coordinate system")
    crs.fill("EPSG:nonsense")
    expect(page.get_by_text("is no coordinate system")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Dry run"))).to_be_disabled()
    crs.fill("EPSG:4326")
    page.get_by_label("Words of the file for outcome").fill("FATAL = died\nOK = survived")
    page.get_by_label("Who publishes it").fill("A town's ambulance")
    expect(toml).to_contain_text('OK = "survived"')
    expect(toml).to_contain_text("A town's ambulance")

    before = everything(home / "published"), (home / "restricted" / "store.duckdb").read_bytes()
    page.get_by_role("button", name=re.compile("^Dry run")).click()
    outcome = page.locator("#load-outcome")
    expect(outcome.locator(".load-numbers")).to_contain_text("40", timeout=30_000)
    expect(outcome).to_contain_text("The coordinates are 0, 0")
    expect(outcome).to_contain_text("The time does not fit the date format")
    expect(outcome).to_contain_text("Columns not stored: Patient Name")
    assert (everything(home / "published"), (home / "restricted" / "store.duckdb").read_bytes()) == before
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the quarantined rows").click()
    assert taken.value.suggested_filename.partition("-quarantine-not-for-publication-sp-")[1]
    rows = list(csv.reader(Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [row[1:3] for row in rows[2:]] == [["4", "coordinates_zero"], ["8", "occurred_at_unparsed"]]
    assert "'=soon" in rows[3]
    assert "Jo Smith" not in str(rows)
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.documentElement.dataset.mantineColorScheme === theme", theme)
        assert violations(page, rules) == [], theme

    page.reload()  # the file and what was set wait on the server
    page.get_by_role("button", name="Open overdose calls of a town.csv").click()
    expect(page.get_by_label("Who publishes it")).to_have_value("A town's ambulance")
    page.get_by_role("button", name=re.compile(r"^Load 38 rows")).click()
    expect(outcome).to_contain_text("Loaded: overdose_calls_of_a_town", timeout=30_000)
    expect(outcome).to_contain_text("Next step: publish")
    row = page.locator("#load-status tr", has_text="overdose_calls_of_a_town")
    expect(row).to_contain_text("38")
    source = find_place(home).sources[-1]
    assert (source.producer, source.values) == (
        "A town's ambulance",
        {"outcome": {"FATAL": "died", "OK": "survived"}},
    )
    assert (home / "raw" / "overdose calls of a town.csv").is_file()

    # the same file again is a file of that source, and changes nothing
    upload(page, town_file(tmp_path))
    expect(page.get_by_role("textbox", name="This file is")).to_have_value(
        re.compile("overdose_calls_of_a_town")
    )
    page.get_by_role("button", name=re.compile("^Dry run")).click()
    expect(outcome).to_contain_text("is loaded already", timeout=30_000)
    page.get_by_role("button", name="Discard overdose calls of a town.csv").click()
    expect(page.locator("#load-files")).to_be_empty()
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            wait_for(page, "theme => document.documentElement.dataset.mantineColorScheme === theme", theme)
            assert violations(page, rules) == [], (width, theme)
