"""The part of the Publish page where a steward lets boards see a zone, after seeing it as they would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from flask import abort

from etl.errors import BadInputError, SafePassageError
from layers.publish.content import Progress
from layers.published.home import PublishedHome
from layers.published.zones import ZoneShown
from layers.zones.status import STATUSES
from web.analyst.publish import PATH, for_stewards, now, person, said
from web.analyst.work import Work, Worker
from web.approval import Waiting, approve_zone, preview_zone, waiting_zone, waiting_zones, withdraw_zone
from web.aria import aria
from web.people.standing import build_name
from web.shell import wanted_id
from web.trail import noting, pen
from web.zones.detail import build_zone

BUSY = "A zone is being looked at already, by you in another window or by somebody else. Wait for it."
NONE = "No zone is proposed yet. Draw one on the page Draw zones and propose it there."
NOTHING = (
    "No proposed or agreed zone has that in its name. Drafts are proposed first, on the page Draw zones."
)
NEXT = "Boards see it with the next version: prepare one above."


def build_approval() -> html.Section:
    """Return the section's controls; what they show is filled when somebody goes there."""
    return html.Section(
        [
            html.H2("Zones for boards"),
            html.P(
                "A zone is shown to boards once a version of it is approved here. Its figures are rounded "
                "and withheld as everywhere; a shape that could be subtracted from what is released is "
                "refused. At most 30 versions a year.",
                className="about",
            ),
            html.P(id="publish-zone-alert", className="alert", role="alert", hidden=True),
            html.P(id="publish-zone-said", className="said-done", role="status", hidden=True),
            html.Div(
                [
                    dmc.Select(
                        id="publish-zone-to-approve",
                        label="Zone",
                        data=[],
                        placeholder="Choose a zone",
                        searchable=True,
                        nothingFoundMessage=NOTHING,
                        size="sm",
                        w=420,
                        comboboxProps={"withinPortal": False},
                    ),
                    html.Button(
                        "See it as boards would", id="publish-zone-preview", className="plain-button"
                    ),
                    html.Div(id="publish-zone-progress", className="publish-progress", **aria(live="polite")),
                ],
                className="decide",
            ),
            html.Div(id="publish-zone-shown"),
            for_stewards(
                html.Div(
                    [
                        build_name("publish-zone-approver", "Kept in the zone's history"),
                        html.Button("Approve for boards", id="publish-zone-approve", className="main-button"),
                        html.Button("Take down", id="publish-zone-withdraw", className="plain-button"),
                    ],
                    className="decide",
                )
            ),
            dcc.Store(id="publish-zone-done"),
            dcc.Interval(id="publish-zone-tick", interval=700, disabled=True),
        ]
    )


def register_approval(app: Dash, home: Path, follower: PublishedHome) -> None:
    """Connect the section to the kept zones."""
    worker = Worker()

    @app.callback(
        Output("publish-zone-to-approve", "data"),
        Input(wanted_id(PATH), "data"),
        Input("address", "data"),
        Input("publish-zone-done", "data"),
        Input("publish-zone-to-approve", "searchValue"),
        State("publish-zone-to-approve", "value"),
        prevent_initial_call=True,
    )
    def fill(_wanted: Any, address: Any, _done: Any, typed: Any, chosen: Any) -> Any:
        elsewhere = not isinstance(address, dict) or address.get("path") != PATH
        if ctx.triggered_id in ("address", "publish-zone-to-approve") and elsewhere:
            return no_update
        return _choices(home, "" if typed is None else typed, chosen)

    @app.callback(
        Output("publish-zone-shown", "children"),
        Output("publish-zone-progress", "children"),
        Output("publish-zone-tick", "disabled"),
        Output("publish-zone-done", "data"),
        Output("publish-zone-alert", "children"),
        Output("publish-zone-alert", "hidden"),
        Output("publish-zone-said", "children"),
        Output("publish-zone-said", "hidden"),
        Input("publish-zone-tick", "n_intervals"),
        Input("publish-zone-preview", "n_clicks"),
        Input("publish-zone-approve", "n_clicks"),
        Input("publish-zone-withdraw", "n_clicks"),
        State("publish-zone-to-approve", "value"),
        State("publish-zone-approver", "value"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def decide(ticks: Any, *clicks_and_state: Any) -> Any:
        *_clicks, chosen, name, _version = clicks_and_state
        asked = ctx.triggered_id
        if asked != "publish-zone-tick":
            try:
                begun = _begin(home, worker, str(asked), chosen, name)
            except SafePassageError as error:
                return no_update, [], True, no_update, said(error), False, "", True
            if isinstance(begun, str):
                return [], [], True, {"done": ticks, "by": asked}, "", True, begun, False
            if not begun:
                return no_update, _progress(), False, no_update, BUSY, False, "", True
        work = worker.state()
        if work.running:
            return no_update, _progress(), False, no_update, "", True, "", True
        if work.error:
            return [], [], True, no_update, work.error, False, "", True
        shown, done = _result(work)
        return (
            _preview(shown, follower) if shown else no_update,
            [],
            True,
            {"done": ticks, "by": work.what},
            "",
            True,
            done,
            not done,
        )


def _begin(home: Path, worker: Worker, asked: str, chosen: Any, name: Any) -> str | bool:
    """Do or begin what was asked: what is done in words, or whether it has begun."""
    zone = _chosen(home, chosen)
    if asked == "publish-zone-withdraw":
        by = person(name)
        with noting("zone_withdrawn", zone.zone_id, version=zone.approved):
            title = withdraw_zone(home, zone.zone_id, by=by, at=now())
        return f"{title} is taken down: the next version leaves it out. Until then boards still see it."
    at = now()
    if asked == "publish-zone-approve":
        by, mine = person(name), pen()

        def approve(_: Progress) -> ZoneShown:
            with mine.noting("zone_approved", zone.zone_id, version=zone.latest):
                return approve_zone(home, zone.zone_id, zone.latest, by=by, at=at, as_of=at.date())

        return worker.start("approve", approve)
    return worker.start(
        "preview", lambda _: preview_zone(home, zone.zone_id, zone.latest, at=at, as_of=at.date())
    )


def _result(work: Work) -> tuple[ZoneShown | None, str]:
    shown = work.result if isinstance(work.result, ZoneShown) else None
    if shown is None or work.what != "approve":
        return shown, ""
    return shown, f"{shown.zone.name}, version {shown.zone.number}, is approved. {NEXT}"


def _preview(shown: ZoneShown, follower: PublishedHome) -> html.Div:
    published = follower.current()
    names = {service.service_id: service.name for service in published.services()}
    return html.Div(
        [
            html.P("As boards would see it:", className="about"),
            *build_zone(shown, names, published.meta().place.zone_term),
        ],
        className="publish-zone-preview",
    )


def _progress() -> list[Any]:
    return [html.Progress(**aria(label="Zone looked at")), html.Span("Counting, and asking the guard")]


def _choice(zone: Waiting) -> dict[str, str]:
    shown = "" if zone.approved is None else f"; boards may see version {zone.approved}"
    label = f"{zone.name}: version {zone.latest}, {STATUSES[zone.status].label.lower()}{shown}"
    return {"value": zone.zone_id, "label": label}


def _choices(home: Path, typed: Any, chosen: Any) -> list[dict[str, str]]:
    """Return the zones whose name holds what is typed, and the chosen one, which the field then names."""
    if not isinstance(typed, str) or not isinstance(chosen, str | None):
        abort(400, description="is no text")
    kept = [_choice(_known(home, chosen))] if chosen else []
    if kept and typed == kept[0]["label"]:
        typed = ""
    found = [_choice(each) for each in waiting_zones(home, typed.strip())]
    return [*(each for each in kept if each not in found), *found]


def _chosen(home: Path, value: Any) -> Waiting:
    if value is None:
        raise BadInputError("Zone", "is not chosen", "Choose one." if waiting_zones(home) else NONE)
    return _known(home, value)


def _known(home: Path, value: Any) -> Waiting:
    try:
        return waiting_zone(home, value if isinstance(value, str) else "")
    except BadInputError:
        abort(400, description="names no zone")
