"""The stewards' page of the audit trail: a whole document of its own that needs no script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from layers.purpose import PURPOSE
from records.access.trail import KINDS, Act
from records.access.trail_check import Verdict
from web.analyst.trail.asked import PAGE, Asked
from web.url import url

PATH: Final = "/trail"
FILE: Final = "/trail.csv"
TOO_LONG: Final = (
    "The trail is too long to be checked whenever this page is opened. Check it with: safepassage status "
    "--verify-audit"
)
HELP: Final = (
    "Every act that changes something or takes figures out, by whom and when. Rows are only added, and each "
    "is sealed together with the one before it: a row that was changed, moved or taken away is named here."
)
FIRST: Final = ("before", "was", "purpose")
COLUMNS: Final = ("No.", "When", "Who", "What", "Details")
WORDS: Final = {
    "was": "before",
    "bytes": "size in bytes",
    "act": "act number",
    "what": "what it was to be",
    "exact": "exact figures",
    "based_on": "made from version",
}


@dataclass(frozen=True)
class Shown:
    """What the page shows. count: of all acts asked for. verdict: None where the trail is too long for it."""

    asked: Asked
    acts: Sequence[Act]
    count: int
    people: Sequence[str]
    verdict: Verdict | None


def build_page(shown: Shown) -> str:
    """Return the whole page."""
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<title>Audit trail · Safe Passage</title>"
        f"<link rel='icon' href='{url('/assets/mark.svg')}' type='image/svg+xml'>"
        f"<link rel='stylesheet' href='{url('/assets/trail.css')}'></head><body>"
        "<a class='skip' href='#main'>Skip to the acts</a>"
        f"<header><img src='{url('/assets/mark.svg')}' alt='' width='32' height='32'>"
        "<span class='product'>Safe Passage</span>"
        f"<nav aria-label='Pages'><a href='{url('/')}'>Map</a><a href='{url('/publish')}'>Publish</a>"
        f"<a href='{url(PATH)}' aria-current='page'>Audit trail</a></nav></header>"
        f"<main id='main'><h1>Audit trail</h1><p class='intro'>{escape(HELP)}</p>"
        f"{_verdict(shown.verdict)}{_form(shown)}{_table(shown)}{_pages(shown)}</main>"
        f"<footer>{escape(PURPOSE)}</footer></body></html>"
    )


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return f"<p class='notice' role='status'>{escape(TOO_LONG)}</p>"
    if verdict.faults:
        listed = "".join(f"<li>{escape(_sentence(fault.words))}</li>" for fault in verdict.faults)
        return (
            "<div class='notice wrong' role='alert'>"
            f"<p><strong>The trail is not as it was written.</strong></p><ul>{listed}</ul>"
            "<p>Change nothing, keep a copy of the home, and tell whoever runs this server: docs/audit.md "
            "says what to do.</p></div>"
        )
    if not verdict.count:
        return "<p class='notice' role='status'>Nothing has been noted yet.</p>"
    acts = "1 act" if verdict.count == 1 else f"{verdict.count:,} acts"
    head = f"<code>{escape(str(verdict.head))}</code>"
    return (
        f"<div class='notice well' role='status'><p><strong>The trail is whole: {acts}.</strong> "
        "Checked when this page was opened.</p><details><summary>Its head, to be kept elsewhere</summary>"
        f"<p>{head}</p><p>Write it down with today’s date, away from this machine. Later "
        "<code>safepassage status --audit-head</code> proves with it that nothing up to that act was changed "
        "or taken away.</p></details></div>"
    )


def _form(shown: Shown) -> str:
    asked = shown.asked
    kinds = "".join(
        f"<option value='{kind}'{_chosen(kind == asked.kind)}>{escape(words)}</option>"
        for kind, words in KINDS.items()
    )
    names = [*shown.people, *([asked.by] if asked.by and asked.by not in shown.people else [])]
    people = "".join(
        f"<option value='{escape(name)}'{_chosen(name == asked.by)}>{escape(name)}</option>" for name in names
    )
    fault = f"<p class='problem' id='fault' role='alert'>{escape(asked.fault)}</p>" if asked.fault else ""
    about = " aria-describedby='fault' aria-invalid='true'" if fault else ""
    reset = f"<a href='{url(PATH)}'>Show all</a>" if asked.filters() else ""
    return (
        f"<form method='get' action='{url(PATH)}'><div class='fields'>"
        "<div><label for='kind'>What</label><select id='kind' name='kind'>"
        f"<option value=''>Everything</option>{kinds}</select></div>"
        f"<div><label for='by'>By whom</label><select id='by' name='by'><option value=''>Anybody</option>"
        f"{people}</select></div>"
        f"<div><label for='from'>From</label><input id='from' name='from' type='date' "
        f"value='{escape(asked.since)}'{about}></div>"
        f"<div><label for='to'>To</label><input id='to' name='to' type='date' "
        f"value='{escape(asked.until)}'{about}></div>"
        f"<div class='go'><button type='submit'>Show</button>{reset}</div></div>{fault}</form>"
    )


def _table(shown: Shown) -> str:
    if not shown.acts:
        return "<p class='none'>No act fits. Days are counted in UTC.</p>"
    first = (shown.asked.page - 1) * PAGE + 1
    last = first + len(shown.acts) - 1
    said = f"Acts {first:,} to {last:,} of {shown.count:,}, newest first; times in UTC"
    rows = "".join(_row(act) for act in shown.acts)
    heads = "".join(f"<th scope='col' role='columnheader'>{name}</th>" for name in COLUMNS)
    return (
        f"<div class='above'><p id='said'>{said}</p>"
        f"<a class='file' href='{escape(shown.asked.address(FILE))}'>Download as CSV</a></div>"
        "<div class='table' role='region' aria-labelledby='said' tabindex='0'><table role='table'>"
        f"<thead role='rowgroup'><tr role='row'>{heads}</tr></thead>"
        f"<tbody role='rowgroup'>{rows}</tbody></table></div>"
    )


def _row(act: Act) -> str:
    who = escape(act.by)
    whose = ", ".join(part for part in (act.role, act.organisation) if part)
    more = f"<span class='soft'>{escape(whose)}</span>" if whose else ""
    what = f"{escape(KINDS.get(act.kind, act.kind))}<span class='soft'>{escape(act.subject)}</span>"
    when = f"<time datetime='{act.at.isoformat()}'>{act.at:%Y-%m-%d} <span>{act.at:%H:%M:%S}</span></time>"
    return (
        f"<tr role='row' id='act-{act.number}'>"
        f"<th scope='row' role='rowheader' data-label='No.'>{act.number}</th>"
        f"{_cell('When', when)}{_cell('Who', who + more)}{_cell('What', what)}"
        f"{_cell('Details', _details(act))}</tr>"
    )


def _cell(label: str, content: str) -> str:
    return f"<td role='cell' data-label='{label}'>{content}</td>"


def _details(act: Act) -> str:
    told = sorted(act.details.items(), key=lambda each: each[0] not in FIRST)
    facts = [(WORDS.get(name, name.replace("_", " ")), _said(value)) for name, value in told]
    facts += [("content id", act.content_id)] if act.content_id else []
    facts += [("SHA-256", act.file_sha256)] if act.file_sha256 else []
    listed = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value
    )
    return f"<dl>{listed}</dl>" if listed else "<span class='soft'>–</span>"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{name} {_said(each)}" for name, each in value.items() if each not in ("", None))
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return "" if value is None else str(value) if not isinstance(value, float) else json.dumps(value)


def _pages(shown: Shown) -> str:
    page, last = shown.asked.page, max(1, -(-shown.count // PAGE))
    if last == 1:
        return ""
    newer, older = (escape(shown.asked.address(PATH, each)) for each in (page - 1, page + 1))
    links = (
        f"<a rel='prev' href='{newer}'>Newer acts</a>" if page > 1 else "",
        f"<span>Page {page:,} of {last:,}</span>",
        f"<a rel='next' href='{older}'>Older acts</a>" if page < last else "",
    )
    return f"<nav class='pages' aria-label='Pages of acts'>{''.join(links)}</nav>"


def _chosen(chosen: bool) -> str:
    return " selected" if chosen else ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
