"""The week as a table: seven days by 24 hours, each count in words and colour, and what stands out."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html
from numpy.typing import NDArray

from layers.look.classes import class_ranges
from layers.look.colours import palette
from layers.look.symbols import THEMES
from layers.publish.scales import class_limits
from layers.published.offer import Offer
from layers.statistics.busy_hours import busiest_stretch
from layers.week import WeekHours
from web.aria import aria
from web.controls.swatches import swatches
from web.listing.summary import period_words
from web.week.choose import DAYS, HOURS, PLACE, week_counts

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_WITHHELD = 84  # half the week: beyond it, nothing is said of the busiest hours without a warning


def build_week(offer: Offer, layer_id: str, area_id: str, colours: str) -> list[Any]:
    """Return the table of a layer and place with its sentences; colours: the palette's name.

    Raises KeyError where the version has none of this layer and place.
    """
    published = offer.published
    counts = week_counts(published, layer_id, area_id)
    layer = published.layers()[layer_id]
    where = published.meta().place.name
    if area_id != PLACE:
        where = next(area.name for area in published.areas() if area.area_id == area_id)
    when = period_words(offer, str(published.meta().raw.get("hours_periods", {}).get(layer_id, "")))
    title = f"{layer.title} by weekday and hour, {where}{f', {when}' if when else ''}"
    noun = layer.unit.partition(" per ")[0]
    exact = published.meta().exact
    return [
        html.P(html.B(week_sentence(counts, noun, exact=exact)), id="week-said"),
        *lay_out_week(title, counts, noun, (layer.environment, colours), exact=exact),
    ]


def lay_out_week(
    title: str, counts: NDArray[np.float64], noun: str, ink: tuple[str, str], *, exact: bool
) -> list[Any]:
    """Return 7 x 24 counts (NaN: withheld) as a table with its legend. ink: environment and palette."""
    limits = tuple(class_limits(counts.ravel()))
    ramps = {theme: palette(ink[0], theme, len(limits) + 1, ink[1]) for theme in THEMES}
    return [
        html.Div(
            _table(title, counts, limits, ramps),
            className="week-scroll",
            tabIndex=0,
            role="region",
            **aria(label=title),
        ),
        _legend(counts, limits, ramps, noun, exact=exact),
    ]


def week_sentence(counts: NDArray[np.float64], noun: str, *, exact: bool) -> str:
    """Return when most was recorded: 'Busiest: Fri–Sat 22–03, with 4 times the calls of an average hour.'"""
    withheld = int(np.isnan(counts).sum())
    found = busiest_stretch(counts, 0 if exact else 5)
    if found is None:
        said = "No part of the week clearly stands out."
    else:
        hours = {
            ((found.day + day) * HOURS + found.hour + hour) % (DAYS * HOURS)
            for day in range(found.days)
            for hour in range(found.hours)
        }
        said = (
            f"Busiest: {WeekHours(frozenset(hours)).words}, with {found.times:.1f} times the {noun} of an "
            "average hour."
        )
    if not withheld:
        return said
    rest = f"{withheld} of {DAYS * HOURS} hours are withheld (1 to 7 or too uncertain)"
    return f"{said} {rest}{': read this with care.' if withheld > MOST_WITHHELD else '.'}"


def _table(
    title: str, counts: NDArray[np.float64], limits: tuple[float, ...], ramps: dict[str, tuple[str, ...]]
) -> html.Table:
    head = html.Tr(
        [html.Th("Day", scope="col"), *(html.Th(f"{hour:02d}", scope="col") for hour in range(HOURS))]
    )
    rows = [
        html.Tr([html.Th(name, scope="row"), *(_cell(count, limits) for count in line)])
        for name, line in zip(DAY_NAMES, counts, strict=True)
    ]
    # The table's own variables: its longest number's signs, and a style for each theme, not one on every cell
    look = {"--signs": str(len(f"{np.nanmax(counts, initial=0):,.0f}"))}
    for theme, ramp in ramps.items():
        for at, colour in enumerate(ramp):
            look |= {f"--{theme}-{at}": colour, f"--{theme}-ink-{at}": _ink(colour)}
    return html.Table(
        [
            html.Caption(f"{title}. Columns are hours of the day, local time.", className="seen-by-readers"),
            html.Thead(head),
            html.Tbody(rows),
        ],
        className="week-table",
        style=look,
    )


def _cell(count: float, limits: tuple[float, ...]) -> html.Td:
    if np.isnan(count):
        said = [html.Span("–", **aria(hidden="true")), html.Span("withheld", className="seen-by-readers")]
        return html.Td(said, className="held")
    if count == 0:
        return html.Td("0", className="nothing")
    return html.Td(
        f"{count:,.0f}", className=f"heat-{int(np.searchsorted(np.asarray(limits), count, side='right'))}"
    )


def _ink(colour: str) -> str:
    """Return black or white, whichever stands out more against a colour (WCAG 2 contrast)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _legend(
    counts: NDArray[np.float64],
    limits: tuple[float, ...],
    ramps: dict[str, tuple[str, ...]],
    noun: str,
    *,
    exact: bool,
) -> html.Div:
    classes = []
    if (counts > 0).any():
        classes = [
            html.Li([*swatches({theme: {"backgroundColor": ramps[theme][at]} for theme in THEMES}), text])
            for at, text in enumerate(class_ranges(limits))
        ]
    states = [html.Li([html.Span(className="swatch held"), "Withheld: 1 to 7 or too uncertain"])]
    rule = "" if exact else ", rounded to 5"
    return html.Div(
        [
            html.P(f"Number of {noun}{rule}; hours are local time.", className="about"),
            html.Ul([*classes, *([] if exact else states)], className="swatches week-legend"),
        ]
    )
