"""A saved recipe, made for one period: what is asked for, of which figures, beside which earlier run.

`safepassage brief --recipe NAME --period 2026Q3` plans a run, makes it and notes it:

    planned = plan_run(store, published, get_recipe(store, name), period)
    made = make(planned.published, planned.asked, format, earlier=planned.earlier, ...)
    note_run(store, planned, made.content, by=who, at=now)

The same recipe, period and version give the same briefing however often they are asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from briefing.asked import Asked, opening, read_asked
from briefing.content.earlier import Earlier, earlier_as_json, keep, read_earlier
from briefing.content.model import Content
from etl.errors import BadInputError
from layers import words
from layers.published.rows import Period
from layers.published.until import Until
from layers.published.version import Published
from records.recipes import Recipe, Run, add_run, runs_of
from records.store import Store

KINDS: Final = ("quarter", "year")  # the latest of which a recipe is made for, unless a period is named
BOUND: Final = frozenset({"period", "view", "since"})  # what a period or an earlier run fixes
_QUARTER: Final = re.compile(r"([0-9]{4})Q([1-4])(?::all)?$")


@dataclass(frozen=True)
class Planned:
    """A run that can be made. published: the version up to the period. said: what is other than asked for.

    earlier: the run of the latest period before this one, None for the first; before: that period's id.
    """

    recipe: Recipe
    period: str
    published: Published
    asked: Asked
    earlier: Earlier | None
    said: tuple[str, ...]
    before: str = ""


def kept_asked(published: Published, asked: Asked) -> dict[str, Any]:
    """Return what a recipe keeps of a briefing: where it differs from what opens, without period and view.

    So zones that are approved later come in by themselves unless zones were chosen.
    """
    opened = opening(published).as_json()
    return {
        name: value for name, value in asked.as_json().items() if name not in BOUND and value != opened[name]
    }


def plan_run(store: Store, published: Published, recipe: Recipe, period: str = "") -> Planned:
    """Return the run of a recipe for a period ('' for the one that the recipe names).

    Raises BadInputError for a period that is not published, or a choice that this version has not.
    """
    found = find_period(published, period or recipe.period)
    asked, until, said = _asked(published, recipe.asked, found)
    run = _run_before(runs_of(store, recipe), published.version, found.id)
    if run is None:
        return Planned(recipe, found.id, until, asked, None, said)
    earlier = read_earlier(run.figures)
    return Planned(recipe, found.id, until, replace(asked, since=run.content_id), earlier, said, run.period)


def recipe_asked(published: Published, recipe: Recipe, period: str = "") -> Asked:
    """Return what a recipe asks for in a period, beside no earlier run (see `plan_run`)."""
    return _asked(published, recipe.asked, find_period(published, period or recipe.period))[0]


def find_period(published: Published, wanted: str) -> Period:
    """Return a published quarter, year or window by id, or the latest quarter or year.

    Raises BadInputError which says what is published.
    """
    every = [each for each in published.periods() if each.kind != "current"]
    if wanted in KINDS:
        of_kind = [each for each in every if each.kind == wanted]
        if of_kind:
            return of_kind[-1]
    for each in every:
        if each.id.upper() == wanted.strip().upper():
            return each
    listed = ", ".join(each.id for each in every) or "none"
    raise BadInputError(f"period {wanted[:40]!r}", "is not published", f"Published are: {listed}.")


def note_run(store: Store, planned: Planned, content: Content, *, by: str, at: dt.datetime) -> bool:
    """Keep a run that was made, for the next to compare with; False where it was kept before."""
    return add_run(
        store,
        planned.recipe,
        Run(
            name=planned.recipe.name,
            period=planned.period,
            version=planned.published.version,
            content_id=content.provenance.content_id,
            since=planned.asked.since,
            figures=earlier_as_json(keep(content)),
            by=by,
            at=at,
        ),
    )


def _asked(
    published: Published, kept: Mapping[str, Any], period: Period
) -> tuple[Asked, Published, tuple[str, ...]]:
    """Return what is asked for, the version up to the period, and what is other than the recipe says."""
    until = published if period.ends_on is None else Until(published, period.ends_on)
    zones, said = kept.get("zones", []), []
    gone = [each for each in zones if each not in published.zones()]
    if gone:
        said.append(f"No longer published, so left out: {words.listing(gone)}.")
        kept = {**kept, "zones": [each for each in zones if each not in gone]}
    asked = read_asked(until, {name: value for name, value in kept.items() if name not in BOUND})
    grid, shown, why = _map_period(until, asked, period)
    if why:
        said.append(why)
    return replace(asked, grid=grid, period=shown), until, tuple(said)


def _map_period(published: Published, asked: Asked, period: Period) -> tuple[str, str, str]:
    """Return the grid and period of the maps, and why they are others than asked for ('' where they are not).

    Hexagons have no figures by quarter: the year that ends with it stands in, else the neighbourhoods do.
    """
    layers = {each for each in (asked.main, *asked.maps) if each}
    lasting = {each.id for each in published.periods() if each.kind == "current"}
    on = {(grid, of) for layer, grid, of in published.catalogue() if layer in layers and of not in lasting}
    if (asked.grid, period.id) in on or not on:
        return asked.grid, period.id, ""
    ended = [each for each in published.periods() if each.ends_on == period.ends_on]
    for each in ended:
        if each.kind == "year" and (asked.grid, each.id) in on:
            why = (
                f"The maps show {each.label}, the year that ends with {period.label}: at this level of detail"
            )
            return asked.grid, each.id, f"{why} nothing is published by quarter."
    if ("area", period.id) in on:
        why = f"The maps show neighbourhoods: nothing finer is published for {period.label}."
        return "area", period.id, why
    return asked.grid, period.id, f"No layer of the maps has figures of {period.label}."


def _run_before(runs: tuple[Run, ...], version: str, period: str) -> Run | None:
    """Return the run to compare with, None for none.

    A run that was made before is compared with what it was compared with then. A recalled one
    is forgotten.
    """
    again = [each for each in runs if (each.version, each.period) == (version, period)]
    told = [each for each in runs if each.figures]
    if again:
        found = [each for each in told if each.content_id == again[-1].since]
    else:
        before = [each for each in told if _ends(each.period) < _ends(period)]
        latest = max((_ends(each.period) for each in before), default="")
        found = [each for each in before if _ends(each.period) == latest]
    return found[-1] if found else None


def _ends(period: str) -> str:
    """Return the last quarter of a period by its id: '2025Q4-2026Q3' ends with '2026Q3'."""
    found = _QUARTER.search(period)
    return f"{found[1]}Q{found[2]}" if found else ""
