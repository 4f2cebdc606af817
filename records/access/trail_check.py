"""Whether a trail is as it was written: every row, their order, and that none is missing."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Row, select

from records.access.schema import trail as table
from records.access.trail import Trail, last_number, link_of
from records.access.trail_key import BEGIN, HEAD_FILE, KEY_FILE, Head, read_head
from records.errors import UnfitError

What = Literal["changed", "missing", "moved", "cut", "replaced", "head", "key"]
REMEMBERED = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
AT_ONCE: Final = 1_000  # rows
MOST_MOVED: Final = 40  # changed rows among which an order is looked for


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words, and with which acts: from first to last, both 0 where it is not about one."""

    what: What
    first: int
    last: int
    words: str


@dataclass(frozen=True)
class Verdict:
    """What a check found. head: the last act there is, to be written down elsewhere; faults: none is well."""

    count: int
    head: Head
    faults: tuple[Fault, ...]


def read_remembered(text: str) -> Head:
    """Return a head that somebody wrote down, NUMBER:LINK. Raises UnfitError."""
    if not (found := REMEMBERED.fullmatch(text.strip().lower())):
        raise UnfitError("the remembered head", "is not NUMBER:HEX", "Copy it as the check printed it.")
    return Head(int(found[1]), found[2])


def verify(trail: Trail, remembered: Head | None = None) -> Verdict:
    """Check every row against the key, the chain and the head. remembered: one kept elsewhere, proves more.

    Acts noted meanwhile are no fault: the head is read before the rows.
    """
    if trail.key is None and last_number(trail):
        lost = Fault("key", 0, 0, f"{KEY_FILE} is missing, so nothing can be checked")
        return Verdict(0, Head(0, BEGIN), (lost,))
    faults, heads = [], [] if remembered is None else [("the remembered head", remembered)]
    try:
        head = read_head(trail.folder, trail.key) if trail.key else None
    except ValueError:
        head = None
        faults.append(_of_head(f"{HEAD_FILE} was changed, or was written with another key"))
    else:
        if head is None and trail.key:
            faults.append(_of_head(f"{HEAD_FILE} is missing, so acts cut off the end would not be noticed"))
    if head is not None:
        heads.append((HEAD_FILE, head))
    walked = _walk(trail, {each.number for _, each in heads})
    for name, each in heads:
        faults += _against(name, each, walked)
    faults += [*walked.gaps, *_changed(trail, walked)]
    faults.sort(key=lambda fault: (fault.first, fault.last))
    return Verdict(walked.count, walked.last, tuple(faults))


@dataclass
class _Walked:
    """What one walk along the rows found. links: of the numbers that heads name, as stored."""

    count: int
    last: Head
    links: dict[int, str]
    gaps: list[Fault]
    wrong: list[Row[Any]]


def _walk(trail: Trail, watched: set[int]) -> _Walked:
    walked = _Walked(0, Head(0, BEGIN), {0: BEGIN} if 0 in watched else {}, [], [])
    for row in _rows(trail):
        number, before = walked.last.number + 1, walked.last.link
        if row.number > number:
            missing = _acts(number, row.number - 1)
            walked.gaps.append(
                Fault(
                    "missing",
                    number,
                    row.number - 1,
                    f"{missing} missing, so nobody can say whether act {row.number} is as it was",
                )
            )
        elif not _fits(trail.key, row, row.number, before):
            walked.wrong.append(row)
        if row.number in watched:
            walked.links[row.number] = row.link
        walked.count += 1
        walked.last = Head(row.number, row.link)
    return walked


def _rows(trail: Trail) -> Iterator[Row[Any]]:
    with trail.store.reading() as connection:
        asked = select(table).order_by(table.c.number).execution_options(yield_per=AT_ONCE)
        yield from connection.execute(asked)


def _fits(key: bytes | None, row: Row[Any], number: int, before: str) -> bool:
    """Return whether a row's link is that of its content as act `number` after the link before it."""
    if key is None:
        return False
    link = link_of(key, {**row._mapping, "number": number}, before)
    return hmac.compare_digest(link.encode(), str(row.link).encode())


def _changed(trail: Trail, walked: _Walked) -> list[Fault]:
    """Return the rows that do not fit: those that are another act's, then the others in runs."""
    wrong = walked.wrong
    moved = _moved(trail, wrong) if len(wrong) <= MOST_MOVED else {}
    found = [
        Fault("moved", number, number, f"act {number} stands in another's place: it was noted as act {was}")
        for number, was in moved.items()
    ]
    for first, last in _runs([row.number for row in wrong if row.number not in moved]):
        said = "was changed, or was put" if first == last else "were changed, or were put"
        found.append(
            Fault(
                "changed", first, last, f"{_acts(first, last, verb='')} {said} there without the trail's key"
            )
        )
    return found


def _moved(trail: Trail, wrong: list[Row[Any]]) -> dict[int, int]:
    """Return number -> number it was noted under, of rows that fit elsewhere."""
    numbers = {row.number for row in wrong}
    around = numbers | {number - 1 for number in numbers}
    with trail.store.reading() as connection:
        near = connection.execute(select(table.c.link).where(table.c.number.in_(around))).scalars()
        links = {*near, BEGIN}
    found = {}
    for row in wrong:
        for number in sorted(numbers | {max(numbers) + 1, min(numbers) - 1}):
            if number != row.number and any(_fits(trail.key, row, number, link) for link in links):
                found[row.number] = number
                break
    return found


def _against(name: str, head: Head, walked: _Walked) -> list[Fault]:
    """Return what a head says against the rows."""
    if head.number > walked.last.number:
        first, last = walked.last.number + 1, head.number
        return [Fault("cut", first, last, f"{_acts(first, last)} missing at the end, by {name}")]
    link = walked.links.get(head.number)
    if link is not None and link != head.link:
        words = f"act {head.number} is not the one that {name} remembers: the trail was written anew up to it"
        return [Fault("replaced", head.number, head.number, words)]
    return []


def _of_head(words: str) -> Fault:
    return Fault("head", 0, 0, words)


def _acts(first: int, last: int, verb: str = " is| are") -> str:
    """Return 'act 3 is' or 'acts 3 to 5 are'."""
    one, _, many = verb.partition("|")
    return f"act {first}{one}" if first == last else f"acts {first:} to {last}{many}"


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the first and last number of each run of neighbours, of numbers in order."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
