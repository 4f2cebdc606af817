"""The clash of a place on the command line: one JSON document, or lines to read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path
from typing import Any

from layers.clash import banding
from layers.clash.exact import NOT_FOR_PUBLICATION, exact_clash
from layers.clash.shown import ClashService
from layers.clash.states import CLOSING, COMPARED, LABELS, TROUBLES, State, Trouble
from layers.published.clash import Clash
from layers.published.home import follow

TOLD = (State.CLASH, State.POSSIBLE)  # the classes whose services get a sentence of their own


def clash_document(home: Path, *, exact: bool) -> dict[str, Any]:
    """Return the clash of a home's current version as JSON: its released figures, or the exact ones.

    The exact ones are of the same day as the version. Raises BadInputError when nothing is published.
    """
    version = follow(home).current()
    meta = version.meta()
    if exact:
        return exact_document(home, dt.date.fromisoformat(meta.as_of), meta.place.name)
    return published_document(version.clash(), meta.place.name, version.version)


def published_document(clash: Clash | None, place: str, version: str) -> dict[str, Any]:
    """Return the released figures of a version as JSON."""
    document: dict[str, Any] = {"place": place, "version": version, "not_for_publication": False}
    if clash is None:
        return document | {"state": "not_published", "services": [], "closing": CLOSING}
    return document | {
        "state": clash.trouble.value or "ok",
        "state_text": clash.trouble_words,
        "first_day": clash.first_day,
        "last_day": clash.last_day,
        "weeks": clash.weeks,
        "services": [_row(service) for service in clash.services],
        "closing": CLOSING,
    }


def exact_document(home: Path, as_of: dt.date, place: str) -> dict[str, Any]:
    """Return the exact figures of a home as JSON, details and all."""
    found = exact_clash(home, as_of)
    window, pooled = found.result.window, found.pooled
    services = []
    by_name = {(one.service.service_id, one.service.stop): one for one in found.result.services}
    for shown in banding.ranked([banding.exact(one) for one in found.result.services]):
        detail = found.detail(by_name[shown.service_id, shown.stop])
        services.append(
            {**_row(shown), "detail": None if detail is None else _plain(dataclasses.asdict(detail))}
        )
    return {
        "place": place,
        "as_of": as_of,
        "not_for_publication": True,
        "state": found.result.trouble.value or "ok",
        "state_text": TROUBLES[found.result.trouble],
        "first_day": None if window is None else window.start,
        "last_day": None if window is None else window.last_day,
        "weeks": 0 if window is None else window.weeks,
        "tested": found.result.tested,
        "compared": found.result.compared,
        "pooled": None if pooled is None else _plain(dataclasses.asdict(pooled)),
        "services": services,
        "closing": CLOSING,
    }


def clash_lines(document: dict[str, Any]) -> list[str]:
    """Return either document as lines: a table ranked by class and index, then sentences."""
    lines = [NOT_FOR_PUBLICATION] if document["not_for_publication"] else []
    if document["state"] == "not_published":
        return [*lines, "This version was published before there was a clash index. Publish again."]
    if document["weeks"]:
        lines.append(f"{document['place']}, {document['first_day']} to {document['last_day']}")
    lines += [TROUBLES[Trouble(document["state"])]] if document["state"] != "ok" else []
    services = document["services"]
    if services:
        lines.append(
            f"{'class':28} {'index':>5} {'95 % bounds':>13} {'exposure':>9} {'expected':>9}  service"
        )
    for row in services:
        bounds = "" if row["index"] is None else f"{row['low']:.0f} to {row['high']:.0f}"
        lines.append(
            f"{LABELS[State(row['class'])]:28} {_number(row['index'], 0):>5} {bounds:>13} "
            f"{_number(row['exposure'], 1):>9} {_number(row['expected'], 1):>9}  {_title(row)}"
        )
    lines += [row["sentence"] for row in services if row["class"] in TOLD]
    notes = {
        note: [_title(row) for row in services if note in row["notes"]]
        for row in services
        for note in row["notes"]
    }
    for note, whom in notes.items():
        lines.append(note if len(whom) == len(services) else f"{'; '.join(whom)}: {note}")
    return [*lines, CLOSING]


def _row(service: ClashService) -> dict[str, Any]:
    index = service.index if service.state in COMPARED else None
    return {
        "service_id": service.service_id,
        "stop": service.stop,
        "name": service.name,
        "type": service.type,
        "exposure": service.exposure,
        "expected": service.expected,
        "ratio": None if index is None else round(index / 100, 12),
        "index": index,
        "low": service.low if index is not None else None,
        "high": service.high if index is not None else None,
        "p": service.p,
        "q": service.q,
        "class": service.state.value,
        "notes": list(service.warnings),
        "sentence": service.sentence,
    }


def _title(row: dict[str, Any]) -> str:
    return f"{row['name']}, {row['stop']}" if row["stop"] else str(row["name"])


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _plain(value: Any) -> Any:
    """Return a value with None for NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
