"""Whatever a browser is given goes through `url`: an address written past it leaves a server below a path."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"/[a-z_]")
# They take an address of the server itself: a rule, what was asked for, or the name of a page
NAMING = {"url", "get", "post", "add_url_rule", "Blueprint"}  # a rule
NAMING |= {"startswith", "frozenset", "sub", "wanted_id", "page_id"}
GIVEN = {"href", "src", "action", "tableHref"}
WRITTEN = re.compile(r"""["'=]/""")  # else there is nothing to look at
MARKUP = re.compile(r"""\b(?:href|src|action)=["']/""")
BY_HAND = {"web/server.py: /assets/"}  # the path of the server is put before it there

IN_SCRIPT = re.compile(r"""(?P<before>[\w.]*\(|[=!]== |const PATH = |.)["'`]/[a-z_]""")
ALLOWED_BEFORE = re.compile(r"(?:^|\.)(?:url|get|post|send|startsWith)\(|[=!]== |const PATH = ")
COMPARED = re.compile(r"location\.pathname (?:[=!]==|===)|[=!]== location\.pathname")


def head(node: ast.AST) -> str | None:
    """Return what a string in the code begins with, None where it is no string or begins with a value."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return head(node.values[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def bypassing(text: str) -> list[str]:
    """Return the addresses in a module's text that are handed on without `url`."""
    tree = ast.parse(text)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        said, parent = head(node), above.get(node)
        if said is None or isinstance(parent, ast.JoinedStr):
            continue
        if MARKUP.search(said):
            found.append(said)
        named = isinstance(parent, ast.Compare) or (isinstance(parent, ast.Dict) and node in parent.keys)
        given = isinstance(parent, ast.keyword) and parent.arg in GIVEN
        if (given and said.startswith("/")) or (ADDRESS.match(said) and not named):
            names, within = set(), parent
            while within and not isinstance(within, ast.FunctionDef):
                if isinstance(within, ast.Call):
                    names.add(getattr(within.func, "id", None) or getattr(within.func, "attr", ""))
                within = above.get(within)
            if not names & NAMING and (within or names):
                found.append(said)
    return found


def test_the_check_sees_what_it_is_for() -> None:
    for text in (
        "def a():\n    return html.A(href='/')",
        "def a():\n    return html.A(href=f'/zones?zone={b}')",
        "def a():\n    file = f'/clash.csv?version={b}'",
        "PAGE = \"<a href='/'>Map</a>\"",
        "LINK = html.A(href='/zones')",
        "def a():\n    return redirect('/sign-in')",
    ):
        assert bypassing(text), text
    for text in ("PATH = '/zones'", "def a():\n    return html.A(href=url('/'))", "PAGES = {'/zones': 1}"):
        assert not bypassing(text), text


def test_pages_write_no_address_past_url() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {said}"
        for path in sorted((ROOT / "web").rglob("*.py"))
        if WRITTEN.search(text := path.read_text(encoding="utf-8"))
        for said in bypassing(text)
    }
    assert found == BY_HAND


def test_scripts_ask_for_no_address_past_url() -> None:
    found = []
    for path in sorted((ROOT / "assets").rglob("*.*js")):
        if "vendor" in path.parts or path.name == "address.js":
            continue
        text = path.read_text(encoding="utf-8")
        written = [each[0] for each in IN_SCRIPT.finditer(text) if not ALLOWED_BEFORE.search(each["before"])]
        found += [f"{path.name}: {each}" for each in (*written, *COMPARED.findall(text))]
    assert found == []


def test_sheets_name_what_they_need_from_where_they_lie() -> None:
    sheets = [path for path in (ROOT / "assets").rglob("*.css") if "vendor" not in path.parts]
    assert len(sheets) > 5
    assert [
        path.name for path in sheets if re.search(r"url\([\"']?/", path.read_text(encoding="utf-8"))
    ] == []
