"""The page to read on a screen: whole in itself, safe, and readable by everybody."""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from briefing.files.page import make_html
from briefing.files.pictures import draw_all
from briefing.words.words import words_in
from tests.briefing.files.test_tables import TYPED, typed
from tests.briefing.made import PURPOSE, VARIANTS

WORDS = words_in("en")
VOID = {"meta", "br"}


class Reading(HTMLParser):
    """What a page holds: elements with their attributes, its text, and what was left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [about for name, about in self.elements if name == tag]


@functools.cache
def page_of(variant: str) -> str:
    content = VARIANTS[variant]()
    return make_html(content, WORDS, draw_all(content, WORDS)).decode()


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_the_page_is_well_made_and_everything_in_it_is_its_own(variant: str) -> None:
    page = page_of(variant)
    read = Reading(page)
    assert read.open == []
    assert len(read.of("h1")) == 1
    assert read.of("html") == [{"lang": "en"}]
    assert not {name for name, _ in read.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "img",
        "form",
        "base",
    }
    for name, about in read.elements:
        assert "style" not in about, name  # the policy would not let it
        assert not [key for key in about if key.startswith("on")]
        for key in ("src", "href", "xlink:href"):
            there = about.get(key) or ""
            assert there.startswith(("#", "https://maps.example.org")) or not there
    ids = Counter(about["id"] for _, about in read.elements if "id" in about)
    assert [each for each, count in ids.items() if count > 1] == []
    named = set(re.findall(r"url\(#([\w-]+)\)", page)) | {
        each for _, about in read.elements for each in (about.get("aria-labelledby") or "").split()
    }
    assert named <= set(ids)
    assert PURPOSE in "".join(read.texts["p"])


def test_its_style_is_let_in_by_its_hash_and_nothing_else_is() -> None:
    page = page_of("full")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        about["content"]
        for about in Reading(page).of("meta")
        if about.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style


def test_pictures_have_words_and_tables_have_heads() -> None:
    read = Reading(page_of("six_zones"))
    pictures = [each for each in read.of("svg") if each.get("role") == "img"]
    assert len(pictures) == len(read.of("desc")) == 4 + 1 + 2  # maps, ranking, trends
    assert all(text.strip() for text in read.texts["desc"])
    tables = len(read.of("table"))
    assert tables == len(read.of("caption")) == len(read.of("thead"))
    assert {about.get("scope") for about in read.of("th")} == {"col", "row"}
    levels = [int(name[1]) for name, _ in read.elements if re.fullmatch(r"h[1-6]", name)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_what_a_person_typed_is_text() -> None:
    content = typed()
    page = make_html(content, WORDS, draw_all(content, WORDS)).decode()
    read = Reading(page)
    assert read.texts["h1"] == [TYPED]
    assert "<script>alert(1)</script>" in "".join(read.texts["p"])
    assert not read.of("script")


def test_proposals_are_worded_and_marked_as_proposals() -> None:
    content = VARIANTS["six_zones"]()
    read = Reading(page_of("six_zones"))
    marks = Counter(about.get("class") for about in read.of("p"))
    in_force = sum(zone.outline.in_force for zone in content.zones.zones)
    assert (marks["force"], marks["proposal"]) == (in_force, len(content.zones.zones) - in_force)
