"""Starting the briefing dialog from a recipe instead of the view behind it."""

from __future__ import annotations

from typing import Any, Final

from dash import Dash, Input, Output, State, no_update

from briefing.asked import Asked
from briefing.recipe import Planned
from etl.errors import BadInputError
from layers.published.offer import ENVIRONMENTS, offer_of
from web.analyst.home import AnalystHome
from web.analyst.recipe_runs import RecipeRuns
from web.asked import refusing
from web.briefing.dialog import NO_MAP, OF_VIEW
from web.briefing.offered import offered, read_view_of, view_link, view_words

RECIPE: Final = "recipe:"  # before the name, in the value of a choice
TYPED: Final = ("title", "audience", "notes", "language", "paper", "format")
NOT_YET: Final = "Nothing was made by it before, so there is nothing to compare with yet."
KEPT: Final = "Made without changes, it is kept for the next one to be compared with."


def register_chosen(app: Dash, follower: AnalystHome, runs: RecipeRuns) -> None:
    """Connect the choice of a recipe to the rest of the dialog."""

    @app.callback(
        Output("briefing-from", "data"),
        Output("briefing-from", "value"),
        Output("briefing-from-part", "hidden"),
        Input("briefing-wanted", "data"),
        prevent_initial_call=True,
    )
    def list_recipes(_wanted: Any) -> tuple[list[dict[str, Any]], str, bool]:
        named = [{"value": f"{RECIPE}{each.name}", "label": each.name} for each in runs.recipes()]
        choices = [{"value": OF_VIEW, "label": "The view behind this window"}]
        return [*choices, {"group": "Recipes", "items": named}], OF_VIEW, not named

    @app.callback(
        output={
            "told": Output("briefing-from-said", "children"),
            **{name: Output(f"briefing-{name}", "value", allow_duplicate=True) for name in TYPED},
            "main": Output("briefing-main", "value", allow_duplicate=True),
            "maps": [Output(f"briefing-map-{each}", "value", allow_duplicate=True) for each in ENVIRONMENTS],
            "zones": Output("briefing-zones", "value", allow_duplicate=True),
            "kept": Output("briefing-kept", "data", allow_duplicate=True),
            "view": Output("briefing-view", "children", allow_duplicate=True),
            "since": Output("briefing-since", "label"),
            "compared": Output("briefing-since", "checked"),
            "alone": Output("briefing-since-part", "hidden"),
        },
        inputs={
            "chosen": Input("briefing-from", "value"),
            "wanted": State("briefing-wanted", "data"),
            "link": State("link", "data"),
            "ticked": State("zones-compared", "value"),
        },
        prevent_initial_call=True,
    )
    def fill(chosen: Any, wanted: Any, link: Any, ticked: Any) -> dict[str, Any]:
        published = follower.published()
        if chosen == OF_VIEW:
            page = wanted.get("page") if isinstance(wanted, dict) else None
            found = refusing(lambda: offered(offer_of(published), link, page, ticked))
            own = {name: found[name] for name in ("main", "maps", "zones", "kept", "view")}
            return _unchanged() | own
        name = refusing(lambda: _name(chosen))
        try:
            return filled(runs.plan(published, name))
        except BadInputError as error:
            return _unchanged() | {"told": f"{error.where.capitalize()} {error.what}. {error.next_step}"}


def filled(planned: Planned) -> dict[str, Any]:
    """Return what the dialog shows of a run that can be made, by the names of its outputs."""
    asked, earlier = planned.asked, planned.earlier
    offer = offer_of(planned.published)
    link = view_link(offer, asked)
    name, formats = planned.recipe.name, planned.recipe.formats
    told = [*planned.said, KEPT if earlier else f"{NOT_YET} {KEPT}"]
    before = offer.period(planned.before)
    since = before.label if before is not None else planned.before
    return {
        **_typed(asked),
        "format": formats[0] if len(formats) == 1 else "zip",
        "main": asked.main or None,
        "maps": [each or NO_MAP for each in asked.maps],
        "zones": list(asked.zones),
        "kept": {"grid": asked.grid, "period": asked.period, "view": link, "recipe": name},
        "view": view_words(offer, read_view_of(offer, link), "Of the recipe"),
        "told": " ".join(told),
        "since": f"Say what changed since the briefing for {since}" if earlier else "",
        "compared": earlier is not None,
        "alone": earlier is None,
    }


def _typed(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in TYPED if name != "format"}


def _unchanged() -> dict[str, Any]:
    names = (*TYPED, "main", "zones", "kept", "view", "since")
    kept = dict.fromkeys(names, no_update) | {"maps": [no_update] * len(ENVIRONMENTS)}
    return {**kept, "told": "", "compared": False, "alone": True}


def _name(chosen: Any) -> str:
    if not isinstance(chosen, str) or not chosen.startswith(RECIPE):
        raise BadInputError("briefing, recipe", "is not one of the choices", "Reload the page.")
    return chosen.removeprefix(RECIPE)
