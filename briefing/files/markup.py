"""HTML of the parts that a page repeats: every text is escaped, tables have captions and headed rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from briefing.content.model import Said, Table


def tag(name: str, *parts: str, **attributes: str) -> str:
    """Return an element; its attributes are escaped, its parts are HTML already. class_ is written class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(parts)}</{name}>"


def text(name: str, words: str, **attributes: str) -> str:
    """Return an element that holds a text, '' where the text is empty; its lines stay lines."""
    return tag(name, "<br>".join(escape(line) for line in words.splitlines()), **attributes) if words else ""


def listed(texts: Iterable[str]) -> str:
    """Return texts as a list, '' for none."""
    items = [text("li", each) for each in texts if each]
    return tag("ul", *items) if items else ""


def said(figure: Said) -> str:
    """Return a figure and, below it, what it rests on."""
    return text("span", figure.text, class_="figure") + text("small", figure.note)


def table(found: Table) -> str:
    """Return a table of a briefing."""
    rows = [(row.label, [said(each) for each in row.cells]) for row in found.rows]
    return rows_as_table(found.caption, found.head, rows, found.numbers, found.note)


def rows_as_table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[tuple[str, Sequence[str]]],
    numbers: Sequence[bool],
    note: str = "",
) -> str:
    """Return rows, each with its heading and its cells in HTML, as a table that scrolls sideways by itself.

    numbers: columns set right, that of the headings first.
    """
    kinds = ["number" if number else "words" for number in numbers]
    top = [
        text("th", each, scope="col", class_=kind) or tag("td")
        for each, kind in zip(head, kinds, strict=True)
    ]
    body = [
        tag(
            "tr",
            text("th", label, scope="row"),
            *(tag("td", cell, class_=kind) for cell, kind in zip(cells, kinds[1:], strict=True)),
        )
        for label, cells in rows
    ]
    whole = tag("table", text("caption", caption), tag("thead", tag("tr", *top)), tag("tbody", *body))
    return tag("div", whole, class_="scroll", tabindex="0", role="group", aria_label=caption) + text(
        "p", note, class_="note"
    )
