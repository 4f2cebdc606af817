"""How far released figures lie from exact ones, by how many events there are.

Run by `make bench-accuracy HOME_DIR=..`, or: python -m tests.bench.bench_accuracy --home DIR --seed 1
Overdose calls, confiscations and police activity of a loaded home. Circles lie around its public services and
around random points of the place; each stands alone before the guard.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl import store
from layers.layer import all_layers
from layers.measure import EventDensity
from layers.periods import last_quarter
from layers.publish.events import key_events, reach_of, release_on, tally
from layers.publish.held import opened
from layers.publish.material import Material
from layers.publish.sets import set_of
from layers.publish.survey import survey
from layers.publish.version import protected
from layers.publish.zone_desk import LAYERS, ZoneDesk
from layers.publish.zone_tables import weighing_of
from layers.rule import Identity
from layers.zones.counts import Shaped, chosen_sets
from layers.zones.making import circle

BANDS = ((8, 19), (20, 49), (50, 199), (200, 10**9))
RADII, PLACES = (250.0, 400.0, 800.0), 200


@dataclass
class Band:
    """Relative errors of released figures, and how many are withheld."""

    errors: list[float]
    withheld: int = 0

    def __str__(self) -> str:
        """Return two cells of the table."""
        whole = len(self.errors) + self.withheld
        if not whole:
            return "| |"
        error = f"{100 * float(np.median(self.errors)):.0f} %" if self.errors else "-"
        return f"{error} | {100 * self.withheld / whole:.0f} % of {whole} |"


Found = dict[str, dict[tuple[int, int], Band]]


def note(found: Found, name: str, true: int, told: int) -> None:
    """Note one figure. told: -1 where it is withheld."""
    for band in BANDS:
        if band[0] <= true <= band[1]:
            kept = found[name].setdefault(band, Band([]))
            if told < 0:
                kept.withheld += 1
            else:
                kept.errors.append(abs(told - true) / true)


def fixed_ground(material: Material, exact: Material, found: Found) -> None:
    """Compare hexagons and neighbourhoods."""
    _, board, shown = material.ground.grids
    names = {"area": "neighbourhoods", board: f"hexagons of {board}", shown: f"hexagons of {shown}"}
    wanted = {("quarter", "area"), ("year", board), ("window", shown)}
    for layer_id in LAYERS.values():
        layer = all_layers()[layer_id]
        assert isinstance(layer.measure, EventDensity)
        feed = key_events(material, layer.measure.feed)
        reach = reach_of(material, feed, set_of(layer))
        counted = tally(material, feed, reach, set_of(layer))
        for period in reach.periods:
            for grid in material.grids_of(period, reach.precision_m, years=reach.has_years):
                if (period.kind, grid) not in wanted:
                    continue
                told, true = (release_on(one, counted, period, grid).count for one in (material, exact))
                for one, other in zip(true.tolist(), told.tolist(), strict=True):
                    note(found, f"{names[grid]}, by {period.kind}", one, other)


def circles(material: Material, random: np.random.Generator) -> Iterator[tuple[str, float, float]]:
    """Yield where circles lie: around services, and around points of the place that are lived in."""
    statement = store.sql("publish_reachable", condition="true")
    for row in store.rows(material.con, statement, {"as_of": material.as_of}):
        yield "services", row[2], row[3]
    samples = material.ground.samples
    for at in random.choice(len(samples), PLACES, replace=False).tolist():
        yield "random places", float(samples.latitude[at]), float(samples.longitude[at])


def zones(desk: ZoneDesk, random: np.random.Generator, found: Found) -> dict[str, list[bool]]:
    """Compare circles, and return for each radius and kind of place which the guard refuses."""
    refused: dict[str, list[bool]] = defaultdict(list)
    for where, latitude, longitude in circles(desk.material, random):
        for radius in RADII:
            shape = circle((longitude, latitude), radius)
            name = f"circles of {radius:g} m, {where}"
            sets = [
                each for each in chosen_sets(desk.kinds, Shaped({"inside": shape}, "")) if not each.by_year
            ]
            close = [
                each.close_to() is not None or each.kind.events.released.told_together([each.events])
                for each in sets
                if len(each.events) >= desk.material.place.disclosure.threshold
            ]
            if close:
                refused[name].append(any(close))
            for each in sets:
                keys = np.array([each.kind.events.key_sum(each.events)], np.uint32)
                told = desk.material.rule.release(np.array([len(each.events)], np.int64), keys)
                note(found, name, len(each.events), int(told.count[0]))
    return refused


def table(found: Found, refused: dict[str, list[bool]]) -> str:
    """Return the results as a Markdown table."""
    titles = [f"{low} to {high}" if high < 10**9 else f"{low} or more" for low, high in BANDS]
    head = " | ".join(f"{title}: error | withheld" for title in titles)
    lines = [f"| Figures | {head} | Refused |", f"|---|{'---|---|' * len(BANDS)}---|"]
    for name in found:
        cells = " ".join(str(found[name].get(band, Band([]))) for band in BANDS)
        by_guard = f"{100 * float(np.mean(refused[name])):.0f} %" if name in refused else ""
        lines.append(f"| {name} | {cells} {by_guard} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=dt.date(2026, 11, 1))
    chosen = parser.parse_args(arguments)
    found: Found = defaultdict(dict)
    with opened(chosen.home) as held:
        newest = last_quarter(chosen.as_of, held.place.disclosure.delay_days)
        ground, km2 = survey(held.con, held.place, chosen.as_of, newest)
        about = (held.con, held.place, ground, km2)
        material = Material(*about, protected(held), held.secret, chosen.as_of, newest)
        exact = Material(*about, Identity(), held.secret, chosen.as_of, newest)
        fixed_ground(material, exact, found)
        desk = ZoneDesk(material, weighing_of(held, material))
        refused = zones(desk, np.random.default_rng(chosen.seed), found)
    sys.stdout.write(f"{table(found, refused)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
