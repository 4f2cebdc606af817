"""The benchmark's file: a million calls with every kind of row the loader must tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

WEST, SOUTH, EAST, NORTH = -2.2, 53.5, -1.2, 54.0
PART = 1_000_000  # rows made at a time, each part from a seed of its own
CORNERS = 4_000  # of the outline: about what a county's has
PLACE = """\
id = "bench"
name = "Benchmark"
time_zone = "Europe/London"
[[source]]
id = "outline"
feed = "boundary"
files = ["outline.csv"]
columns = { area_id = "id", name = "name", geometry = "wkt" }
constants = { level = "place" }
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
crs = "EPSG:27700"
newest_by = "updated_at"
time_format = ["%d/%m/%Y %H:%M"]
[source.columns]
event_id = "id"
occurred_at = "occurred_at"
latitude = "lat"
longitude = "lon"
easting = "easting"
northing = "northing"
outcome = "outcome"
naloxone_given = "naloxone"
[source.values]
outcome = { "conveyed" = "survived" }
"""


def write_outline(path: Path) -> None:
    """Write the place's outline: a wavy ring through most of the box the calls fall in."""
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    reach = 0.97 + 0.02 * np.sin(40 * turn) + 0.01 * np.sin(301 * turn)
    # a superellipse: nearly the box, with rounded corners
    shape = (np.abs(np.cos(turn)) ** 8 + np.abs(np.sin(turn)) ** 8) ** (-1 / 8) * reach
    x = (WEST + EAST) / 2 + (EAST - WEST) / 2 * shape * np.cos(turn)
    y = (SOUTH + NORTH) / 2 + (NORTH - SOUTH) / 2 * shape * np.sin(turn)
    ring = [f"{a:.6f} {b:.6f}" for a, b in zip(x, y, strict=True)]
    path.write_text(f'id,name,wkt\nP,Place,"POLYGON(({", ".join([*ring, ring[0]])}))"\n', encoding="utf-8")


def write_calls(path: Path, rows: int, seed: int) -> None:
    """Write `rows` calls: half in degrees, half on the British grid; 2 % repeat an id, 2 % are wrong.

    Of the wrong ones a quarter each has a time that is no time, coordinates at 0, 0, an outcome nobody
    listed, or one coordinate of two. 3 % have no coordinates at all; some lie outside the outline.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("id,occurred_at,lat,lon,easting,northing,outcome,naloxone,updated_at,crew\n")
        for start in range(0, rows, PART):
            stop = min(start + PART, rows)
            random = np.random.default_rng(seed if start == 0 else [seed, start])
            stream.writelines(_calls(start, stop, random))


def _calls(start: int, stop: int, random: np.random.Generator) -> Iterator[str]:
    rows = stop - start
    number = np.arange(start, stop)
    repeats = random.random(rows) < 0.02
    number[repeats] = random.integers(0, stop, repeats.sum())
    minutes = random.integers(0, 3 * 365 * 24 * 60, rows)
    when = (np.datetime64("2023-01-01T00:00") + minutes).astype("datetime64[m]")
    updated = (when + random.integers(1, 100_000, rows)).astype("datetime64[s]")
    latitude, longitude = random.uniform(SOUTH, NORTH, rows), random.uniform(WEST, EAST, rows)
    easting, northing = random.uniform(400_000, 450_000, rows), random.uniform(400_000, 450_000, rows)
    grid = random.random(rows) < 0.5
    unlocated = random.random(rows) < 0.03
    wrong = np.where(random.random(rows) < 0.02, random.integers(1, 5, rows), 0)
    outcome = np.array(["survived", "Conveyed", "died", "unknown", ""])[random.integers(0, 5, rows)]
    naloxone = np.array(["yes", "no", ""])[random.integers(0, 3, rows)]
    outcome[wrong == 3] = "elsewhere"
    for i in range(rows):
        stamp = str(when[i])
        local = f"{stamp[8:10]}/{stamp[5:7]}/{stamp[:4]} {stamp[11:]}" if wrong[i] != 1 else "not known"
        if unlocated[i]:
            point = ",,,"
        elif wrong[i] == 2:
            point = "0,0,,"
        elif wrong[i] == 4:
            point = f"{latitude[i]:.6f},,,"
        elif grid[i]:
            point = f",,{easting[i]:.1f},{northing[i]:.1f}"
        else:
            point = f"{latitude[i]:.6f},{longitude[i]:.6f},,"
        yield f"C{number[i]:07d},{local},{point},{outcome[i]},{naloxone[i]},{updated[i]},crew {i % 40}\n"
