"""The hours of the week that analysts count: a grid of 7 x 24 above the map, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update

from etl.errors import BadInputError
from layers.published.by_hour import MARK, ByHour, Hourless
from layers.published.offer import Offer, offer_of
from layers.published.version import Published
from layers.week import HOURS, WeekHours
from web.analyst.home import AnalystHome
from web.aria import aria, data
from web.asked import mapping, refusing
from web.listing.summary import period_words
from web.view.state import read_view

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_HOUR = "Hours of the week: all"
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
            html.Div(id="hours-notes", className="hours-notes", **aria(live="polite")),
        ],
    )


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


def register_hours(app: Dash, follower: AnalystHome) -> None:
    """Count anew when hours are chosen: the page's version becomes that of the hours."""

    @app.callback(
        Output("version", "data"),
        Output("hours-said", "children"),
        Input("hours", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def choose(hours: Any, version: Any) -> Any:
        week = refusing(lambda: chosen_hours(hours))
        exact = follower.current()
        whole = exact.whole if isinstance(exact, ByHour) else exact
        if not whole.meta().exact or str(version).partition(MARK)[0] != whole.version:
            return no_update, no_update
        if week is None:
            return whole.version, EVERY_HOUR
        return f"{whole.version}{MARK}{week.code}", f"Hours of the week: only {week.words}"

    @app.callback(
        Output("hours-notes", "children"),
        Input("view", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def note(asked: Any, version: Any) -> Any:
        published = follower.current()
        if not isinstance(published, ByHour) or version != published.version:
            return []
        offer = offer_of(published)
        return refusing(lambda: left_out(offer, published, mapping(asked)))


def left_out(offer: Offer, published: ByHour, asked: dict[str, Any]) -> list[Any]:
    """Return what the chosen hours do not touch, or cannot count, in the layers on the map."""
    view, said = read_view(offer, asked), []
    for layer_id in view.layer_ids():
        layer = published.layers()[layer_id]
        period_id = published.best_period(layer_id, view.grid, view.period)
        if period_id is None:
            continue
        if layer_id not in published.by_hour():
            said.append(f"{layer.title}: not counted by the hour, so all of it is shown.")
            continue
        when = period_words(offer, period_id)
        without = published.hourless(layer_id, period_id)
        said += [f"{layer.title}, {when}: {_without_hours(each)}" for each in without]
    said.append("The figures at the head of the page, scores and trends count all hours.")
    return [html.Ul([html.Li(text) for text in said])]


def _without_hours(each: Hourless) -> str:
    known = {"month": "only the month", "day": "only the day"}.get(each.time_precision, "no hour")
    verb = "is" if each.events == 1 else "are"
    return f"{each.events:,} of source {each.source} {verb} left out: it knows {known}."
