"""Keeping what the briefing dialog asks for as a recipe, to be made again for each new period."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State
from flask import Flask, Response, jsonify

from briefing.recipe import KINDS, kept_asked
from etl.errors import BadInputError, SafePassageError
from layers.published.offer import offer_of
from layers.published.version import Published
from records.recipes import Recipe, save_recipe
from records.text import short_text
from web.analyst.home import AnalystHome
from web.analyst.recipe_chosen import register_chosen
from web.analyst.recipe_runs import RecipeRuns
from web.briefing.opened import ASKED
from web.briefing.request import Wanted, read_wanted
from web.briefing.routes import posted, private, refused
from web.briefing.runs import RUNS
from web.people.who import asking
from web.trail import NotNotedError, noting, utc_now
from web.url import own_root
from web.workspace import kept_errors, open_workspace

NAME: Final = "name"


def register_recipes(app: Dash, server: Flask, home: Path, follower: AnalystHome) -> None:
    """Answer POST /briefing/recipe, and connect the dialog's parts for recipes."""
    runs = RecipeRuns(home)
    server.extensions[RUNS] = runs
    register_chosen(app, follower, runs)

    @server.post("/briefing/recipe")
    def briefing_recipe() -> Response:
        given = dict(posted())
        try:
            name, published = given.pop(NAME, None), follower.published()
            wanted = read_wanted(published, given, own_root())
            kept = keep_recipe(home, published, name, wanted)
        except NotNotedError as error:
            return refused(error, 503)
        except SafePassageError as error:
            return refused(error, 400)
        return private(jsonify(name=kept.name, period=kept.period))

    app.clientside_callback(
        ClientsideFunction("briefing", "keep"),
        Output("briefing-recipe-said", "data-asked"),
        Input("briefing-recipe-keep", "n_clicks"),
        State("briefing-recipe", "value"),
        *[State(name, prop) for name, prop in ASKED],
        prevent_initial_call=True,
    )


def keep_recipe(home: Path, published: Published, name: Any, wanted: Wanted) -> Recipe:
    """Keep what is wanted under a name: for the latest quarter or year, else for its own period.

    Raises BadInputError for a name that cannot be kept, RefusedError for one that is taken.
    """
    if wanted.template is not None:
        what = "would not keep the slide template, which stays with you"
        raise BadInputError("briefing, recipe", what, "Take the template away and give it with each run.")
    period = offer_of(published).period(wanted.asked.period)
    of_kind = period.kind if period is not None and period.kind in KINDS else wanted.asked.period
    with kept_errors(), open_workspace(home) as store:
        name = short_text(name, "briefing, recipe")
        with noting("recipe_saved", name, period=of_kind, formats=[wanted.format]):
            return save_recipe(
                store,
                name,
                kept_asked(published, wanted.asked),
                period=of_kind,
                formats=(wanted.format,),
                by=asking().name,
                at=utc_now(),
            )
