"""Publishing: every layer's figures, released, in one immutable file that the pointer then names."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

import etl
import layers as layers_package
from etl import store
from etl.errors import BadInputError
from etl.feed import all_feeds
from etl.place import Place
from etl.place_file import find_place
from etl.status import SourceStatus, restricted_status
from layers.disclosure import Law
from layers.layer import Layer, all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare, PlacePanel
from layers.noise import NOISE_VERSION
from layers.periods import CURRENT, Period, last_quarter
from layers.publish import events, frame, places, tables
from layers.publish.figures import Figures
from layers.publish.headline import default_view, key_figures
from layers.publish.material import Material
from layers.publish.pointer import current_version, point_to, publishing, rollback, write_version
from layers.publish.scores import score_tables
from layers.publish.survey import survey
from layers.purpose import PURPOSE

__all__ = ["publish", "rollback"]

Progress = Callable[[str, float], None]
SPARE_BYTES = 100_000_000


def silent(message: str, fraction: float) -> None:
    """Report nothing."""


def publish(home: Path, *, as_of: dt.date, progress: Progress = silent) -> str:
    """Publish what is loaded and return the version's name, the one there is if nothing has changed.

    Raises BadInputError when nothing is loaded or the disk is too full, RefusedError when the place's
    disclosure settings are below the law. A publish that dies leaves the earlier version current.
    """
    place = find_place(home)
    law = Law(place.disclosure.threshold, place.disclosure.rounding)
    restricted = store.restricted_path(home)
    secret = _read_secret(home)
    con = store.read_only(restricted)
    try:
        with publishing(home) as folder:
            store.need_space(folder, restricted.stat().st_size + SPARE_BYTES)
            with store.readable_errors(str(restricted)):
                statuses = restricted_status(home)
                return _publish(con, folder, place, law, secret, as_of, statuses, progress)
    finally:
        con.close()


def _publish(
    con: store.Connection,
    folder: Path,
    place: Place,
    law: Law,
    secret: bytes,
    as_of: dt.date,
    statuses: list[SourceStatus],
    progress: Progress,
) -> str:
    digest = _data_digest(con, secret)
    signed = json.dumps([as_of.isoformat(), digest, repr(place), _code_digest()]).encode()
    version = f"{as_of:%Y%m%d}-{hmac.digest(secret, signed, hashlib.sha256).hex()[:12]}"
    if (folder / f"{version}.duckdb").is_file():
        if current_version(folder) != version:
            point_to(folder, version)
        return version

    progress("Laying out the cells", 0.0)
    newest = last_quarter(as_of, place.disclosure.delay_days)
    ground, km2 = survey(con, place, as_of, newest)
    material = Material(con, place, ground, km2, law, secret, as_of, newest)
    figures, notes, missing, panel, hours, reaches = _measure(material, progress)

    services = tables.service_rows(material)
    if not list(figures) and not panel and not services.num_rows:
        raise BadInputError(
            f"place {place.id}",
            f"nothing that is loaded can be published as of {as_of}: {_reasons(missing)}",
            "Load more files, or publish as of a later day.",
        )

    progress("Composing scores", 0.85)
    periods = {p.id: p for reach in reaches.values() for p in reach.periods}
    periods |= {p.id: p for p in places.outcome_periods(material)}
    used = {period for _, _, period in figures}
    periods = {CURRENT.id: CURRENT} | {key: value for key, value in periods.items() if key in used}
    kinds: dict[str, str] = {key: value.kind for key, value in periods.items()}
    ends = {key: f"{value.last_quarter:06d}" for key, value in periods.items()}
    all_of_them = all_layers()
    scores, made_of = score_tables(material, all_of_them, figures, kinds, ends)
    figures.add(scores)

    proxies = {layer_id for layer_id, reach in reaches.items() if frame.proxies_of(place, reach)}
    progress("Writing the version", 0.9)
    meta = {
        "place": frame.place_meta(place, ground),
        "version": version,
        "published_at": as_of.isoformat(),  # the day it stands for; the file's own time tells the rest
        "as_of": as_of.isoformat(),
        "data_digest": digest,
        "purpose": PURPOSE,
        "disclosure": {
            "threshold": law.threshold,
            "rounding": law.rounding,
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
    content = {
        "meta": pa.table({"key": list(meta), "value": [json.dumps(value) for value in meta.values()]}),
        "layers": frame.layer_rows(place, all_of_them, notes, missing, reaches, made_of),
        "periods": frame.period_rows(periods),
        "cells": frame.cell_rows(ground),
        "areas": frame.area_rows(ground),
        "figures": figures.all(),
        "scales": frame.scale_rows(figures, kinds),
        "hours": frame.stack([table for table, _ in hours.values()]),
        "panel": frame.stack(panel),
        "services": services,
        "hotspots": tables.hotspot_rows(material),
        "sites": tables.site_rows(material),
        "base_features": tables.base_rows(material),
        "sources": tables.source_rows(material, {reach.feed for reach in reaches.values()}, statuses),
    }
    write_version(folder, version, list(ground.grids), {k: t for k, t in content.items() if t.num_rows})
    point_to(folder, version)
    progress("Published", 1.0)
    return version


def _measure(
    material: Material, progress: Progress
) -> tuple[
    Figures,
    dict[str, list[str]],
    dict[str, str],
    list[pa.Table],
    dict[str, tuple[pa.Table, Period]],
    dict[str, events.Reach],
]:
    """Return figures, caveat notes and needs by layer, panel tables, hours, and reaches by layer."""
    figures = Figures()
    notes: dict[str, list[str]] = {}
    missing: dict[str, str] = {}
    panel: list[pa.Table] = []
    hours: dict[str, tuple[pa.Table, Period]] = {}
    reaches: dict[str, events.Reach] = {}
    by_feed: dict[str, list[Layer]] = {}
    for layer in all_layers().values():
        measure = layer.measure
        if isinstance(measure, EventDensity | EventShare | EventPerOutcome):
            by_feed.setdefault(measure.feed, []).append(layer)
            continue
        try:
            if isinstance(measure, PlacePanel):
                panel.append(places.panel_rows(material, layer, measure))
            else:
                found, note = places.figures(material, layer)
                figures.add(found)
                notes.setdefault(layer.id, []).append(note)
        except places.MissingDataError as error:
            missing[layer.id] = str(error)
    for done, (feed_id, wanting) in enumerate(by_feed.items()):
        progress(f"Counting {feed_id.replace('_', ' ')}", 0.2 + 0.6 * done / len(by_feed))
        feed = events.key_events(material, feed_id)
        for layer in wanting:
            reach = events.reach_of(material, feed, _condition(layer))
            reaches[layer.id] = reach
            figures.add(_event_figures(material, layer, reach))
            if not figures.has_layer(layer.id):
                missing[layer.id] = _why_no_events(layer, feed, reach)
                continue
            notes.setdefault(layer.id, []).append(reach.covered.note)
            if isinstance(layer.measure, EventDensity):
                found_hours = events.hour_rows(material, layer, layer.measure, reach)
                if found_hours is not None:
                    hours[layer.id] = found_hours
    return figures, notes, missing, panel, hours, reaches


def _event_figures(material: Material, layer: Layer, reach: events.Reach) -> list[pa.Table]:
    match layer.measure:
        case EventDensity() as measure:
            return events.density_figures(material, layer, measure, reach)
        case EventShare() as measure:
            return events.share_figures(material, layer, measure, reach)
        case EventPerOutcome() as measure:
            return events.per_outcome_figures(material, layer, measure, reach)
    raise TypeError(f"layer {layer.id} is not made of events")


def _condition(layer: Layer) -> str:
    match layer.measure:
        case EventShare() as measure:
            return measure.whole
        case EventDensity() | EventPerOutcome() as measure:
            return measure.sql
    raise TypeError(f"layer {layer.id} is not made of events")


def _why_no_events(layer: Layer, feed: events.EventFeed, reach: events.Reach) -> str:
    if not feed.sources:
        return feed.id
    if not reach.sources:
        return f"{feed.id}: records of the kind this layer is about"
    if not reach.covered.quarters:
        return f"{feed.id}: data old enough to publish"
    return next((need for need in layer.needs if need != feed.id), f"{feed.id}: a longer time on file")


def _reasons(missing: dict[str, str]) -> str:
    """Return what is too new to publish, else that no layer has data."""
    too_new = sorted({reason for reason in missing.values() if "old enough" in reason})
    return f"needs {'; '.join(too_new)}" if too_new else "no layer has data"


def _read_secret(home: Path) -> bytes:
    path = home / "restricted" / "secret"
    if not path.is_file():
        raise BadInputError(
            str(path),
            "the place's secret is missing, without which figures would change from one version to the next",
            "Restore it from a backup.",
        )
    return path.read_bytes()


def _data_digest(con: store.Connection, secret: bytes) -> str:
    """Return a keyed digest of what is loaded: without the secret nobody can test a guess against it."""
    loaded = store.rows(con, store.sql("publish_digest"))
    held = [(feed, store.rows(con, store.sql("publish_content", feed=feed))) for feed in all_feeds()]
    return hmac.digest(secret, json.dumps([loaded, held]).encode(), hashlib.sha256).hex()[:16]


def _code_digest() -> str:
    """Return a digest of the code that makes figures: other code is another version."""
    layers_room, etl_room = Path(layers_package.__file__).parent, Path(etl.__file__).parent
    files = {path.relative_to(layers_room).as_posix(): path for path in layers_room.rglob("*.py")}
    files = {name: path for name, path in files.items() if not name.startswith("published/")}
    files |= {path.name: path for path in [*(etl_room / "sql").glob("publish*.sql"), etl_room / "cells.py"]}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].read_bytes())
    return digest.hexdigest()
