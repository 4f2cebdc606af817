"""What every command says on a terminal: progress, documents, paragraphs; errors with their exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl.errors import BadInputError, SafePassageError

said = Console(stderr=True, highlight=False)
INTERRUPTED = 130  # as a shell gives it after Ctrl+C


@contextmanager
def progress_bar() -> Iterator[Any]:
    """Yield a function (message, fraction) that moves a bar on a terminal, or prints each new step."""
    if said.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=said, transient=True) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda message, fraction: bar.update(task, description=message, completed=fraction)
        return
    last = [""]

    def say(message: str, fraction: float) -> None:
        if message != last[0]:
            said.print(f"[{fraction:4.0%}] {message}", markup=False)
            last[0] = message

    yield say


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    sys.stdout.write(json_text(document))


def json_text(document: Any) -> str:
    """Return a JSON document as it is printed."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def say_lines(lines: list[str]) -> None:
    """Print lines for people."""
    for line in lines:
        said.print(line, markup=False, soft_wrap=True)


@contextmanager
def readable_errors() -> Iterator[None]:
    """Turn every error of ours into one readable paragraph and an exit code."""
    try:
        yield
    except SafePassageError as error:
        _fail(error)
    except OSError as error:  # a folder that cannot be made or written, a file nobody may read
        what = (error.strerror or str(error) or type(error).__name__).lower()
        _fail(BadInputError(str(error.filename or "a file"), what, "Check the path and who may use it."))
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        sys.exit(INTERRUPTED)  # Ctrl+C while the database was at work: it is rolled back


def _fail(error: SafePassageError) -> NoReturn:
    notes = list(getattr(error, "__notes__", ()))
    if "--json" in sys.argv:
        said_by = {"where": error.where, "what": error.what, "next": error.next_step}
        reports = [
            vars(report) for report in getattr(error, "reports", ())
        ]  # of what was loaded all the same
        loaded = {"reports": reports} if reports else {}
        print_json({"error": {**said_by, **({"notes": notes} if notes else {})}, **loaded})
    said.print(f"{error.where}: {error.what}.", style="bold red", markup=False, soft_wrap=True)
    for line in (*notes, error.next_step):
        said.print(line, markup=False, soft_wrap=True)
    sys.exit(error.exit_code)
