"""The bar below the map: a slider over the periods with playback, and the period to compare with."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html

from layers.published.offer import Offer
from layers.published.rows import Period
from web.aria import aria
from web.view.comparison import NO_COMPARISON, comparable_periods, comparison_of
from web.view.state import View

SPEEDS = {"2400": "Slow", "1400": "Normal", "700": "Fast"}  # milliseconds a step
MOST_MARKS = 8  # names below the slider, which would else run into each other


def build_time_bar(offer: Offer, view: View) -> html.Div:
    """Return the bar with everything set to the view."""
    line = timeline(offer, view)
    others, value, said = compare_choices(offer, view)
    return html.Div(
        id="time-bar",
        className="time-bar",
        role="group",
        hidden=not line["steps"],
        **aria(label="Time"),
        children=[
            dcc.Store(id="timeline", data=line),
            html.Div(
                className="time-play",
                children=[
                    html.Button("Play", id="play", className="plain-button", type="button"),
                    html.Span(id="time-shown", className="time-shown"),
                    dmc.SegmentedControl(
                        id="speed",
                        data=[{"value": ms, "label": label} for ms, label in SPEEDS.items()],
                        value="1400",
                        size="xs",
                        **aria(label="Speed of playing"),
                    ),
                ],
            ),
            html.Div(
                dmc.Slider(
                    id="time",
                    min=0,
                    max=max(1, len(line["steps"]) - 1),
                    value=line["at"],
                    step=1,
                    marks=line["marks"],
                    label=None,
                    updatemode="drag",
                    disabled=len(line["steps"]) < 2,
                    size="sm",
                    thumbSize=20,
                    thumbLabel="Period on the map",
                ),
                className="time-slider",
            ),
            html.Div(
                className="time-compare",
                children=[
                    dmc.Select(
                        id="compare",
                        label="Compare with",
                        data=others,
                        value=value,
                        disabled=len(others) < 2,
                        allowDeselect=False,
                        size="xs",
                        comboboxProps={"withinPortal": False, "position": "top"},
                    ),
                    html.P(said, id="compare-note", className="note"),
                ],
            ),
        ],
    )


def timeline(offer: Offer, view: View, asked: Any = None) -> dict[str, Any]:
    """Return the periods that the slider steps through, earliest first, for assets/time.js.

    steps: {id, label, parts}, parts being, of each environment drawn, what of its map layer depends on the
    period: its last word in an address, and its label; without any, only the server can draw the step.
    at: the view's step. marks: names below the slider. asked: the period that the page asked for, as it came,
    by which it knows the answer to an earlier question from that to its last.
    """
    periods = _periods(offer, view)
    steps = [{"id": each.id, "label": each.label, "parts": _parts(offer, view, each)} for each in periods]
    ids = [each.id for each in periods]
    return {
        "steps": steps,
        "at": ids.index(view.period) if view.period in ids else 0,
        "marks": marks(periods),
        "asked": asked,
    }


def _periods(offer: Offer, view: View) -> list[Period]:
    chosen = offer.period(view.period)
    if chosen is None:
        return []
    return offer.periods(chosen.kind, view.grid, view.layer_ids())[::-1]


def _parts(offer: Offer, view: View, period: Period) -> dict[str, dict[str, str]]:
    published = offer.published
    compared = comparison_of(published, view)
    parts: dict[str, dict[str, str]] = {}
    if view.compare and (compared is None or period.id == view.compare):
        return parts
    for shown in view.drawn():
        own_id = published.best_period(shown.layer_id, view.grid, period.id)
        own = offer.period(own_id or "")
        if own is None or (compared and (shown != compared.shown or own != period)):
            continue
        label = "" if own.kind == "current" else own.label  # as web/map/scene.py has it
        parts[shown.environment] = {
            "id": own.id,
            "path": quote(own.id),
            "label": f"{compared.before.label} to {label}" if compared else label,
        }
    return parts


def marks(periods: list[Period]) -> list[dict[str, Any]]:
    """Return a mark for each period; the first of each year is named, of long years as '2024/25'."""
    named = {}
    for at, period in enumerate(periods):
        if period.starts_on is None or period.ends_on is None:
            continue
        year, last = period.starts_on.year, period.ends_on.year
        if period.kind != "quarter" or period.starts_on.month == 1:
            named[at] = str(year) if year == last else f"{year}/{last % 100:02d}"
    kept = set(list(named)[:: 1 + len(named) // (MOST_MARKS + 1)])
    return [{"value": at, **({"label": named[at]} if at in kept else {})} for at in range(len(periods))]


def compare_choices(offer: Offer, view: View) -> tuple[list[dict[str, str]], str, str]:
    """Return the periods to compare with as a select takes them, the one chosen, and what to know of it."""
    others, reason = comparable_periods(offer, view)
    data = [{"value": NO_COMPARISON, "label": "No comparison" if others else "Not possible here"}]
    data += [{"value": each.id, "label": each.label} for each in others]
    if not others or not view.compare:
        return data, NO_COMPARISON, reason
    compared = comparison_of(offer.published, view)
    if compared is None:
        same = offer.period(view.compare)
        if same is not None and view.compare == view.period:
            data.append({"value": same.id, "label": f"{same.label} (on the map now)"})
        return data, view.compare, "The map is at this period itself: move the slider to see a change."
    if compared.seasons_differ:
        return data, view.compare, "These are different seasons: a change may be the season's."
    return (
        data,
        view.compare,
        f"Shows {compared.layer.title.lower()} alone while periods are compared.",
    )
