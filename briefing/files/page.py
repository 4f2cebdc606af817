"""A briefing as one HTML file that asks nobody for anything: no script, no address, its style by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from briefing.content.model import Clashes, Content, LedgerLine, MapShown, Trend, ZoneSaid
from briefing.files.markup import listed, rows_as_table, said, table, tag, text
from briefing.files.pictures import Drawings
from briefing.words.words import Words

_STYLE: Final = Path(__file__).with_name("page.css")


def make_html(content: Content, words: Words, drawings: Drawings) -> bytes:
    """Return the page in UTF-8; the pictures are inside it, and nothing in it runs."""
    style = _STYLE.read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src 'sha256-{_hash(style)}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        f'<meta name="description" content="{escape(content.purpose)}">',
        tag("title", escape(content.title)),
        f"<style>{style}</style>",
    )
    body = tag(
        "body",
        text("a", words.say("files.skip"), href="#main", class_="skip"),
        tag("header", *_top(content, words)),
        tag("main", *_sections(content, words, drawings), id="main"),
        tag("footer", text("p", content.purpose, class_="purpose")),
    )
    return f'<!DOCTYPE html>\n<html lang="{content.language}">{head}{body}</html>\n'.encode()


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _top(content: Content, words: Words) -> Iterator[str]:
    yield text("p", content.provenance.invented, class_="banner")
    yield text(
        "p", " · ".join(each for each in (content.provenance.place, content.audience) if each), class_="over"
    )
    yield text("h1", content.title)
    yield text("p", f"{words.say('files.about.dated')} {content.dated}. {content.view_words}", class_="under")
    yield text("p", content.headline, class_="lead")


def _sections(content: Content, words: Words, drawings: Drawings) -> Iterator[str]:
    def section(name: str, *parts: str) -> str:
        heading = text("h2", words.say(f"files.page.{name}"), id=name)
        return tag("section", heading, *parts, aria_labelledby=name) if any(parts) else ""

    yield section("key_figures", _key_figures(content))
    main = content.main_map
    yield section("map", _map(main, drawings.maps.get(drawings.main, ""), wide=main.title))
    small = zip(content.environments, drawings.environments, strict=True)
    again = words.say("files.page.above")
    yield section(
        "environments",
        tag("div", *(_small(shown, drawings, key, again) for shown, key in small), class_="four"),
    )
    yield section("clash", *(_clashes(content.clashes, words, drawings.ranking) if content.clashes else ()))
    yield section("zones", *_zones(content, words))
    yield section("measures", table(content.measures) if content.measures else "")
    trends = zip(content.trends, drawings.trends, strict=True)
    yield section("trends", *(_trend(each, svg, words) for each, svg in trends))
    yield section("changed", table(content.changed) if content.changed else "")
    yield section("notes", text("p", content.notes))
    yield section("withheld", *(text("p", each) for each in content.withheld))
    yield section("not_for", listed(content.not_for))
    yield section("method", *(text("p", each) for each in content.method))
    yield section("sources", _sources(content, words))
    yield section("origin", _origin(content, words))


def _key_figures(content: Content) -> str:
    boxes = [tag("div", text("dt", each.label), tag("dd", said(each.value))) for each in content.key_figures]
    return tag("dl", *boxes, class_="key") if boxes else ""


def _map(shown: MapShown, svg: str, wide: str = "") -> str:
    if not svg:
        return tag("figure", text("p", shown.missing, class_="missing"))
    return _picture(svg, text("p", shown.alt) + text("p", shown.caveat, class_="note"), wide)


def _small(shown: MapShown, drawings: Drawings, key: str, again: str) -> str:
    heading = text("h3", shown.environment_title)
    if key and key == drawings.main:  # drawn once: its parts are named once in a page
        return tag("div", heading, text("p", f"{shown.title}: {again}"))
    return tag("div", heading, _map(shown, drawings.maps.get(key, "")))


def _picture(svg: str, caption: str, wide: str = "") -> str:
    """Return a picture with its caption. wide: its name, where it scrolls sideways on a narrow screen."""
    look = {"class_": "paper wide", "tabindex": "0", "role": "group", "aria_label": wide}
    paper = tag("div", svg, **(look if wide else {"class_": "paper"}))
    return tag("figure", paper, tag("figcaption", caption))


def _clashes(found: Clashes, words: Words, ranking: str) -> Iterator[str]:
    yield text("p", found.said)
    yield text("p", found.standing)
    if ranking:
        yield _picture(ranking, text("p", found.weeks, class_="note"), words.say("files.title.clash"))
        head = [
            words.say(f"files.page.{name}") for name in ("service", "class", "index", "exposure", "expected")
        ]
        rows = [
            (
                f"{each.rank}. {each.name}",
                [
                    text("span", each.label, class_="figure") + text("small", " ".join(each.warnings)),
                    *(said(figure) for figure in (each.index, each.exposure, each.expected)),
                ],
            )
            for each in found.services
        ]
        numbers = (False, False, True, True, True)
        yield _folded(words, rows_as_table(words.say("files.title.clash"), head, rows, numbers, found.weeks))
    yield text("p", found.more)
    yield text("p", found.closing)


def _zones(content: Content, words: Words) -> Iterator[str]:
    yield text("p", content.zones.said)
    if content.zones.compared is not None:
        yield table(content.zones.compared)
    yield listed(content.zones.trade)
    for zone in content.zones.zones:
        yield tag("article", *_zone(zone, words))


def _zone(zone: ZoneSaid, words: Words) -> Iterator[str]:
    outline = zone.outline
    yield text("h3", f"{outline.number}. {outline.name}")
    yield text("p", zone.standing, class_="force" if outline.in_force else "proposal")
    for each in (zone.protects, zone.costs, zone.held):
        yield text("p", each)
    terms = [tag("div", text("dt", label), text("dd", words_)) for label, words_ in zone.policy]
    yield tag("dl", *terms, class_="terms") if terms else ""
    for name, texts in (("cautions", zone.cautions), ("detectable", zone.detectable)):
        if texts:
            yield text("h4", words.say(f"files.page.{name}")) + listed(texts)
    if zone.ledger:
        yield _ledger(zone, words)


def _ledger(zone: ZoneSaid, words: Words) -> str:
    def row(line: LedgerLine) -> tuple[str, list[str]]:
        about = (line.environment, line.level, line.category)
        return line.title, [
            text("span", line.side),
            said(line.figure),
            text("span", line.bearer),
            text("span", " · ".join(each for each in about if each)) + text("small", line.source),
        ]

    head = [words.say(f"files.page.{name}") for name in ("effect", "side", "figure", "bearer", "kind")]
    caption = f"{words.say('files.title.harm_ledger')}: {zone.outline.name}"
    figures = rows_as_table(caption, head, [row(line) for line in zone.ledger], (False,) * len(head))
    return _folded(words, figures, "ledger")


def _trend(trend: Trend, svg: str, words: Words) -> str:
    rows = [
        (
            point.label,
            [
                text("span", words.number(point.value))
                if point.value is not None
                else text("span", words.say(f"files.state.{point.state}"))
            ],
        )
        for point in trend.points
    ]
    head = (words.say("files.page.period"), trend.unit or trend.title)
    figures = rows_as_table(trend.title, head, rows, (False, True))
    shown = _picture(svg, text("p", trend.said))
    return tag("article", text("h3", trend.title), shown, _folded(words, figures))


def _folded(words: Words, figures: str, key: str = "table_of") -> str:
    """Return a long table folded away, on paper unfolded."""
    return tag("details", text("summary", words.say(f"files.{key}")), figures)


def _sources(content: Content, words: Words) -> str:
    head = [
        words.say(f"files.page.{name}")
        for name in ("source", "producer", "period", "loaded", "cannot_show", "licence")
    ]
    rows = [
        (
            each.title,
            [
                text("span", each.producer),
                text("span", each.period),
                text("span", each.loaded) + text("small", each.rows),
                text("span", each.cannot_show),
                text("span", each.licence),
            ],
        )
        for each in content.sources
    ]
    return rows_as_table(words.say("files.title.sources"), head, rows, (False,) * len(head)) if rows else ""


def _origin(content: Content, words: Words) -> str:
    source = content.provenance
    found = [
        (words.say(f"files.about.{name}"), text("span", value, class_="code"))
        for name, value in (
            ("version", source.version),
            ("published_on", source.published_on),
            ("content_id", source.content_id),
        )
    ]
    if source.link:
        found.append((words.say("files.about.link"), text("a", source.link, href=source.link)))
    return tag(
        "dl", *(tag("div", text("dt", label), tag("dd", value)) for label, value in found), class_="terms"
    )
