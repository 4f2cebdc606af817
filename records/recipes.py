"""Keeping recipes of briefings and their runs, each with who and when; a run is never rewritten,
but for forgetting the figures of a version that was recalled.

What is asked for is kept as it is given; whether a published version has it is for briefing/recipe.py to say.
Times are aware and passed in.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from records.errors import NotFoundError, NotNowError
from records.schema import recipe, recipe_run
from records.store import Store
from records.text import short_text
from records.zone_rows import written


@dataclass(frozen=True)
class Recipe:
    """A briefing that is made again and again. asked: what it is of, without what a period fixes.

    period: 'quarter' or 'year' (the latest), or a period's id: what it is made for where nobody names one.
    key: never given to another recipe, even of the same name.
    """

    key: int
    name: str
    asked: dict[str, Any]
    period: str
    formats: tuple[str, ...]
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Run:
    """One briefing made by a recipe. since: content id of the run it was compared with, '' for none.

    figures: what it said, as briefing/content/earlier.py writes it, for the next run to compare with; empty
    once its version was recalled.
    """

    name: str
    period: str
    version: str
    content_id: str
    since: str
    figures: dict[str, Any]
    by: str
    at: dt.datetime


def save_recipe(
    store: Store,
    name: str,
    asked: Mapping[str, Any],
    *,
    period: str,
    formats: Sequence[str],
    by: str,
    at: dt.datetime,
    replace: bool = False,
) -> Recipe:
    """Keep a recipe and return it. replace: put it in the place of one with this name, which keeps its runs.

    Raises UnfitError for a name that cannot be kept, NotNowError for one that is taken.
    """
    name, by = short_text(name, "recipe"), short_text(by, "your name")
    period = short_text(period, "period")
    row = {
        "asked": written(asked, "the recipe"),
        "period": period,
        "formats": json.dumps(list(formats)),
        "by": by,
        "at": at,
    }
    with store.writing() as connection:
        there = connection.execute(_named(name)).one_or_none()
        if there is None:
            connection.execute(insert(recipe).values(name=name, **row))
        elif replace:
            connection.execute(update(recipe).where(recipe.c.key == there.key).values(**row))
        else:
            raise NotNowError(f"recipe {name!r}", "is there already", "Choose another name, or replace it.")
        return _as_recipe(connection.execute(_named(name)).one())


def list_recipes(store: Store) -> tuple[Recipe, ...]:
    """Return the recipes in the order of their names."""
    with store.reading() as connection:
        found = [_as_recipe(row) for row in connection.execute(select(recipe))]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.name)))


def get_recipe(store: Store, name: str) -> Recipe:
    """Return the recipe of a name. Raises NotFoundError, which says what there is."""
    with store.reading() as connection:
        row = connection.execute(_named(name.strip())).one_or_none()
    if row is None:
        names = ", ".join(each.name for each in list_recipes(store)) or "none"
        raise NotFoundError(f"recipe {name[:120]!r}", "does not exist", f"There are: {names}.")
    return _as_recipe(row)


def delete_recipe(store: Store, name: str) -> Recipe:
    """Delete a recipe and return what it was; its runs stay on record. Raises NotFoundError."""
    found = get_recipe(store, name)
    with store.writing() as connection:
        connection.execute(delete(recipe).where(recipe.c.key == found.key))
    return found


def runs_of(store: Store, kept: Recipe) -> tuple[Run, ...]:
    """Return the runs of a recipe, oldest first."""
    asked = select(recipe_run).where(recipe_run.c.recipe_key == kept.key).order_by(recipe_run.c.key)
    return _runs(store, asked)


def runs_from(store: Store, version: str) -> tuple[Run, ...]:
    """Return the runs made from a published version, of deleted recipes too, oldest first."""
    return _runs(store, select(recipe_run).where(recipe_run.c.version == version).order_by(recipe_run.c.key))


def recall_runs(store: Store, version: str) -> tuple[Run, ...]:
    """Return the runs made from a version that is recalled, once what they said is forgotten."""
    found = runs_from(store, version)
    if found:
        with store.writing() as connection:
            gone = update(recipe_run).where(recipe_run.c.version == version).values(figures="{}")
            connection.execute(gone)
    return found


def add_run(store: Store, kept: Recipe, run: Run) -> bool:
    """Keep a run and return True; False where this content was made by the recipe before.

    Raises NotFoundError when the recipe was deleted meanwhile.
    """
    with store.writing() as connection:
        if connection.execute(select(recipe.c.key).where(recipe.c.key == kept.key)).first() is None:
            raise NotFoundError(f"recipe {kept.name!r}", "has been deleted", "Save it again.")
        if _made(connection, kept.key, run.content_id):
            return False
        connection.execute(
            insert(recipe_run).values(
                recipe_key=kept.key,
                name=kept.name,
                period=run.period,
                version=run.version,
                content_id=run.content_id,
                since=run.since,
                figures=written(run.figures, "the run"),
                by=short_text(run.by, "your name"),
                at=run.at,
            )
        )
        return True


def _made(connection: Connection, key: int, content_id: str) -> bool:
    mine = (recipe_run.c.recipe_key == key) & (recipe_run.c.content_id == content_id)
    return connection.execute(select(recipe_run.c.key).where(mine)).first() is not None


def _named(name: str) -> Select[Any]:
    return select(recipe).where(recipe.c.name == name)


def _runs(store: Store, asked: Select[Any]) -> tuple[Run, ...]:
    with store.reading() as connection:
        return tuple(
            Run(
                row.name,
                row.period,
                row.version,
                row.content_id,
                row.since,
                json.loads(row.figures),
                row.by,
                row.at,
            )
            for row in connection.execute(asked)
        )


def _as_recipe(row: Row[Any]) -> Recipe:
    formats = tuple(json.loads(row.formats))
    return Recipe(row.key, row.name, json.loads(row.asked), row.period, formats, row.by, row.at)
