"""Opening the dialog: it is filled from the view of the page that its button stands on."""

from __future__ import annotations

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import ENVIRONMENTS, offer_of
from web.asked import refusing
from web.briefing.dialog import DIALOG
from web.briefing.offered import offered

OF_PUBLISHED: Final = (
    "This page shows exact figures. The briefing is of the published figures, which boards may see."
)
UNPUBLISHED: Final = "Nothing has been published yet, and a briefing is made of published figures only."
FIELDS: Final = ("title", "audience", "notes", "main", "zones", "language", "paper", "format")
# what assets/briefing.js makes its question of
ASKED: Final = (
    ("briefing-kept", "data"),
    *((f"briefing-{name}", "value") for name in FIELDS),
    *((f"briefing-map-{each}", "value") for each in ENVIRONMENTS),
)


def register_dialog(app: Dash, follower: PublishedHome) -> None:
    """Connect the buttons, the dialog and what makes the briefing."""

    @app.callback(
        output={
            "view": Output("briefing-view", "children"),
            "note": Output("briefing-note", "children"),
            "hidden": Output("briefing-note", "hidden"),
            "form": Output("briefing-form", "hidden"),
            "make": Output("briefing-make", "hidden"),
            "kept": Output("briefing-kept", "data"),
            "main": Output("briefing-main", "value"),
            "mains": Output("briefing-main", "data"),
            "maps": [Output(f"briefing-map-{each}", "value") for each in ENVIRONMENTS],
            "choices": [Output(f"briefing-map-{each}", "data") for each in ENVIRONMENTS],
            "zones": Output("briefing-zones", "value"),
            "listed": Output("briefing-zone-list", "children"),
            "alert": Output("briefing-alert", "children"),
            "silent": Output("briefing-alert", "hidden"),
            "opened": Output(DIALOG, "opened"),
        },
        inputs={
            "wanted": Input("briefing-wanted", "data"),
            "link": State("link", "data"),
            "ticked": State("zones-compared", "value"),
            "_version": State("version", "data"),
        },
        prevent_initial_call=True,
    )
    def open_dialog(wanted: Any, link: Any, ticked: Any, _version: Any) -> dict[str, Any]:
        page = wanted.get("page") if isinstance(wanted, dict) else None
        try:
            published = follower.published()
        except BadInputError:
            return _nothing()
        exact = follower.current().meta().exact
        found: dict[str, Any] = refusing(lambda: offered(offer_of(published), link, page, ticked))
        told = {"note": OF_PUBLISHED if exact else "", "hidden": not exact, "form": False, "make": False}
        return {**found, **told, "alert": "", "silent": True, "opened": True}

    app.clientside_callback(
        ClientsideFunction("briefing", "form"),
        Output("briefing-template", "hidden"),
        Input("briefing-format", "value"),
    )
    app.clientside_callback(
        ClientsideFunction("briefing", "opened"),
        Output("briefing-foot", "data-opened"),
        Input(DIALOG, "opened"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("briefing", "make"),
        Output("briefing-foot", "data-asked"),
        Input("briefing-make", "n_clicks"),
        *[State(name, prop) for name, prop in ASKED],
        prevent_initial_call=True,
    )


def _nothing() -> dict[str, Any]:
    """Return a dialog that only says why there can be no briefing."""
    kept = dict.fromkeys(("view", "note", "kept", "main", "mains", "zones", "listed"), no_update)
    maps = [no_update] * len(ENVIRONMENTS)
    said = {"alert": UNPUBLISHED, "silent": False, "opened": True}
    return {**kept, "maps": maps, "choices": maps, "hidden": True, "form": True, "make": True, **said}
