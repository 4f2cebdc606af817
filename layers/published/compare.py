"""What one version changes against another: for whoever decides whether boards shall see it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from layers.published.rows import PARENT, RELEASED, WITHHELD, KeyFigure, SourceInfo
from layers.published.version import Published

MOSTLY = 0.7  # of the places with events withheld, from which a reader should know
USUAL = {"threshold": 8, "rounding": 5, "delay_days": 28}
LATER_DAYS = 31  # a source that ends this much further back than it did before
LATE_DAYS = 92  # a source seen for the first time that ends this long before the newest period


@dataclass(frozen=True)
class Tally:
    """How many places have a figure of their own, and how many are withheld."""

    shown: int
    withheld: int


@dataclass(frozen=True)
class LayerChange:
    """One layer for its latest period on the boards' cells, else on coarser ground; None without figures."""

    id: str
    title: str
    environment: str
    grid: str
    period: str
    before: Tally | None
    after: Tally | None


@dataclass(frozen=True)
class KeyChange:
    """One figure of the head and the period it is of, as each version says them ('' where it has none)."""

    label: str
    unit: str
    before: str
    period_before: str
    after: str
    period: str


@dataclass(frozen=True)
class SourceChange:
    """One source: how far it reaches and what was loaded, in the words that would be published."""

    source: str
    title: str
    last_before: date | None
    last: date | None
    loaded_on: date | None
    rows_before: str
    rows: str


@dataclass(frozen=True)
class Comparison:
    """What `version` changes against `was` ('' when nothing is published yet)."""

    version: str
    was: str
    as_of: str
    was_as_of: str
    periods_added: tuple[str, ...]
    periods_dropped: tuple[str, ...]
    layers: tuple[LayerChange, ...]
    key_figures: tuple[KeyChange, ...]
    sources: tuple[SourceChange, ...]
    settings: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return everything as JSON carries it."""
        return asdict(self)


def compare(before: Published | None, after: Published) -> Comparison:
    """Return what changes for readers when `after` takes the place of `before`."""
    old = {period.label for period in before.periods()} if before else set()
    new = {period.label for period in after.periods()}
    layers = _layers(before, after)
    sources = _sources(before, after)
    return Comparison(
        version=after.version,
        was=before.version if before else "",
        as_of=after.meta().as_of,
        was_as_of=before.meta().as_of if before else "",
        periods_added=tuple(period.label for period in after.periods() if period.label not in old),
        periods_dropped=tuple(p.label for p in before.periods() if p.label not in new) if before else (),
        layers=layers,
        key_figures=_key_figures(before, after),
        sources=sources,
        settings=_settings(before, after),
        warnings=(
            *_order_warnings(before, after),
            *_layer_warnings(layers),
            *_source_warnings(before, after),
            *_setting_warnings(after),
        ),
    )


def _layers(before: Published | None, after: Published) -> tuple[LayerChange, ...]:
    found = []
    known = {**(before.layers() if before else {}), **after.layers()}
    for layer in known.values():
        grid = next((name for name in _grids(after) if name in after.grids(layer.id)), "")
        if not grid and before:
            grid = next((name for name in _grids(before) if name in before.grids(layer.id)), "")
        period = after.best_period(layer.id, grid) if grid else None
        label = next((each.label for each in after.periods() if each.id == period), "")
        was, now = (_tally(version, layer.id, grid) for version in (before, after))
        if was or now:
            found.append(LayerChange(layer.id, layer.title, layer.environment, grid, label, was, now))
    return tuple(found)


def _grids(version: Published) -> list[str]:
    """Return the boards' grid first, then the coarser ones."""
    hexagons = [name for name in version.grids() if name.startswith("r")]
    return [*hexagons[:2][::-1], "area", "place"]


def _tally(version: Published | None, layer_id: str, grid: str) -> Tally | None:
    period = version.best_period(layer_id, grid) if version else None
    if version is None or period is None:
        return None
    state = version.figures(layer_id, grid, period).state
    return Tally(int(np.sum(state == RELEASED)), int(np.isin(state, (PARENT, WITHHELD)).sum()))


def _key_figures(before: Published | None, after: Published) -> tuple[KeyChange, ...]:
    old = {figure.label: figure for figure in before.meta().key_figures} if before else {}
    new = {figure.label: figure for figure in after.meta().key_figures}
    found = []
    for label in dict.fromkeys([*new, *old]):
        was, now = (_said(figures.get(label)) for figures in (old, new))
        found.append(KeyChange(label, (new.get(label) or old[label]).unit, *was, *now))
    return tuple(found)


def _said(figure: KeyFigure | None) -> tuple[str, str]:
    """Return a figure and its period, which begins its detail."""
    return (figure.value, figure.detail.partition(";")[0].strip()) if figure else ("", "")


def _sources(before: Published | None, after: Published) -> tuple[SourceChange, ...]:
    old = {source.source: source for source in before.sources()} if before else {}
    new = {source.source: source for source in after.sources()}
    found = []
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        either = now or old[name]
        found.append(
            SourceChange(
                name,
                either.title,
                was.last_date if was else None,
                now.last_date if now else None,
                now.loaded_on if now else None,
                was.rows_loaded if was else "",
                now.rows_loaded if now else "",
            )
        )
    return tuple(found)


def _settings(before: Published | None, after: Published) -> tuple[str, ...]:
    """Return each disclosure setting that differs, in words."""
    old, new = (version.meta().disclosure if version else {} for version in (before, after))
    return tuple(
        f"{key.replace('_', ' ')}: {old[key] if old[key] != '' else 'none'} becomes {new.get(key)}"
        for key in old
        if old[key] != new.get(key)
    )


def _order_warnings(before: Published | None, after: Published) -> list[str]:
    if before is None or before.meta().as_of <= after.meta().as_of:
        return []
    return [f"It stands for an earlier day than the current version, which is as of {before.meta().as_of}."]


def _layer_warnings(layers: tuple[LayerChange, ...]) -> list[str]:
    said = []
    for layer in layers:
        if layer.before and not layer.after:
            said.append(f"{layer.title} disappears: this version has no figures of it.")
        now = layer.after
        if now and now.withheld and now.withheld >= MOSTLY * (now.shown + now.withheld):
            said.append(
                f"{layer.title} is mostly withheld: {now.withheld:,} of {now.shown + now.withheld:,}."
            )
    return said


def _source_warnings(before: Published | None, after: Published) -> list[str]:
    old = {source.source: source for source in before.sources()} if before else {}
    new = {source.source: source for source in after.sources()}
    said = [f"Source {name} is gone: nothing of it is loaded." for name in old if name not in new]
    for name, source in new.items():
        lag = _lag(after, source)
        if lag is None:
            continue
        usual = _lag(before, old[name]) if before and name in old else None
        if (usual is None and lag > LATE_DAYS) or (usual is not None and lag > usual + LATER_DAYS):
            said.append(
                f"{source.title} ({name}) is older than usual: it ends {lag} days before the newest period"
                + (f", {usual} days in the version before." if usual is not None else ".")
            )
    return said


def _lag(version: Published, source: SourceInfo) -> int | None:
    """Return how many days before the version's newest period a source ends, None for one without dates."""
    ends = [period.ends_on for period in version.periods() if period.ends_on is not None]
    if source.last_date is None or not ends:
        return None
    return max(0, (max(ends) - source.last_date).days)


def _setting_warnings(after: Published) -> list[str]:
    settings = after.meta().disclosure
    said = [
        f"The {key.replace('_', ' ')} is {settings[key]}, laxer than the usual {usual}."
        for key, usual in USUAL.items()
        if settings.get(key) is not None and settings[key] < usual
    ]
    if settings.get("reduced_because"):
        said.append(f"The reason on record for laxer settings: {settings['reduced_because']}")
    hotspots = len(after.hotspots())
    if hotspots:
        said.append(f"{hotspots} declared hotspot{'s are' if hotspots > 1 else ' is'} shown to boards.")
    return said
