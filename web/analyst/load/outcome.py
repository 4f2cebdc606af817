"""What a dry run or a load came to: counts, refused rows by reason, what was ignored, and the way on."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from etl.feed import all_feeds
from etl.load.reasons import reason_words
from web.analyst.load.drafts import Draft
from web.analyst.load.form import part
from web.analyst.work import Work
from web.aria import aria
from web.url import url

_COUNTS = (
    ("Read", "rows_read"),
    ("Loaded", "rows_loaded"),
    ("Quarantined", "rows_quarantined"),
    ("Superseded", "rows_superseded"),
    ("Past retention", "rows_purged"),
    ("Erased before", "rows_erased"),
    ("Without location", "rows_unlocated"),
    ("Filtered out", "rows_filtered"),
)
_SELDOM = ("Past retention", "Erased before")  # told where there are any


def build_progress(work: Work) -> html.Div:
    """Return how a dry run or a load under way stands."""
    return html.Div(
        [
            html.H2(work.what),
            dmc.Progress(
                value=max(6.0, 100 * work.fraction), animated=True, **aria(label="Progress of the load")
            ),
            html.P(f"{work.message} …", role="status"),
            html.P("You may leave or reload this page: the work goes on.", className="about"),
        ],
        className="load-progress",
    )


def build_failure(what: str, said: str) -> html.Div:
    """Return why a dry run or a load did not work; nothing was changed."""
    return html.Div(
        [html.H2(what), html.P(said), html.P("Nothing was changed.")], className="alert", role="alert"
    )


def build_dry_run(draft: Draft) -> html.Div:
    """Return what loading the draft would do, with the button that does it."""
    report, examples = draft.outcome["report"], draft.outcome["examples"]
    if report["state"] == "unchanged":
        said = "This very file is loaded already, with these settings: loading it again changes nothing."
        return html.Div([html.H2("3. Dry run"), html.P(said, className="why")])
    refused = report["rows_quarantined"]
    parts: list[Any] = [
        html.H2("3. Dry run: what loading would do"),
        html.P("Nothing was changed yet. Rows read = loaded + quarantined + superseded.", className="about"),
        _numbers(report),
        *_notes(report),
    ]
    if report["reasons"]:
        address = url(f"/load/drafts/{draft.id}/quarantine.csv")
        parts += [
            html.H3(f"Why {refused:,} {'row' if refused == 1 else 'rows'} would be quarantined"),
            _reasons(report, examples),
            html.P(
                [
                    html.A("Download the quarantined rows (CSV)", href=address, className="plain-button"),
                    html.Span("Single rows: not for publication.", className="note"),
                ],
                className="load-download",
            ),
        ]
    parts += [
        html.H2("4. Load"),
        html.P(
            f"Puts {draft.target} into the raw folder and the source {report['source']} into the place’s "
            "settings, then loads it. Boards see nothing of it before the next version is published.",
            className="about",
        ),
        dmc.Button(f"Load {report['rows_loaded']:,} rows", id=part("go", draft.id)),
    ]
    return html.Div(parts)


def build_loaded(report: dict[str, Any]) -> html.Div:
    """Return what a load did and the next step."""
    return html.Div(
        [
            html.H2(f"Loaded: {report['source']}"),
            _numbers(report),
            *_notes(report),
            *_leaning(report),
            html.P(
                [
                    html.B("Next step: publish. "),
                    "The map still shows the last published version. Publish a new one with ",
                    html.Code("safepassage publish"),
                    ", or on the Publish page.",
                ],
                className="why",
            ),
        ]
    )


def _leaning(report: dict[str, Any]) -> list[Any]:
    if report["feed"] not in ("boundary", "address_lookup"):
        return []
    said = (
        "Other sources are located by this one: load them again with safepassage load, so that they follow."
    )
    return [html.P(said, className="alert")]


def _numbers(report: dict[str, Any]) -> html.Dl:
    shown = [(label, report.get(name, 0)) for label, name in _COUNTS]
    pairs = [
        html.Div([html.Dt(label), html.Dd(f"{count:,}")])
        for label, count in shown
        if count or label not in _SELDOM
    ]
    return html.Dl(pairs, className="load-numbers")


def _notes(report: dict[str, Any]) -> list[Any]:
    said = [text[:1].upper() + text[1:] for text in report["notes"]]
    if report["ignored_columns"]:
        said.append(f"Columns not stored: {', '.join(report['ignored_columns'])}")
    return [html.Ul([html.Li(text) for text in said], className="load-notes")] if said else []


def _reasons(report: dict[str, Any], examples: dict[str, Any]) -> html.Div:
    feed = all_feeds()[report["feed"]]
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(_sentence(reason_words(reason, feed))),
                dmc.TableTd(f"{count:,}", className="num"),
                dmc.TableTd([html.Div(_example(each)) for each in examples.get(reason, ())]),
            ]
        )
        for reason, count in sorted(report["reasons"].items(), key=lambda item: -item[1])
    ]
    head = dmc.TableTr(
        [dmc.TableTh("Reason"), dmc.TableTh("Rows", className="num"), dmc.TableTh("First rows")]
    )
    table = dmc.Table([dmc.TableThead(head), dmc.TableTbody(rows)])
    label = aria(label="Reasons for quarantine")
    return html.Div(table, className="scrolls load-reasons", tabIndex=0, role="region", **label)


def _example(example: dict[str, Any]) -> str:
    held = ", ".join(f"{name}: {value or 'empty'}" for name, value in example["raw"].items())
    return f"{example['file']}, row {example['row']:,}: {held[:160]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
