"""The overview's table: places side by side, each figure with its period, sorted as the reader asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from layers import words
from layers.published.beside import HEADLINES, PER, Beside, Clashes, Headline
from web.region.map import url_of
from web.region.rows import Row, withheld_share
from web.url import url

SORTED_BY: Final = {
    "name": "name",
    **{layer: f"{label.lower()}, number" for layer, label in HEADLINES.items()},
    **{f"{layer}.rate": f"{label.lower()} per {PER:,} residents" for layer, label in HEADLINES.items()},
    "services": "number of services",
    "clashes": "number of clashes",
    "zones": "agreements in force",
    "withheld": "share withheld",
    "published": "day of publication",
}
SHORT: Final = {"recorded_police_activity": "Police activity about drugs"}


@dataclass(frozen=True)
class Sorting:
    """How the reader wants the rows. key: of SORTED_BY. down: largest first."""

    key: str = "name"
    down: bool = False


def build_table(rows: Sequence[Row], by: Sorting) -> str:
    """Return the table. Every cell says its own period; without a figure it says why."""
    heads = [
        _head("Place", by, ("name", "")),
        *(
            _head(SHORT.get(layer, label), by, (layer, "number"), (f"{layer}.rate", f"per {PER:,}"))
            for layer, label in HEADLINES.items()
        ),
        _head("Services", by, ("services", "")),
        _head("Clashes", by, ("clashes", "")),
        _head("Agreements in force", by, ("zones", "")),
        _head("Withheld", by, ("withheld", "")),
        _head("Published", by, ("published", "")),
    ]
    body = "".join(_row(row, len(heads)) for row in rows)
    return (
        "<div class='scroll' tabindex='0' role='region' aria-label='Table'>"
        "<table role='table'><caption class='seen-by-readers'>Released figures of the places, sorted by "
        f"{SORTED_BY[by.key]}</caption><thead role='rowgroup'><tr role='row'>{''.join(heads)}</tr></thead>"
        f"<tbody role='rowgroup'>{body}</tbody></table></div>"
    )


def _head(label: str, by: Sorting, *keys: tuple[str, str]) -> str:
    links, sorted_here = [], ""
    for key, part in keys:
        mine = key == by.key
        down = not by.down if mine else key != "name"
        arrow = (" ▼" if by.down else " ▲") if mine else ""
        if mine:
            sorted_here = f" aria-sort='{'descending' if by.down else 'ascending'}'"
        said = f"Sort by {SORTED_BY[key]}"
        address = url(f"/?sort={key}{'&down=1' if down else ''}")
        words_shown = part or label
        links.append(
            f"<a href='{escape(address)}' aria-label='{escape(f'{words_shown}: {said}')}'"
            f"{' class=chosen' if mine else ''}>{escape(words_shown)}"
            f"<span aria-hidden='true'>{arrow}</span></a>"
        )
    title = f"<span>{escape(label)}</span>" if keys[0][1] else ""
    return f"<th scope='col' role='columnheader'{sorted_here}>{title}{''.join(links)}</th>"


def _row(row: Row, columns: int) -> str:
    name = f"<a class='to-place' href='{escape(url_of(row))}'>{escape(row.name)}</a>"
    found = row.found
    if found is None:
        why = f"<td role='cell' class='why' colspan='{columns - 1}'>{escape(row.why)}.</td>"
        return f"<tr role='row'><th scope='row' role='rowheader'>{name}</th>{why}</tr>"
    more = "<span class='mark'>invented</span>" if found.invented else ""
    more += f"<small>{_residents(row, found)}</small>"
    cells = [
        *(
            _cell(SHORT.get(layer, label), headline(found.headlines[layer]))
            for layer, label in HEADLINES.items()
        ),
        _cell("Services", f"<b>{found.services:,}</b>"),
        _cell("Clashes", clashes(found.clashes)),
        _cell(
            "Agreements in force",
            _none("not in this version") if found.zones is None else f"<b>{found.zones:,}</b>",
        ),
        _cell("Withheld", _withheld(found)),
        _cell(
            "Published",
            f"<b class='day'>{words.day(found.published_at)}</b><small>records {_days(found)}</small>",
        ),
    ]
    return f"<tr role='row'><th scope='row' role='rowheader'>{name}{more}</th>{''.join(cells)}</tr>"


def _cell(label: str, content: str) -> str:
    return f"<td role='cell' data-label='{escape(label)}'>{content}</td>"


def _none(why: str) -> str:
    return f"<span class='none'>{escape(why)}</span>"


def headline(one: Headline) -> str:
    """Return a figure with its rate, period and what it stands for; without one, why."""
    proxy = f"<span class='mark' title='{escape(one.proxy)}'>proxy</span>" if one.proxy else ""
    months = f", {one.months} months" if one.months not in (0, 12) else ""
    named = escape(one.period.removesuffix(" (whole period)"))
    period = f"<small class='line'>{named}{months.replace(', ', '<br>')}</small>" if named else ""
    if one.count is None:
        return f"{_none('withheld' if one.state == 'withheld' else 'no data')}{proxy}{period}"
    rate = f"<span class='rate none'>{escape(one.no_rate)}</span>"
    if one.rate is not None:
        few = " (few events)" if one.low else ""
        rate = f"<span class='rate'>{words.number(round(one.rate, 1))} per {PER:,}{few}</span>"
    return f"<b>{one.count:,}</b>{proxy}{rate}{period}"


def clashes(found: Clashes | None) -> str:
    """Return the services by class, or why nothing is said of any."""
    if found is None:
        return _none("not in this version")
    if found.trouble:
        return _none(found.trouble.split(":")[0].split(".")[0].lower())
    rest = f"{found.possible:,} possible<br>{found.other:,} no evidence<br>{found.cannot_say:,} cannot say"
    return f"<b>{found.clash:,}</b><small class='line'>{rest}</small>"


def _residents(row: Row, found: Beside) -> str:
    if found.residents is None:
        return "residents not on file"
    return f"{found.residents:,} residents" + ("\u00a0*" if row.member.residents == found.residents else "")


def _withheld(found: Beside) -> str:
    share = withheld_share(found)
    if share is None:
        return _none("no data")
    every = found.shown + found.held
    return f"<b>{words.percent(share)}</b><small>{found.held:,} of {every:,} hexagons</small>"


def _days(found: Beside) -> str:
    if found.first_day is None or found.last_day is None:
        return "without dates"
    return f"{found.first_day:%b %Y} – {found.last_day:%b %Y}"
