"""All that happened to the zone that is open: status, versions, comments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import html

from layers import words
from layers.zones.status import STATUSES, status_words
from records.zones import Comment, History, ZoneEvent, ZoneRecord, ZoneVersion
from web.analyst.zones.work import steps_from
from web.aria import aria, data

EVENTS = {
    "approved": "Approved for publication: version {number}",
    "taken_down": "Taken down: version {number}",
    "deleted": "Deleted",
    "restored": "Brought back",
}


def build_status(record: ZoneRecord, term: str) -> tuple[Any, list[Any]]:
    """Return what a zone is now, in a sentence, and a button for each status it can have next."""
    steps = steps_from(record.status)
    buttons: list[Any] = [
        html.Button(f"Make it: {label}", className="plain-button", **data(status=status))
        for status, label in steps
    ]
    if not steps:
        buttons = [html.P("Nothing follows this status. Save a copy to begin a new zone.", className="note")]
    return [html.B(STATUSES[record.status].label), f". {status_words(record.status, term)}"], buttons


def build_history(history: History) -> Any:
    """Return every version and event of a zone, newest first, each with what can be done with it."""
    newest = history.versions[-1].number
    items = [(each.at, _version(each, newest)) for each in history.versions]
    items += [(each.at, _event(each)) for each in history.events]
    ordered = sorted(items, key=lambda item: item[0], reverse=True)
    return html.Ol([item for _, item in ordered], className="draw-history")


def _version(version: ZoneVersion, newest: int) -> html.Li:
    number = str(version.number)
    buttons = [
        html.Button(
            "Open",
            className="small-button",
            **data(zone=version.zone_id, version=number),
            **aria(label=f"Open version {number}"),
        )
    ]
    if version.number != newest:
        buttons.append(
            html.Button(
                "What changed since",
                className="small-button",
                **data(compare=number),
                **aria(label=f"What changed since version {number}"),
            )
        )
    return html.Li(
        [
            html.Span(
                [
                    html.B(f"Version {number}"),
                    html.Span(f" {version.by}, {moment(version.at)}", className="note"),
                    *([html.Span(version.note, className="block")] if version.note else []),
                ]
            ),
            html.Span(buttons, className="part-buttons"),
        ]
    )


def _event(event: ZoneEvent) -> html.Li:
    what = EVENTS.get(event.kind, "").format(number=event.number)
    if event.kind == "status":
        before, after = (STATUSES[each].label for each in (event.before, event.after))
        what = f"{before} → {after}"
    said = f" {event.by}, {moment(event.at)}"
    return html.Li(
        html.Span(
            [
                html.B(what),
                html.Span(said, className="note"),
                *([html.Span(event.reason, className="block")] if event.reason else []),
            ]
        )
    )


def build_difference(number: int, latest: int, changes: list[str]) -> list[Any]:
    """Return what changed from a version to the newest."""
    return [
        html.H4(f"From version {number} to version {latest}"),
        html.Ul([html.Li(text) for text in changes], className="draw-changes"),
    ]


def build_comments(comments: tuple[Comment, ...]) -> Any:
    """Return the comments on a zone, oldest first."""
    if not comments:
        return html.P("No comments yet.", className="about")
    items = [
        html.Li(
            [
                html.Span(
                    [html.B(each.by), f", {moment(each.at)}, on version {each.number}"],
                    className="note block",
                ),
                each.text,
            ]
        )
        for each in comments
    ]
    return html.Ol(items, className="draw-comments")


def moment(at: dt.datetime) -> str:
    """Return a moment as '22 Nov 2026, 19:05 UTC'."""
    utc = at.astimezone(dt.UTC)
    return f"{words.day(utc.date())}, {utc:%H:%M} UTC"
