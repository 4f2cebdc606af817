"""Recipes as the dialog makes them. Only a server for analysts has any (web/analyst/recipe_runs.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from briefing.make import Made
from layers.published.version import Published

if TYPE_CHECKING:
    from briefing.recipe import Planned

RUNS: Final = "safe_passage_recipe_runs"  # a server's extension


class Runs(Protocol):
    """The recipes of a home and what was made by them."""

    def plan(self, published: Published, name: str) -> Planned:
        """Return the run of a recipe. Raises BadInputError where there is none, or it cannot be made."""

    def keep(self, planned: Planned, made: Made) -> None:
        """Keep what a run said, for the next to be compared with. Raises BadInputError where it cannot be."""
