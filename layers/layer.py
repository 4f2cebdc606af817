"""What a Rhodes layer states about itself, and the registry: the files of layers/rhodes/."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal

import layers.rhodes
from layers.measure import Measure

Environment = Literal["physical", "social", "economic", "policy"]
Level = Literal["micro", "macro"]
ENVIRONMENTS: tuple[Environment, ...] = ("physical", "social", "economic", "policy")


@dataclass(frozen=True)
class Layer:
    """One indicator or event density of one environment and level.

    harm: which direction means a riskier environment; `neither` is shown but never scored.
    needs: feeds (or `area_indicator:NAME`) without which the layer has no data.
    in_score: whether it enters the environment's score; enforcement and confiscation never do.
    source: the publication that ties it to harm. caveat: what a reader must not conclude.
    """

    id: str
    title: str
    environment: Environment
    level: Level
    question: str
    unit: str
    harm: Literal["higher", "lower", "neither"]
    caveat: str
    source: str
    licence: str
    needs: tuple[str, ...]
    measure: Measure
    in_score: bool = True


@functools.cache
def all_layers() -> dict[str, Layer]:
    """Return every layer by id, by environment in Rhodes' order, micro before macro, then by title."""
    found: list[Layer] = []
    for environment in ENVIRONMENTS:
        package = importlib.import_module(f"{layers.rhodes.__name__}.{environment}")
        for module in pkgutil.iter_modules(package.__path__):
            found.append(importlib.import_module(f"{package.__name__}.{module.name}").LAYER)
    found.sort(key=lambda layer: (ENVIRONMENTS.index(layer.environment), layer.level != "micro", layer.title))
    return {layer.id: layer for layer in found}
