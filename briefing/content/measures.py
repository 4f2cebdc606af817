"""The measures that count, year by year, beside what police recorded: success is not told in arrests."""

from __future__ import annotations

from briefing.content.given import Given
from briefing.content.model import Said, SaidState, Table, TableRow
from briefing.words.words import Words
from layers.published.measure_words import HEADING, NOTES, REMARKS, TITLES, unit_of
from layers.published.measures import Line, Measured, lines_of, periods_with
from layers.published.moved import Moved
from layers.published.rows import Period

MOST_YEARS = 3
FEW_QUARTERS = 4  # shown where no year is whole


def measures_table(given: Given) -> Table | None:
    """Return the place's outcomes with enforcement beside them, None where nobody returned any."""
    published, words = given.published, given.words
    measures = published.measures()
    periods = periods_with(measures, published.periods(), "year", MOST_YEARS)
    periods = periods or periods_with(measures, published.periods(), "quarter", FEW_QUARTERS)
    if not periods:
        return None
    lines = lines_of(measures, published.history("place", 0), periods)
    told = len(periods) > 1
    head = (words.say("measures.measure"), *map(given.period_words, periods))
    by_year = periods[-1].kind == "year"
    head += (words.say(f"measures.change{'' if by_year else '_period'}"),) if told else ()
    return Table(
        caption=words.of(HEADING),
        head=head,
        rows=tuple(_row(given, line, periods, told=told) for line in lines),
        numbers=(False, *[True] * len(periods), *([False] if told else [])),
        note=_notes(given, lines, periods),
    )


def line_title(given: Given, line: Line) -> str:
    """Return what a measure is called; a layer as the version calls it."""
    layer = given.published.layers().get(line.key)
    title = given.title(layer) if layer is not None else given.words.of(TITLES[line.key])
    return given.words.say("measures.enforcement", title=title) if line.enforcement else title


def _row(given: Given, line: Line, periods: list[Period], *, told: bool) -> TableRow:
    behind = [line.at(period.id).services for period in periods]
    cells = [
        measured_said(
            given.words, line, line.at(period.id), services=len(set(behind)) > 1 or period is periods[-1]
        )
        for period in periods
    ]
    if told:
        moved = line.moved(periods[-2].id, periods[-1].id, given.rounding)
        cells.append(moved_said(given.words, moved))
    return TableRow(line_title(given, line), tuple(cells))


def measured_said(words: Words, line: Line, one: Measured, *, services: bool = True) -> Said:
    """Return one figure in words, with what limits it. services: say how many are behind it."""
    notes = [words.of(NOTES[note]) for note in one.notes]
    if one.value is None:
        state: SaidState = "withheld" if one.state == "withheld" else "no_data"
        return Said(words.say(f"content.said.{state}"), note=" ".join(notes), state=state)
    if one.low:
        notes.append(words.say("measures.few"))
    if one.services and services:
        notes.append(words.say("measures.services", count=one.services))
    unit = words.of(unit_of(line.key))
    if line.kind == "share":
        text = words.percent(one.value / 100)
    elif line.kind == "score":
        text = words.say("measures.score", value=words.fixed(one.value, 1), scale=one.scale or 0)
    else:
        text = words.number(one.value)
    return Said(text, one.value, note=" ".join(notes), unit=unit, state="released")


def moved_said(words: Words, moved: Moved) -> Said:
    """Return a change in words with its 95 % interval, or why none is told."""
    if moved.says == "missing":
        return Said(words.say("content.none"))
    if moved.says != "changed":
        return Said(words.say(f"measures.{moved.says}"))
    text, from_, to = (words.signed(round(each)) for each in (moved.by, moved.low, moved.high))
    unit = words.say(f"measures.{'percent' if moved.percent else 'points'}")
    interval = words.say("content.interval_95", interval=words.say("content.interval", low=from_, high=to))
    return Said(f"{text} {unit}", moved.by, moved.low, moved.high, note=interval, unit=unit)


def _notes(given: Given, lines: tuple[Line, ...], periods: list[Period]) -> str:
    """Return what is to be kept in mind, and once what limits any figure shown."""
    words = given.words
    keys = {line.key for line in lines}
    said = [words.of(REMARKS[0])] if "overdose_reversals" in keys else []
    said += [words.of(REMARKS[1])] if {"uptake:coerced", "referrals_offered:coerced"} & keys else []
    said += [words.of(REMARKS[2])] if "diverted" in keys else []
    said += [words.of(REMARKS[3])] if any(line.enforcement for line in lines) else []
    codes = [code for line in lines for period in periods for code in line.at(period.id).notes]
    return " ".join([*said, *(words.of(NOTES[code]) for code in dict.fromkeys(codes))])
