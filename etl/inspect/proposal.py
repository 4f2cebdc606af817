"""What inspect proposes for a file: a `[[source]]` block that the loader accepts, and its doubts in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from etl.place import Source
from etl.source_text import toml_value

_DEFAULTS = Source(id="", feed="", files=())
_ORDER = (
    *("id", "feed", "files", "format", "encoding", "delimiter", "header_row", "skip_after_header"),
    *("columns_by_position", "sheet", "member", "crs", "coordinate_scale", "longitude_sign", "decimal_comma"),
    *(
        "thousands",
        "unlocated_at",
        "location_precision_m",
        "time_format",
        "time_precision",
        "time_zone",
        "identity",
    ),
)


@dataclass(frozen=True)
class Proposal:
    """Settings of one source with what speaks for and against them.

    settings: simple settings by name. feeds: score by feed, best first. personal: column -> why.
    example: first filled value of each column. rows: rows read; whole: whether that is all of them.
    """

    path: str
    settings: dict[str, Any]
    columns: dict[str, str]
    constants: dict[str, str]
    values: dict[str, dict[str, str]]
    where_not: dict[str, list[str]]
    feeds: dict[str, float]
    findings: tuple[str, ...]
    doubts: tuple[str, ...]
    personal: dict[str, str]
    ignored: tuple[str, ...]
    rows: int
    whole: bool
    example: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values, for machines."""
        return {
            "file": self.path,
            "rows_read": self.rows,
            "whole_file": self.whole,
            "source": {
                **self.settings,
                "columns": self.columns,
                "constants": self.constants,
                "values": self.values,
            },
            "likely_feeds": dict(list(self.feeds.items())[:4]),
            "findings": list(self.findings),
            "doubts": list(self.doubts),
            "personal_columns_dropped": self.personal,
            "ignored_columns": list(self.ignored),
        }

    def as_table(self) -> dict[str, Any]:
        """Return the proposed settings in the form that a block of TOML is read into."""
        tables = {"where_not": self.where_not, "columns": self.columns, "constants": self.constants}
        return {**self.settings, **tables, "values": self.values}

    def as_toml(self) -> str:
        """Return the block to paste into a place's file; findings and doubts stand in it as comments."""
        lines = [
            f"# {self.path}: {self.rows} rows read{'' if self.whole else ' (the first part of the file)'}"
        ]
        likely = [f"{feed} ({score:g})" for feed, score in list(self.feeds.items())[:3] if score > 0]
        lines.append(f"# likely feed: {', '.join(likely) or 'none recognised: choose one'}")
        lines += [f"# found: {_one_line(text)}" for text in self.findings]
        lines += [f"# DOUBT: {_one_line(text)}" for text in self.doubts]
        if self.personal:
            lines.append(f"# never loaded, about persons: {_one_line(', '.join(self.personal))}")
        if self.ignored:
            lines.append(f"# not used: {_one_line(', '.join(self.ignored))}")
        lines.append("[[source]]")
        for name in _ORDER:
            value = self.settings.get(name)
            if value is not None and (name in ("id", "feed", "files") or value != getattr(_DEFAULTS, name)):
                lines.append(f"{name} = {toml_value(value)}")
        lines.append('producer = ""  # who publishes it')
        lines.append('licence = ""')
        lines.append('cannot_show = ""  # what a reader must not take from it')
        for name in ("where_not", "columns", "constants", "values"):
            table = getattr(self, name)
            if table:
                lines.append(f"{name} = {toml_value(table)}")
        return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Return text fit for a comment: control characters, which TOML forbids there, become spaces."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)
