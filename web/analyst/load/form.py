"""The form of a draft: what the file is, how its columns fill the feed's, and how it is read."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from etl.feed import Column, Feed, all_feeds
from etl.place import Place
from layers import words
from web.analyst.load.drafts import Draft
from web.analyst.load.fields import GROUPS, Field, as_text, write_pairs
from web.analyst.load.names import fitting_sources
from web.analyst.load.propose import NEW
from web.aria import aria

_LOCATION = ("latitude", "longitude", "easting", "northing", "postcode", "geometry")
_OF_EVENTS = "Times"
_WITHOUT = {"table": ("Locations",)}


def part(kind: str, name: str) -> dict[str, str]:
    """Return the id of one control of the form."""
    return {"load": kind, "name": name}


def build_form(draft: Draft, place: Place) -> list[Any]:
    """Return the form with the draft's settings in it."""
    feed = all_feeds()[str(draft.table["feed"])]
    return [
        html.Section([html.H2("2. Check the proposal"), _which(draft, place, feed), *_said(draft)]),
        html.Section([html.H3("First rows"), _preview(draft)]),
        html.Section(
            [
                html.H3("Columns"),
                html.P(
                    f"What fills each column of {feed.title.lower()}. A column of the file that is not "
                    "chosen here is not stored.",
                    className="about",
                ),
                *_mapping(draft, feed),
            ]
        ),
        html.Section(
            [html.H3("Settings"), *[_group(name, draft, feed) for name in GROUPS if _wanted(name, feed)]]
        ),
    ]


def _which(draft: Draft, place: Place, feed: Feed) -> html.Div:
    fitting = fitting_sources(draft.name, place.sources)
    choices = [{"value": name, "label": f"A file of {name} ({target})"} for name, target in fitting.items()]
    feeds = sorted(all_feeds().values(), key=lambda each: each.title)
    return html.Div(
        [
            dmc.Select(
                id=part("which", "source"),
                label="This file is",
                description="A newer file of a loaded source keeps that source’s settings.",
                data=[{"value": "new", "label": "A new source"}, *choices],
                value=draft.source or "new",
                allowDeselect=False,
            ),
            dmc.TextInput(
                id=part("setting", "id"),
                label="Short name of the source",
                description="Letters, digits and _; it names the source in every report.",
                value=str(draft.table["id"]),
                disabled=draft.source != NEW,
                debounce=400,
            ),
            dmc.Select(
                id=part("feed", "feed"),
                label="Kind of data",
                description="Proposed from the file’s words and shape.",
                data=[{"value": each.id, "label": each.title} for each in feeds],
                value=feed.id,
                allowDeselect=False,
                searchable=True,
                disabled=draft.source != NEW,
            ),
            html.P([feed.about, html.Br(), f"It cannot show: {feed.cannot_show}"], className="about"),
        ],
        className="load-which",
    )


def _said(draft: Draft) -> list[Any]:
    seen = draft.seen
    rows = f"{seen['rows']:,} rows read{'' if seen['whole'] else ', the first part of the file'}"
    found = html.P([html.B("Found: "), "; ".join([rows, *seen["findings"]])], className="load-found")
    if not seen["doubts"]:
        return [found]
    doubts = [html.Li(text) for text in seen["doubts"]]
    return [found, html.Div([html.B("Please check"), html.Ul(doubts)], className="alert load-doubts")]


def _preview(draft: Draft) -> html.Div:
    """Return the first rows; what is dropped at the door is not shown."""
    seen, used = draft.seen, _uses(draft)
    values = {column["label"]: column["value"] for column in seen["columns"]}
    heads, hidden = [], set()
    for at, name in enumerate(seen["names"]):
        key = name if name in values else f"{at + 1}: {name}"
        filled = used.get(values.get(key, name))
        why = seen["personal"].get(name)
        if why and not filled:
            hidden.add(at)
        said = f"→ {filled}" if filled else f"will be dropped ({why})" if why else "not used"
        kind = "used" if filled else "dropped" if why else "unused"
        heads.append(
            dmc.TableTh([html.Span(name or f"column {at + 1}"), html.Span(said, className=f"fate {kind}")])
        )
    rows = [
        dmc.TableTr([dmc.TableTd("dropped" if at in hidden else cell) for at, cell in enumerate(row)])
        for row in seen["preview"]
    ]
    table = dmc.Table([dmc.TableThead(dmc.TableTr(heads)), dmc.TableTbody(rows)])
    label = aria(label="First rows of the file")
    return html.Div(table, className="scrolls load-preview", tabIndex=0, role="region", **label)


def _uses(draft: Draft) -> dict[str, str]:
    """Return file column -> the columns of the feed that it fills."""
    found: dict[str, str] = {}
    for name, given in draft.table.get("columns", {}).items():
        pieces = given.replace("}", "{").split("{")
        for column in [given] if len(pieces) == 1 else pieces[1::2]:
            found[column] = f"{found[column]}, {name}" if column in found else name
    return found


def _mapping(draft: Draft, feed: Feed) -> list[Any]:
    filled = {*draft.table.get("columns", {}), *draft.table.get("constants", {})}
    first = [each for each in feed.columns if each.required or each.name in filled]
    rest = [each for each in feed.columns if each not in first]
    shown: list[Any] = [html.Div([_row(draft, each) for each in first], className="load-rows")]
    if rest:
        names = words.listing([each.name.replace("_", " ") for each in rest])
        more = html.Div([_row(draft, each) for each in rest], className="load-rows")
        shown.append(html.Details([html.Summary(f"{len(rest)} more: {names}"), more], className="load-more"))
    return shown


def _row(draft: Draft, column: Column) -> html.Div:
    table, name = draft.table, column.name
    plain = name.replace("_", " ")
    given = table.get("columns", {}).get(name)
    choices = list(draft.seen["columns"])
    if given and given not in {choice["value"] for choice in choices}:
        choices.insert(0, {"value": given, "label": given})
    about = [column.about, *_takes(column)]
    required = column.required and column.default is None
    controls: list[Any] = [
        dmc.Select(
            id=part("columns", name),
            label="Column of the file",
            data=choices,
            value=given,
            placeholder="none",
            clearable=True,
            searchable=True,
            **aria(label=f"Column of the file for {plain}"),
        )
    ]
    if column.type not in (*_LOCATION, "time"):
        always = {"data": ["", *column.choices]} if column.choices else {}
        kind = dmc.Select if column.choices else dmc.TextInput
        controls.append(
            kind(
                id=part("constants", name),
                label="or the same in every row",
                value=table.get("constants", {}).get(name, "" if not column.choices else None),
                **({"data": list(column.choices), "clearable": True} if always else {"debounce": 400}),
                **aria(label=f"The same {plain} in every row"),
            )
        )
    if column.type in ("choice", "flag"):
        controls.append(
            dmc.Textarea(
                id=part("values", name),
                label="Words of the file",
                description="One on a line: word in the file = word of the feed",
                value=write_pairs(table.get("values", {}).get(name, {})),
                autosize=True,
                minRows=1,
                maxRows=8,
                debounce=400,
                **aria(label=f"Words of the file for {plain}"),
            )
        )
    head = html.Div(
        [
            html.B(plain[:1].upper() + plain[1:]),
            *([html.Span("needed", className="needed")] if required else []),
        ]
    )
    return html.Div(
        [
            html.Div([head, html.P(" ".join(about), className="about")]),
            html.Div(controls, className="load-pick"),
        ],
        className="load-row",
    )


def _takes(column: Column) -> list[str]:
    """Return what a column accepts, in words."""
    said = []
    if column.choices:
        said.append(f"One of: {', '.join(column.choices)}.")
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"from {column.minimum:g} "
        high = "" if column.maximum is None else f"to {column.maximum:g}"
        said.append(f"A number {low}{high}".rstrip() + (f" ({column.unit})." if column.unit else "."))
    elif column.unit:
        said.append(f"In {column.unit}.")
    if column.example:
        said.append(f"For example {column.example}")
    return said


def _wanted(group: str, feed: Feed) -> bool:
    if group == _OF_EVENTS:
        return feed.kind == "event"
    return group not in _WITHOUT.get(feed.kind, ())


def _group(name: str, draft: Draft, feed: Feed) -> html.Details:
    fields = html.Div([_control(field, draft) for field in GROUPS[name]], className="load-fields")
    opened = name == "About the source" or (name == _OF_EVENTS and feed.kind == "event")
    return html.Details([html.Summary(name), fields], open=opened, className="load-more")


def _control(field: Field, draft: Draft) -> Any:
    value = as_text(field, draft.table.get(field.name))
    named = {"id": part("setting", field.name), "label": field.label, "description": field.about}
    if field.kind in ("choice", "flag"):
        return dmc.Select(data=list(field.choices), value=value, allowDeselect=False, **named)
    if field.kind in ("lines", "lists"):
        return dmc.Textarea(value=value, autosize=True, minRows=1, maxRows=6, debounce=400, **named)
    return dmc.TextInput(value=value, debounce=400, **named)
