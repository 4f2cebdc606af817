"""The recipes of a home, and what was made by them, for the briefing dialog of analysts."""

from __future__ import annotations

from pathlib import Path

from briefing.make import Made
from briefing.recipe import Planned, note_run, plan_run
from etl.errors import BadInputError
from layers.published.version import Published
from records.recipes import Recipe, list_recipes
from web.people.who import asking
from web.trail import utc_now
from web.workspace import has_workspace, kept_errors, open_workspace


class RecipeRuns:
    """Plans and keeps runs of recipes; looking makes no workspace."""

    def __init__(self, home: Path) -> None:
        """Name the home; nothing is opened yet."""
        self._home = home

    def recipes(self) -> tuple[Recipe, ...]:
        """Return the recipes in the order of their names."""
        if not has_workspace(self._home):
            return ()
        with kept_errors(), open_workspace(self._home) as store:
            return list_recipes(store)

    def plan(self, published: Published, name: str) -> Planned:
        """Return the run of a recipe. Raises BadInputError where there is none, or it cannot be made."""
        found = {each.name: each for each in self.recipes()}
        if name not in found:
            raise BadInputError(f"recipe {name[:120]!r}", "does not exist", "Choose another.")
        with kept_errors(), open_workspace(self._home) as store:
            return plan_run(store, published, found[name])

    def keep(self, planned: Planned, made: Made) -> None:
        """Keep what a run said, for the next to be compared with. Raises BadInputError where it cannot be."""
        with kept_errors(), open_workspace(self._home) as store:
            note_run(store, planned, made.content, by=asking().name, at=utc_now())
