"""What the Publish page shows: a version against the current one, and every version there is."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import html

from etl.errors import BadInputError
from layers import words
from layers.publish.log import decisions
from layers.publish.pointer import current_version
from layers.published.compare import Comparison, LayerChange, SourceChange, Tally
from layers.published.version import Published
from web.aria import aria
from web.url import url

NONE_WAITS = "No version waits for approval. Prepare a preview to see what publishing would change."


@dataclass(frozen=True)
class Live:
    """One version on file. decided: what the log says of it, newest last."""

    version: str
    as_of: str
    digest: str
    current: bool
    decided: tuple[str, ...]


@functools.lru_cache(maxsize=256)
def _facts(path: Path) -> tuple[str, str]:
    """Return a version's day and digest: it never changes."""
    opened = Published(path)
    try:
        return opened.meta().as_of, opened.meta().data_digest
    finally:
        opened.close()


def live_versions(home: Path) -> list[Live]:
    """Return the versions on file, newest first; one that cannot be read is left out."""
    folder, log = home / "published", decisions(home)
    now, found = current_version(folder), []
    for path in sorted(folder.glob("[0-9]*.duckdb"), reverse=True):
        try:
            as_of, digest = _facts(path)
        except BadInputError:
            continue
        verbs = {"publish": "Approved", "roll back": "Gone back to", "recall": "Recalled"}
        decided = tuple(
            f"{verbs[each.what]} by {each.by}, {words.day(datetime.fromisoformat(each.at).date())}"
            for each in log
            if each.version == path.stem
        )
        found.append(Live(path.stem, as_of, digest, path.stem == now, decided))
    return found


def build_versions(versions: list[Live]) -> Any:
    """Return every version as a table."""
    if not versions:
        return html.P("Nothing is published yet.", className="about")
    rows = [
        (
            html.Span([each.version, html.Span("current", className="tag-now") if each.current else None]),
            words.day(date.fromisoformat(each.as_of[:10])),
            each.digest,
            html.Span([html.Div(text) for text in each.decided] or "Before the log began"),
        )
        for each in versions
    ]
    return _table("Versions", ("Version", "As of", "Content", "Decided"), rows)


def build_preview(found: Comparison | None) -> list[Any]:
    """Return what the version that waits would change; its warnings first, since they decide."""
    if found is None:
        return [html.P(NONE_WAITS, className="about")]
    if found.version == found.was:
        same = f"Version {found.version} is the current one: nothing has changed since it was published."
        return [html.P(same, className="about")]
    against = f"against {found.was}, as of {_day(found.was_as_of)}" if found.was else "the first version"
    return [
        html.P(
            [html.B(f"Version {found.version}"), f", as of {_day(found.as_of)}, {against}."],
            className="intro",
        ),
        *_warnings(found.warnings),
        html.H3("Key figures"),
        _key_figures(found),
        html.H3("Periods"),
        html.Dl(
            [
                _fact("Added", "; ".join(found.periods_added) or "None"),
                _fact("Dropped", "; ".join(found.periods_dropped) or "None"),
                *(_fact("Setting", text) for text in found.settings),
            ],
            className="facts",
        ),
        html.H3("Layers"),
        html.P(
            "Places with a figure of their own, and places withheld or shown by the larger area around them.",
            className="about",
        ),
        _layers(found.layers),
        html.H3("Sources"),
        _sources(found.sources),
    ]


def _warnings(said: tuple[str, ...]) -> list[Any]:
    if not said:
        return [html.P("Nothing here needs a second look.", className="about")]
    items = [html.Li(text) for text in said]
    return [html.Div([html.H3("Look at these first"), html.Ul(items)], className="alert publish-warnings")]


def _key_figures(found: Comparison) -> Any:
    rows = [
        (each.label, each.before or "–", each.period_before or "–", each.after or "–", each.period or "–")
        for each in found.key_figures
    ]
    return _table("Key figures", ("Figure", "Now", "of", "Would be", "of"), rows, numbers=(1, 3))


def _layers(layers: tuple[LayerChange, ...]) -> Any:
    changed = [each for each in layers if each.before != each.after]
    same = [each for each in layers if each.before == each.after]
    head = ("Layer", "Period", "Shown now", "Would be", "Withheld now", "Would be")
    parts: list[Any] = []
    if changed:
        rows = [_layer_row(each) for each in changed]
        parts.append(_table("Layers that change", head, rows, numbers=(2, 3, 4, 5)))
    if same:
        rows = [_layer_row(each) for each in same]
        unchanged = f"{len(same)} layer{'s' if len(same) > 1 else ''} with as many shown and withheld as now"
        parts.append(
            html.Details(
                [html.Summary(unchanged), _table("Layers as now", head, rows, numbers=(2, 3, 4, 5))],
                className="withheld",
            )
        )
    return html.Div(parts)


def _layer_row(each: LayerChange) -> tuple[Any, ...]:
    def part(tally: Tally | None, name: str) -> str:
        return "–" if tally is None else f"{getattr(tally, name):,}"

    period = each.period or "–"
    return (
        each.title,
        period,
        part(each.before, "shown"),
        part(each.after, "shown"),
        part(each.before, "withheld"),
        part(each.after, "withheld"),
    )


def _sources(sources: tuple[SourceChange, ...]) -> Any:
    rows = [
        (
            each.title,
            each.source,
            _ends(each.last_before),
            _ends(each.last),
            each.rows_before or "–",
            each.rows or "–",
            words.day(each.loaded_on) if each.loaded_on else "–",
        )
        for each in sources
    ]
    head = ("Kind", "Source", "Ends now", "Would end", "Rows now", "Would be", "Loaded on")
    return _table("Sources", head, rows, numbers=(4, 5))


def _ends(day: date | None) -> str:
    return words.day(day) if day else "–"


def _day(text: str) -> str:
    return words.day(date.fromisoformat(text[:10]))


def _fact(label: str, text: str) -> html.Div:
    return html.Div([html.Dt(label), html.Dd(text)])


def _table(
    name: str, head: tuple[str, ...], rows: list[tuple[Any, ...]], numbers: tuple[int, ...] = ()
) -> Any:
    def cell(maker: Any, at: int, content: Any) -> Any:
        return maker(content, className="num" if at in numbers else "")

    table = dmc.Table(
        [
            dmc.TableThead(dmc.TableTr([cell(dmc.TableTh, at, text) for at, text in enumerate(head)])),
            dmc.TableTbody(
                [dmc.TableTr([cell(dmc.TableTd, at, each) for at, each in enumerate(row)]) for row in rows]
            ),
        ],
        striped=True,
    )
    return html.Div(table, className="scrolls", tabIndex=0, role="region", **aria(label=name))


def build_trail_link() -> html.Section:
    """Return the way to the audit trail, for stewards."""
    said = "Who loaded, published, changed or took out what, and whether that record is as it was written: "
    link = html.A("open the audit trail", href=url("/trail"))
    return html.Section([html.H2("Audit trail"), html.P([said, link, "."], className="about")])
