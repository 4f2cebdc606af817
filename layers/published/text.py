"""What a home holds, for `status`: one JSON document, or lines for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import BadInputError
from etl.load.ledger_text import ledger_lines
from etl.place_file import find_place
from etl.status import SourceStatus, restricted_status
from etl.store import restricted_path
from layers.published.compare import Comparison, Tally
from layers.published.home import published_status


@dataclass(frozen=True)
class HomeStatus:
    """What was loaded, source by source, and what is published (None for nothing)."""

    place: str
    sources: tuple[SourceStatus, ...]
    published: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON document."""
        sources = [vars(source) for source in self.sources]
        return {"place": self.place, "sources": sources, "published": self.published}


def home_status(home: Path) -> HomeStatus:
    """Return the status of a home. Raises BadInputError where nothing was loaded or published."""
    published = published_status(home)
    sources: list[SourceStatus] = []
    if restricted_path(home).exists():
        place = find_place(home).name
        sources = restricted_status(home)
    elif published is None:
        raise BadInputError(
            str(home),
            "nothing has been loaded or published here",
            "Start with: safepassage load PLACE.toml --home DIR",
        )
    else:
        place = published["place"]
    if published is not None:
        published = {key: value for key, value in published.items() if key != "place"}
    return HomeStatus(place, tuple(sources), published)


def status_lines(status: HomeStatus) -> list[str]:
    """Return the place, a few lines a source, then the version and one line a layer."""
    lines = [f"Place: {status.place}", *ledger_lines(status.sources)]
    if status.published is None:
        return [*lines, "Nothing is published yet. Next: safepassage publish"]
    return lines + published_lines(status.published)


def published_lines(published: dict[str, Any]) -> list[str]:
    """Return a line on the version and one on each layer, given what `published_status` returns."""
    lines = [
        f"Published: version {published['version']}, {published['published_at']}, {published['cells']} cells"
    ]
    for layer in published["layers"]:
        if layer["missing"]:
            story = f"no data: needs {', '.join(layer['missing'])}"
        elif not layer["period"]:
            story = "nothing on hexagons: they need records of four whole quarters, placed finely enough"
        else:
            story = f"{layer['cells_with_value']} cells with a value, {layer['withheld']} withheld"
        lines.append(f"  {layer['environment']:9} {layer['level']:6} {layer['id']}: {story}")
    return lines


def comparison_lines(found: Comparison) -> list[str]:
    """Return what a version would change: its warnings last, where they are read."""
    lines = [
        f"Version {found.version}, as of {found.as_of}, waits for approval.",
        f"Now current: {found.was}, as of {found.was_as_of}." if found.was else "Nothing is published yet.",
        f"Periods added: {'; '.join(found.periods_added) or 'none'}",
        f"Periods dropped: {'; '.join(found.periods_dropped) or 'none'}",
    ]
    lines += [
        f"  {each.label}: {each.before or '-'} ({each.period_before}) -> {each.after or '-'} ({each.period})"
        for each in found.key_figures
    ]
    lines.append("Layers (places with a figure / withheld, before -> after):")
    lines += [
        f"  {each.id} on {each.grid}: {_tally_words(each.before)} -> {_tally_words(each.after)}"
        for each in found.layers
    ]
    lines += [f"Setting: {text}" for text in found.settings]
    return lines + [f"Warning: {text}" for text in found.warnings]


def _tally_words(tally: Tally | None) -> str:
    return f"{tally.shown} / {tally.withheld}" if tally else "none"
