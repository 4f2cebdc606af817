"""SQL that reads a source's times: the declared formats, and how fine each of them is."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from etl import store
from etl.errors import BadInputError
from etl.place import Place, Source

ISO_FORMATS = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S.%n",
    "%Y-%m-%dT%H:%M:%S.%n",
    "%Y-%m-%d",
    "%Y-%m",
)
PRECISIONS = ("second", "minute", "hour", "day", "month")
EARLIEST = datetime(1970, 1, 1)
_MONTHLY = f"time_precision >= {PRECISIONS.index('month')}"
# SQL for the last day on which a staged event may have happened, NULL where its time could not be read
LAST_DAY = f"case when {_MONTHLY} then last_day(occurred_day) else occurred_day end"
# SQL for its moment as text, as fine as it is known, the same as of the stored event
MOMENT = (
    f"coalesce(occurred_local::varchar, (case when {_MONTHLY} then date_trunc('month', occurred_day) "
    "else occurred_day end)::date::varchar)"
)
_EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}  # microseconds in one of its units, since 1970 in UTC
_DAY_CODES = ("%d", "%-d", "%j", "%x", "%c", "%D", "%s")
_HOUR_CODES = ("%H", "%I", "%-H", "%-I", "%c", "%X", "%T", "%s")


def format_precision(form: str, declared: str) -> str:
    """Return the coarser of what the source declares and what the format can hold."""
    held = "second"
    if form in _EPOCHS:
        return max(held, declared, key=PRECISIONS.index)
    if not any(code in form for code in _HOUR_CODES):
        held = "day"
    if not any(code in form for code in _DAY_CODES):
        held = "month"
    return max(held, declared, key=PRECISIONS.index)


def formats_of(source: Source) -> tuple[str, ...]:
    """Return the formats to try, in order: those declared, or ISO alone."""
    return source.time_format or ISO_FORMATS


def zone_of(source: Source, place: Place) -> str:
    """Return the time zone in which the source's clock times are written."""
    return source.time_zone or place.time_zone


def parsed(text: str, formats: tuple[str, ...]) -> str:
    """Return SQL that gives a TIMESTAMP, the first format that fits winning; %z gives UTC."""
    zoned = [form for form in formats if "%z" in form or "%Z" in form]
    plain = [form for form in formats if form not in zoned and form not in _EPOCHS]
    tries = [
        f"make_timestamp((read_number({text}) * {_EPOCHS[form]})::bigint)"
        for form in formats
        if form in _EPOCHS
    ]
    if plain:
        tries.append(f"try_strptime({text}, [{', '.join(store.literal(form) for form in plain)}])")
    tries += [f"try_strptime({text}, {store.literal(form)})::timestamp" for form in zoned]
    return tries[0] if len(tries) == 1 else f"coalesce({', '.join(tries)})"


def time_columns(text: str, source: Source) -> tuple[str, str, str]:
    """Return SQL for (the time as written, its precision, whether it is UTC because the text says so).

    The precision is a number: an index of PRECISIONS.
    """
    formats = formats_of(source)
    when = parsed(text, formats)
    zoned = tuple(form for form in formats if "%z" in form)
    absolute = f"({parsed(text, zoned)} is not null)" if zoned else "false"
    groups: dict[str, list[str]] = {}
    for form in formats:
        groups.setdefault(format_precision(form, source.time_precision), []).append(form)
    if len(groups) == 1:
        return when, f"{PRECISIONS.index(next(iter(groups)))}::utinyint", absolute
    cases = " ".join(
        f"when {parsed(text, tuple(forms))} is not null then {PRECISIONS.index(precision)}"
        for precision, forms in sorted(groups.items(), key=lambda item: PRECISIONS.index(item[0]))
    )
    return when, f"(case {cases} else 0 end)::utinyint", absolute


def latest_allowed(source: Source, place: Place, now: datetime) -> datetime:
    """Return the last moment, as the source writes time, that is not in the future: a day after `now`."""
    return (now.astimezone(ZoneInfo(zone_of(source, place))) + timedelta(days=1)).replace(tzinfo=None)


def require_readable(con: store.Connection, source: Source, file: str, number: int, read: int) -> None:
    """Raise BadInputError when no format was declared and hardly any time of file `number` is ISO."""
    if source.time_format or not read:
        return
    unparsed = int(store.value(con, store.sql("count_unparsed"), [number]))
    if unparsed > read / 2:
        raise BadInputError(
            file,
            f"source {source.id} declares no time_format, and {unparsed:,} of {read:,} times are not ISO "
            "(2026-03-14 22:40)",
            'Add time_format, e.g. "%d/%m/%Y %H:%M"; `safepassage inspect` proposes one.',
        )
