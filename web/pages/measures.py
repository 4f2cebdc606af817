"""The page of measures that count: what services returned, and apart from it what police recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from layers.published.measure_words import NOTES, REMARKS, counts_of, unit_of
from layers.published.measures import Line, Measured, lines_of, periods_with
from layers.published.rows import Period
from layers.published.version import Published
from web.aria import aria, data
from web.marks import mark
from web.pages.measure_tiles import build_glance
from web.pages.measure_words import change_of, figure_of, moved_between, title_of

YEARS, QUARTERS = 3, 8
SINCE = "Since the year before"
INTRO = (
    "Whether fewer people are harmed shows in overdoses reversed, help offered and taken up, visits and "
    "trust. Arrests and seizures cannot show it: they count what police did, so they stand apart."
)
NO_RETURNS = (
    "No service or authority of this place has returned outcomes that may be shown. Load the feed Outcome "
    "measures (overdose reversals, naloxone used, referrals, visits, satisfaction) to have them here."
)
OLDER = "This version is from before outcomes were published. Publish again to have them here."
PARTS: Final = (
    ("Overdoses and naloxone", ("overdose_reversals", "naloxone_used")),
    ("Help offered and taken up", ("referrals_offered", "referrals_accepted", "uptake", "diverted")),
    ("Contact with services", ("service_visits", "satisfaction")),
)
STATES: Final = (
    (
        "withheld",
        "A small count, or one that one or two services, who know their own, could work out. Not none.",
    ),
    ("no data", "Nobody returned it for the whole period."),
    ("(few)", "It rests on fewer than 20: uncertain."),
    ("No clear change", "The two may differ by chance, rounding and noise alone."),
    ("Not tested", "Nothing says how sure a difference would be."),
    ("Too few to say", "One of the two rests on fewer than 20."),
)


def build_measures_page(published: Published) -> list[Any]:
    """Return the page: the latest at a glance, outcomes by year and quarter, enforcement over the same."""
    measures, every = published.measures(), published.periods()
    years, quarters = (
        periods_with(measures, every, kind, most) for kind, most in (("year", YEARS), ("quarter", QUARTERS))
    )
    head = html.Div(
        [html.H1("Measures that count"), *mark(published), html.P(INTRO, className="intro")],
        className="page-head",
    )
    if not years and not quarters:
        return [head, html.P(NO_RETURNS if published.measures_known() else OLDER, className="about")]
    first, then = (years, quarters) if years else (quarters, [])
    lines = _lines(published, first)
    parts = [head, build_glance(published, lines, first), *_sections(published, lines, first)]
    if then:
        parts.append(
            html.Details(
                [
                    html.Summary(html.H2("By quarter")),
                    *_sections(published, _lines(published, then), then, html.H3),
                ],
                className="by-quarter",
            )
        )
    return [*parts, _reading(published)]


def _lines(published: Published, periods: Sequence[Period]) -> tuple[Line, ...]:
    return lines_of(published.measures(), published.history("place", 0), periods)


def _sections(
    published: Published, lines: Sequence[Line], periods: Sequence[Period], level: Any = html.H2
) -> list[html.Section]:
    found = []
    for title, measures in PARTS:
        own = [line for line in lines if not line.enforcement and line.key.partition(":")[0] in measures]
        if own:
            found.append(_section(published, title, own, periods, level))
    beside = [line for line in lines if line.enforcement]
    if beside:
        title = "Beside them: what police recorded"
        found.append(_section(published, title, beside, periods, level, note=REMARKS[3]))
    return found


def _section(
    published: Published,
    title: str,
    lines: Sequence[Line],
    periods: Sequence[Period],
    level: Any,
    note: str = "",
) -> html.Section:
    compared = len(periods) > 1 and periods[-1].kind == "year"
    labels = [period.label for period in reversed(periods)]  # the latest first
    head = ["Measure", labels[0], *([SINCE] if compared else []), *labels[1:]]
    # A phone shows each row as a card (assets/page.css), of which only roles still say that it is a table
    table = html.Table(
        [
            html.Thead(
                html.Tr(
                    [
                        html.Th(
                            text, className="num" if text in labels else "", scope="col", role="columnheader"
                        )
                        for text in head
                    ],
                    role="row",
                ),
                role="rowgroup",
            ),
            html.Tbody(
                [_row(published, line, periods, compared=compared) for line in lines], role="rowgroup"
            ),
        ],
        className="rows as-cards measures-table",
        role="table",
    )
    notes = [note] if note else []
    codes = [code for line in lines for period in periods for code in line.at(period.id).notes]
    notes += [NOTES[code] for code in dict.fromkeys(codes)]
    return html.Section(
        [
            level(title),
            html.Div(table, className="scrolls", tabIndex=0, role="region", **aria(label=title)),
            *(html.P(text, className="about") for text in notes),
        ],
        className="measures",
    )


def _row(published: Published, line: Line, periods: Sequence[Period], *, compared: bool) -> html.Tr:
    about = html.Th(
        [
            html.Span(title_of(published, line)),
            html.Span(f"{counts_of(line.key)}.", className="measure-about"),
            html.Span(_returned(line, periods), className="measure-about"),
        ],
        className="measure",
        scope="row",
        role="rowheader",
    )
    cells = [_cell(line, line.at(period.id), period) for period in reversed(periods)]
    change = []
    if compared:
        moved = moved_between(published, line, periods[-2].id, periods[-1].id)
        change = [html.Td(change_of(moved), className="measure-change", role="cell", **data(label=SINCE))]
    return html.Tr([about, cells[0], *change, *cells[1:]], role="row")


def _returned(line: Line, periods: Sequence[Period]) -> str:
    """Return the unit, and how many services of the directory are behind the figures."""
    behind = [one.services for one in (line.at(period.id) for period in periods) if one.services]
    unit = unit_of(line.key)
    if not behind:
        return f"In {unit}" if line.kind == "count" else ""
    least, most = min(behind), max(behind)
    from_ = f"{most if least == most else f'{least} to {most}'} {'service' if most == 1 else 'services'}"
    return f"In {unit}, from {from_}" if line.kind == "count" else f"From {from_}"


def _cell(line: Line, one: Measured, period: Period) -> html.Td:
    few = " (few)" if one.low and one.value is not None else ""
    told = "num" if one.value is not None else "num none"
    return html.Td(f"{figure_of(line, one)}{few}", className=told, role="cell", **data(label=period.label))


def _reading(published: Published) -> html.Section:
    exact = published.meta().exact
    said = [
        *REMARKS[:3],
        "Uptake is worked out of the figures shown, and only where the same services returned both.",
        "A change is told with its 95 % range where it is more than chance, rounding and noise explain.",
    ]
    if not exact:
        said.append("Totals carry a little noise and are rounded to the nearest 5, so they may not add up.")
        said.append("A mean score is of five services or more, or the place’s own.")
    states = [each for each in STATES if not (exact and each[0] == "withheld")]
    return html.Section(
        [
            html.H2("How to read them"),
            html.Dl(
                [html.Div([html.Dt(name), html.Dd(about)]) for name, about in states],
                className="measure-states",
            ),
            html.Ul([html.Li(text) for text in said]),
        ],
        className="reading",
    )
