"""A `[[source]]` block as TOML text, and putting one into a place's file without touching the rest."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.errors import BadInputError, RefusedError
from etl.place import Source
from etl.place_file import read_place, saved_place

PAGE_MARK = "# ---- Sources below were written on the page Load data: edit them there, or here. ----"
_TABLES = ("where", "where_not", "columns", "constants", "values")
_DEFAULTS = Source(id="", feed="", files=())
_NAMES = tuple(field.name for field in dataclasses.fields(Source) if field.name != "digest")
SETTINGS = (*(name for name in _NAMES if name not in _TABLES), *_TABLES)  # in the order of the text
_HEADER = re.compile(r"^\s*\[\[\s*source\s*\]\]\s*(#.*)?$")
_OTHER_HEADER = re.compile(r"^\s*\[(?!\s*source\s*\.)")


def source_block(table: Mapping[str, Any]) -> str:
    """Return the block that says these settings; what equals its default is left out."""
    lines = ["[[source]]"]
    for name in SETTINGS:
        value = table.get(name)
        default = getattr(_DEFAULTS, name)
        same = tuple(value) == default if isinstance(value, list) else value == default
        if value is not None and (name in ("id", "feed", "files") or not same):
            lines.append(f"{name} = {toml_value(value)}")
    return "\n".join(lines) + "\n"


def source_table(source: Source) -> dict[str, Any]:
    """Return the settings of a source as its block would say them, defaults left out."""
    return {
        name: _plain(getattr(source, name))
        for name in SETTINGS
        if name in ("id", "feed", "files") or getattr(source, name) != getattr(_DEFAULTS, name)
    }


def put_source(text: str, table: Mapping[str, Any], path: Path) -> str:
    """Return the place file's text with this source in it: new, or in the place of the one with its id.

    It stands below PAGE_MARK at the end; everything else stays as it is, comments too. Raises BadInputError
    when the file is written in a way that cannot be edited here. path: what messages name.
    """
    kept = _without(text.splitlines(), str(table["id"]))
    if PAGE_MARK not in kept:
        kept += ["", PAGE_MARK]
    edited = "\n".join([*kept, "", source_block(table)])
    expected = [block for block in _blocks(text) if block.get("id") != table["id"]]
    if _blocks(edited)[:-1] != expected or _rest(edited) != _rest(text):
        raise BadInputError(
            str(path), "is written in a way that this page cannot edit", "Add the block by hand and load it."
        )
    return edited


def page_sources(text: str) -> set[str]:
    """Return the ids of the sources that the page wrote into a place file's text."""
    _, mark, below = text.partition(PAGE_MARK)
    return {str(block["id"]) for block in _blocks(below)} if mark else set()


def require_page_sources(place_toml: Path, home: Path) -> None:
    """Raise RefusedError when a place file to be loaded lacks or changes what was set on the page.

    The home's own copy of the place file is what the page edits; a load from another file replaces it.
    """
    path = saved_place(home)
    if not path.is_file():
        return
    given = {source.id: source for source in read_place(place_toml).sources}
    ids = page_sources(path.read_text(encoding="utf-8-sig"))
    lost = [each.id for each in read_place(path).sources if each.id in ids and given.get(each.id) != each]
    if lost:
        raise RefusedError(
            str(place_toml),
            f"what it says of {', '.join(lost)} is not what was set on the page Load data",
            f"Load {path} itself, or copy these blocks from it into your place file",
        )


def _blocks(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text).get("source", [])
    return found


def _rest(text: str) -> dict[str, Any]:
    return {key: value for key, value in tomllib.loads(text).items() if key != "source"}


def _without(lines: list[str], source_id: str) -> list[str]:
    """Return the lines without the block of this id; blank lines and comments that follow it stay."""
    starts = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    for at in starts:
        end = next(
            (
                later
                for later in range(at + 1, len(lines))
                if _HEADER.match(lines[later]) or _OTHER_HEADER.match(lines[later])
            ),
            len(lines),
        )
        while end > at + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        named = re.compile(rf"^\s*id\s*=\s*{re.escape(toml_value(source_id))}\s*(#.*)?$")
        if any(named.match(line.replace("'", '"')) for line in lines[at:end]):
            return lines[:at] + lines[end:]
    return list(lines)


def toml_value(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    # JSON's escapes are TOML's; only DEL is allowed bare in the one and not in the other.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_value(key)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
