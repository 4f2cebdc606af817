"""No page reads the restricted store but through the entitlement of whoever asks."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What is made from the restricted store: from the web room each names the sources it may look at
NARROWED = ("opened", "exact_name", "make_exact", "exact_clash", "expert_figures", "zone_material")
# These answer for themselves: whose rows they show is checked in tests/web/analyst/test_entitled_pages.py
LOAD_PAGE = ("web/analyst/load/routes.py", "web/analyst/load/page.py")


def calls(folder: Path) -> list[tuple[str, str, ast.Call]]:
    """Return (file, name called, call) for every call by name or attribute below a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                found.append((path.relative_to(ROOT).as_posix(), name, node))
    return found


def test_every_exact_figure_of_a_page_names_its_sources() -> None:
    asked = [(path, name, call) for path, name, call in calls(ROOT / "web") if name in NARROWED]
    assert {name for _, name, _ in asked} >= {"opened", "exact_name", "make_exact", "zone_material"}
    named = {
        f"{path}: {name}"
        for path, name, call in asked
        if "sources" in {each.arg for each in call.keywords} or (name == "opened" and len(call.args) == 2)
    }
    assert sorted({f"{path}: {name}" for path, name, _ in asked} - named) == []


def test_no_other_page_opens_the_store() -> None:
    found = {path for path, name, _ in calls(ROOT / "web") if name in ("read_only", "restricted_status")}
    assert found == set(LOAD_PAGE)
