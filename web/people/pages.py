"""The pages of coming in and going out: whole documents of their own that need no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from layers.purpose import PURPOSE
from web.url import url


@dataclass(frozen=True)
class Field:
    """One field of a form. hint: below its label. problem: what is wrong with what was sent."""

    name: str
    label: str
    kind: str = "text"
    complete: str = ""
    value: str = ""
    hint: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Notice:
    """A line above a form: what went wrong, or what was done."""

    text: str
    wrong: bool = True


def build_form(
    action: str, fields: Sequence[Field], button: str, *, token: str, hidden: Sequence[tuple[str, str]] = ()
) -> str:
    """Return a form that posts to `action`, an address of this server.

    token: against forms of other sites. hidden: name and value.
    """
    kept = "".join(
        f"<input type='hidden' name='{escape(name)}' value='{escape(value)}'>"
        for name, value in (("csrf_token", token), *hidden)
    )
    wrong = next((field.name for field in fields if field.problem), "")
    first = wrong or next((field.name for field in fields if not field.value), "")
    shown = "".join(_field(field, focused=field.name == first) for field in fields)
    return (
        f"<form method='post' action='{escape(url(action))}' novalidate>{kept}{shown}"
        f"<button type='submit'>{escape(button)}</button></form>"
    )


def _field(field: Field, *, focused: bool) -> str:
    name, described = escape(field.name), []
    hint = problem = ""
    if field.hint:
        hint = f"<p class='hint' id='{name}-hint'>{escape(field.hint)}</p>"
        described.append(f"{name}-hint")
    if field.problem:
        problem = f"<p class='problem' id='{name}-problem'>{escape(field.problem)}</p>"
        described.append(f"{name}-problem")
    about = f" aria-describedby='{' '.join(described)}'" if described else ""
    wrong = " aria-invalid='true'" if field.problem else ""
    focus = " autofocus" if focused else ""
    return (
        f"<div class='field'><label for='{name}'>{escape(field.label)}</label>{hint}{problem}"
        f"<input id='{name}' name='{name}' type='{escape(field.kind)}'"
        f" autocomplete='{escape(field.complete)}' value='{escape(field.value)}'"
        " spellcheck='false' autocapitalize='none' required"
        f"{about}{wrong}{focus}></div>"
    )


def build_page(title: str, place: str, content: str, *, notice: Notice | None = None, after: str = "") -> str:
    """Return a whole page. place: its name. content, after: markup of ours, already escaped."""
    said = ""
    if notice:
        kind, role = ("wrong", "alert") if notice.wrong else ("done", "status")
        said = f"<p class='notice {kind}' role='{role}'>{escape(notice.text)}</p>"
    named = f"<span class='place'>{escape(place)}</span>" if place else ""
    marked = "Error: " if notice and notice.wrong else ""
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{marked}{escape(title)} · Safe Passage</title>"
        f"<link rel='icon' href='{url('/assets/mark.svg')}' type='image/svg+xml'>"
        f"<link rel='stylesheet' href='{url('/assets/people.css')}'></head><body>"
        f"<header><img src='{url('/assets/mark.svg')}' alt='' width='36' height='36'>"
        f"<div><span class='product'>Safe Passage</span>{named}</div></header>"
        f"<main><h1>{escape(title)}</h1>{said}{content}{after}</main>"
        f"<footer><h2>What this is for</h2><p>{escape(PURPOSE)}</p></footer></body></html>"
    )
