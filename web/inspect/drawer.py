"""What a click opens: every layer's figure at one place, by environment, with state and caveat in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from etl.errors import BadInputError
from layers.published.rows import Figure, LayerInfo, Service
from web import words
from web.aria import aria
from web.controls.points import service_label
from web.inspect.hours import hours_lines
from web.listing.summary import area_names, period_words
from web.marks import mark
from web.view.offer import ENVIRONMENTS, Offer


def row_detail(offer: Offer, grid: str, row: int, period: str) -> list[Any]:
    """Return the drawer's content for one neighbourhood or hexagon.

    Raises:
        BadInputError: the version has no such level of detail or row.
    """
    published = offer.published
    if grid not in offer.grids or not 0 <= row < published.size(grid):
        raise BadInputError("click", "names a place that this version does not have", "Reload the page.")
    title, under = _names(offer, grid, row)
    figures = published.row_figures(grid, row, period)
    return [
        _heading(title, under),
        *mark(published),
        *(_environment(offer, environment, figures) for environment in ENVIRONMENTS),
        _reading_note(exact=published.meta().exact),
    ]


def _names(offer: Offer, grid: str, row: int) -> tuple[str, str]:
    published = offer.published
    if grid == "area":
        area = published.areas()[row]
        residents = f", about {area.residents:,.0f} residents" if area.residents else ""
        return area.name, f"Neighbourhood of {words.number(area.area_km2)} km²{residents}"
    cells = published.cells(grid)
    name = area_names(offer).get(cells.area_id[row], "")
    size = f"Hexagon of {words.number(float(cells.area_km2[row]))} km²"
    return (f"In {name}" if name else "Outside the named neighbourhoods"), f"{size}, {int(cells.cell[row]):x}"


def _heading(title: str, under: str) -> html.Div:
    return html.Div([html.H2(title, tabIndex=-1), html.P(under, className="under")], className="drawer-head")


def _environment(offer: Offer, environment: str, figures: list[Figure]) -> html.Section:
    layers = offer.published.layers()
    here = [figure for figure in figures if layers[figure.layer_id].environment == environment]
    here.sort(key=lambda figure: layers[figure.layer_id].kind != "score")
    without = [
        layer.title
        for layer in offer.mapped(environment)
        if layer.id not in {figure.layer_id for figure in here}
    ]
    name = environment.capitalize()
    return html.Section(
        className=f"drawer-part {environment}",
        **aria(label=f"{name} environment"),
        children=[
            html.H3([html.Span(className="dot"), name]),
            html.Dl([_entry(offer, layers[figure.layer_id], figure) for figure in here]),
            html.P(f"No data here or at this level of detail: {words.listing(without)}.", className="absent")
            if without
            else None,
        ],
    )


def _entry(offer: Offer, layer: LayerInfo, figure: Figure) -> html.Div:
    state = words.state_of(figure.state, figure.value, layer.kind)
    has_value = figure.value is not None
    value = words.STATE_WORDS[state]
    if figure.value is not None:
        value = words.in_layer(figure.value, layer.unit, layer.kind)
    rounded = "" if offer.published.meta().exact else ", rounded to 5"
    remarks = []
    if figure.state == "parent":
        remarks.append("Withheld here: this is the figure of the surrounding larger area.")
    if figure.count:
        remarks.append(f"{figure.count:,} recorded{' there' if figure.state == 'parent' else ''}{rounded}.")
    if figure.low:
        remarks.append("Fewer than 20 events: uncertain.")
    if layer.approximate_m:
        remarks.append(f"Approximate location, to about {layer.approximate_m:,.0f} m.")
    when = period_words(offer, figure.period_id)
    return html.Div(
        className=f"entry {state}",
        children=[
            html.Dt([html.Span(layer.title), html.Span(when, className="when") if when else None]),
            html.Dd(
                [
                    html.Span(value, className="value" if has_value else "none"),
                    html.Span(" ".join(remarks), className="note") if remarks else None,
                    html.Details(
                        [
                            html.Summary("What this does not show"),
                            html.P([layer.caveat, " ", html.Span(words.HARM_WORDS[layer.harm])]),
                            html.P(f"Why it is here: {layer.source}.".replace("..", ".")),
                        ]
                    ),
                ]
            ),
        ],
    )


def _reading_note(*, exact: bool) -> html.P:
    if exact:
        said = "Exact counts: nothing is withheld or rounded. They may single people out and stay here."
        return html.P(said, className="reading")
    return html.P(
        "Counts are rounded to 5 and carry a little noise, so parts may not add up to their total. "
        "Withheld means 1 to 7 events or too uncertain; it does not mean none.",
        className="reading",
    )


def service_detail(offer: Offer, service_id: str, stop: str) -> list[Any]:
    """Return the drawer's content for one service or stop.

    Raises:
        BadInputError: the version shows no such service.
    """
    for service in offer.published.services():
        if service.service_id == service_id and (service.stop or "") == stop:
            return [_heading(service.name, service_label(service.type)), _service(service)]
    raise BadInputError("click", "names a service that this version does not have", "Reload the page.")


def _service(service: Service) -> html.Dl:
    facts: list[tuple[str, Any]] = [("Setting", words.plain(service.setting))]
    if service.stop:
        facts.append(("Stop", service.stop))
    facts.append(("Opening hours", [html.Div(line) for line in hours_lines(service.hours)] or "Not given"))
    for label, offered in (("Needles", service.offers_needles), ("Naloxone", service.offers_naloxone)):
        facts.append((label, "Not stated" if offered is None else "Offered" if offered else "Not offered"))
    if service.capacity_per_day:
        facts.append(("Capacity", f"{words.number(service.capacity_per_day)} people a day"))
    if service.latitude is None:
        facts.append(("Location", "Confidential: only the hexagon it lies in is shown."))
    elif service.approximate_m:
        facts.append(("Location", f"Approximate, to about {service.approximate_m:,.0f} m."))
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(value)], className="fact") for label, value in facts],
        className="facts",
    )


def hotspot_detail(offer: Offer, hotspot_id: str) -> list[Any]:
    """Return the drawer's content for one declared hotspot.

    Raises:
        BadInputError: the version shows no such hotspot.
    """
    for spot in offer.published.hotspots():
        if spot.hotspot_id == hotspot_id:
            dates = " to ".join(
                words.day(each) if each else "open end" for each in (spot.starts_on, spot.ends_on)
            )
            facts = [("Operation", spot.operation or "Not given"), ("Dates", dates)]
            facts.append(("Days and hours", " ".join(t for t in (spot.weekdays, spot.hours) if t) or "All"))
            entries = [html.Div([html.Dt(a), html.Dd(b)], className="fact") for a, b in facts]
            note = "The police declared this area; it is no measure of crime or of need."
            return [
                _heading(spot.name or "Declared hotspot", "Declared policing hotspot"),
                html.Dl(entries, className="facts"),
                html.P(note, className="reading"),
            ]
    raise BadInputError("click", "names a hotspot that this version does not have", "Reload the page.")


def click_detail(offer: Offer, click: Any, period: str) -> list[Any]:
    """Return the drawer's content for what the map reports as clicked ([] where nothing was hit).

    Raises:
        BadInputError: the report is not one that the map sends, or names what this version lacks.
    """
    if click is None:
        return []
    if not isinstance(click, Mapping):
        raise BadInputError("click", "is not a mapping", "Reload the page.")
    kind = click.get("kind")
    if kind == "cell":
        grid, row = click.get("grid"), click.get("row")
        if isinstance(grid, str) and isinstance(row, int) and not isinstance(row, bool):
            return row_detail(offer, grid, row, period)
    if kind in {"service", "hotspot"}:
        name, stop = click.get("id"), click.get("stop") or ""
        if isinstance(name, str) and isinstance(stop, str):
            return service_detail(offer, name, stop) if kind == "service" else hotspot_detail(offer, name)
    raise BadInputError("click", "is not something on the map", "Reload the page.")
