"""A second, slow and plain loader for one event source, to hold the fast one against.

Written from the feed's statement and the rules in words, with csv, zoneinfo and h3 only: it shares no
code with etl/.
"""

from __future__ import annotations

import csv
import io
import math
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import h3
import shapely

HEADER = ["id", "when", "lat", "lon", "outcome", "naloxone", "count", "updated"]
FORMATS = ("%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m")
OUTCOMES = {"conveyed": "survived", "survived": "survived", "died": "died", "unknown": "unknown"}
YES, NO = {"yes", "y", "true", "t", "1"}, {"no", "n", "false", "f", "0"}


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def moment(text: str) -> tuple[datetime, str] | None:
    for form, precision in zip(FORMATS, ("minute", "day", "month"), strict=True):
        try:
            return datetime.strptime(text, form), precision
        except ValueError:
            continue
    return None


def place_in_time(local: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return UTC of the first pass of a local time, and what daylight saving makes of it."""
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    flag = ""
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        flag = "missing"
    elif first.utcoffset() != second.utcoffset():
        flag = "ambiguous"
    return first.astimezone(UTC).replace(tzinfo=None), flag


def judge_point(lat_text: str, lon_text: str, outline: Any) -> tuple[str, float | None, float | None]:
    if not lat_text and not lon_text:
        return "", None, None
    if not lat_text or not lon_text:
        return "coordinates_incomplete", None, None
    lat, lon = number(lat_text), number(lon_text)
    if lat is None or lon is None:
        return "coordinates_not_numbers", None, None
    west, south, east, north = outline.bounds

    def near(y: float, x: float) -> bool:
        return south <= y <= north and west <= x <= east

    if lat == 0 and lon == 0:
        return "coordinates_zero", None, None
    if abs(lat) <= 90 and abs(lon) <= 180:
        if near(lat, lon) and outline.contains(shapely.Point(lon, lat)):
            return "", lat, lon
        if near(lon, lat):
            return "coordinates_swapped", None, None
        return ("coordinates_wrong_sign" if near(lat, -lon) else "outside_place"), None, None
    if near(lon, lat):
        return "coordinates_swapped", None, None
    for power in (3, 4, 5, 6, 7):
        if near(lat / 10**power, lon / 10**power) or near(lat / 10**power, -lon / 10**power):
            return "coordinates_scaled", None, None
    return (
        ("coordinates_projected" if max(abs(lat), abs(lon)) > 1000 else "coordinates_out_of_range"),
        None,
        None,
    )


def load(text: str, outline: Any, zone_name: str, now: datetime) -> dict[str, list[Any]]:
    """Return loaded (rows), quarantined (row number, reasons) and superseded (row numbers)."""
    zone = ZoneInfo(zone_name)
    latest = now.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    good, bad = [], []
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    rows = [row for row in reader if row]
    for row_number, row in enumerate(rows, 1):
        if len(row) != len(HEADER):
            bad.append(
                (row_number, ["csv_missing_columns" if len(row) < len(HEADER) else "csv_too_many_columns"])
            )
            continue
        event, when, lat, lon, outcome, naloxone, _, updated = (part.strip(" ") for part in row)
        reasons = []
        found = moment(when) if when else None
        if not when:
            reasons.append("occurred_at_missing")
        elif found is None:
            reasons.append("occurred_at_unparsed")
        elif found[0] > latest:
            reasons.append("occurred_at_in_future")
        elif found[0] < datetime(1970, 1, 1):
            reasons.append("occurred_at_too_early")
        kind = OUTCOMES.get((outcome or "unknown").lower())
        if kind is None:
            reasons.append("outcome_unknown_value")
        given = naloxone.lower() in YES if naloxone.lower() in YES | NO else None
        if naloxone and given is None:
            reasons.append("naloxone_given_not_yes_or_no")
        reason, latitude, longitude = judge_point(lat, lon, outline)
        reasons += [reason] if reason else []
        if reasons or found is None:
            bad.append((row_number, sorted(reasons)))
            continue
        local, precision = found
        utc, flag = place_in_time(local, zone) if precision == "minute" else (None, "")
        good.append(
            {
                "row_number": row_number,
                "identity": event or None,
                "occurred_local": local if precision == "minute" else None,
                "occurred_utc": utc,
                "occurred_date": None if precision == "month" else local.date(),
                "occurred_month": date(local.year, local.month, 1),
                "time_precision": precision,
                "time_flag": flag,
                "outcome": kind,
                "naloxone_given": given,
                "latitude": latitude,
                "longitude": longitude,
                **{
                    f"cell_{r}": None
                    if latitude is None
                    else int(h3.latlng_to_cell(latitude, longitude, r), 16)
                    for r in (7, 8, 9, 10)
                },
                "_newest": (number(updated) if updated else None, updated),
            }
        )
    newest: dict[str, Any] = {}
    for row in good:
        value, written = row["_newest"]
        key = (-math.inf if value is None else value, written, row["row_number"])
        if row["identity"] is not None and key >= newest.get(row["identity"], (key, None))[0]:
            newest[row["identity"]] = (key, row["row_number"])
    kept = [row for row in good if row["identity"] is None or newest[row["identity"]][1] == row["row_number"]]
    lost = sorted({row["row_number"] for row in good} - {row["row_number"] for row in kept})
    return {"loaded": kept, "quarantined": bad, "superseded": lost}
