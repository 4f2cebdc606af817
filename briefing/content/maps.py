"""The maps of a briefing: a layer's shapes, classes and legend, and in words what a map shows."""

from __future__ import annotations

import functools
import itertools
from collections import Counter

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.given import Given
from briefing.content.model import STATES, LegendLine, MapShown
from etl.cells import boundaries
from etl.feed import all_feeds
from layers.look.colours import encode_classes, layer_colours
from layers.published.offer import ENVIRONMENTS
from layers.published.rows import Figures, LayerInfo
from layers.published.version import Published, grid_order
from layers.words import COUNTED

RELEASED, PARENT, WITHHELD, ZERO, NO_DATA = range(len(STATES))
NAMED = 3  # neighbourhoods of the highest class that are named in words


def main_map(given: Given) -> MapShown:
    """Return the large map."""
    if given.asked.main:
        return draw(given, given.asked.main)
    return missing(given, ENVIRONMENTS[0], given.words.say("content.map.nothing"))


def environment_maps(given: Given) -> tuple[MapShown, ...]:
    """Return one map for each environment, or why there is none."""
    return tuple(
        draw(given, layer) if layer else missing(given, environment, why_missing(given, environment))
        for environment, layer in zip(ENVIRONMENTS, given.asked.maps, strict=True)
    )


def draw(given: Given, layer_id: str) -> MapShown:
    """Return the map of a layer, on the grid and period nearest to those asked for that have figures."""
    words, published = given.words, given.published
    layer = published.layers()[layer_id]
    grid = grid_of(given, layer_id)
    period_id = published.best_period(layer_id, grid, given.asked.period) or ""
    figures = row_figures(published, layer_id, grid, period_id)
    period = given.offer.period(period_id)
    limits = published.scale(layer_id, grid, period.kind if period else "current")
    code = encode_classes(figures.value, figures.state, limits, layer.kind)
    state, level = (code >> 4).astype(np.uint8), (code & 15).astype(np.uint8)
    colours = layer_colours(layer, "light", limits)
    names, shapes = row_names(published, grid), row_shapes(published, grid)
    ranges = class_words(given, limits)
    legend = _legend(given, layer, state, level, (ranges, colours))
    when, title = given.period(period_id), given.title(layer)
    instead = _instead(given, grid, period_id)
    return MapShown(
        key=layer_id,
        environment=layer.environment,
        environment_title=words.say(f"content.environment.{layer.environment}"),
        title=title,
        unit=words.of(layer.unit),
        period=when,
        caveat=" ".join(each for each in (instead, words.of(layer.caveat), _few(given, figures)) if each),
        alt=_alt(given, (layer, figures, names), (state, level, ranges)),
        names=names,
        shapes=shapes,
        state=state,
        level=level,
        value=np.where(state == ZERO, 0.0, figures.value),
        colours=colours,
        legend=legend,
        missing="",
        limits=tuple(words.number(each) for each in limits),
    )


def missing(given: Given, environment: str, why: str) -> MapShown:
    """Return an empty map that says why it is."""
    title = given.words.say(f"content.environment.{environment}")
    return MapShown(
        key="",
        environment=environment,
        environment_title=title,
        title=title,
        unit="",
        period="",
        caveat="",
        alt=given.words.say("content.map.alt_missing", environment=title, why=why),
        names=(),
        shapes=np.empty(0, object),
        state=np.empty(0, np.uint8),
        level=np.empty(0, np.uint8),
        value=np.empty(0),
        colours=(),
        legend=(),
        missing=why,
    )


def why_missing(given: Given, environment: str) -> str:
    """Return why an environment has no map: left out by choice, or for want of data."""
    words, layers = given.words, given.offer.mapped(environment)
    if any(given.offer.drawable(layer.id) for layer in layers):
        return words.say("content.map.not_chosen")
    feeds = all_feeds()
    wanted = (part.partition(":")[0] for layer in layers for part in layer.missing)
    titles = dict.fromkeys(words.of(feeds[feed].title) for feed in wanted if feed in feeds)
    if not titles:
        return words.say("content.map.no_figures")
    return words.say("content.map.needs", feeds=words.listing(list(titles)))


def class_words(given: Given, limits: tuple[float, ...]) -> tuple[str, ...]:
    """Return each class's range in words, lowest first; a value at a limit is in the class above."""
    words = given.words
    if not limits:
        return (words.say("content.class.all"),)
    texts = [words.number(each) for each in limits]
    between = [words.say("content.class.between", low=a, high=b) for a, b in itertools.pairwise(texts)]
    return (
        words.say("content.class.under", high=texts[0]),
        *between,
        words.say("content.class.over", low=texts[-1]),
    )


@functools.lru_cache(maxsize=32)
def row_figures(published: Published, layer_id: str, grid: str, period_id: str) -> Figures:
    """Return a layer's figures, kept while the version is in use."""
    return published.figures(layer_id, grid, period_id)


@functools.lru_cache(maxsize=16)
def row_names(published: Published, grid: str) -> tuple[str, ...]:
    """Return the neighbourhood of each row of a grid ('' for none)."""
    names = {area.area_id: area.name for area in published.areas()}
    if grid == "area":
        return tuple(area.name for area in published.areas())
    return tuple(names.get(each, "") for each in published.cells(grid).area_id)


@functools.lru_cache(maxsize=16)
def row_shapes(published: Published, grid: str) -> NDArray[np.object_]:
    """Return the outline of each row of a grid (WGS 84)."""
    if grid == "area":
        found: NDArray[np.object_] = shapely.from_wkb([area.geometry_wkb for area in published.areas()])
        return found
    corners = boundaries(published.cells(grid).cell)
    return np.asarray(shapely.polygons(corners), object)


def grid_of(given: Given, layer_id: str) -> str:
    """Return the grid asked for, else the nearest coarser one with figures, else the coarsest finer one."""
    have = [grid for grid in given.published.grids(layer_id) if grid != "place"]
    wanted = grid_order(given.asked.grid) if given.asked.grid else grid_order("area")
    coarser = [grid for grid in have if grid_order(grid) <= wanted]
    return coarser[-1] if coarser else have[0]


def _instead(given: Given, grid: str, period_id: str) -> str:
    """Return that another grid or period is shown than was asked for ('' where it is not)."""
    words, said = given.words, []
    if given.asked.grid and grid != given.asked.grid:
        said.append(words.say("content.map.other_grid", grid=given.grid(grid)))
    period = given.period(period_id)
    if given.asked.period and period and period_id != given.asked.period:
        said.append(words.say("content.map.other_period", period=period))
    return " ".join(said)


def _few(given: Given, figures: Figures) -> str:
    """Return how many rates rest on fewer than 20 events ('' for none)."""
    count = int(figures.low.sum())
    return given.words.say("content.map.few", count=count) if count else ""


def _legend(
    given: Given,
    layer: LayerInfo,
    state: NDArray[np.uint8],
    level: NDArray[np.uint8],
    classes: tuple[tuple[str, ...], tuple[str, ...]],
) -> tuple[LegendLine, ...]:
    """Return a line for each class, then for each state that is none, with how many areas are in it."""
    ranges, colours = classes
    lines = [
        LegendLine(text, "released", colour, int(((state == RELEASED) & (level == at)).sum()))
        for at, (text, colour) in enumerate(zip(ranges, colours, strict=True))
    ]
    for code in (PARENT, WITHHELD, ZERO, NO_DATA):
        if code == ZERO and layer.kind not in COUNTED:
            continue
        text = given.words.say(f"content.state.{STATES[code]}")
        lines.append(LegendLine(text, STATES[code], "", int((state == code).sum())))
    return tuple(lines)


def _alt(
    given: Given,
    layer: tuple[LayerInfo, Figures, tuple[str, ...]],
    drawn: tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[str, ...]],
) -> str:
    """Return what the map shows, in sentences."""
    words, (info, figures, names), (state, level, ranges) = given.words, layer, drawn
    when = given.period(figures.period_id)
    said = [
        words.say(
            "content.map.alt",
            title=given.title(info),
            period=f", {when}" if when else "",
            grid=given.grid(figures.grid),
            own=int(np.isin(state, (RELEASED, ZERO)).sum()),
            total=len(state),
        )
    ]
    for code in (ZERO, PARENT, WITHHELD, NO_DATA):
        count = int((state == code).sum())
        if count and (code != ZERO or info.kind in COUNTED):
            said.append(words.say(f"content.map.alt_{STATES[code]}", count=count))
    own = state == RELEASED
    if own.any():
        top = int(level[own].max())
        rows = np.flatnonzero(own & (level == top))
        said.append(
            words.say(
                "content.map.alt_highest",
                count=len(rows),
                range=ranges[top],
                unit=words.of(info.unit),
                where=_where(given, names, rows),
            )
        )
    said.append(words.say("content.map.alt_same"))
    return " ".join(said)


def _where(given: Given, names: tuple[str, ...], rows: NDArray[np.int64]) -> str:
    """Return the neighbourhoods that most of the rows lie in."""
    counts = Counter(names[row] for row in rows)
    found = [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if name]
    if not found:
        return given.words.say("content.map.nowhere")
    more = len(found) - NAMED
    listed = found[:NAMED]
    if more > 0:
        listed.append(given.words.say("content.map.more_areas", count=more))
    return given.words.listing(listed)
