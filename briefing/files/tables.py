"""The tables of a briefing as sheets: one a table of the paper, with the numbers where there are some."""

from __future__ import annotations

from briefing.content.model import Content, LedgerLine, Ranked, SourceLine, Table, ZoneOutline
from briefing.files.about import about
from briefing.files.figures import figures, numbers_of, shown_maps, state_of, value_at
from briefing.files.places import cells, services, zones
from briefing.files.sheet import Column, Row, Sheet, sheet_of
from briefing.words.words import Words

CLASH = (
    "rank:whole",
    "service",
    "service_type",
    "class",
    "index:number:index",
    "index_low:number:index",
    "index_high:number:index",
    "exposure:number:row",
    "expected:number:row",
    "unit",
    "state",
    "warnings",
)
LEDGER = (
    "zone_number:whole",
    "zone",
    "side",
    "direction",
    "effect",
    "environment",
    "level",
    "category",
    "bearer",
    "source",
    "measured:yes_no",
    "value:number:row",
    "low:number:row",
    "high:number:row",
    "unit",
    "state",
    "text",
    "note",
    "evidence",
)
TREND = ("measure", "period", "value:number:row", "unit", "state", "enforcement:yes_no")
SOURCES = ("source", "producer", "period", "loaded", "rows", "licence", "cannot_show")


def sheets(content: Content, words: Words) -> tuple[Sheet, ...]:
    """Return every table of a briefing in the order in which it is read; those without a row are left out."""
    found = (
        said(content, words),
        figures(content, words),
        _clash(content, words),
        zones(content, words).sheet,
        _terms(content, words),
        _as_read(content.zones.compared, "zones_compared", words),
        _ledger(content, words),
        _as_read(content.measures, "measures", words),
        _as_read(content.changed, "changed", words),
        _trend(content, words),
        *(cells(shown, words).sheet for shown in shown_maps(content)),
        services(content, words).sheet,
        sheet_of(words, "sources", SOURCES, [_source(each) for each in content.sources]),
    )
    return tuple(each for each in found if each.rows)


def said(content: Content, words: Words) -> Sheet:
    """Return what the briefing says in words: what it is of, its headline, method, and what was withheld."""
    rows = about(content, words)
    parts = (
        ("headline", (content.headline,)),
        ("zones", (content.zones.said, *content.zones.trade)),
        ("clash", () if content.clashes is None else _clash_words(content)),
        ("withheld", content.withheld),
        ("method", content.method),
        ("not_for", content.not_for),
    )
    rows += [(shown.title, shown.caveat) for shown in shown_maps(content) if shown.caveat]
    for part, texts in parts:
        rows += [(words.say(f"files.about.{part}"), text) for text in texts if text]
    return sheet_of(words, "about", ("item", "text"), rows)


def _clash_words(content: Content) -> tuple[str, ...]:
    found = content.clashes
    return (found.said, found.standing, found.weeks, found.more, found.closing) if found else ()


def _clash(content: Content, words: Words) -> Sheet:
    found = content.clashes.services if content.clashes else ()
    return sheet_of(words, "clash", CLASH, [_ranked(each) for each in found])


def _ranked(each: Ranked) -> Row:
    rest = (
        numbers_of(each.exposure)[0],
        numbers_of(each.expected)[0],
        each.exposure.unit,
        state_of(each.index),
    )
    return (
        each.rank,
        each.name,
        each.type_title,
        each.label,
        *numbers_of(each.index),
        *rest,
        " ".join(each.warnings),
    )


def _terms(content: Content, words: Words) -> Sheet:
    rows = [
        (zone.outline.number, zone.outline.name, label, text)
        for zone in content.zones.zones
        for label, text in zone.policy
    ]
    return sheet_of(words, "zone_terms", ("zone_number:whole", "zone", "item", "text"), rows)


def _ledger(content: Content, words: Words) -> Sheet:
    rows = [_line(zone.outline, line) for zone in content.zones.zones for line in zone.ledger]
    return sheet_of(words, "harm_ledger", LEDGER, rows)


def _line(zone: ZoneOutline, line: LedgerLine) -> Row:
    about_it = (line.side, line.direction, line.title, line.environment, line.level, line.category)
    figure = line.figure
    numbers = (*numbers_of(figure), figure.unit, state_of(figure), figure.text, figure.note)
    who = (line.bearer, line.source, line.measured)
    return (zone.number, zone.name, *about_it, *who, *numbers, line.evidence)


def _trend(content: Content, words: Words) -> Sheet:
    rows = [
        (trend.title, point.label, value_at(point), trend.unit, point.state, trend.enforcement)
        for trend in content.trends
        for point in trend.points
    ]
    return sheet_of(words, "trend", TREND, rows)


def _as_read(table: Table | None, name: str, words: Words) -> Sheet:
    """Return a table as it is read on paper; the numbers of its figures are in the sheet of all figures."""
    if table is None:
        return Sheet(name, "", (), ())
    heads = [each or words.say("files.about.heading") for each in table.head]
    meaning = words.say("files.as_read", caption=table.caption)
    columns = tuple(Column(head, "text", "", meaning) for head in heads)
    rows = tuple((row.label, *(_read(said.text, said.note) for said in row.cells)) for row in table.rows)
    return Sheet(name, table.caption, columns, rows)


def _read(text: str, note: str) -> str:
    return f"{text} ({note})" if note else text


def _source(line: SourceLine) -> Row:
    return (line.title, line.producer, line.period, line.loaded, line.rows, line.licence, line.cannot_show)
