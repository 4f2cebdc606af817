"""What a bench hands back: one measurement a row, ours beside a named rival's of the same run.

A bench is a module bench_NAME.py of this folder with `ABOUT` and `measure(asked)`; benchmarks.py finds it and
writes what it measured into docs/benchmarks.json, and the page from that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

SIZES = (100_000, 1_000_000, 10_000_000)
LARGEST = 100_000_000


@dataclass(frozen=True)
class Asked:
    """What one run is asked for: the seed, and the sizes of the benches that count rows or points."""

    seed: int = 1
    sizes: tuple[int, ...] = SIZES


@dataclass(frozen=True)
class About:
    """What a bench says of itself.

    text: how it measures, in sentences. sized: what `Measurement.size` counts ("rows"), "" for nothing.
    libraries: the distributions whose versions matter, "chromium" among them where a browser runs.
    minutes: roughly, on two quiet cores. order: its place on the page.
    """

    title: str
    text: str
    sized: str = ""
    libraries: tuple[str, ...] = ()
    minutes: float = 1.0
    order: int = 50


@dataclass(frozen=True)
class Bound:
    """What is promised: at most or at least so much in the measurement's unit, or at least such a ratio."""

    most: float | None = None
    least: float | None = None
    least_ratio: float | None = None

    def __str__(self) -> str:
        """Return the bound in words, without the unit."""
        said = [
            f"{word} {value:g}{mark}"
            for word, value, mark in (
                ("at most", self.most, ""),
                ("at least", self.least, ""),
                ("at least", self.least_ratio, " times"),
            )
            if value is not None
        ]
        return " and ".join(said)


@dataclass(frozen=True)
class Measurement:
    """One thing done, by us and by a rival, in one run.

    ours, theirs: medians, in `unit`; theirs is None where no rival ran. spread, their_spread: lowest and
    highest of the runs. more_is_better: for rates. size: what the work grows with; None where nothing grows.
    part: which of a bench's tables it belongs to, '' for the only one. bound: None where nothing is promised.
    """

    what: str
    unit: str
    ours: float
    spread: tuple[float, float]
    runs: int
    size: int | None = None
    rival: str = ""
    theirs: float | None = None
    their_spread: tuple[float, float] | None = None
    their_runs: int | None = None
    more_is_better: bool = False
    part: str = ""
    bound: Bound | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better ours is than the rival's; None without a rival."""
        if self.theirs is None:
            return None
        better, worse = (self.ours, self.theirs) if self.more_is_better else (self.theirs, self.ours)
        return better / worse if worse else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where nothing is promised."""
        bound = self.bound
        if bound is None:
            return None
        ratio = self.ratio
        return not (
            (bound.most is not None and self.ours > bound.most)
            or (bound.least is not None and self.ours < bound.least)
            or (bound.least_ratio is not None and (ratio is None or ratio < bound.least_ratio))
        )


@dataclass(frozen=True)
class Found:
    """What a bench measured, and what it left out and why, a sentence each."""

    measurements: tuple[Measurement, ...]
    left_out: tuple[str, ...] = field(default=())


def measured(
    what: str, unit: str, ours: Sequence[float], rival: str = "", theirs: Sequence[float] = (), **more: Any
) -> Measurement:
    """Return a measurement from the single runs of both sides. more: further fields of `Measurement`."""
    side: dict[str, Any] = {}
    if theirs:
        side = {
            "rival": rival,
            "theirs": median(theirs),
            "their_spread": (min(theirs), max(theirs)),
            "their_runs": len(theirs),
        }
    return Measurement(what, unit, median(ours), (min(ours), max(ours)), len(ours), **side, **more)


def all_met(measurements: Iterable[Measurement]) -> bool:
    """Return whether no bound is missed."""
    return all(each.met is not False for each in measurements)


def report(found: Found) -> int:
    """Print what a bench measured, a line each, and return its exit code: 1 where a bound is missed."""
    for each in found.measurements:
        size = "" if each.size is None else f"{each.size:,}"
        line = f"{each.part:24.24} {each.what:40.40} {size:>11} {number(each.ours):>9} {each.unit:8}"
        if each.theirs is not None:
            line += f" {each.rival}: {number(each.theirs)} (x {number(each.ratio or 0.0)})"
        if each.bound is not None:
            line += f"  {each.bound}: {'met' if each.met else 'NOT MET'}"
        sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.write("".join(f"{line}\n" for line in found.left_out))
    return 0 if all_met(found.measurements) else 1


def number(value: float) -> str:
    """Return a figure with three digits that count, and thousands marked."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3g}"
