"""docs/benchmarks.json: what was last measured, section by section, each with what it ran on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tests.bench.machine import ROOT, Machine
from tests.bench.measured import Bound, Measurement

FILE = ROOT / "docs" / "benchmarks.json"
DIGITS = 4  # that count: more is noise


@dataclass(frozen=True)
class Section:
    """One bench's last run. date: ISO. load: the load average when it started and when it ended."""

    date: str
    commit: str
    seed: int
    machine: Machine
    load: tuple[float, float]
    versions: dict[str, str]
    measurements: tuple[Measurement, ...]
    left_out: tuple[str, ...] = ()


def read_results(path: Path = FILE) -> dict[str, Section]:
    """Return the sections by their bench's name; none where there is no file."""
    if not path.exists():
        return {}
    return {name: _section(given) for name, given in json.loads(path.read_text(encoding="utf-8")).items()}


def write_results(sections: dict[str, Section], path: Path = FILE) -> None:
    """Write the sections, a line a measurement, so that a run of one section changes its lines alone."""
    parts = [f'"{name}": {_written(section)}' for name, section in sorted(sections.items())]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _written(section: Section) -> str:
    about = {
        each.name: getattr(section, each.name)
        for each in fields(section)
        if each.name not in ("machine", "measurements")
    }
    head = json.dumps(about | {"machine": asdict(section.machine)}, ensure_ascii=False)
    rows = ",\n".join(f"  {json.dumps(_row(each), ensure_ascii=False)}" for each in section.measurements)
    return f'{head[:-1]}, "measurements": [\n{rows}\n]}}'


def _row(measurement: Measurement) -> dict[str, Any]:
    """Return the fields that say something."""
    plain = Measurement("", "", 0.0, (0.0, 0.0), 0)
    kept = {
        each.name: getattr(measurement, each.name)
        for each in fields(measurement)
        if getattr(measurement, each.name) != getattr(plain, each.name)
    }
    for name in ("ours", "theirs", "spread", "their_spread"):
        if name in kept:
            kept[name] = _rounded(kept[name])
    if measurement.bound is not None:
        kept["bound"] = {key: value for key, value in asdict(measurement.bound).items() if value is not None}
    return kept


def _rounded(value: Any) -> Any:
    return [_rounded(each) for each in value] if isinstance(value, tuple) else float(f"{value:.{DIGITS}g}")


def _section(given: dict[str, Any]) -> Section:
    rows = tuple(_measurement(row) for row in given["measurements"])
    machine = Machine(**given["machine"])
    tuples = {"load": tuple(given["load"]), "left_out": tuple(given["left_out"])}
    return Section(**{**given, **tuples, "machine": machine, "measurements": rows})


def _measurement(given: dict[str, Any]) -> Measurement:
    pairs = {name: tuple(given[name]) for name in ("spread", "their_spread") if name in given}
    bound = {"bound": Bound(**given["bound"])} if "bound" in given else {}
    return Measurement(**{"ours": 0.0, "spread": (0.0, 0.0), **given, **pairs, **bound})
