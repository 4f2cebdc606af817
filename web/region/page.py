"""The overview's page: a map, a table, and what to know before comparing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from flask_wtf.csrf import generate_csrf

from layers.published.beside import HEADLINES, PER
from layers.purpose import PURPOSE
from web.people.standing import ROLE_WORDS
from web.people.who import found as who_asks
from web.region.map import build_map, build_shapes
from web.region.rows import Row
from web.region.table import SORTED_BY, Sorting, build_table
from web.url import url

NO_RANKING = (
    "This order is no ranking: a place that records more, or more openly, stands higher than one that "
    "records less."
)
NO_NEWS = (
    "Every figure is as the place itself has published it, rounded and withheld by its own rules. Side by "
    "side they release nothing that was not released before. They are not added up over places."
)


def build_overview(name: str, rows: Sequence[Row], by: Sorting) -> str:
    """Return the page. rows: in the order in which they are shown."""
    there = sum(row.found is not None for row in rows)
    count = f"{len(rows)} place{'s' if len(rows) != 1 else ''}"
    said = f"{count}, {'all' if there == len(rows) else there} with figures here. Published figures only"
    order = (
        ""
        if by.key == "name"
        else f"<p class='order' role='note'>Sorted by {SORTED_BY[by.key]}. {NO_RANKING}</p>"
    )
    csv = url(f"/overview.csv?sort={by.key}{'&down=1' if by.down else ''}")
    drawn = build_map(rows)
    shapes = build_shapes(rows)
    on_map = f"<section class='card map' aria-label='Map'>{drawn}{shapes}</section>" if drawn else ""
    download = f"<a class='button' href='{escape(csv)}'>Download as CSV</a>"
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Overview · {escape(name)}</title>"
        f"<link rel='icon' href='{url('/assets/mark.svg')}' type='image/svg+xml'>"
        f"<link rel='stylesheet' href='{url('/assets/region.css')}'></head><body>"
        "<a class='skip' href='#content'>Skip to the content</a>"
        f"<header><img src='{url('/assets/mark.svg')}' alt='' width='28' height='28'><div class='brand'>"
        f"<span class='product'>Safe Passage</span><span class='place'>{escape(name)}</span></div>"
        f"<span class='store'>Published figures only</span>{_who()}</header>"
        f"<main id='content' tabindex='-1'><div class='lead'><h1>{escape(name)}</h1>"
        f"<p>{said}. Open a place for its map, services and agreements.</p></div>"
        f"<div class='pair'>{on_map}{_before(rows)}</div>"
        "<section class='card beside' aria-labelledby='table-title'><div class='above'>"
        f"<h2 id='table-title'>The places side by side</h2>{download}"
        f"</div>{order}{build_table(rows, by)}{_notes(rows)}</section></main>"
        f"<footer><p>{escape(PURPOSE)}</p></footer></body></html>"
    )


def caveats(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return what makes a comparison honest, as heading and text, for the page and the file."""
    found = [
        (
            "Different periods",
            "Each figure is of the place's latest published year, or of all its months where it has no year.",
        ),
        (
            "Different records",
            "Police record what they do, not what is done; ambulance calls leave out those whom nobody "
            "called for. How much reaches the record differs by place.",
        ),
        (
            "Rates",
            f"Per {PER:,} residents and year, worked out of released counts; none on fewer than 10 events, "
            "marked on fewer than 20. Visitors and people without an address are counted in no denominator.",
        ),
        (
            "Withheld, zero, no data",
            "Three different things: small counts (under 8 where a place has not set another number) and "
            "those too uncertain are withheld, 0 is a count, and no data means that nobody delivered any. "
            "Counts are rounded. The share withheld is of the hexagons with events on which the map opens.",
        ),
        (
            "Clashes",
            "A service is set against comparable ground in its own place, never against another place's.",
        ),
    ]
    proxies = [
        f"{row.name}: {label.lower()} are {row.found.headlines[layer].proxy}"
        for row in rows
        if row.found
        for layer, label in HEADLINES.items()
        if row.found.headlines[layer].proxy
    ]
    if proxies:
        found.insert(2, ("Proxies", f"{'. '.join(proxies)}."))
    return found


def _before(rows: Sequence[Row]) -> str:
    items = "".join(f"<dt>{escape(head)}</dt><dd>{escape(text)}</dd>" for head, text in caveats(rows))
    return (
        "<section class='card before' aria-labelledby='before-title'>"
        "<h2 id='before-title'>Before you compare</h2>"
        f"<p>{NO_NEWS}</p><dl>{items}</dl></section>"
    )


def notes_of(rows: Sequence[Row]) -> list[str]:
    """Return what places say of themselves, and where residents are from that their files do not have."""
    found = []
    for row in rows:
        if row.found and row.found.banner:
            found.append(f"{row.name}: {row.found.banner}")
        if row.found and row.found.residents and row.found.residents == row.member.residents:
            found.append(f"* {row.name}: {row.found.residents:,} residents, {row.member.residents_from}.")
    return found


def _notes(rows: Sequence[Row]) -> str:
    said = "".join(f"<li>{escape(each)}</li>" for each in notes_of(rows))
    return f"<ul class='notes' aria-label='Notes'>{said}</ul>" if said else ""


def _who() -> str:
    person = who_asks()
    if person is None or person.account_id is None:
        return ""
    return (
        f"<details class='who'><summary>{escape(person.name)}</summary><div class='who-card'>"
        f"<p><strong>{escape(person.name)}</strong></p>"
        f"<p>{escape(ROLE_WORDS[person.role])}, {escape(person.organisation)}</p>"
        f"<form method='post' action='{url('/sign-out')}'><input type='hidden' name='csrf_token' "
        f"value='{generate_csrf()}'><button type='submit'>Sign out</button></form></div></details>"
    )
