"""What one version holds: every layer measured, its figures passed through the rule, as Arrow tables."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import BadInputError
from etl.feed import all_feeds
from etl.place import Place
from layers.layer import Layer, all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare, PlacePanel
from layers.noise import NOISE_VERSION
from layers.periods import CURRENT, Period, last_quarter
from layers.publish import events, frame, places, tables
from layers.publish.area_rates import MissingDataError
from layers.publish.clash import clash_tables
from layers.publish.entitled import NOT_OPEN
from layers.publish.event_rows import write_events
from layers.publish.figures import Figures
from layers.publish.headline import default_view, key_figures
from layers.publish.held import Held
from layers.publish.keyed import forget_keyed
from layers.publish.kinds import kind_rows
from layers.publish.material import Material
from layers.publish.outcomes import Returns, measure_rows, outcome_periods, read_returns
from layers.publish.scores import score_tables
from layers.publish.sets import set_of
from layers.publish.survey import survey
from layers.publish.told import Told
from layers.publish.zone_tables import zone_tables
from layers.purpose import PURPOSE
from layers.rule import Rule
from layers.zones.approved import ApprovedZone

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Measured:
    """Everything that was measured, as far as it goes: most by layer, `hours` with the period it is over."""

    returns: Returns
    figures: Figures = field(default_factory=Figures)
    notes: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    panel: list[pa.Table] = field(default_factory=list)
    hours: dict[str, tuple[pa.Table, Period]] = field(default_factory=dict)
    kinds: list[pa.Table] = field(default_factory=list)
    reaches: dict[str, events.Reach] = field(default_factory=dict)


def silent(message: str, fraction: float) -> None:
    """Report nothing."""


def make_content(
    held: Held,
    rule: Rule,
    version: str,
    as_of: dt.date,
    progress: Progress,
    zones: Sequence[ApprovedZone] = (),
    told: Told | None = None,
    events_to: Path | None = None,
) -> tuple[list[str], dict[str, pa.Table]]:
    """Return the grids and the tables of a version; a table without rows is left out.

    zones: every version ever approved, in the order of approval. told: what was told last; what is told now
    is noted there. events_to: a folder for the events one by one, of exact figures only.

    Raises BadInputError when nothing that is loaded can be shown.
    """
    con, place = held.con, held.place
    progress("Laying out the cells", 0.0)
    newest = last_quarter(as_of, 0 if rule.exact else place.disclosure.delay_days)
    ground, km2 = survey(con, place, as_of, newest)
    about = (con, place, ground, km2, rule, held.secret, as_of, newest)
    material = Material(*about, held.keep, told or Told())
    found = _measure(material, progress, events_to)
    forget_keyed(material)
    figures, hours, reaches = found.figures, found.hours, found.reaches

    services = tables.service_rows(material)
    if not list(figures) and not found.panel and not services.num_rows:
        raise BadInputError(
            f"place {place.id}",
            f"nothing that is loaded can be published as of {as_of}: {_reasons(found.missing)}",
            "Load more files, or publish as of a later day.",
        )

    progress("Composing scores", 0.85)
    periods = {p.id: p for reach in reaches.values() for p in reach.periods}
    of_outcomes = outcome_periods(material)
    measures = measure_rows(found.returns, of_outcomes)
    periods |= {p.id: p for p in of_outcomes}
    used = {period for _, _, period in figures} | set(measures["period_id"].to_pylist())
    periods = {CURRENT.id: CURRENT} | {key: value for key, value in periods.items() if key in used}
    kinds: dict[str, str] = {key: value.kind for key, value in periods.items()}
    ends = {key: f"{value.last_quarter:06d}" for key, value in periods.items()}
    all_of_them = all_layers()
    scores, made_of = score_tables(material, all_of_them, figures, kinds, ends)
    figures.add(scores)

    progress("Setting enforcement against need", 0.88)
    clash = clash_tables(material)
    forget_keyed(material)
    progress("Counting zones", 0.89)
    about_zones = zone_tables(held, material, zones, clash)
    forget_keyed(material)
    if about_zones:
        shown = set(about_zones["zone_figures"]["period_id"].to_pylist())
        of_zones = {p.id: p for reach in reaches.values() for p in reach.whole_years if p.id in shown}
        periods = of_zones | periods

    proxies = {layer_id for layer_id, reach in reaches.items() if frame.proxies_of(place, reach)}
    progress("Framing the figures", 0.9)
    meta: dict[str, Any] = {
        "place": frame.place_meta(place, ground),
        "version": version,
        "published_at": as_of.isoformat(),  # the day it stands for; the file's own time tells the rest
        "as_of": as_of.isoformat(),
        "data_digest": held.digest,
        "store": "exact" if rule.exact else "published",
        "purpose": PURPOSE,
        "only_invented": held.only_invented,
        "disclosure": {
            "threshold": place.disclosure.threshold,
            "rounding": place.disclosure.rounding,
            "delay_days": place.disclosure.delay_days,
            "year_starts_quarter": place.disclosure.year_starts_quarter,
            "fine_window": place.disclosure.fine_window,
            "reduced_because": place.disclosure.reduced_because,
            "noise_version": NOISE_VERSION,
        },
        "coverage": "boundary" if ground.bounded else "cells around the data: the place gave no boundary",
        "resolutions": [grid.resolution for grid in ground.grids.values()],
        "default_view": default_view(material, all_of_them, figures, periods),
        "key_figures": key_figures(figures, periods, proxies),
        "hours_periods": {layer_id: period.id for layer_id, (_, period) in hours.items()},
        "score_basis": made_of,
        "approximate": {
            layer: reach.precision_m for layer, reach in reaches.items() if reach.precision_m > 0
        },
    }
    if place.closed:
        meta["closed"] = [[each.id, all_feeds()[each.feed].title] for each in place.closed]
    if rule.exact:
        meta["ground_km2"] = km2
        meta["covered_months"] = {name: sorted(reach.covered.months) for name, reach in reaches.items()}
    content = {
        "meta": pa.table({"key": list(meta), "value": [json.dumps(value) for value in meta.values()]}),
        "layers": frame.layer_rows(place, all_of_them, found.notes, found.missing, reaches, made_of),
        "periods": frame.period_rows(periods),
        "cells": frame.cell_rows(ground),
        "areas": frame.area_rows(ground),
        "figures": figures.all(),
        "scales": frame.scale_rows(figures, kinds),
        "hours": frame.stack([table for table, _ in hours.values()]),
        "kinds": frame.stack(found.kinds),
        "panel": frame.stack(found.panel),
        "measures": measures,
        "services": services,
        "hotspots": tables.hotspot_rows(material),
        "sites": tables.site_rows(material),
        "postcodes": tables.postcode_rows(material),
        "base_features": tables.base_rows(material),
        "sources": tables.source_rows(material, {reach.feed for reach in reaches.values()}, held.statuses),
        **clash,
        **about_zones,
    }
    content = {name: table for name, table in content.items() if table.num_rows}
    return list(ground.grids), content


def _measure(material: Material, progress: Progress, events_to: Path | None) -> Measured:
    """Return what every layer measures, or what it would need."""
    done = Measured(read_returns(material))
    by_feed: dict[str, list[Layer]] = {}
    for layer in all_layers().values():
        measure = layer.measure
        if isinstance(measure, EventDensity | EventShare | EventPerOutcome):
            by_feed.setdefault(measure.feed, []).append(layer)
            continue
        try:
            if isinstance(measure, PlacePanel):
                done.panel.append(places.panel_rows(material, layer, measure))
            else:
                found, note = places.figures(material, layer, done.returns)
                done.figures.add(found)
                done.notes.setdefault(layer.id, []).append(note)
        except MissingDataError as error:
            done.missing[layer.id] = str(error)
    for at, (feed_id, wanting) in enumerate(by_feed.items()):
        progress(f"Counting {feed_id.replace('_', ' ')}", 0.2 + 0.6 * at / len(by_feed))
        feed = events.key_events(material, feed_id)
        for layer in wanting:
            reach = events.reach_of(material, feed, set_of(layer))
            done.reaches[layer.id] = reach
            done.figures.add(_event_figures(material, layer, feed, reach, done.returns))
            if not done.figures.has_layer(layer.id):
                done.missing[layer.id] = _why_no_events(layer, feed, reach)
                continue
            done.notes.setdefault(layer.id, []).append(reach.covered.note)
            if isinstance(layer.measure, EventDensity):
                found_hours = events.hour_rows(material, layer, feed, reach)
                if found_hours is not None:
                    done.hours[layer.id] = found_hours
                done.kinds.extend(kind_rows(material, layer, layer.measure, feed, reach))
            if events_to is not None:
                write_events(material, layer, reach, events_to)
    _say_what_is_closed(material.place, done)
    return done


def _say_what_is_closed(place: Place, done: Measured) -> None:
    """Say of each layer which of its sources are not open to the reader: never silently fewer or none."""
    for layer in all_layers().values():
        feeds = dict.fromkeys(need.partition(":")[0] for need in layer.needs)
        closed = [source for feed in feeds for source in place.closed_of(feed)]
        if not closed:
            continue
        if layer.id in done.missing:
            done.missing[layer.id] = f"{closed[0].feed}:{NOT_OPEN}"
        else:
            names = ", ".join(source.id for source in closed)
            done.notes.setdefault(layer.id, []).append(f"Made without {names}: {NOT_OPEN}.")


def _event_figures(
    material: Material, layer: Layer, feed: events.EventFeed, reach: events.Reach, returns: Returns
) -> list[pa.Table]:
    match layer.measure:
        case EventDensity():
            return events.density_figures(material, layer, feed, reach)
        case EventShare():
            return events.share_figures(material, layer, feed, reach)
        case EventPerOutcome() as measure:
            return events.per_outcome_figures(material, layer, feed, measure, reach, returns)
    raise TypeError(f"layer {layer.id} is not made of events")


def _why_no_events(layer: Layer, feed: events.EventFeed, reach: events.Reach) -> str:
    if not feed.sources:
        return feed.id
    if not feed.quarters:
        return f"{feed.id}: data old enough to publish"
    if not reach.sources:
        return f"{feed.id}: records of the kind this layer is about"
    return next((need for need in layer.needs if need != feed.id), f"{feed.id}: a longer time on file")


def _reasons(missing: dict[str, str]) -> str:
    """Return what is too new to publish, else that no layer has data."""
    too_new = sorted({reason for reason in missing.values() if "old enough" in reason})
    return f"needs {'; '.join(too_new)}" if too_new else "no layer has data"
