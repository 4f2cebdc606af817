"""The raw files of events, each with the layout, habits and dirt of a different office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np

from etl.demo.clock_pattern import clock_flag, to_local, transition_readings
from etl.demo.dirt import Faults, Row, Tally, corrections, dirty
from etl.demo.events import Events
from etl.demo.files import write_text
from etl.demo.frame import Floats, to_degrees, to_grid
from etl.demo.sites import nearest_code

YEARS = ("2023-24", "2024-25", "2025-26")
_YEAR_ENDS_DAY = (366, 731, 1096)  # days since 1 October 2023, exclusive
_SEA = ("33.851200", "-39.020400")  # open water, 16 km south of the town
_POLICE_WORDS = {
    "search": "Person search",
    "stop": "Stop and account",
    "possession": "Possession of drugs",
    "supply": "Supply of drugs",
    "arrest": "Arrest",
    "dispersal": "Dispersal direction",
    "drug_dog": "Drug dog deployment",
    "other": "Other",
}
_CONDITION_WORDS = {
    "lighting_fault": "Street light – not working",
    "derelict_building": "Derelict or boarded-up building",
    "toilet_closed": "Public toilet – closed",
    "dumped_waste": "Dumped waste",
    "other": "Café terrace blocking way",
}


def write_overdoses(raw: Path, rng: np.random.Generator, events: Events) -> Tally:
    """Write one ambulance file a year: ISO times, degrees, corrections in the same and in the next file."""
    tally = Tally()
    degrees = to_degrees(events.xy)
    times = _readings(events)
    crew = rng.integers(100, 160, len(events))
    rows = [
        {
            "call_no": f"OD-{k + 1:06d}",
            "call_time": f"{times[k]:%Y-%m-%d %H:%M:%S}",
            "latitude": f"{degrees[k, 1]:.6f}",
            "longitude": f"{degrees[k, 0]:.6f}",
            **{name: column[k] for name, column in events.text.items()},
            "crew_id": f"CR{crew[k]}",
            "patient_initials": "X. Y.",
            "notes": "what the crew wrote",
            "updated": f"{times[k]:%Y-%m-%d} 23:59",
        }
        for k in range(len(events))
    ]
    faults = Faults(
        "latitude",
        "longitude",
        0.028,
        zero=9,
        swapped=6,
        outside=(*_SEA, 4),
        wrong=("outcome", "survivd", 5),
        when="call_time",
        bad_time=("2025-13-04 10:20:00", 2),
    )
    clean = dirty(rng, rows, faults, tally)
    _count_flags([times[k] for k in (*clean, *_unlocated(rows, faults))], tally)
    year = np.searchsorted(_YEAR_ENDS_DAY, events.minute // 1440, side="right")
    chosen = _plain(rng, clean, times, 36)
    same, following = chosen[:28], [k for k in chosen[28:] if year[k] < 2]
    for number, name in enumerate(YEARS):
        changes = {"outcome": "died", "updated": "2026-10-01 09:00"}
        block = [row for k, row in enumerate(rows) if year[k] == number]
        block += corrections(rows, [k for k in same if year[k] == number], changes, tally)
        changes = {"outcome": "unknown", "updated": "2026-10-02 09:00"}
        block += corrections(rows, [k for k in following if year[k] == number - 1], changes, tally)
        tally.rows += len(block)
        write_text(raw / f"ambulance/calls_{name}.csv", block)
    return tally


def write_police(raw: Path, rng: np.random.Generator, events: Events) -> Tally:
    """Write one police file a year: day-first times, the police's own words, hours that occur twice."""
    tally = Tally()
    degrees = to_degrees(events.xy)
    times = _readings(events)
    twice, never = transition_readings()
    special = rng.choice(len(events), len(twice) + len(never), replace=False).tolist()
    for k, reading in zip(special, [*twice, *never], strict=True):
        times[k] = reading  # half past midnight in an autumn night, and in a spring night that skips it
    officer = rng.integers(1000, 1400, len(events))
    rows = [
        {
            "Ref": f"PA-{k + 1:06d}",
            "Date and time": f"{times[k]:%d/%m/%Y %H:%M}",
            "Type": _POLICE_WORDS[events.text["category"][k]],
            "Object": events.text["reason"][k].replace("_", " ").capitalize(),
            "Outcome": events.text["outcome"][k].replace("_", " ").capitalize(),
            "Operation": events.text["operation"][k],
            "Lat": f"{degrees[k, 1]:.6f}",
            "Lon": f"{degrees[k, 0]:.6f}",
            "officer_id": f"V{officer[k]}",
            "Narrative": "what the officer wrote",
            "Amended": f"{times[k]:%Y%m%d}",
        }
        for k in range(len(events))
    ]
    faults = Faults(
        "Lat",
        "Lon",
        0.034,
        zero=12,
        swapped=5,
        outside=(*_SEA, 7),
        wrong=("Type", "Persn serch", 8),
        when="Date and time",
        bad_time=("31/02/2025 14:10", 3),
    )
    held = set(special)
    clean = dirty(rng, rows, faults, tally, spare=held)
    _count_flags([times[k] for k in (*clean, *special, *_unlocated(rows, faults))], tally)
    chosen = _plain(rng, clean, times, 40)
    changes = {"Outcome": "Charge", "Amended": "20261001"}
    for number, name in enumerate(YEARS):
        first = datetime(2023 + number, 10, 1)
        last = datetime(2024 + number, 10, 1)
        own = {k for k in range(len(rows)) if first <= times[k] < last}
        block = [rows[k] for k in sorted(own, key=lambda k: (times[k], k))]
        block += corrections(rows, [k for k in chosen if k in own], changes, tally)
        tally.rows += len(block)
        write_text(raw / f"police/recorded_activity_{name}.csv", block, newline="\r\n")
    return tally


def write_confiscations(
    raw: Path, rng: np.random.Generator, events: Events, codes: list[str], points: Floats
) -> Tally:
    """Write the outreach team's intake form: days only, some places given as a postcode."""
    tally = Tally(rows=len(events))
    degrees = to_degrees(events.xy)
    times = _readings(events)
    near = nearest_code(codes, points, events.xy)
    by_code = rng.random(len(events)) < 0.16
    rows = [
        {
            "report_id": f"{times[k]:%Y}-{k + 1:04d}",
            "occurred_at": f"{times[k]:%Y-%m-%d}",
            "latitude": "" if by_code[k] else f"{degrees[k, 1]:.6f}",
            "longitude": "" if by_code[k] else f"{degrees[k, 0]:.6f}",
            "postcode": near[k].lower() if by_code[k] else "",
            **{name: column[k] for name, column in events.text.items()},
            "service_id": "",
        }
        for k in range(len(events))
    ]
    plain = [k for k in range(len(rows)) if not by_code[k]]
    dirty(
        rng,
        rows,
        Faults("latitude", "longitude", 0.025, wrong=("syringes_taken", "a few", 4)),
        tally,
        spare=set(range(len(rows))) - set(plain),
    )
    write_text(raw / "outreach/confiscations_intake.csv", rows)
    return tally


def write_needles(raw: Path, rng: np.random.Generator, events: Events) -> Tally:
    """Write needle reports: month only, no id, points snapped to 0.001 degrees (about 100 m)."""
    tally = Tally(rows=len(events))
    degrees = np.round(to_degrees(events.xy), 3)
    times = _readings(events)
    rows = [
        {
            "year": f"{times[k]:%Y}",
            "month": f"{times[k].month}",
            "status": events.text["status"][k],
            "needles": events.text["needles_count"][k],
            "y": f"{degrees[k, 1]:.3f}",
            "x": f"{degrees[k, 0]:.3f}",
        }
        for k in range(len(events))
    ]
    faults = Faults("x", "y", 0.022, zero=3, wrong=("status", "colected", 6))
    dirty(rng, rows, faults, tally)
    write_text(raw / "streets_dept/needle_reports.csv", rows)
    return tally


def write_conditions(raw: Path, rng: np.random.Generator, events: Events) -> Tally:
    """Write street faults: cp1252, semicolons, decimal commas, grid metres, enquiries mixed in."""
    tally = Tally(rows=len(events))
    grid = to_grid(events.xy)
    times = _readings(events)
    rows = [
        {
            "Case": f"C-{k + 1:05d}",
            "Opened": f"{times[k]:%d.%m.%Y %H:%M}",
            "Request": _CONDITION_WORDS[events.text["category"][k]],
            "East": f"{grid[k, 0]:.1f}".replace(".", ","),
            "North": f"{grid[k, 1]:.1f}".replace(".", ","),
            "Reported by": "a resident",
        }
        for k in range(len(events))
    ]
    clean = dirty(rng, rows, Faults("East", "North", 0.02, wrong=("Request", "Street ligth", 5)), tally)
    for k in rng.choice(clean, 60, replace=False).tolist():
        rows[k]["Request"] = "Parking permit – enquiry"
        tally.filtered += 1
    write_text(raw / "streets_dept/faults.csv", rows, delimiter=";", encoding="cp1252", newline="\r\n")
    return tally


def _readings(events: Events) -> list[datetime]:
    return [to_local(minute) for minute in events.minute.tolist()]


def _plain(rng: np.random.Generator, clean: list[int], times: list[datetime], count: int) -> list[int]:
    """Return clean rows whose hour is neither ambiguous nor missing."""
    usable = [k for k in clean if clock_flag(times[k]) == ""]
    return [int(k) for k in rng.choice(usable, count, replace=False)]


def _unlocated(rows: list[Row], faults: Faults) -> list[int]:
    """Return the rows without a point, which are loaded all the same."""
    return [k for k, row in enumerate(rows) if not row[faults.x]]


def _count_flags(times: list[datetime], tally: Tally) -> None:
    """Count the doubtful hours among rows that will be loaded."""
    flags = [clock_flag(reading) for reading in times]
    tally.ambiguous += flags.count("ambiguous")
    tally.missing_hour += flags.count("missing")
