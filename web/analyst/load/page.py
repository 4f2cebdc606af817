"""The Load data page: its fixed parts, the uploads that wait, and what is loaded."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from etl.errors import SafePassageError
from etl.feed import all_feeds
from etl.status import SourceStatus, restricted_status
from layers import words
from web.analyst.load.desk import Desk
from web.analyst.load.drafts import Draft
from web.analyst.load.form import part
from web.aria import aria
from web.people.who import account_name
from web.url import url

_FIRST_FEED = "syringe_confiscation"  # almost nobody collects it: its template is the product's own form


def _where() -> str:
    if account_name():
        return "Only analysts have it, and what is loaded is noted with their name."
    return (
        "A server without accounts is for the invented town: once anything of your own is loaded, it closes "
        "until accounts are added (safepassage users add)."
    )


def build_load_page() -> list[Any]:
    """Return the page before anything is chosen; what its callbacks fill is in it, empty."""
    return [
        html.P("Loading …", id="load-waiting", className="waiting"),
        dcc.Store(id="load-draft", data=""),
        dcc.Store(id="load-chosen"),
        dcc.Store(id="load-beat"),  # set by each answer while something is under way
        dcc.Store(id="load-tick"),  # set by the page a moment later, to ask again
        html.Div(
            [
                html.H1("Load data"),
                html.P(
                    "Upload a file, check how it is read, try it out, then load it. Names, free text and "
                    "columns nobody asks for are dropped at the door. Loading publishes nothing.",
                    className="intro",
                ),
                html.P(f"This page shows single rows. {_where()}", className="why load-where"),
            ],
            className="page-head",
        ),
        html.Section(
            [
                html.H2("1. Choose a file"),
                html.Div(
                    [
                        html.P("Drop a file here, or"),
                        html.Button("Choose a file", id="load-choose", className="plain-button"),
                        html.P(id="load-size", className="note"),
                    ],
                    id="load-drop",
                    className="load-drop",
                ),
                html.P(id="load-upload", role="status", className="load-upload", hidden=True),
                html.Div(id="load-files"),
                _templates(),
            ]
        ),
        html.Div(
            [
                html.Div(id="load-form"),
                html.Details(
                    [
                        html.Summary("The same as TOML, for the place’s file"),
                        html.Div(
                            [
                                html.Button("Copy", id="load-copy", className="plain-button"),
                                html.Pre(id="load-toml", tabIndex=0, **aria(label="The source as TOML")),
                            ],
                            className="load-toml",
                        ),
                    ],
                    className="load-more",
                ),
                html.P(id="load-problem", className="alert", role="alert", hidden=True),
                html.P(
                    [
                        dmc.Button("Dry run: try it without changing anything", id="load-try"),
                    ],
                    className="load-actions",
                ),
            ],
            id="load-desk",
            className="load-desk",
            hidden=True,
        ),
        html.Section(id="load-outcome", className="load-outcome", **aria(live="polite")),
        html.Section([html.H2("What is loaded"), html.Div(id="load-status")]),
    ]


def limit_words(desk: Desk) -> str:
    """Return what can be uploaded."""
    plain = ("CSV", "Excel", "GeoJSON", "GeoPackage", "Parquet", "JSON")
    return f"{words.listing(list(plain))}; a shapefile as one zip. At most {desk.limit // 1_000_000} MB."


def build_files(waiting: list[Draft], shown: str) -> Any:
    """Return the uploads that wait. shown: the id of the one on the page."""
    if not waiting:
        return None
    opened = {draft.id: "Shown below" if draft.id == shown else "Open" for draft in waiting}
    rows = [
        html.Li(
            [
                html.Span([html.B(draft.name), f" · {_size(draft.size)} · {_when(draft.uploaded_at)}"]),
                html.Span(
                    [
                        html.Button(
                            opened[draft.id],
                            id=part("continue", draft.id),
                            className="plain-button",
                            disabled=draft.id == shown,
                            **aria(label=f"{opened[draft.id]} {draft.name}"),
                        ),
                        html.Button(
                            "Discard",
                            id=part("discard", draft.id),
                            className="plain-button",
                            **aria(label=f"Discard {draft.name}"),
                        ),
                    ],
                    className="load-buttons",
                ),
            ]
        )
        for draft in waiting
    ]
    return html.Div([html.H3("Uploaded, not loaded yet"), html.Ul(rows, className="load-files")])


def build_status(desk: Desk) -> Any:
    """Return what is loaded, source by source, or why it cannot be said now."""
    try:
        found, seen = restricted_status(desk.home), desk.entitled.sources()
    except SafePassageError as error:
        return html.P(desk.plain(str(error)), className="why")
    found = [each for each in found if seen is None or each.source in seen]
    gone = ("Removed",) if any(each.purged or each.erased for each in found) else ()
    heads = ("Source", "Kind", "Read", "Loaded", "Quarantined", "Superseded", *gone, "Not located")
    head = [dmc.TableTh(text, className="num" if at > 1 else "") for at, text in enumerate(heads)]
    head += [dmc.TableTh("Newest event"), dmc.TableTh("Loaded on")]
    table = dmc.Table(
        [dmc.TableThead(dmc.TableTr(head)), dmc.TableTbody([_row(each, gone=bool(gone)) for each in found])],
        striped=True,
    )
    box = html.Div(table, className="scrolls", tabIndex=0, role="region", **aria(label="What is loaded"))
    terms = f"Read = loaded + quarantined + superseded{' + removed (purged or erased)' if gone else ''}"
    said = f"{terms}, from the first load of a source to now. Exact figures."
    closed = desk.entitled.closed_said()
    return html.Div(
        [html.P(said, className="about"), *([html.P(closed, className="why")] if closed else []), box]
    )


def _row(status: SourceStatus, *, gone: bool) -> dmc.TableTr:
    removed = (status.purged + status.erased,) if gone else ()
    kept = (status.read, status.loaded, status.quarantined, status.superseded)
    counts = (*kept, *removed, status.unlocated)
    cells = [dmc.TableTd(f"{count:,}", className="num") for count in counts]
    if status.quarantined:
        address = url(f"/load/sources/{status.source}/quarantine.csv")
        label = aria(label=f"Download the {status.quarantined} quarantined rows of {status.source}")
        cells[2] = dmc.TableTd(html.A(f"{status.quarantined:,}", href=address, **label), className="num")
    dates = [status.last_event, status.loaded_on]
    return dmc.TableTr(
        [
            dmc.TableTd(status.source),
            dmc.TableTd(all_feeds()[status.feed].title),
            *cells,
            *[dmc.TableTd(words.day(day) if day else "no dates") for day in dates],
        ]
    )


def _templates() -> html.Details:
    feeds = sorted(all_feeds().values(), key=lambda each: (each.id != _FIRST_FEED, each.title))
    items = [
        html.Li(
            [
                html.Span(feed.title),
                html.A(
                    "Form (CSV)",
                    href=url(f"/load/templates/{feed.id}.csv"),
                    **aria(label=f"Form for {feed.title} (CSV)"),
                ),
                html.A(
                    "How to fill it in",
                    href=url(f"/load/templates/{feed.id}.md"),
                    **aria(label=f"How to fill in the form for {feed.title}"),
                ),
            ]
        )
        for feed in feeds
    ]
    said = (
        "Nobody collects it yet? Give people a form: a header, one example row, and a guide in plain words."
    )
    return html.Details(
        [
            html.Summary("Intake forms to fill in"),
            html.P(said, className="about"),
            html.Ul(items, className="load-templates"),
        ],
        className="load-more",
    )


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{max(1, size // 1000):,} kB"


def _when(moment: str) -> str:
    return f"uploaded {moment[:10]} {moment[11:16]} UTC"
