"""When things happen in the invented town: days with trend, season and weekday; hours by kind of night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from etl.demo.frame import DAYS, FIRST_DAY, TIME_ZONE, Floats, Ints

_HOURS = np.arange(24)


def day_weights(trend_per_year: float, season: float, weekday: tuple[float, ...]) -> Floats:
    """Return one weight for each day (sums to 1).

    trend_per_year: growth, 0.05 is 5 % a year; season: half the summer-to-winter swing, high in July;
    weekday: seven factors from Monday.
    """
    number = np.arange(DAYS)
    first = FIRST_DAY.weekday()
    year = np.array([(FIRST_DAY + timedelta(days=int(n))).timetuple().tm_yday for n in number])
    weight = (1 + trend_per_year) ** (number / 365.25)
    weight *= 1 + season * np.cos(2 * np.pi * (year - 196) / 365.25)
    weight *= np.array(weekday)[(number + first) % 7]
    return np.asarray(weight / weight.sum())


def hour_weights(peak: float, spread: float, floor: float) -> Floats:
    """Return 24 weights round a peak hour (sums to 1); `floor` is the share spread evenly."""
    gap = np.minimum(np.abs(_HOURS - peak), 24 - np.abs(_HOURS - peak))
    bump = np.exp(-((gap / spread) ** 2) / 2)
    return np.asarray((1 - floor) * bump / bump.sum() + floor / 24)


STREET_HOURS = hour_weights(15.5, 3.4, 0.10)
NIGHT_HOURS = hour_weights(23.5, 2.0, 0.03)
OVERDOSE_HOURS = hour_weights(19.5, 4.5, 0.30)
OFFICE_HOURS = hour_weights(12.0, 3.0, 0.02)
NIGHT_WEEK = (0.35, 0.35, 0.5, 0.9, 2.0, 2.3, 0.6)
MARKET_WEEK = (1.15, 1.1, 1.1, 1.1, 1.15, 0.8, 0.6)


def draw_minutes(rng: np.random.Generator, days: Ints, hours: Floats) -> Ints:
    """Return minutes since the first midnight; late-night hours belong to the evening they follow.

    An hour before 6 that goes with an evening peak is moved to the next calendar day, except on the last.
    """
    hour = rng.choice(24, size=len(days), p=hours)
    next_day = (hour < 6) & (days < DAYS - 1)
    return np.asarray((days + next_day) * 1440 + hour * 60 + rng.integers(0, 60, len(days)))


def to_local(minute: int) -> datetime:
    """Return the clock reading of a minute since the first midnight (no zone: what a clerk writes)."""
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day) + timedelta(minutes=int(minute))


def skip_missing(minutes: Ints) -> Ints:
    """Return the minutes with readings that no clock shows (the spring hour) moved one hour later."""
    moved = minutes.copy()
    missing = np.array([clock_flag(to_local(m)) == "missing" for m in minutes.tolist()], dtype=bool)
    moved[missing] += 60
    return moved


def clock_flag(reading: datetime) -> str:
    """Return '', 'ambiguous' or 'missing' for a clock reading in the town's time zone."""
    zone = ZoneInfo(TIME_ZONE)
    early = reading.replace(tzinfo=zone, fold=0)
    late = reading.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return ""
    back = early.astimezone(ZoneInfo("UTC")).astimezone(zone)
    return "ambiguous" if back.replace(tzinfo=None) == reading else "missing"


def transition_readings() -> tuple[list[datetime], list[datetime]]:
    """Return half past midnight of every autumn change, and of every spring change, of the three years."""
    half_past = [
        datetime(day.year, day.month, day.day, 0, 30)
        for day in (FIRST_DAY + timedelta(days=n) for n in range(DAYS))
    ]
    autumn = [reading for reading in half_past if clock_flag(reading) == "ambiguous"]
    spring = [reading for reading in half_past if clock_flag(reading) == "missing"]
    return autumn, spring
