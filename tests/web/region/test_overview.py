"""The overview: released figures side by side, for accounts of its own, with nothing restricted behind it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely
from werkzeug.test import Client

from etl.errors import RefusedError
from layers.content_id import PATTERN
from layers.published.beside import HEADLINES, Beside, Clashes, Headline, beside, rate_of
from layers.published.home import PublishedHome
from layers.purpose import PURPOSE
from records.access.trail import Wanted, acts
from tests.web.region.conftest import Coasts
from web.region.file import Member, read_region
from web.region.map import build_map, build_shapes
from web.region.page import build_overview
from web.region.rows import Row, sort_rows
from web.region.server import make_region
from web.region.table import SORTED_BY, Sorting, build_table
from web.trail import opened_trail

HTML = {"Accept": "text/html"}
NOTHING = Headline(None, "no_data")


def row(name: str, at: float = 0.0, **more: object) -> Row:
    """Return a place of a tenth of a degree at a longitude."""
    found = Beside(
        place_id=name,
        name=name,
        version="20261101-0123456789ab",
        published_at=date(2026, 11, 1),
        invented=False,
        banner="",
        outline=shapely.box(at, 50.0, at + 0.1, 50.1),
        residents=10_000,
        headlines=dict.fromkeys(HEADLINES, NOTHING),
        services=3,
        clashes=Clashes(0, 1, 2, 3, ""),
        zones=0,
        shown=3,
        held=1,
        held_of="Overdose calls",
        first_day=date(2024, 1, 1),
        last_day=date(2026, 9, 30),
    )
    member = Member(f"/{name}", Path(name), name, analysts=False, in_overview=True)
    return Row(member, member.path, replace(found, **more))  # type: ignore[arg-type]


def counted(count: int | None, state: str = "released", rate: float | None = None) -> dict[str, Headline]:
    return {**dict.fromkeys(HEADLINES, NOTHING), "overdose_calls": Headline(count, state, "2025", 12, rate)}


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_only_an_account_of_the_overview_opens_it(coasts: Coasts) -> None:
    for path in ("/", "/overview.csv"):
        assert coasts.client().get(path, headers=HTML).headers["Location"].startswith("/sign-in?next=")
        assert coasts.client("/east", "steward").get(path).status_code == 401, path
        assert coasts.client("", "board").get(path).status_code == 200, path
    assert coasts.client("", "board").get("/draw").status_code == 404
    assert coasts.client("", "board").get("/?sort=residents").status_code == 400


def test_the_page_says_what_each_place_released_or_why_it_says_nothing(coasts: Coasts) -> None:
    page = coasts.client("", "board").get("/").get_data(as_text=True)
    said = text_of(page)
    published = PublishedHome(coasts.file.parent / "boards")
    found = beside(published.current())
    published.close()
    assert f"{found.headlines['overdose_calls'].count:,}" in said
    assert "Quiet Keeps its figures to its own pages." in said
    for name in ("Empty", "Torn", "Nobody"):
        assert f"{name} Not available now; its own page says why." in said
    assert "7 places, 3 with figures here" in said
    assert PURPOSE in said
    assert "no ranking" not in said  # by name, until somebody sorts
    assert str(coasts.file.parent) not in page


def test_nothing_restricted_is_opened_for_it(coasts: Coasts, tmp_path: Path) -> None:
    """With every home's restricted store replaced by something that fails, nothing changes."""
    folder = tmp_path / "coasts"
    shutil.copytree(coasts.file.parent, folder)
    for home in folder.iterdir():
        shutil.rmtree(home / "restricted", ignore_errors=True)
        if home.is_dir():
            (home / "restricted").write_text("whoever opens this as a folder fails")
            (home / "workspace.sqlite").unlink(missing_ok=True)
            (home / "workspace.sqlite").mkdir()
    region = read_region(folder / "region.toml", {})
    here, there = (
        coasts.client("", "board"),
        Coasts(coasts.file, region, make_region(region)).client("", "board"),
    )
    bodies = [
        re.sub(r"value='[^']+'", "", client.get("/").get_data(as_text=True)) for client in (here, there)
    ]
    assert bodies[0] == bodies[1]
    assert here.get("/overview.csv").data == there.get("/overview.csv").data


def test_the_file_says_its_purpose_and_is_noted_in_the_overviews_trail(coasts: Coasts) -> None:
    client = coasts.client("", "steward")
    reply = client.get("/overview.csv?sort=services&down=1")
    lines = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    head = {line[0]: line[1] for line in lines[: lines.index([])]}
    assert head["Purpose"] == PURPOSE
    assert PATTERN.fullmatch(head["Content id"])
    assert head["Content id"] in reply.headers["Content-Disposition"]
    assert head["Content id"] not in client.get("/overview.csv").headers["Content-Disposition"]
    assert "not added up" in head["Note"] or any("not added up" in line[1] for line in lines if len(line) > 1)
    table = lines[lines.index([]) + 1 :]
    assert {len(line) for line in table} == {len(table[0])}
    by_name = {line[0]: dict(zip(table[0], line, strict=True)) for line in table[1:]}
    assert by_name["Quiet"]["State"] == "Keeps its figures to its own pages"
    assert by_name["Empty"]["Services"] == ""  # no zero
    with opened_trail(coasts.region.home) as trail:
        found, _ = acts(trail, Wanted(content_id=head["Content id"]))
    assert [(act.kind, act.by) for act in found] == [("export", "stu")]


def test_without_accounts_it_opens_for_invented_places_on_this_machine_alone(
    coasts: Coasts, published_home: Path, tmp_path: Path
) -> None:
    bare = replace(coasts.region, home=tmp_path / "national")
    reply = Client(make_region(bare)).get("/", headers=HTML)
    assert reply.status_code == 503
    assert "nobody has an account for the overview" in reply.get_data(as_text=True)
    (tmp_path / "region.toml").write_text('name = "None"\nhome = "n"\n[[places]]\npath = "/a"\nhome = "a"\n')
    empty = read_region(tmp_path / "region.toml", {})  # nothing published, nothing to hide
    assert Client(make_region(empty)).get("/").status_code == 200
    with pytest.raises(RefusedError, match="this machine only"):
        make_region(empty, host="0.0.0.0")._overview._make()


def test_rates_follow_the_rule_of_rates() -> None:
    assert rate_of(15, 9, 12, 1000) == (None, "no rate on fewer than 10")
    assert rate_of(20, 11, 12, None) == (None, "residents not on file")
    assert rate_of(100, 91, 12, 10_000) == (100.0, "")
    assert rate_of(270, 261, 27, 10_000)[0] == pytest.approx(120.0)  # a year of 27 months' count


def test_a_rate_rests_on_ten_events_whatever_the_noise(published_home: Path) -> None:
    """A count told as 15 may be one of 8 events, as 20 of 11: as with every other rate, 20 is the least."""
    home = PublishedHome(published_home)
    published = home.current()
    before = published.history("place", 0)
    for count, rated, low in ((0, False, False), (15, False, False), (20, True, True), (30, True, False)):
        told = {key: replace(each, count=count, state="released") for key, each in before.items()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(published, "history", lambda *_, told=told: told)
            found = beside(published, residents=10_000).headlines["overdose_calls"]
        assert (found.count, found.rate is not None, found.low) == (count, rated, low)
    home.close()


def test_withheld_zero_and_no_data_stay_three_things() -> None:
    said = [
        text_of(build_table([row("here", headlines=counted(*one))], Sorting()))
        for one in ((None, "withheld"), (0, "released"), (None, "no_data"))
    ]
    assert "withheld 2025" in said[0]
    assert re.search(r"\b0 2025", re.sub(r" +", " ", said[1].replace("no rate", ""))) or " 0 " in said[1]
    assert said[2].count("no data") == 3
    assert len(set(said)) == 3


@pytest.mark.parametrize("key", SORTED_BY)
def test_sorting_puts_what_has_no_figure_last_either_way(key: str) -> None:
    rows = [
        row(
            "b",
            headlines={layer: Headline(5, "released", "2025", 12, 2.0) for layer in HEADLINES},
            services=9,
        ),
        row(
            "a",
            headlines={layer: Headline(9, "released", "2025", 12, 1.0) for layer in HEADLINES},
            services=2,
        ),
        replace(row("c"), found=None, why="Not available"),
    ]
    up, down = (["".join(each.name for each in sort_rows(rows, key, down=way))] for way in (False, True))
    if key != "name":
        assert up[0][-1] == down[0][-1] == "c"
    if key in ("overdose_calls", "services", "overdose_calls.rate"):
        assert up != down
    marked = build_table(rows, Sorting(key, down=True))
    assert marked.count("aria-sort='descending'") == 1


def test_whoever_sorts_is_told_that_it_is_no_ranking() -> None:
    with_client = build_overview("X", [row("a")], Sorting("services", down=True))
    assert "no ranking" in with_client
    assert "Sorted by number of services." in with_client


def test_names_are_written_as_text() -> None:
    bad = row("<b>x</b>", banner="<script>")
    for markup in (build_map([bad]), build_shapes([bad, row("b")]), build_overview("<i>", [bad], Sorting())):
        assert "<b>x</b>" not in markup
        assert "<script>" not in markup


def test_labels_of_a_crowded_map_do_not_cross(coasts: Coasts) -> None:
    drawn = build_map([row(f"place{n}", at=n * 0.12) for n in range(40)]).split("class='names narrow'")[0]
    names = re.findall(r"<text x='([\d.]+)' y='([\d.]+)' text-anchor='(\w+)'>(place\d+)<", drawn)
    assert 3 < len(names) < 40
    wide = 7.4 * 7
    left = {"start": 0.0, "middle": wide / 2, "end": wide}
    boxes = [(float(x) - left[anchor], float(y)) for x, y, anchor, _ in names]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert abs(one[0] - other[0]) >= wide - 7.4 or abs(one[1] - other[1]) > 12
