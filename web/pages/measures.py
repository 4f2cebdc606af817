"""The page of measures that count: what services returned, and apart from it what police recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from layers import words
from layers.published.measure_words import NOTES, REMARKS, TITLES, unit_of
from layers.published.measures import Line, Measured, lines_of, periods_with
from layers.published.rows import Period
from layers.published.version import Published
from web.aria import aria
from web.marks import mark

YEARS, QUARTERS = 3, 8
FEWEST = 20  # counted in either year before a change is told in per cent
INTRO = (
    "Whether fewer people are harmed shows in overdoses reversed, help offered and taken up, visits and "
    "trust. Arrests and seizures cannot show it: they count what police did, so they stand apart, below."
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


def build_measures_page(published: Published) -> list[Any]:
    """Return the page: outcomes by year and quarter, then enforcement over the same periods."""
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
    parts = [head, *_sections(published, first)]
    if then:
        parts.append(
            html.Details(
                [html.Summary(html.H2("By quarter")), *_sections(published, then, level=html.H3)],
                className="by-quarter",
            )
        )
    return [*parts, _reading(published)]


def _sections(published: Published, periods: Sequence[Period], level: Any = html.H2) -> list[html.Section]:
    lines = lines_of(published.measures(), published.history("place", 0), periods)
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
    labels = [period.label for period in reversed(periods)]  # the latest first: a phone shows no more
    head = ["Measure", labels[0], *(["Since the year before"] if compared else []), *labels[1:]]
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(text, className="num" if text in labels else "") for text in head])),
            html.Tbody([_row(published, line, periods, compared=compared) for line in lines]),
        ],
        className="rows measures-table",
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
    layer = published.layers().get(line.key)
    title = layer.title if layer is not None else TITLES[line.key]
    about = html.Th(
        [html.Span(title), html.Span(_about(line, periods), className="measure-about")],
        className="measure",
        scope="row",
    )
    cells = [_cell(line, line.at(period.id)) for period in reversed(periods)]
    change = [html.Td(_change(published, line, periods), className="measure-change")] if compared else []
    return html.Tr([about, cells[0], *change, *cells[1:]])


def _about(line: Line, periods: Sequence[Period]) -> str:
    """Return the unit, and how many services of the directory are behind the figures."""
    behind = [one.services for one in (line.at(period.id) for period in periods) if one.services]
    unit = unit_of(line.key)
    if not behind:
        return unit
    least, most = min(behind), max(behind)
    noun = "service" if most == 1 else "services"
    return f"{unit} · {most if least == most else f'{least} to {most}'} {noun}"


def _cell(line: Line, one: Measured) -> html.Td:
    if one.value is None:
        return html.Td(words.figure(None, one.state, "rate"), className="num none")
    if line.kind == "share":
        text = f"{one.value:.0f}%"
    elif line.kind == "score":
        text = f"{one.value:.1f} of {one.scale}"
    else:
        text = words.number(one.value)
    return html.Td(f"{text} (few)" if one.low else text, className="num")


def _change(published: Published, line: Line, periods: Sequence[Period]) -> str:
    """Return how the last year differs from the one before, as far as figures with noise can say."""
    meta = published.meta()
    before, after = periods[-2].id, periods[-1].id
    first, last = line.at(before), line.at(after)
    rounding = 0 if meta.exact else int(meta.disclosure.get("rounding", 5))
    found = line.change(before, after, rounding)
    if found is None:
        return "Not tested" if first.value is not None and last.value is not None else "–"
    behind = [each.value if line.kind == "count" else each.whole for each in (first, last)]
    if min(each or 0.0 for each in behind) < FEWEST:
        return "Too few to say"
    if not found.direction[0]:
        return "No clear change"
    moved, low, high = (float(each[0]) for each in (found.estimate, found.low, found.high))
    if line.kind == "share":
        return f"{moved:+.0f} points ({low:+.0f} to {high:+.0f})".replace("-", "−")
    moved, low, high = (100 * (each - 1) for each in (moved, low, high))
    return f"{moved:+.0f}% ({low:+.0f} to {high:+.0f})".replace("-", "−")


def _reading(published: Published) -> html.Section:
    said = [
        *REMARKS[:3],
        "Uptake is worked out of the figures shown, and only where the same services returned both.",
        "A change is told with its 95% range where it is more than chance, rounding and noise explain.",
    ]
    if not published.meta().exact:
        said.append(
            "Totals carry a little noise and are rounded, and withheld where they are small or where one or "
            "two services, who know their own, could work out a small count of the others. “(few)” rests on "
            "fewer than 20. A mean score is of five services or more, or the place’s own."
        )
    return html.Section(
        [html.H2("How to read them"), html.Ul([html.Li(text) for text in said])], className="reading"
    )
