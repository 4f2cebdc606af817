"""Key figures, level of detail, period and the link to share: what stands above the map."""

from __future__ import annotations

import re
from typing import Any

import dash_mantine_components as dmc
from dash import html

from layers import words
from layers.published.offer import UNVARYING, Choice, Offer
from layers.published.rows import KeyFigure
from web.aria import aria
from web.arrange.maps import build_modes
from web.briefing.dialog import briefing_button
from web.view.state import View

CHANGE = re.compile(r"(?P<begin>.*; )?(?:(?P<size>\d+)\s% (?P<way>more|fewer) than|no change from) .+")


def key_figures(figures: tuple[KeyFigure, ...]) -> html.Section:
    """Return the page's head: the place's figures, if there are any."""
    when = common_period(figures) if figures else ""
    said = f"The whole place, {when}" if when else "The whole place"
    cards = [
        html.P(said, className="keys-head"),
        html.Dl([_card(each, when) for each in figures], className="keys"),
    ]
    return html.Section(
        cards if figures else None, className="key-figures", hidden=not figures, **aria(label="Key figures")
    )


def _share() -> html.Div:
    return html.Div(
        [
            html.Span(id="copied", className="copied", role="status"),
            html.Button("Copy link to this view", id="copy-link", className="plain-button"),
            briefing_button(),
        ],
        className="share",
    )


def common_period(figures: tuple[KeyFigure, ...]) -> str:
    """Return the period that begins every figure's detail, so as to say it once ('' where they differ)."""
    begun = {figure.detail.partition(";")[0].strip() for figure in figures}
    return begun.pop() if len(begun) == 1 else ""


def _card(figure: KeyFigure, when: str) -> html.Div:
    unit = html.Span(figure.unit, className="unit") if figure.unit else None
    detail = change_words(figure.detail.removeprefix(when).lstrip("; ") if when else figure.detail)
    return html.Div(
        [
            html.Dt(figure.label),
            html.Dd(
                [
                    html.Div([figure.value, unit], className="figure"),
                    html.Div(detail[:1].upper() + detail[1:], className="detail"),
                ]
            ),
        ],
        className="key",
    )


def change_words(detail: str) -> str:
    """Return '9 % more than Oct 2024 – Sep 2025' as '+9 % on the year before'; other details as they are."""
    found = CHANGE.fullmatch(detail)
    if not found:
        return detail
    sign = {"more": "+", "fewer": "−"}.get(found["way"] or "")
    change = f"{sign}{found['size']}{words.PERCENT} on the year before" if sign else "Same as the year before"
    return f"{found['begin'] or ''}{change}"


def build_toolbar(offer: Offer, view: View) -> html.Div:
    """Return the controls for level of detail, period and maps, set to the view, and the way to share it."""
    grids, kinds, periods, kind = period_choices(offer, view)
    return html.Div(
        className="toolbar",
        role="group",
        **aria(label="Level of detail, period and maps"),
        children=[
            _tool(
                "Level of detail",
                dmc.SegmentedControl(
                    id="grid",
                    data=segments(grids),
                    value=view.grid,
                    size="xs",
                    **aria(label="Level of detail"),
                ),
            ),
            _tool(
                "Period",
                html.Div(
                    [
                        dmc.SegmentedControl(
                            id="period-kind",
                            data=segments(kinds),
                            value=kind,
                            size="xs",
                            **aria(label="Kind of period"),
                        ),
                        dmc.Select(
                            id="period",
                            data=periods,
                            value=view.period or None,
                            placeholder="Does not vary",
                            allowDeselect=False,
                            size="xs",
                            w=250,
                            comboboxProps={"withinPortal": False},
                            **aria(label="Period"),
                        ),
                    ],
                    className="tool-row",
                ),
                id="period-tool",
                hidden=not periods,
            ),
            _tool("Maps", build_modes(view), id="maps-tool"),
            html.Div(reasons(grids, kinds), id="reasons", className="reasons"),
            _share(),
        ],
    )


def period_choices(
    offer: Offer, view: View
) -> tuple[list[Choice], list[Choice], list[dict[str, str]], str | None]:
    """Return levels of detail, kinds of period, the periods of the chosen kind, and that kind."""
    ids = view.layer_ids()
    grids, kinds = offer.grid_choices(ids, view.grid), offer.kind_choices(view.grid, ids)
    period = offer.period(view.period)
    open_kinds = {choice.value for choice in kinds if not choice.reason}
    kind = period.kind if period is not None and period.kind in open_kinds else None
    found = offer.periods(kind, view.grid, ids) if kind else []
    return grids, kinds, [{"value": each.id, "label": each.label} for each in found], kind


def segments(choices: list[Choice]) -> list[dict[str, Any]]:
    """Return choices as a segmented control takes them."""
    return [{"value": each.value, "label": each.label, "disabled": bool(each.reason)} for each in choices]


def reasons(grids: list[Choice], kinds: list[Choice]) -> list[Any]:
    """Return why some choices are off; nothing when all are open."""
    closed = [choice for choice in (*grids, *kinds) if choice.reason]
    if closed and {choice.reason for choice in closed} == {UNVARYING}:
        return [html.P(UNVARYING)]
    if not closed:
        return []
    items = [html.Li([html.B(f"{choice.label}: "), choice.reason]) for choice in closed]
    names = words.listing([choice.label.lower() for choice in closed], "or")
    return [html.Details([html.Summary(f"Why not {names}?"), html.Ul(items)])]


def _tool(label: str, control: Any, **more: Any) -> html.Div:
    return html.Div(
        [html.Span(label, className="control-label", **aria(hidden="true")), control],
        className="tool",
        **more,
    )
