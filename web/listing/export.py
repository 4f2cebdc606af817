"""The table as a file: GET /figures.csv, for any view whose layers, level of detail and period are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from flask import Flask, Response, request

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from web.arrange.sides import listed
from web.errors import error_page
from web.exported import Export, send_export
from web.listing.change_table import write_change_csv
from web.listing.sight import Box, read_box, rows_in_sight
from web.listing.table import write_csv
from web.map.levels import is_large
from web.url import url
from web.view.comparison import comparison_of
from web.view.state import View, default_view, settle

MOST_WRITTEN = 100_000  # rows of one file


def export_address(offer: Offer, view: View) -> str:
    """Return the address of the view's first table as CSV; the version in it keeps file and page together."""
    view = listed(offer, view)[0].view
    asked = {
        "version": offer.published.version,
        "layers": ",".join(view.layer_ids()),
        "grid": view.grid,
        "period": view.period,
    }
    if view.compare:
        asked["compare"] = view.compare
    return url(f"/figures.csv?{urlencode(asked)}")


def exported_view(offer: Offer, asked: Mapping[str, str]) -> View:
    """Return the view that an address asks for; what it leaves out is taken from the opening view.

    Raises:
        BadInputError: a layer, level of detail or period does not exist in this version, or hours or days are
            chosen, which a version's name says and only exact ones have.
    """
    view = default_view(offer)
    if chosen := sorted({"hours", "days"} & asked.keys()):
        raise BadInputError(chosen[0], "cannot be chosen for this file", "Use the page's link.")
    if "layers" in asked:
        wanted = [name for name in asked["layers"].split(",") if name]
        mapped = {
            part.environment: {layer.id for layer in offer.mapped(part.environment)} for part in view.shown
        }
        unknown = [name for name in wanted if not any(name in names for names in mapped.values())]
        if unknown:
            raise BadInputError(
                "layers", f"{unknown[0][:40]!r} is no layer of this version", "Use the page's link."
            )
        shown = []
        for part in view.shown:
            here = [name for name in wanted if name in mapped[part.environment]]
            shown.append(replace(part, on=bool(here), layer_id=here[0] if here else part.layer_id))
        view = replace(view, shown=tuple(shown))
    grid, period = asked.get("grid", view.grid), asked.get("period", view.period)
    compare = asked.get("compare", "")
    if grid not in offer.grids:
        raise BadInputError("grid", "is no level of detail of this version", "Use the page's link.")
    for name, named in (("period", period), ("compare", compare)):
        if named and offer.period(named) is None:
            raise BadInputError(name, "is no period of this version", "Use the page's link.")
    return settle(offer, replace(view, grid=grid, period=period, compare=compare))


def exported_box(offer: Offer, grid: str, asked: str | None) -> Box | None:
    """Return the box of degrees that a file of a large grid is kept to, None for a grid written whole.

    Raises:
        BadInputError: it is no box, or none is given.
    """
    if grid == "area" or not is_large(offer.published, grid):
        return None
    try:
        box = read_box([float(each) for each in (asked or "").split(",")])
    except ValueError:
        box = None
    if box is None or len(rows_in_sight(offer, grid, box)) > MOST_WRITTEN:
        raise BadInputError(
            "within",
            f"the level of detail has {offer.published.cell_count(grid):,} hexagons, too many for one table",
            "Zoom in and take the file from the page: it lists what the map shows.",
        )
    return box


def add_export(server: Flask, follower: PublishedHome) -> None:
    """Answer GET /figures.csv."""

    @server.get("/figures.csv")
    def figures() -> Response:
        published = follower.current()
        if request.args.get("version", published.version) != published.version:
            detail = "Newer figures have been published since this link was made."
            return Response(error_page(404, detail), 404, mimetype="text/html")
        offer = offer_of(published)
        try:
            view = exported_view(offer, request.args)
            box = exported_box(offer, view.grid, request.args.get("within"))
        except BadInputError as error:
            return Response(error_page(400, str(error)), 400, mimetype="text/html")
        compared = comparison_of(published, view)

        def write(content_id: str) -> str:
            body = (
                write_change_csv(offer, compared, content_id, box)
                if compared
                else write_csv(offer, view, content_id, box)
            )
            return "\ufeff" + body

        filters = {
            "layers": ",".join(view.layer_ids()),
            "grid": view.grid,
            "period": view.period,
            "compare": view.compare,
            "within": request.args.get("within", "") if box else "",
        }
        return send_export(published, Export("figures", view.grid, "csv", "text/csv", filters, write))
