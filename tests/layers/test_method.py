from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import layers.statistics
from layers.method import MODULES, method_blocks

NO_FORMULA = {"checked", "neighbours", "poisson", "survey"}


def test_every_statistic_is_on_the_method_page() -> None:
    names = {path.stem for path in Path(layers.statistics.__path__[0]).glob("*.py")} - {"__init__"}
    told = {name.split(".")[-1] for modules in MODULES.values() for name in modules}
    assert names - NO_FORMULA <= told


def test_blocks_say_what_the_code_says() -> None:
    for block in method_blocks():
        module = importlib.import_module(block.module)
        written = " ".join((inspect.getdoc(module) or "").split())
        assert block.title in written
        assert all(text in written for text in block.text)
        assert block.source in written or not block.source
        own = {
            name.id.replace("_", " ").lower()
            for node in ast.walk(ast.parse(inspect.getsource(module)))
            for name in ([node] if isinstance(node, ast.Name) else [])
        }
        assert {constant.name for constant in block.constants} <= own


def test_the_constants_of_the_index() -> None:
    values = {(b.module.split(".")[-1], c.name): c.value for b in method_blocks() for c in b.constants}
    assert values["kernel", "bandwidth m"] == "400"
    assert values["clash_ratio", "compared for many"] == "999"
    assert values["kernel", "bandwidths m"] == "250, 400, 800"
    assert values["decomposition", "bands m"] == "0, 100, 250, 400, 800, 1200"
