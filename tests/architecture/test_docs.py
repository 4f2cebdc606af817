"""The documentation names every command and setting, and the generated pages are current."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

import app
from etl.place import Disclosure, Place, Source

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COMMANDS = sorted(name for name, _ in _generator().commands_of(typer.main.get_command(app.app)))


@pytest.mark.parametrize("name", ["feeds.md", "layers.md", "formulas.md", "settings.md", "commands.md"])
def test_a_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == _generator().PAGES[name](), "run make docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_with_an_example(command: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = page.split(f"## `safepassage {command}`")[1].split("\n## ")[0]
    assert f"Example: `safepassage {command}" in section


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    first, *parts = command.split()
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert any(
        re.search(rf"safepassage {first}\b", line) and all(part in line for part in parts) for line in lines
    )


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    derived = {"sources", "disclosure", "digest", "closed"}
    names = {
        field.name for kind in (Place, Disclosure, Source) for field in dataclasses.fields(kind)
    } - derived
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:\s]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def test_decisions_are_numbered_once_each_in_order() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 100
