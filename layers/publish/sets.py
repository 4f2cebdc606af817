"""The sets of one feed's events that released figures count: a condition each, and one bit of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from etl import store
from layers.disclosure import Flags, Ints
from layers.layer import Layer, all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare

KIND = "kind_"  # and the name of the column whose values are counted apart


@dataclass(frozen=True)
class Sets:
    """What is counted of one feed. conditions: SQL by name. kinds: columns whose values are counted apart."""

    conditions: Mapping[str, str]
    kinds: tuple[str, ...]

    @property
    def sql(self) -> str:
        """Return SQL for an event's number: bit i says that it is in the i-th set."""
        bits = [
            f"if(coalesce(({condition}), false), {1 << at}, 0)"
            for at, condition in enumerate(self.conditions.values())
        ]
        return f"({' + '.join(bits) or '0'})::bigint"

    @property
    def kinds_sql(self) -> str:
        """Return SQL for the columns of kinds, each with a comma before it."""
        listed = (
            f", coalesce({store.quote(by)}::varchar, 'unknown') as {store.quote(KIND + by)}"
            for by in self.kinds
        )
        return "".join(listed)

    def has(self, numbers: Ints, name: str) -> Flags:
        """Return which events are in a set."""
        found: Flags = np.bitwise_and(numbers, 1 << list(self.conditions).index(name)) != 0
        return found


def sets_of(feed: str) -> Sets:
    """Return the sets of one feed's events, in the order of the layers."""
    conditions, kinds = dict[str, str](), set[str]()
    for layer in all_layers().values():
        match layer.measure:
            case EventDensity(feed=own) as measure if own == feed:
                conditions[layer.id] = measure.sql
                kinds |= {measure.by} - {""}
            case EventPerOutcome(feed=own) as measure if own == feed:
                conditions[layer.id] = measure.sql
            case EventShare(feed=own) as measure if own == feed:
                conditions[whole_of(layer)] = measure.whole
                conditions[part_of(layer)] = f"({measure.whole}) and ({measure.part})"
    return Sets(conditions, tuple(sorted(kinds)))


def set_of(layer: Layer) -> str:
    """Return the set of a layer's events. Raises TypeError for a layer not made of events."""
    match layer.measure:
        case EventShare():
            return whole_of(layer)
        case EventDensity() | EventPerOutcome():
            return layer.id
    raise TypeError(f"layer {layer.id} is not made of events")


def whole_of(layer: Layer) -> str:
    """Return the set that a share is a part of."""
    return f"{layer.id}, whole"


def part_of(layer: Layer) -> str:
    """Return the set that a share is."""
    return f"{layer.id}, part"
