"""Content ids: the name of what a file says, the same for the same data version and parameters."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

PATTERN: Final = re.compile(r"sp-[0-9a-f]{20}")


def content_id(version: str, what: str, parameters: Mapping[str, Any]) -> str:
    """Return 'sp-' and 20 hexadecimal digits: SHA-256 of the data version, the kind of file, its parameters.

    version: of the data, which names their content and settings. parameters: plain values; their order does
    not matter, and what is empty is as if it were not there.
    """
    said = {name: value for name, value in parameters.items() if value not in ("", None, [], ())}
    text = json.dumps([version, what, said], sort_keys=True, separators=(",", ":"))
    return f"sp-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
