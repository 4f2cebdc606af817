"""The page where a steward sees what a publication would change, lets it go live, or goes back."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from flask import abort

from etl.errors import BadInputError, SafePassageError
from layers.publish.content import Progress
from layers.publish.day import publication_day
from layers.publish.log import Decider
from layers.publish.pointer import current_version, rollback
from layers.publish.staging import approve, comparison, discard, stage, staged_version
from layers.published.home import VERSION
from web.analyst.publish_shown import (
    Live,
    build_preview,
    build_trail_link,
    build_versions,
    live_versions,
)
from web.analyst.work import Work, Worker
from web.approval import approved_zones
from web.aria import aria
from web.people.standing import build_name, may
from web.people.who import account_name
from web.shell import wanted_id
from web.trail import deciding, noting, pen

PATH = "/publish"
BUSY = "A preview is being prepared already, by you in another window or by somebody else. Wait for it."
LONGEST_NAME = 80
DECIDED = "A data steward lets it go live or discards it. You can prepare it and look at it."


def build_publish_page() -> list[Any]:
    """Return the page's controls; what they show is filled when somebody goes there."""
    return [
        html.Div(
            [
                html.H1("Publish"),
                html.P(
                    "What boards would see, before they see it. A version is made aside, from what is "
                    "loaded; nothing changes for anybody until it is approved here.",
                    className="intro",
                ),
            ],
            className="page-head",
        ),
        html.P("Loading …", id="publish-waiting", className="waiting"),
        dcc.Store(id="publish-staged"),
        dcc.Store(id="publish-done"),
        dcc.Store(id="publish-decided"),
        dcc.Interval(id="publish-tick", interval=700, disabled=True),
        html.P(id="publish-alert", className="alert", role="alert", hidden=True),
        html.P(id="publish-refused", className="alert", role="alert", hidden=True),
        html.P(id="publish-said", className="said-done", role="status", hidden=True),
        html.Section([html.H2("Prepare a version"), _prepare()]),
        html.Section(
            [
                html.H2("What would change"),
                html.Div(id="publish-preview"),
                html.P(DECIDED, className="note", hidden=may("steward")),
                for_stewards(
                    html.Div(
                        [
                            build_name("approver", "Kept in the log with your decision"),
                            html.Button("Approve: let boards see it", id="approve", className="main-button"),
                            html.Button("Discard", id="discard", className="plain-button"),
                        ],
                        id="publish-decide",
                        className="decide",
                        hidden=True,
                    )
                ),
            ]
        ),
        html.Section(
            [
                html.H2("Versions"),
                html.Div(id="publish-versions"),
                for_stewards(
                    html.Details(
                        [html.Summary("Go back to an earlier version"), _back()], className="withheld"
                    )
                ),
            ]
        ),
        for_stewards(build_trail_link()),
    ]


def for_stewards(controls: Any) -> html.Div:
    """Return controls that only a steward is shown; the server asks again when they are used."""
    return html.Div(controls, hidden=not may("steward"))


def _prepare() -> html.Div:
    return html.Div(
        [
            dmc.TextInput(
                id="publish-as-of",
                label="As of",
                description="YYYY-MM-DD; empty means today",
                placeholder="today",
                size="sm",
                w=240,
            ),
            html.Button("Prepare a preview", id="publish-prepare", className="main-button"),
            html.Div(id="publish-progress", className="publish-progress", **aria(live="polite")),
        ],
        className="decide",
    )


def _back() -> html.Div:
    return html.Div(
        [
            dmc.Select(id="rollback-to", label="Version", data=[], size="sm", w=320),
            build_name("roller", "Kept in the log with your decision"),
            dmc.Checkbox(
                id="rollback-sure", label="Boards will see that version again from now on", checked=False
            ),
            html.Button("Roll back", id="rollback", className="plain-button"),
        ],
        className="decide",
    )


def now() -> dt.datetime:
    """Return the moment of a decision."""
    return dt.datetime.now(dt.UTC)


def register_publish(app: Dash, home: Path) -> None:
    """Connect the page to the home's versions."""
    worker = Worker()
    compared = functools.lru_cache(maxsize=2)(functools.partial(comparison, home))

    @app.callback(
        Output("publish-preview", "children"),
        Output("publish-decide", "hidden"),
        Output("publish-staged", "data"),
        Output("publish-versions", "children"),
        Output("rollback-to", "data"),
        Output("publish-waiting", "className"),
        Output("publish-waiting", "hidden"),
        Input(wanted_id(PATH), "data"),
        Input("address", "data"),
        Input("publish-done", "data"),
        Input("publish-decided", "data"),
        prevent_initial_call=True,
    )
    def fill(_wanted: Any, address: Any, *_done: Any) -> Any:
        elsewhere = not isinstance(address, dict) or address.get("path") != PATH
        if ctx.triggered_id == "address" and elsewhere:
            return (no_update,) * 7
        was, version = current_version(home / "published") or "", staged_version(home)
        try:
            found = compared(version, was) if version else None
        except BadInputError:  # somebody approved or discarded it just now
            found, version = None, None
        versions = live_versions(home)
        back = [_choice(each) for each in versions if each.version != was]
        staged = {"version": version, "was": was} if version else None
        shown = build_preview(found), version in (None, was), staged, build_versions(versions), back
        return *shown, "", True

    @app.callback(
        Output("publish-progress", "children"),
        Output("publish-tick", "disabled"),
        Output("publish-done", "data"),
        Output("publish-alert", "children"),
        Output("publish-alert", "hidden"),
        Input("publish-tick", "n_intervals"),
        Input("publish-prepare", "n_clicks"),
        State("publish-as-of", "value"),
        prevent_initial_call=True,
    )
    def prepare(ticks: Any, _clicks: Any, as_of: Any) -> Any:
        if ctx.triggered_id == "publish-prepare":
            try:
                day = publication_day(_text(as_of, 100), now().date())
            except SafePassageError as error:
                return no_update, no_update, no_update, said(error), False
            mine = pen()

            def prepare_version(progress: Progress) -> str:
                with mine.noting("preview_made", day.isoformat()):
                    return stage(home, as_of=day, zones=approved_zones(home), progress=progress)

            if not worker.start("preview", prepare_version):
                return _progress(worker.state()), False, no_update, BUSY, False
        work = worker.state()
        if work.running:
            return _progress(work), False, no_update, "", True
        return [], True, {"ticks": ticks}, work.error, not work.error

    @app.callback(
        Output("publish-decided", "data"),
        Output("publish-refused", "children"),
        Output("publish-refused", "hidden"),
        Output("publish-said", "children"),
        Output("publish-said", "hidden"),
        Output("rollback-sure", "checked"),
        Input("approve", "n_clicks"),
        Input("discard", "n_clicks"),
        Input("rollback", "n_clicks"),
        State("publish-staged", "data"),
        State("approver", "value"),
        State("rollback-to", "value"),
        State("roller", "value"),
        State("rollback-sure", "checked"),
        prevent_initial_call=True,
    )
    def decide(
        *clicks_and_state: Any,
    ) -> Any:
        *clicks, staged, approver, back_to, roller, sure = clicks_and_state
        try:
            match ctx.triggered_id:
                case "approve":
                    version, was = _staged(staged)
                    decider = Decider(person(approver), now(), deciding(pen()))
                    approve(home, version, was=was, decider=decider, zones=approved_zones(home))
                    done = f"Version {version} is what boards see from now on."
                case "discard":
                    version, _ = _staged(staged)
                    with noting("preview_discarded", version):
                        discard(home, version)
                    done = f"Version {version} is discarded. Nothing has changed for boards."
                case _:
                    version = _version(back_to)
                    if sure is not True:
                        raise BadInputError(
                            "Roll back",
                            "would change what boards see",
                            "Tick the box to say that this is meant.",
                        )
                    decider = Decider(person(roller), now(), deciding(pen()))
                    rollback(home, version, decider=decider)
                    done = f"Version {version} is what boards see again."
        except SafePassageError as error:
            return no_update, said(error), False, "", True, no_update
        return {"decided": clicks}, "", True, done, False, False


def said(error: SafePassageError) -> str:
    """Return an error of ours as one paragraph."""
    where = {"--as-of": "As of"}.get(error.where, error.where)
    return f"{where}: {error.what}. {error.next_step}{'' if error.next_step.endswith('.') else '.'}"


def _progress(work: Work) -> list[Any]:
    return [
        html.Progress(value=str(round(work.fraction, 2)), max="1", **aria(label="Version prepared")),
        html.Span(work.message),
    ]


def _choice(live: Live) -> dict[str, str]:
    return {"value": live.version, "label": f"{live.version}, as of {live.as_of}"}


def _text(value: Any, longest: int) -> str:
    """Return what a field holds; anything but a short text ends as status 400."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        abort(400, description="a field holds no short text")
    return value.strip()


def person(value: Any) -> str:
    """Return who decides: whose account it is, else the typed name. Raises BadInputError without one."""
    name = account_name() or " ".join(_text(value, 1000).split())[:LONGEST_NAME]
    if not name:
        raise BadInputError("Your name", "is missing, and every decision is kept with a name", "Type it in.")
    return name


def _version(value: Any) -> str:
    if value is None:
        raise BadInputError("Version", "is not chosen", "Choose the one to go back to.")
    if not isinstance(value, str) or not VERSION.fullmatch(value):
        abort(400, description="names no version")
    return value


def _staged(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict) or not isinstance(value.get("was"), str):
        abort(400, description="names no version that waits")
    return _version(value.get("version")), value["was"]
