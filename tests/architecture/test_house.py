"""The rules of the house that an import linter cannot say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("etl", "layers", "briefing", "web", "records", "commands")
ONE_IMPORTER = {
    "chdb": "layers/publish/cluster/clickhouse.py",
    "duckdb": "etl/store.py",
    "pptx": "briefing/slides/",
    "h3": "etl/cells.py",
    "h3ronpy": "etl/cells.py",
    "ibis": "layers/publish/cluster/",
    "pyspark": "layers/publish/cluster/spark.py",
    "segno": "briefing/drawing/",
    "sqlalchemy": "records/",
    "sqlite3": "records/",
    "typst": "briefing/paper/",
}
LINES_AT_MOST = 300


BUILT = {"node_modules", "assets/vendor", "data/demo", "data/raw", "data/restricted", "data/published"}


def tracked_files() -> list[Path]:
    """Return the files git knows or would add; where git is missing, all but what is built."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return [path for path in ROOT.rglob("*") if path.is_file() and not _is_built(path.relative_to(ROOT))]
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listing if (ROOT / name).is_file()]


def _is_built(path: Path) -> bool:
    """Whether a path lies in a cache (a hidden folder), or in a folder that set-up or a home makes."""
    folders = path.parent.parts
    hidden = any(folder.startswith(".") and folder != ".ci" for folder in folders)
    return hidden or "__pycache__" in folders or any(path.as_posix().startswith(f"{name}/") for name in BUILT)


@cache
def modules() -> tuple[tuple[str, ast.Module, str], ...]:
    """Return (path, tree, text) of every module of the product."""
    paths = [
        ROOT / "app.py",
        ROOT / "terminal.py",
        *(p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))),
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(text), text) for path, text in texts.items())


@cache
def imported() -> dict[str, set[str]]:
    """Return the top-level names that each module imports, inside functions too, by its path."""
    names: dict[str, set[str]] = {path: set() for path, _, _ in modules()}
    for path, tree, _ in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names[path] |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names[path].add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(("package", "owner"), ONE_IMPORTER.items())
def test_a_package_with_one_importer_has_no_other(package: str, owner: str) -> None:
    importers = sorted(path for path, names in imported().items() if package in names)
    assert [path for path in importers if not path.startswith(owner)] == []


def test_app_imports_rooms_and_nobody_imports_app() -> None:
    assert [path for path, names in imported().items() if "app" in names] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types and inside functions count too; CycleError names the circle."""
    known = {path.removesuffix(".py").replace("/", "."): path for path, _, _ in modules()}
    needs: dict[str, set[str]] = {path: set() for path in known.values()}
    for path, tree, _ in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            needs[path] |= {known[name] for name in names if name in known}
    order = list(TopologicalSorter(needs).static_order())
    assert len(order) == len(known)


def test_modules_stay_small_enough_to_know() -> None:
    long = {path: text.count("\n") for path, _, text in modules() if text.count("\n") > LINES_AT_MOST}
    assert long == {}


def test_no_room_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [
        path for path, _, _ in modules() if Path(path).stem in vague or vague & set(Path(path).parts)
    ] == []


def test_init_files_are_empty() -> None:
    assert [p for p, _, text in modules() if p.endswith("__init__.py") and text.strip()] == []


def test_sql_lives_in_its_folder() -> None:
    """A statement in a Python string outside etl/ would hide from the SQL folder's readers."""
    statement = re.compile(r"\b(select\s.+\sfrom|insert\s+into|delete\s+from|create\s+table)\b", re.I | re.S)
    allowed = ("etl/", "layers/rhodes/")
    found = [
        f"{path}:{node.lineno}"
        for path, tree, _ in modules()
        if not path.startswith(allowed)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.search(node.value)
        if not _is_docstring(tree, node)
    ]
    assert found == []


def _is_docstring(tree: ast.Module, node: ast.Constant) -> bool:
    owners = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return any(
        owner.body and isinstance(owner.body[0], ast.Expr) and owner.body[0].value is node for owner in owners
    )


TEXT = {".py", ".js", ".mjs", ".css", ".html", ".sql", ".toml", ".md", ".sh", ".json", ".yml", ""}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|work|home/\w+|opt)/")
REGISTRY = re.compile(r"(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian)\.(?:org|com)")
ORIGIN = re.compile(r"https?://[\w.-]+")
NAMED_NOT_LOADED = (
    "127.0.0.1", "localhost", "doi.org", "www.w3.org", "example.org", "example.com",
    "schemas.openxmlformats.org", "schemas.microsoft.com",
)  # fmt: skip


def test_no_machine_path_or_registry_is_written_down() -> None:
    found = []
    for path in tracked_files():
        if path.suffix not in TEXT or path.name in ("LICENSE", "test_house.py"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{path.relative_to(ROOT)}: {hit}" for hit in MACHINE_PATH.findall(text) + REGISTRY.findall(text)
        ]
    assert found == []


def test_pages_name_no_other_origin() -> None:
    """What runs in the browser or makes its pages may not hold an absolute address."""
    found = []
    for path in tracked_files():
        relative = path.relative_to(ROOT).as_posix()
        if not relative.startswith(("web/", "assets/", "layers/", "briefing/")) or path.suffix not in TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{relative}: {hit}" for hit in ORIGIN.findall(text) if not hit.endswith(NAMED_NOT_LOADED)]
    assert found == []


def test_large_files_have_a_reason() -> None:
    assert [p.relative_to(ROOT).as_posix() for p in tracked_files() if p.stat().st_size > 500_000] == []
