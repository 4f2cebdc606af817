"""The form's values as a source's settings, checked by the reader of place files, errors at their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.errors import BadInputError, SafePassageError
from etl.feed import all_feeds
from etl.load.files import read_file
from etl.place import Place
from etl.place_file import read_place_text, saved_place
from etl.setting import SettingError
from etl.source_text import put_source
from web.analyst.load.drafts import Draft
from web.analyst.load.fields import FIELDS, as_text, from_text, read_pairs
from web.analyst.load.names import fitting_sources

_LONGEST = 20_000  # characters in one field
PARTS = ("columns", "constants", "values")  # settings that name a column of the feed


@dataclass(frozen=True)
class Settled:
    """A draft with the form's values. text: the whole place file with it, '' while something is wrong.

    errors: setting (`crs`, `columns.latitude`) -> what is wrong with it. problem: what belongs to no field.
    """

    draft: Draft
    text: str
    errors: dict[str, str]
    problem: str = ""


def read_form(draft: Draft, asked: Mapping[str, Mapping[str, Any]]) -> Draft:
    """Return the draft with the settings the form asks for. What it leaves as it was keeps its very value.

    asked: `setting`, `columns`, `constants` and `values`, each name -> text. Raises BadInputError for names
    that no form of this feed has.
    """
    table, feed = dict(draft.table), all_feeds()[str(draft.table["feed"])]
    for name, text in asked.get("setting", {}).items():
        if name == "id" and draft.source == "":
            table["id"] = _said(text).strip()
        elif name in FIELDS:
            field = FIELDS[name]
            if _said(text) != as_text(field, table.get(name)):
                table[name] = from_text(field, _said(text))
        elif name != "id":
            raise BadInputError("form", f"{name!r} is not a setting", "Reload the page.")
    for part in PARTS:
        given = {}
        for name, text in asked.get(part, {}).items():
            if name not in feed.names:
                raise BadInputError("form", f"{name!r} is no column of {feed.id}", "Reload the page.")
            if _said(text).strip():
                said = _said(text)
                given[name] = dict(read_pairs(said, last=True)) if part == "values" else said.strip()
        if part in asked:
            table[part] = given
    return replace(draft, table={name: value for name, value in table.items() if value != {}})


def settle(draft: Draft, home: Path, place: Place) -> Settled:
    """Return the place file with the draft's source in it, or what is wrong and where."""
    errors = _unknown_columns(draft)
    if draft.source == "" and str(draft.table["id"]) in {source.id for source in place.sources}:
        errors["id"] = "A source of this place has this id already. Choose another."
    problem = _taken(draft, home, place)
    text = ""
    try:
        path = saved_place(home)
        text = put_source(path.read_text(encoding="utf-8-sig"), draft.table, path)
        read_place_text(text, path)
    except SettingError as error:
        errors.setdefault(_field_of(error, draft), _sentence(error))
    except SafePassageError as error:
        problem = problem or _sentence(error)
    return Settled(draft, "" if errors or problem else text, errors, problem)


def _said(text: Any) -> str:
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise BadInputError("form", "a field is no text, or too long", "Reload the page.")
    return text


def _unknown_columns(draft: Draft) -> dict[str, str]:
    """Return an error for each column that is mapped to something the file does not have."""
    known = {column["value"] for column in draft.seen["columns"]}
    errors = {}
    for name, given in draft.table.get("columns", {}).items():
        wanted = re.findall(r"\{([^{}]+)\}", given) or [given]
        lost = [column for column in wanted if column not in known]
        if lost:
            errors[f"columns.{name}"] = f"The file has no column {lost[0]!r}. Choose one of its columns."
    return errors


def _taken(draft: Draft, home: Path, place: Place) -> str:
    """Return why a new source may not use this name in the raw folder, '' where it may.

    One file may feed two sources; a file of another content would be read by both.
    """
    readers = fitting_sources(draft.name, place.sources)
    others = [name for name, target in readers.items() if target == draft.target]
    there = home / "raw" / draft.target
    if draft.source or not others or _is_same(draft, there):
        return ""
    return (
        f"The source {others[0]} reads files of this name, and would read this one too. Choose that source "
        "above where you may, or rename the file and upload it again."
    )


def _is_same(draft: Draft, there: Path) -> bool:
    if not there.is_file() or there.stat().st_size != draft.size:
        return False
    return read_file(there, there.parent).sha256 == draft.sha256


def _field_of(error: SettingError, draft: Draft) -> str:
    """Return the field an error belongs to: that of the column it names, where it is about one not mapped."""
    if error.setting == "columns":
        for name in all_feeds()[str(draft.table["feed"])].names:
            if f"{name!r}" in error.what or f" {name} " in f" {error.what} ":
                return f"columns.{name}"
    return error.setting


def _sentence(error: SafePassageError) -> str:
    what = re.sub(r"^source [^:]+: ", "", error.what)
    return f"{what[:1].upper()}{what[1:]}. {error.next_step}"
