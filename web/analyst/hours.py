"""The days and hours that analysts count, chosen above the map, and what the choice leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from etl.errors import BadInputError
from layers.chosen import Chosen
from layers.days import Days
from layers.published.filtered import MARK, Filtered, Unplaced
from layers.published.offer import Offer, offer_of
from layers.published.version import Published
from layers.week import HOURS, WeekHours
from web.analyst.home import AnalystHome
from web.aria import aria, data
from web.asked import mapping, refusing
from web.listing.summary import period_words
from web.view.state import read_view

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_HOUR, EVERY_DAY = "Hours of the week: all", "Days: all"
WRONG_ORDER = "Days: all, since the last day is before the first"
# name -> first hour, length, days it begins on
PRESETS = {
    "Day 08–18": (8, 10, range(7)),
    "Evening 18–22": (18, 4, range(7)),
    "Night 22–06": (22, 8, range(7)),
    "Weekend night, Fri–Sat 22–06": (22, 8, (4, 5)),
}


def preset_hours(first: int, length: int, days: Sequence[int]) -> list[int]:
    """Return the hours of the week of a preset, over midnight too."""
    return sorted({(day * 24 + first + hour) % HOURS for day in days for hour in range(length)})


def build_hours(published: Published) -> html.Div:
    """Return the tool; there is nothing to filter where the page reads published figures."""
    return html.Div(
        id="hours-tool",
        className="hours-tool",
        hidden=not published.meta().exact,
        children=[
            # The chosen hours, 0 to 167, [] for all; kept by assets/analyst.js
            dcc.Store(id="hours", data=[]),
            html.Div(
                [
                    html.Span(EVERY_HOUR, id="hours-said", className="control-label", role="status"),
                    *build_presets(),
                ],
                className="presets",
                role="group",
                **data(hours="hours"),
                **aria(label="Hours of the week"),
            ),
            html.Details(
                [
                    html.Summary("Choose hours"),
                    html.P(
                        "Drag over hours, choose a day or an hour by its name, or use the arrow keys with "
                        "Space (Shift and an arrow for several).",
                        className="about",
                    ),
                    build_week_grid("hours", "Hours of the week that are counted"),
                ],
                className="hours-choice",
            ),
            build_days(published),
            html.Div(id="hours-notes", className="hours-notes", **aria(live="polite")),
        ],
    )


def build_days(published: Published) -> html.Div:
    """Return the first and last day that are counted, both empty for all; any days, not only whole months."""
    first, last = bounds(published) or (None, None)
    about: dict[str, Any] = {
        "minDate": first,
        "maxDate": last,
        "valueFormat": "D MMM YYYY",
        "clearable": True,
        "weekendDays": [],
    }
    return html.Div(
        [
            # [first, last] as the two fields say them, [] for all days; kept by assets/analyst.js
            dcc.Store(id="days", data=[]),
            html.Span(EVERY_DAY, id="days-said", className="control-label", role="status"),
            dmc.DateInput(id="days-from", label="From", placeholder="the first day", **about),
            dmc.DateInput(id="days-to", label="To", placeholder="the last day", **about),
        ],
        className="days-choice",
        role="group",
        **aria(label="Days that are counted"),
    )


def bounds(published: Published) -> tuple[date, date] | None:
    """Return the first and last day of all periods, None where none has days."""
    periods = published.periods()
    first = [period.starts_on for period in periods if period.starts_on]
    last = [period.ends_on for period in periods if period.ends_on]
    return (min(first), max(last)) if first and last else None


def build_presets() -> list[html.Button]:
    """Return the buttons of common hours, for an element whose data-hours names a picker's store."""
    named = {name: ",".join(map(str, preset_hours(*about))) for name, about in PRESETS.items()}
    return [
        html.Button(name, className="preset", type="button", **data(preset=hours))
        for name, hours in {**named, "All hours": ""}.items()
    ]


def build_week_grid(store: str, label: str) -> html.Div:
    """Return a grid of 7 x 24 that assets/analyst.js keeps in step with a store. label: what is chosen."""
    head = [
        html.Div(html.Span("Day", className="seen-by-readers"), className="hours-corner", role="columnheader")
    ]
    head += [
        html.Div(f"{hour:02d}", className="hour-name", role="columnheader", style={"--hour": hour})
        for hour in range(24)
    ]
    rows = [html.Div(head, role="row")]
    for day, name in enumerate(DAYS):
        cells: list[Any] = [
            html.Div(name[:3], className="day-name", role="rowheader", style={"--day": day}, title=name)
        ]
        cells += [
            html.Div(
                className="hour",
                role="gridcell",
                tabIndex=0 if day == hour == 0 else -1,
                style={"--day": day, "--hour": hour},
                **data(hour=str(day * 24 + hour)),
                **aria(label=f"{name} {hour:02d} to {hour + 1:02d}", selected="false"),
            )
            for hour in range(24)
        ]
        rows.append(html.Div(cells, role="row"))
    return html.Div(
        rows,
        id=f"{store}-grid",
        className="hours-grid",
        role="grid",
        **data(hours=store),
        **aria(label=label, multiselectable="true"),
    )


def chosen_hours(value: Any) -> WeekHours | None:
    """Return the hours that the grid reports, None for all of them.

    Raises BadInputError for anything else than a list of hours of the week.
    """
    whole = isinstance(value, list) and all(type(hour) is int for hour in value)
    if not whole:
        raise BadInputError("hours", "are not a list of hours", "Choose the hours again.")
    return WeekHours(frozenset(value)) if value else None


def chosen_days(value: Any, published: Published) -> Days | None:
    """Return the days that the two fields say, None for all; a field left empty is the first or the last day.

    Raises BadInputError for anything else than [] or two days, each of which may be None, and for a last day
    before the first.
    """
    if not isinstance(value, list) or len(value) not in (0, 2):
        raise BadInputError("days", "are not a first and a last day", "Choose the days again.")
    limits = bounds(published)
    if not any(value) or limits is None:
        return None
    try:
        first, last = (
            date.fromisoformat(said) if said else limit for said, limit in zip(value, limits, strict=True)
        )
    except (TypeError, ValueError):
        raise BadInputError("days", "are not days", "Choose the days again.") from None
    return Days(first, last)


def register_hours(app: Dash, follower: AnalystHome) -> None:
    """Count anew when hours or days are chosen: the page's version becomes that of the choice."""

    @app.callback(
        Output("version", "data"),
        Output("hours-said", "children"),
        Output("days-said", "children"),
        Input("hours", "data"),
        Input("days", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def choose(hours: Any, days: Any, version: Any) -> Any:
        week = refusing(lambda: chosen_hours(hours))
        exact = follower.current()
        whole = exact.whole if isinstance(exact, Filtered) else exact
        if not whole.meta().exact or str(version).partition(MARK)[0] != whole.version:
            return no_update, no_update, no_update
        disordered = in_disorder(days)
        chosen = Chosen(week, None if disordered else refusing(lambda: chosen_days(days, whole)))
        of_hours = f"Hours of the week: only {week.words}" if week else EVERY_HOUR
        of_days = f"Days: only {chosen.days.words}" if chosen.days else EVERY_DAY
        name = f"{whole.version}{MARK}{chosen.code}" if chosen.code else whole.version
        return name, of_hours, WRONG_ORDER if disordered else of_days

    app.clientside_callback(
        ClientsideFunction("analyst", "days"),
        Output("days", "data"),
        Input("days-from", "value"),
        Input("days-to", "value"),
        State("days", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("hours-notes", "children"),
        Input("view", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def note(asked: Any, version: Any) -> Any:
        published = follower.current()
        if not isinstance(published, Filtered) or version != published.version:
            return []
        offer = offer_of(published)
        return refusing(lambda: left_out(offer, published, mapping(asked)))


def in_disorder(days: Any) -> bool:
    """Return whether the fields hold a last day before the first, as they may while somebody chooses."""
    two = isinstance(days, list) and len(days) == 2 and all(isinstance(each, str) for each in days)
    return two and days[1] < days[0]


def left_out(offer: Offer, published: Filtered, asked: dict[str, Any]) -> list[Any]:
    """Return what the choice does not touch, or cannot count, in the layers on the map."""
    view, said = read_view(offer, asked), []
    for layer_id in view.layer_ids():
        layer = published.layers()[layer_id]
        period_id = published.best_period(layer_id, view.grid, view.period)
        if period_id is None:
            continue
        if layer_id not in published.filtered_layers():
            said.append(f"{layer.title}: not counted event by event, so all of it is shown.")
            continue
        when = period_words(offer, period_id)
        if not published.has_days_of(period_id):
            said.append(f"{layer.title}: none of the chosen days lies in {when}. Choose another period.")
        said += [
            f"{layer.title}, {when}: {_without(each)}" for each in published.unplaced(layer_id, period_id)
        ]
    said.append("The figures at the head of the page, scores and trends count all hours and days.")
    return [html.Ul([html.Li(text) for text in said])]


def _without(each: Unplaced) -> str:
    known = {"month": "only the month", "day": "only the day"}.get(each.time_precision, "no hour")
    verb = "is" if each.events == 1 else "are"
    return f"{each.events:,} of source {each.source} {verb} left out: it knows {known}."
