"""What changed since an earlier briefing: never more than both show, and no noise taken for a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefing.content.earlier import Earlier
from briefing.content.kept import Kept
from briefing.content.measures import moved_said
from briefing.content.model import Said, SaidState, Table, TableRow
from briefing.words.words import Words
from layers.published.moved import count_moved

FIGURES = ("count", "value")


def changed_since(
    kept: tuple[Kept, ...], earlier: Earlier | None, words: Words, rounding: int
) -> Table | None:
    """Return key figures, outcomes, classes of services and zones then and now; None beside no earlier one.

    kept: of this briefing. rounding: what released counts are multiples of. Of services only those are listed
    whose class changed, or that are in one of the two alone; figures of the same period are left out.
    """
    if earlier is None:
        return None
    then, now = {each.key: each for each in earlier.figures}, {each.key: each for each in kept}
    rows = [
        *_figures(then, now, words, rounding, zones=False),
        *_services(then, now, words),
        *_zones(then, now, words),
        *_figures(then, now, words, rounding, zones=True),
    ]
    head = tuple(words.say(f"changed.{part}") for part in ("figure", "then", "now", "change"))
    return Table(
        caption=words.say("changed.caption", dated=earlier.dated),
        head=(head[0], words.say("changed.dated", when=head[1], dated=earlier.dated), *head[2:]),
        rows=tuple(rows) or (_nothing(words),),
        numbers=(False, True, True, False),
        note=_note(then, now, words),
    )


def _nothing(words: Words) -> TableRow:
    none = Said(words.say("content.none"))
    return TableRow(words.say("changed.nothing"), (none, none, none))


def _figures(
    then: Mapping[str, Kept], now: Mapping[str, Kept], words: Words, rounding: int, *, zones: bool
) -> Iterator[TableRow]:
    """Yield the figures that both have and that are not the same: of the latest year, else of the quarter."""
    moved = {
        key: (then[key], new)
        for key, new in now.items()
        if new.kind in FIGURES
        and key.startswith("zone:") == zones
        and key in then
        and then[key].kind == new.kind
        and not _is_same(then[key], new)
    }
    for key, (old, new) in moved.items():
        about, _, kind = key.rpartition(":")
        if kind != "quarter" or f"{about}:year" not in moved:
            yield TableRow(
                _label(new, words), (_said(old, words), _said(new, words), _change(old, new, words, rounding))
            )


def _is_same(old: Kept, new: Kept) -> bool:
    """Return whether two figures are of one period, or of none, and say the same."""
    return (old.period, old.state, old.number) == (new.period, new.state, new.number)


def _label(one: Kept, words: Words) -> str:
    kind = one.key.rpartition(":")[2]
    said = words.say(f"changed.{kind}") if kind in ("year", "quarter", "window") else ""
    return f"{one.label}, {said}" if said else one.label


def _said(one: Kept, words: Words) -> Said:
    """Return a figure as it was said; a count as this language writes it."""
    text = words.number(one.number) if one.kind == "count" and one.number is not None else one.text
    state: SaidState = "withheld" if one.state == "withheld" else "no_data"
    return Said(text, one.number, unit=one.unit, state="released" if one.number is not None else state)


def _change(old: Kept, new: Kept, words: Words, rounding: int) -> Said:
    """Return the change of a count with its interval, or why none is told."""
    if old.number is None or new.number is None:
        return Said(words.say("content.none"))
    if old.period and old.period == new.period:
        return Said(words.say("changed.corrected"))
    if old.number == new.number:
        return Said(words.say("changed.equal"))
    if new.kind != "count":
        return Said(words.say("measures.not_tested"))
    if not old.exposure or not new.exposure:
        return Said(words.say("measures.not_tested"))
    moved = count_moved(old.number, new.number, rounding, (old.exposure, new.exposure))
    return moved_said(words, moved)


def _services(then: Mapping[str, Kept], now: Mapping[str, Kept], words: Words) -> Iterator[TableRow]:
    for key, old, new in _pairs(then, now, "service:"):
        if old is None or new is None:
            yield _one_alone(old, new, key, words)
        elif old.state != new.state:
            yield TableRow(new.label, (_worded(old), _worded(new), Said(words.say("changed.class"))))


def _zones(then: Mapping[str, Kept], now: Mapping[str, Kept], words: Words) -> Iterator[TableRow]:
    for key, old, new in _pairs(then, now, "zone:"):
        if old is None or new is None:
            yield _one_alone(old, new, key, words)
        elif old.state != new.state:
            yield TableRow(new.label, (_worded(old), _worded(new), Said(words.say("changed.zone"))))


def _pairs(
    then: Mapping[str, Kept], now: Mapping[str, Kept], begins: str
) -> Iterator[tuple[str, Kept | None, Kept | None]]:
    """Yield classes and statuses of both, in the order of this briefing, then those that are gone."""
    for key in dict.fromkeys([*now, *then]):
        old, new = then.get(key), now.get(key)
        if (
            key.startswith(begins)
            and (old or new)
            and not {each.kind for each in (old, new) if each} & set(FIGURES)
        ):
            yield key, old, new


def _one_alone(old: Kept | None, new: Kept | None, key: str, words: Words) -> TableRow:
    what = f"{'new' if old is None else 'gone'}_{'zone' if key.startswith('zone:') else 'service'}"
    label = next(each.label for each in (new, old) if each is not None)
    then, now = (_worded(each) if each else Said(words.say("content.none")) for each in (old, new))
    return TableRow(label, (then, now, Said(words.say(f"changed.{what}"))))


def _worded(one: Kept) -> Said:
    return Said(one.text)


def _note(then: Mapping[str, Kept], now: Mapping[str, Kept], words: Words) -> str:
    """Return how a change is told from chance, and how many services stayed as they were."""
    stayed = sum(
        1 for key, new in now.items() if new.kind == "class" and key in then and then[key].state == new.state
    )
    said = [words.say("changed.tested")]
    if stayed:
        said.append(words.say("changed.stayed", count=stayed))
    return " ".join(said)
