"""docs/benchmarks.md, made of what docs/benchmarks.json holds and what the benches say of themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from tests.bench.growth import growth_of
from tests.bench.machine import Machine
from tests.bench.measured import About, Measurement, number
from tests.bench.results import Section

HEAD = """\
# Benchmarks

`make bench` wrote this page; docs/benchmarks.json holds the same figures. Every comparison is with a rival
that did the same work in the same run, so that a busy machine slows both: trust the ratios before
the seconds. A
ratio says how many times better ours is; below 1 it is worse. Figures are medians; in brackets the lowest and
the highest run. CPU seconds are user and system time of a process and all below it.

- `make bench` runs everything (about {minutes:.0f} minutes on two quiet cores) and exits with 1 where a
  bound is missed.
- `make bench SECTION=load` runs one section and replaces it here alone.
- `make bench SIZES="100000 1000000"` takes these sizes where rows or points are counted; `make bench HUGE=1`
  adds 100,000,000.
"""


def page(sections: Mapping[str, Section], benches: Mapping[str, About], others: Mapping[str, str]) -> str:
    """Return the page. others: benches that measure no cost, by their command, and what each says it is."""
    shown = [name for name in sorted(benches, key=lambda each: benches[each].order) if name in sections]
    parts = [HEAD.format(minutes=sum(each.minutes for each in benches.values()))]
    parts.append(_machines(sections))
    parts += [_section(name, sections[name], benches[name]) for name in shown]
    missing = [
        f"`make bench SECTION={name}`: {benches[name].title}" for name in benches if name not in sections
    ]
    if missing:
        parts.append("## Not run yet\n\n" + _list(missing))
    parts.append(
        "## What is measured elsewhere\n\nThese benches measure how right or how safe the figures are, not "
        "what they cost; [method.md](method.md) and [disclosure.md](disclosure.md) tell what they found.\n\n"
        + _list([f"`python -m tests.bench.{name}`: {said}" for name, said in sorted(others.items())])
    )
    return "\n".join(parts)


def _machines(sections: Mapping[str, Section]) -> str:
    lines = ["| Machine | Cores | Memory | System | Sections |", "|---|---:|---:|---|---|"]
    used: dict[Machine, list[str]] = {}
    for name, section in sorted(sections.items()):
        used.setdefault(section.machine, []).append(name)
    for each, names in used.items():
        memory = f"{each.memory_gb:g} GB"
        lines.append(f"| {each.processor} | {each.cores} | {memory} | {each.system} | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


def _section(name: str, section: Section, about: About) -> str:
    start, end = section.load
    ran = ", ".join(f"{library} {version}" for library, version in section.versions.items())
    parts = [
        f"## {about.title}\n\n{_wrapped(about.text)}\n",
        _wrapped(
            f"`{name}`, {section.date}, commit {section.commit}, seed {section.seed}, load average {start:g} "
            f"at the start and {end:g} at the end, on {section.machine.cores} cores. {ran}."
        )
        + "\n",
    ]
    tables = dict.fromkeys(each.part for each in section.measurements)
    for part in tables:
        rows = [each for each in section.measurements if each.part == part]
        parts.append((f"### {part}\n\n" if part else "") + _table(rows, about.sized))
    grown = _growth(section.measurements, about.sized)
    if grown:
        parts.append(grown)
    if section.left_out:
        parts.append("Not measured:\n\n" + _list(section.left_out))
    return "\n".join(parts)


def _table(rows: Sequence[Measurement], sized: str) -> str:
    columns = {
        "What": [each.what for each in rows],
        sized.capitalize(): ["" if each.size is None else f"{each.size:,}" for each in rows],
        "Unit": [each.unit for each in rows],
        "Ours": [_figure(each.ours, each.spread, each.runs) for each in rows],
        "Rival": [each.rival for each in rows],
        "Rival's": [_rivals(each) for each in rows],
        "Ratio": ["" if each.ratio is None else number(each.ratio) for each in rows],
        "Bound": [_bound(each) for each in rows],
    }
    kept = {head: cells for head, cells in columns.items() if any(cells)}
    right = {sized.capitalize(), "Ours", "Rival's", "Ratio"}
    lines = [f"| {' | '.join(kept)} |", f"|{'|'.join('---:' if head in right else '---' for head in kept)}|"]
    lines += [f"| {' | '.join(cells)} |" for cells in zip(*kept.values(), strict=True)]
    return "\n".join(lines) + "\n"


def _figure(value: float, spread: tuple[float, float], runs: int) -> str:
    return number(value) if runs == 1 else f"{number(value)} ({number(spread[0])} to {number(spread[1])})"


def _rivals(each: Measurement) -> str:
    if each.theirs is None or each.their_spread is None:
        return ""
    return _figure(each.theirs, each.their_spread, each.their_runs or 1)


def _bound(each: Measurement) -> str:
    return "" if each.bound is None else f"{each.bound}: {'met' if each.met else '**missed**'}"


def _growth(measurements: Sequence[Measurement], sized: str) -> str:
    """Return the sentences on what grows how, '' where nothing was measured at two sizes."""
    by_own: dict[tuple[str, str, str, int, int, float], list[str]] = {}
    for each in growth_of(measurements):
        own = (each.part, each.what, each.unit, each.low, each.high, each.ours)
        said = by_own.setdefault(own, [])
        if each.theirs is not None:
            said.append(f"{each.rival} {each.theirs:.2f}")
    if not by_own:
        return ""
    lines = []
    for (part, what, unit, low, high, ours), rivals in by_own.items():
        beside = f" ({', '.join(rivals)})" if rivals else ""
        name = f"{part}, {what}" if part else what
        lines.append(f"{name}, {unit}: {ours:.2f}{beside}, from {low:,} to {high:,}")
    return (
        f"How it grows: cost ~ {sized}^k, with k fitted to the medians, the rivals' in brackets.\n\n"
        + _list(lines)
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _list(lines: Sequence[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
