"""One zone in full: its terms, its figures inside and around, benefits beside costs, its hours."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from layers import words
from layers.published.version import Published
from layers.published.zones import WINDOW, ZoneHour, ZoneShown
from layers.zones.figure_words import about, detail_words, title_of, value_words
from layers.zones.said import costs, policy, protects, standing
from layers.zones.weighed import REGIONS, Figure
from web.marks import mark
from web.week.choose import DAYS, HOURS
from web.week.table import lay_out_week
from web.zones.listing import status_tag
from web.zones.weighing import build_ledger, build_services, build_table

KINDS = ("need", "confiscation", "enforcement")
NOUNS = {"need": "overdose calls", "confiscation": "syringe confiscations", "enforcement": "police records"}
ENVIRONMENTS = {"need": "physical", "confiscation": "social", "enforcement": "policy"}
CHANGES = (
    "exposure_removed_50",
    "exposure_removed_80",
    "exposure_removed_100",
    "leverage",
    "forgone",
    "approach",
    "concentration",
    "area",
    "residents",
    "schools",
    "hotspot_overlap",
)
UNDETECTED = "Too little is released of this area to say what a year before and a year after could show."
NO_YEARS = (
    "Only the whole period is shown: by year, figures would be too close to others that are released, or no "
    "year is whole."
)
NO_SUM = (
    "Benefits and costs fall on different people and are not added to one score. What has no figure is still "
    "listed: not measured does not mean none."
)


def build_zone(shown: ZoneShown, names: dict[str, str], term: str) -> list[Any]:
    """Return a zone's sections. names: of services by id; term: what the place calls a zone."""
    zone = shown.zone
    return [
        html.Div([html.H3(zone.name), status_tag(zone.status)], className="card-head"),
        html.P(standing(zone, term), className="zone-standing"),
        html.P(f"{protects(shown)} {costs(shown)}"),
        *([html.P(f"No figures of events: {zone.held}.", className="alert")] if zone.held else []),
        *([_cautions(zone.cautions)] if zone.cautions else []),
        *([html.P(zone.note, className="about")] if zone.note else []),
        html.H4("Terms"),
        html.Dl(
            [html.Div([html.Dt(a), html.Dd(b)]) for a, b in policy(zone, names)], className="facts zone-terms"
        ),
        html.H4("Inside, around it, and a place like it"),
        _regions(shown),
        html.H4("Year by year, inside"),
        _years(shown),
        html.H4("What it changes"),
        _changes(shown),
        html.H4("Its services"),
        *([html.P(_weeks(shown), className="about")] if zone.first_day else []),
        build_services(shown.services),
        html.H4("What could be detected afterwards"),
        html.Ul([html.Li(text) for text in zone.detectable])
        if zone.detectable
        else html.P(UNDETECTED, className="about"),
        html.H4("Benefits and costs"),
        html.P(NO_SUM, className="about"),
        build_ledger(shown.effects),
        html.H4("When it happens"),
        *_hours(shown),
    ]


def build_detail(published: Published, zone_id: str) -> list[Any]:
    """Return a published zone in full. Raises KeyError for one that is not published."""
    names = {service.service_id: service.name for service in published.services()}
    shown = published.zone_shown(zone_id)
    return [*mark(published), *build_zone(shown, names, published.meta().place.zone_term)]


def figure_cell(figure: Figure | None, more: str = "") -> Any:
    """Return a figure with what it rests on below it. more: what else is to be said."""
    if figure is None:
        return "–"
    said = "; ".join(each for each in (detail_words(figure), more) if each)
    return [html.B(value_words(figure)), *([html.Span(said, className="note block")] if said else [])]


def named(measure: str) -> list[Any]:
    """Return what a figure is called and how it is read."""
    said = about(measure)
    return [title_of(measure), *([html.Span(said, className="note block")] if said else [])]


def _cautions(said: tuple[str, ...]) -> html.Div:
    return html.Div(
        [html.H4("Look at these first"), html.Ul([html.Li(text) for text in said])], className="alert"
    )


def _regions(shown: ZoneShown) -> Any:
    rows = []
    for measure in (name for kind in KINDS for name in (kind, f"{kind}_rate")):
        found = [shown.over(region, measure) for region in REGIONS]
        when = next((shown.periods.get(period, "") for figure, period in found if figure and period), "")
        cells = [figure_cell(figure) for figure, _ in found]
        rows.append([[title_of(measure), html.Span(when, className="note block")], *cells])
    return build_table("Inside, ring and comparison", ("", *REGIONS.values()), rows)


def _years(shown: ZoneShown) -> Any:
    periods = [
        each for each in shown.periods if any(("inside", kind, each) in shown.figures for kind in KINDS)
    ]
    if not periods:
        return html.P("No published period has figures of this area.", className="about")
    rows = [
        [title_of(kind), *(figure_cell(shown.figures.get(("inside", kind, each))) for each in periods)]
        for kind in KINDS
    ]
    table = build_table("By period", ("", *(shown.periods[each] for each in periods)), rows)
    alone = [html.P(NO_YEARS, className="about")] if all(each.endswith(WINDOW) for each in periods) else []
    return html.Div([*alone, table])


def _changes(shown: ZoneShown) -> Any:
    found = [(measure, *shown.over("", measure)) for measure in CHANGES]
    rows = [
        [named(measure), figure_cell(figure, shown.periods.get(period, ""))]
        for measure, figure, period in found
        if figure
    ]
    return build_table("What it changes", ("Measure", "This area"), rows)


def _weeks(shown: ZoneShown) -> str:
    return f"Recorded police activity about drugs, {words.days(shown.zone.first_day, shown.zone.last_day)}."


def _hours(shown: ZoneShown) -> list[Any]:
    if not shown.hours:
        return [html.P("No counts by hour may be shown for this area.", className="about")]
    found: list[Any] = []
    for kind in KINDS:
        mine = [each for each in shown.hours if each.kind == kind]
        counts = _grid(mine)
        if not mine or not np.nansum(counts):
            continue
        title = f"{title_of(kind).removeprefix('Share of ').capitalize()} inside by weekday and hour"
        when = shown.periods.get(mine[0].period_id, "")
        exact = all(each.count is not None for each in mine)
        body = lay_out_week(title, counts, NOUNS[kind], (ENVIRONMENTS[kind], "standard"), exact=exact)
        found.append(html.Details([html.Summary(f"{title}, {when}"), *body], className="withheld"))
    return found or [html.P("Every hour of the week holds too few events to show.", className="about")]


def _grid(hours: list[ZoneHour]) -> Any:
    counts = np.full((DAYS, HOURS), np.nan)
    for each in hours:
        if each.count is not None:
            counts[each.weekday, each.hour] = each.count
    return counts
