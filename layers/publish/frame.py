"""The published tables that frame the figures: layers, periods, cells, areas, class limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from etl.place import Place
from layers.grids import Ground
from layers.layer import ENVIRONMENTS, Layer
from layers.measure import kind_of
from layers.periods import Period
from layers.publish.events import Reach
from layers.publish.figures import Figures
from layers.publish.scales import class_limits
from layers.publish.scores import score_id

SCORE_LIMITS = [0.2, 0.4, 0.6, 0.8]
SCORE_CAVEAT = (
    "Ranks places against each other within this place only: 0 is the least and 1 the most risky of them. "
    "It compares places, not people; enforcement and confiscation never enter it."
)
SCORE_SOURCE = (
    "Percentile ranks summed and ranked again, as in the CDC/ATSDR Social Vulnerability Index 2020."
)


def place_meta(place: Place, ground: Ground) -> dict[str, Any]:
    """Return what the pages need to know about the place; bounds are west, south, east, north."""
    west, south, east, north = (round(float(edge), 6) for edge in ground.outline.bounds)
    return {
        "id": place.id,
        "name": place.name,
        "time_zone": place.time_zone,
        "banner": place.banner,
        "invented": place.invented,
        "zone_term": place.zone_term,
        "bounds": [west, south, east, north],
        "centre": [round((west + east) / 2, 6), round((south + north) / 2, 6)],
        "basemap_url": place.basemap_url,
    }


def proxies_of(place: Place, reach: Reach | None) -> list[str]:
    """Return what a layer's records really are, when every source of it only stands in for its kind."""
    sources = [source for source in place.sources if reach and source.id in reach.sources]
    return [source.proxy for source in sources] if all(source.proxy for source in sources) else []


def layer_rows(
    place: Place,
    layers: dict[str, Layer],
    notes: dict[str, list[str]],
    missing: dict[str, str],
    reaches: dict[str, Reach],
    made_of: dict[str, dict[str, list[str]]],
) -> pa.Table:
    """Return every layer, those without data too, then the four scores."""
    rows: list[dict[str, Any]] = []
    for layer in layers.values():
        needed = {need.split(":")[0] for need in layer.needs}
        licences = sorted({s.licence for s in place.sources if s.feed in needed and s.licence})
        proxies = proxies_of(place, reaches.get(layer.id))
        caveats = [*(f"A proxy here: {words}." for words in proxies), layer.caveat, *notes.get(layer.id, [])]
        rows.append(
            {
                "id": layer.id,
                "environment": layer.environment,
                "level": layer.level,
                "title": f"{layer.title} (proxy)" if proxies else layer.title,
                "question": layer.question,
                "unit": layer.unit,
                "harm": layer.harm,
                "caveat": " ".join(caveat for caveat in caveats if caveat),
                "source": layer.source,
                "licence": "; ".join(licences) or layer.licence,
                "needs": list(layer.needs),
                "missing": [missing[layer.id]] if layer.id in missing else [],
                "in_score": layer.in_score,
                "approximate_m": reaches[layer.id].precision_m if layer.id in reaches else 0.0,
                "kind": kind_of(layer.measure),
            }
        )
    for environment in ENVIRONMENTS:
        own = [layer for layer in layers.values() if layer.environment == environment and layer.in_score]
        micro = [layer.id for layer in own if layer.level == "micro"]
        basis = made_of.get(score_id(environment), {})
        used = sorted({name.split("@")[0] for names in basis.values() for name in names})
        titles = ", ".join(layers[name].title.lower() for name in used)
        said = f"{SCORE_CAVEAT} Made of {len(used)} of {len(micro)} indicators: {titles}."
        rows.append(
            {
                "id": score_id(environment),
                "environment": environment,
                "level": "micro",
                "title": f"{environment.capitalize()} environment, overall",
                "question": f"Where is the {environment} environment riskiest, all its indicators together?",
                "unit": "rank from 0 to 1",
                "harm": "higher",
                "caveat": said if used else SCORE_CAVEAT,
                "source": SCORE_SOURCE,
                "licence": "Apache-2.0",
                "needs": micro,
                "missing": [] if used else [f"at least two indicators of the {environment} environment"],
                "in_score": False,
                "approximate_m": 0.0,
                "kind": "score",
            }
        )
    names = ("id", "environment", "level", "title", "question", "unit", "harm", "caveat", "source", "licence")
    fields = [(name, pa.string()) for name in names]
    fields += [("needs", pa.list_(pa.string())), ("missing", pa.list_(pa.string())), ("in_score", pa.bool_())]
    fields += [("approximate_m", pa.float64()), ("kind", pa.string())]
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in fields}
    return pa.table({"position": np.arange(len(rows), dtype=np.int32), **columns})


def period_rows(periods: dict[str, Period]) -> pa.Table:
    """Return the periods that have figures, in time order within a kind."""
    ordered = sorted(periods.values(), key=lambda p: (p.kind, p.first_quarter, p.last_quarter))
    return pa.table(
        {
            "id": [p.id for p in ordered],
            "kind": [p.kind for p in ordered],
            "label": [p.label for p in ordered],
            "starts_on": pa.array([p.starts_on for p in ordered], pa.date32()),
            "ends_on": pa.array([p.ends_on for p in ordered], pa.date32()),
        }
    )


def cell_rows(ground: Ground) -> pa.Table:
    """Return the cells of every grid; a row number is a position in the grid's order."""
    area_ids = np.array([*(area.area_id for area in ground.areas), None], object)  # -1 is the None
    tables = []
    for name, grid in ground.grids.items():
        size = len(grid.cells)
        tables.append(
            pa.table(
                {
                    "grid": pa.repeat(name, size),
                    "row": np.arange(size, dtype=np.int32),
                    "cell": grid.cells,
                    "parent_row": pa.array(grid.parent_row.astype(np.int32), mask=grid.parent_row < 0),
                    "area_id": pa.array(area_ids[grid.area_row], pa.string()),
                    "area_km2": grid.area_km2,
                    "latitude": grid.latitude,
                    "longitude": grid.longitude,
                }
            )
        )
    return pa.concat_tables(tables)


def area_rows(ground: Ground) -> pa.Table:
    """Return the neighbourhoods; a row number is a position in the order of their ids."""
    return pa.table(
        {
            "area_id": pa.array([area.area_id for area in ground.areas], pa.string()),
            "row": np.arange(len(ground.areas), dtype=np.int32),
            "name": pa.array([area.name for area in ground.areas], pa.string()),
            "area_km2": pa.array([area.area_km2 for area in ground.areas], pa.float64()),
            "residents": pa.array([area.residents for area in ground.areas], pa.float64(), from_pandas=True),
            "geometry_wkb": pa.array([shapely.to_wkb(area.shape) for area in ground.areas], pa.binary()),
        }
    )


def scale_rows(figures: Figures, kinds: dict[str, str]) -> pa.Table:
    """Return class limits for each layer, grid and kind of period, from all its periods together."""
    values: dict[tuple[str, str, str], list[np.ndarray[Any, Any]]] = {}
    for key in figures:
        values.setdefault((key[0], key[1], kinds[key[2]]), []).append(figures.value(key))
    limits = [
        SCORE_LIMITS if layer_id.startswith("score_") else class_limits(np.concatenate(found))
        for (layer_id, _, _), found in values.items()
    ]
    return pa.table(
        {
            "layer_id": [key[0] for key in values],
            "grid": [key[1] for key in values],
            "period_kind": [key[2] for key in values],
            "limits": pa.array(limits, pa.list_(pa.float64())),
        }
    )


def stack(found: Iterable[pa.Table]) -> pa.Table:
    """Return tables of one kind as one, an empty table where there is none."""
    found = list(found)
    return pa.concat_tables(found) if found else pa.table({})
