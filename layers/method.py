"""How each figure is worked out, read from the code itself: docstrings and constants of the modules at work.

The method page and docs/formulas.md show the same blocks, so neither can say what the code does not do.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
from dataclasses import dataclass
from types import ModuleType
from typing import Any

MODULES = {
    "The clash index": (
        "layers.statistics.clash_ratio",
        "layers.statistics.kernel",
        "layers.clash.streets",
        "layers.clash.window",
        "layers.statistics.surroundings",
        "layers.statistics.need_model",
        "layers.statistics.matched_placebo",
        "layers.statistics.fay_feuer",
        "layers.statistics.multiple_testing",
        "layers.statistics.pooled",
    ),
    "Behind a figure": (
        "layers.statistics.decomposition",
        "layers.statistics.reporting",
        "layers.statistics.opening_hours",
        "layers.clash.states",
        "layers.clash.noised",
        "layers.clash.banding",
    ),
    "Supporting layers": (
        "layers.statistics.getis_ord",
        "layers.statistics.empirical_bayes",
        "layers.statistics.catchment",
        "layers.access",
        "layers.statistics.relative_risk",
        "layers.statistics.busy_hours",
        "layers.statistics.released_change",
    ),
    "Zones": (
        "layers.zones.weigh",
        "layers.zones.regions",
        "layers.zones.counted",
        "layers.zones.equity",
        "layers.zones.ledger",
        "layers.zones.tradeoff",
        "layers.zones.suggest",
        "layers.statistics.clustered_share",
        "layers.statistics.approach",
        "layers.statistics.leverage",
        "layers.statistics.concentration",
        "layers.statistics.matched_area",
        "layers.statistics.detectable",
        "layers.statistics.front",
        "layers.statistics.covering",
    ),
    "For experts": (
        "layers.statistics.moran",
        "layers.statistics.lee",
        "layers.statistics.join_counts",
        "layers.statistics.colocation",
    ),
}


@dataclass(frozen=True)
class Constant:
    """One number the method uses, with what the code says of it."""

    name: str
    value: str
    about: str


@dataclass(frozen=True)
class Block:
    """One step of the method. text: paragraphs, formulas included; source: the publication, '' for none."""

    module: str
    part: str
    title: str
    text: tuple[str, ...]
    source: str
    constants: tuple[Constant, ...]


@functools.cache
def method_blocks() -> tuple[Block, ...]:
    """Return every step of the method, in the order in which it is read."""
    return tuple(
        _block(part, importlib.import_module(name)) for part, names in MODULES.items() for name in names
    )


def _block(part: str, module: ModuleType) -> Block:
    paragraphs = [" ".join(text.split()) for text in (inspect.getdoc(module) or "").split("\n\n")]
    title, *text = paragraphs
    sources = []
    for number, paragraph in enumerate(text):
        said, mark, source = paragraph.partition("Source: ")
        if mark:
            text[number] = said.strip()
            sources.append(source)
    return Block(
        module=module.__name__,
        part=part,
        title=title.rstrip("."),
        text=tuple(paragraph for paragraph in text if paragraph),
        source=" ".join(sources),
        constants=tuple(_constants(module)),
    )


def _constants(module: ModuleType) -> list[Constant]:
    """Return the numbers a module itself sets by a name in capitals, with the comment behind each."""
    text = inspect.getsource(module)
    lines = text.splitlines()
    found = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.Assign):
            continue
        comment = re.search(r"#\s*(.+)$", lines[(node.end_lineno or node.lineno) - 1])
        for target in node.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for name in names:
                if isinstance(name, ast.Name) and name.id.isupper() and not name.id.startswith("_"):
                    value = _number(getattr(module, name.id))
                    if value:
                        words = name.id.replace("_", " ").lower()
                        found.append(Constant(words, value, comment[1] if comment else ""))
    return found


def _number(value: Any) -> str:
    """Return a number or a short row of numbers in words, '' for anything else."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:,}" if value >= 10_000 else f"{value:g}"
    row = value if isinstance(value, tuple) and len(value) <= 8 else ()
    if row and all(isinstance(one, int | float) for one in row):
        return ", ".join(_number(one) for one in row)
    return ""
