"""Write the reference pages that follow from the code: feeds, layers, formulas, place settings and commands.

`make docs` runs it; a test compares the pages with what it would write.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

import app
from etl import place
from etl.feed import Feed, all_feeds
from layers.clash.sceptic import OBJECTIONS
from layers.layer import ENVIRONMENTS, Layer, all_layers
from layers.method import Block, method_blocks

DOCS = Path(__file__).resolve().parent
NOTICE = "<!-- Written by `make docs` from the code: edit the code, not this page. -->\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") or " "


def feeds_page() -> str:
    """Return docs/feeds.md: every feed with its columns."""
    parts = [
        "# Feeds: what the product accepts\n",
        NOTICE,
        "A feed is one kind of data. `safepassage inspect --template FEED` prints its intake form as a CSV "
        "with a header and one example row; `safepassage inspect --guide FEED` says how to fill it in. "
        "A column that no feed names is reported as ignored and never stored. Analysts of an organisation of "
        "kind `police` see the exact rows of a health feed only where its source names their organisation.\n",
    ]
    parts += [_feed_section(feed) for feed in all_feeds().values()]
    return "\n".join(parts)


def _feed_section(feed: Feed) -> str:
    lines = [f"## {feed.title} (`{feed.id}`)\n", f"{feed.about}\n"]
    lines += ["| column | type | unit | what it holds | example |", "|---|---|---|---|---|"]
    for column in feed.columns:
        kind = column.type + (": " + ", ".join(column.choices) if column.choices else "")
        if column.required:
            kind += " (required)"
        if column.identity:
            kind += " (identity)"
        cells = (f"`{column.name}`", kind, column.unit, column.about, column.example)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    dropped = "; ".join(feed.dropped) or "nothing"
    health = "yes" if feed.health else "no"
    lines.append(f"\nDropped at the door: {dropped}.\n\nCannot show: {feed.cannot_show}\n")
    lines.append(f"Health feed: {health}. {feed.health_because}\n")
    return "\n".join(lines)


def layers_page() -> str:
    """Return docs/layers.md: every Rhodes layer by environment."""
    parts = [
        "# Layers: the four risk environments\n",
        NOTICE,
        "After Rhodes (2002). Micro layers are drawn on the map; macro layers are figures for the whole "
        "place.\n",
    ]
    for environment in ENVIRONMENTS:
        parts.append(f"## {environment.capitalize()}\n")
        parts += [
            _layer_section(layer) for layer in all_layers().values() if layer.environment == environment
        ]
    return "\n".join(parts)


def _layer_section(layer: Layer) -> str:
    harm = {
        "higher": "higher means a riskier environment",
        "lower": "lower means a riskier environment",
        "neither": "no direction: shown, never scored",
    }[layer.harm]
    scored = "" if layer.in_score else " Shown, and left out of the environment's score."
    return (
        f"### {layer.title} (`{layer.id}`, {layer.level})\n\n{layer.question}\n\n"
        f"- Unit: {layer.unit}; {harm}.{scored}\n- Needs: {', '.join(f'`{need}`' for need in layer.needs)}\n"
        f"- Caveat: {layer.caveat}\n- Source: {layer.source}\n- Licence: {layer.licence}\n"
    )


def settings_page() -> str:
    """Return docs/settings.md: every setting a place's TOML may hold, with its default."""
    parts = ["# Settings of a place\n", NOTICE, "How to write one: [adding-a-place.md](adding-a-place.md).\n"]
    headings = {
        place.Place: "Top of the file",
        place.Disclosure: "`[disclosure]`",
        place.Source: "`[[source]]`, one for each source",
    }
    for settings, heading in headings.items():
        comments = _field_comments(settings)
        docstring = textwrap.dedent(inspect.getdoc(settings) or "")
        parts.append(f"## {heading}\n\n{docstring}\n")
        parts += ["| setting | type | default | |", "|---|---|---|---|"]
        for field in dataclasses.fields(settings):
            if field.name in ("sources", "disclosure", "digest", "closed"):
                continue
            default = "required" if field.default is dataclasses.MISSING else f"`{field.default!r}`"
            if field.default_factory is not dataclasses.MISSING:
                default = "none"
            cells = (f"`{field.name}`", f"`{field.type}`", default, comments.get(field.name, ""))
            parts.append("| " + " | ".join(_cell(str(cell)) for cell in cells) + " |")
        parts.append("")
    return "\n".join(parts)


def _field_comments(settings: type) -> dict[str, str]:
    """Return the comment behind each field of a dataclass, by the field's name."""
    return dict(re.findall(r"^    (\w+): [^#\n]+#\s*(.+)$", inspect.getsource(settings), re.MULTILINE))


def commands_page() -> str:
    """Return docs/commands.md: every command with its options and its example."""
    parts = [
        "# Commands\n",
        NOTICE,
        "Exit codes: 0 done, 2 wrong usage, 3 bad input (nothing changed), 4 refused by a rule.\n",
    ]
    for name, command in sorted(commands_of(typer.main.get_command(app.app))):
        parts.append(f"## `safepassage {name}`\n\n{inspect.cleandoc(command.help or '')}\n")
        for parameter in command.params:
            if parameter.name == "help":
                continue
            spelling = " / ".join((*parameter.opts, *parameter.secondary_opts))
            parts.append(f"- `{spelling}`: {getattr(parameter, 'help', '') or ''}")
        parts.append("")
    return "\n".join(parts)


def commands_of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, those of groups too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def formulas_page() -> str:
    """Return docs/formulas.md: every step of the method, as its module states it."""
    parts = [
        "# How each figure is worked out\n",
        NOTICE,
        "Whether it finds what is there: [method.md](method.md). What is published of it: "
        "[disclosure.md](disclosure.md).\n",
    ]
    blocks = method_blocks()
    for part in dict.fromkeys(block.part for block in blocks):
        parts.append(f"## {part}\n")
        parts += [_formula_section(block) for block in blocks if block.part == part]
    parts.append("## What a sceptic would say\n")
    parts += [f"- **{one.says}** {one.answer}" for one in OBJECTIONS]
    return "\n".join(parts) + "\n"


def _formula_section(block: Block) -> str:
    lines = [f"### {block.title}\n", *(f"{text}\n" for text in block.text)]
    if block.constants:
        lines += ["| constant | value | |", "|---|---|---|"]
        lines += [f"| {one.name} | {one.value} | {_cell(one.about)} |" for one in block.constants]
        lines.append("")
    if block.source:
        lines.append(f"Source: {block.source}\n")
    lines.append(f"Code: `{block.module.replace('.', '/')}.py`\n")
    return "\n".join(lines)


PAGES = {
    "feeds.md": feeds_page,
    "layers.md": layers_page,
    "formulas.md": formulas_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
