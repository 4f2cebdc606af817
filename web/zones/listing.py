"""The zones one below the other: what each is, what it would protect and what it would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from layers import words
from layers.published.version import Published
from layers.published.zones import PublishedZone
from layers.zones.said import costs, protects, short_status, standing
from web.controls.swatches import swatches
from web.map.zones import zone_pictures

MOST_COMPARED = 6


def build_list(published: Published, compared: tuple[str, ...]) -> html.Div:
    """Return the zones in the order of the workflow, those in force first; compared: ids that are ticked."""
    zones = in_order(published.zones())
    term = published.meta().place.zone_term
    return html.Div(
        dmc.CheckboxGroup(
            id="zones-compared",
            value=list(compared),
            children=html.Ul([_entry(published, zone, term) for zone in zones], className="zone-list"),
            label=html.Span("Areas to compare", className="seen-by-readers"),
        )
    )


def in_order(zones: Mapping[str, PublishedZone]) -> list[PublishedZone]:
    """Return zones with those in force first, proposals next, what is past last; by name within a status."""
    first = ("active", "agreed", "proposed", "draft", "expired", "withdrawn")
    return sorted(zones.values(), key=lambda zone: (first.index(zone.status), zone.name, zone.zone_id))


def opening(published: Published) -> tuple[str, ...]:
    """Return the zones that are compared at first: all, or where they are too many the first alternatives."""
    groups, every = published.zone_groups(), set(published.zones())
    wanted = set(groups[0]) if groups and len(every) > MOST_COMPARED else every
    return tuple(zone.zone_id for zone in in_order(published.zones()) if zone.zone_id in wanted)[
        :MOST_COMPARED
    ]


def status_tag(status: str) -> html.Span:
    """Return a status as it is drawn on the map, with its name."""
    return html.Span([*swatches(zone_pictures(status)), short_status(status)], className=f"zone-tag {status}")


def _entry(published: Published, zone: PublishedZone, term: str) -> html.Li:
    shown = published.zone_shown(zone.zone_id)
    approved = f"Version {zone.number}"
    if zone.approved_on:
        approved += f", approved for this page {words.day(zone.approved_on)}"
    names = {each.zone_id: each.name for each in published.zones().values()}
    group = next((ids for ids in published.zone_groups() if zone.zone_id in ids), ())
    others = [names[each] for each in group if each != zone.zone_id]
    body: list[Any] = [
        html.Div([html.H3(zone.name), status_tag(zone.status)], className="card-head"),
        html.P(standing(zone, term), className="zone-standing"),
        html.P([html.B("Protects. "), protects(shown)]),
        html.P([html.B("Costs. "), costs(shown)]),
        *([html.P(f"An alternative to {words.listing(others)}.", className="note")] if others else []),
        html.Div(
            [
                dmc.Checkbox(value=zone.zone_id, label="Compare", size="sm"),
                html.Button(
                    "Terms, benefits and costs",
                    id={"type": "zone-open", "zone": zone.zone_id},
                    className="plain-button",
                ),
                html.Span(approved, className="note"),
            ],
            className="zone-actions",
        ),
    ]
    return html.Li(body, className=f"zone-entry {zone.status}")
