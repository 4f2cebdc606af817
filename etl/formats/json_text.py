"""Reading a JSON file whole, with a message a person can act on when it is not JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from etl.errors import BadInputError
from etl.formats.notes import unique_names
from etl.formats.vector import refuse_javascript

MAX_BYTES = 1024**3


def load_json(path: Path) -> Any:
    """Return the parsed document; numbers stay the text they were written as.

    Raises BadInputError when the file is JavaScript, too large, not UTF-8 or not JSON.
    """
    refuse_javascript(path)
    if path.stat().st_size > MAX_BYTES:
        raise BadInputError(str(path), "is larger than 1 GB", "Ask for it as CSV, which is read in pieces.")
    with told_of_json(path):
        # Floats as written: 42.30 and 101001378529 must not pass through a binary number.
        text = path.read_text("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_keep_repeats)


@contextmanager
def told_of_json(path: Path) -> Iterator[None]:
    """Raise BadInputError naming `path` where the block reads text that is not UTF-8 or not JSON."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise BadInputError(
            str(path), f"is not UTF-8 text (byte {error.start})", "Save it again as UTF-8."
        ) from error
    except (json.JSONDecodeError, RecursionError) as error:
        at = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInputError(str(path), f"is not JSON{at} ({error})", "Export it again.") from error


def _keep_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object with repeated names numbered: real files repeat "%" after every figure."""
    names = unique_names(name for name, _ in pairs)
    return dict(zip(names, (value for _, value in pairs), strict=True))
