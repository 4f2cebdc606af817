"""The overview as a file, with its purpose, content id and what to know before comparing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from etl.spreadsheet import safe_text
from layers.content_id import content_id
from layers.published.beside import HEADLINES, PER, Headline
from layers.purpose import PURPOSE
from web.region.page import NO_NEWS, caveats, notes_of
from web.region.rows import Row, withheld_share
from web.region.table import SORTED_BY, Sorting

OF_A_HEADLINE = ("", f" per {PER:,} residents and year", ", state", ", period", ", months", ", proxy for")
REST = (
    "Services",
    "Clash",
    "Possible clash",
    "No evidence of a clash",
    "Cannot say",
    "Clashes, state",
    "Agreements in force",
    "Withheld %",
    "Withheld of",
    "Records from",
    "Records to",
    "Published on",
    "Version",
)


def versions_of(rows: Sequence[Row]) -> str:
    """Return the versions that the figures are of: 'boston 20261101-...; ...'."""
    return "; ".join(sorted(f"{row.member.path[1:]} {row.found.version}" for row in rows if row.found))


def id_of(rows: Sequence[Row], by: Sorting) -> str:
    """Return the content id of the file: of the versions it is made of and its order."""
    return content_id(versions_of(rows), "overview.csv", {"sort": by.key, "down": by.down})


def write_overview_csv(name: str, rows: Sequence[Row], by: Sorting) -> str:
    """Return the file's text; an empty value is no zero, its state says why it is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = [
        ("Purpose", PURPOSE),
        ("Overview", name),
        ("Data", f"Published figures: {versions_of(rows)}"),
        ("Content id", id_of(rows, by)),
        ("Sorted by", SORTED_BY[by.key] + (", largest first" if by.down else "")),
        ("Note", NO_NEWS),
        *caveats(rows),
        *(("Note", said) for said in notes_of(rows)),
    ]
    writer.writerows([label, safe_text(text)] for label, text in head)
    writer.writerow([])
    titles = [f"{label}{part}" for label in HEADLINES.values() for part in OF_A_HEADLINE]
    writer.writerow(["Place", "State", "Residents", *titles, *REST])
    for row in rows:
        writer.writerow([safe_text(str(each)) for each in _values(row)])
    return out.getvalue()


def _values(row: Row) -> list[object]:
    found = row.found
    if found is None:
        return [row.name, row.why, *[""] * (1 + len(HEADLINES) * len(OF_A_HEADLINE) + len(REST))]
    values: list[object] = [
        row.name,
        "invented" if found.invented else "published",
        _or_empty(found.residents),
    ]
    for layer in HEADLINES:
        values += _headline(found.headlines[layer])
    clash, share = found.clashes, withheld_share(found)
    told = clash is not None and not clash.trouble
    counts = [clash.clash, clash.possible, clash.other, clash.cannot_say] if clash and told else [""] * 4
    why = "not in this version" if clash is None else clash.trouble or "published"
    return [
        *values,
        found.services,
        *counts,
        why,
        _or_empty(found.zones),
        "" if share is None else f"{100 * share:.0f}",
        found.held_of,
        *(_or_empty(each) for each in (found.first_day, found.last_day)),
        found.published_at,
        found.version,
    ]


def _headline(one: Headline) -> list[object]:
    state = "released, few events" if one.low else one.state.replace("_", " ")
    rate = "" if one.rate is None else f"{one.rate:.1f}"
    return [_or_empty(one.count), rate, state, one.period, one.months or "", one.proxy]


def _or_empty(value: object) -> object:
    return "" if value is None else value
