"""A country in small for the benchmarks: sixty invented towns, and as many events in them as wanted.

Everything follows from the seed. Towns differ in size as towns do; in each, events gather round a few hearts,
two in five lie at an address that comes again and again, and days and hours have their ups and downs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from etl.feeds.police_activity import CATEGORIES
from etl.projection import METRES_PER_DEGREE

TOWNS, RADIUS_M, HEARTS, ADDRESSES = 60, 4_000.0, 8, 3_000
START, DAYS = np.datetime64("2023-10-01"), 1_096  # three whole years
BATCH = 1_000_000
CALLS_SHARE = 0.3
REASONS = ("drugs", "weapons", "stolen_goods", "public_order", "other", "unknown")
Floats = npt.NDArray[np.float64]
PLACE = """\
id = "towns"
name = "Sixty towns"
time_zone = "Europe/London"
[[source]]
id = "outline"
feed = "boundary"
files = ["outline.csv"]
columns = { area_id = "id", name = "name", geometry = "wkt" }
constants = { level = "place" }
[[source]]
id = "police"
feed = "police_activity"
files = ["police.csv"]
time_format = ["%Y-%m-%d %H:%M"]
[source.columns]
event_id = "id"
occurred_at = "at"
latitude = "lat"
longitude = "lon"
category = "category"
reason = "reason"
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
time_format = ["%Y-%m-%d %H:%M"]
[source.columns]
event_id = "id"
occurred_at = "at"
latitude = "lat"
longitude = "lon"
alone = "alone"
"""


@dataclass(frozen=True)
class Towns:
    """Where towns lie (degrees) and what share of the events is in each. hearts: towns x HEARTS x 2."""

    latitude: Floats
    longitude: Floats
    share: Floats
    hearts: Floats
    addresses: Floats

    @property
    def squeeze(self) -> Floats:
        """Return how much shorter a degree of longitude is in each town."""
        return np.cos(np.radians(self.latitude))


@dataclass(frozen=True)
class Batch:
    """Some events: where (degrees), and when (minutes from START)."""

    latitude: Floats
    longitude: Floats
    minute: npt.NDArray[np.int64]


def make_towns(random: np.random.Generator) -> Towns:
    """Return sixty towns on a lattice, 40 km apart."""
    row, column = np.divmod(np.arange(TOWNS), 10)
    share = random.pareto(1.5, TOWNS) + 0.5
    around = random.normal(0, 0.4, (TOWNS, HEARTS, 2))
    hearts = around / np.maximum(1.0, np.hypot(around[..., 0], around[..., 1]) / 0.8)[..., None]
    return Towns(
        51.0 + row * 0.36,
        -3.5 + column * 0.58,
        share / share.sum(),
        hearts,
        _in_town(random, hearts[np.repeat(np.arange(TOWNS), ADDRESSES)]),
    )


def _in_town(random: np.random.Generator, hearts: Floats) -> Floats:
    """Return points in the unit disc about one of the hearts of each row (rows x HEARTS x 2)."""
    chosen = hearts[np.arange(len(hearts)), random.integers(0, HEARTS, len(hearts)) // 2 * 2]
    points = chosen + random.normal(0, 0.18, chosen.shape)
    far = np.maximum(1.0, np.hypot(points[:, 0], points[:, 1]) / 0.97)
    return np.asarray(points / far[:, None])


def batches(towns: Towns, events: int, random: np.random.Generator) -> Iterator[Batch]:
    """Yield that many events, a batch at a time."""
    for first in range(0, events, BATCH):
        size = min(BATCH, events - first)
        town = random.choice(TOWNS, size, p=towns.share)
        points = _in_town(random, towns.hearts[town])
        repeated = random.random(size) < 0.4
        which = (random.random(size) ** 3 * ADDRESSES).astype(np.int64)
        points[repeated] = towns.addresses[(town * ADDRESSES + which)[repeated]]
        day = random.integers(0, DAYS, size)
        hour = (random.normal(20, 5, size) % 24).astype(np.int64)
        reach = RADIUS_M / METRES_PER_DEGREE
        yield Batch(
            np.round(towns.latitude[town] + points[:, 0] * reach, 6),
            np.round(towns.longitude[town] + points[:, 1] * reach / towns.squeeze[town], 6),
            (day * 24 + hour) * 60 + random.integers(0, 60, size),
        )


def write_towns(raw: Path, events: int, seed: int) -> None:
    """Write the files of PLACE: the outline of all towns, police activity and overdose calls."""
    random = np.random.default_rng(seed)
    towns = make_towns(random)
    raw.mkdir(parents=True, exist_ok=True)
    _write_outline(raw / "outline.csv", towns)
    calls = round(events * CALLS_SHARE)
    _write(raw / "police.csv", towns, events - calls, random, {"category": CATEGORIES, "reason": REASONS})
    _write(raw / "calls.csv", towns, calls, random, {"alone": ("yes", "no", "")})


def _write_outline(path: Path, towns: Towns) -> None:
    turn = np.linspace(0, 2 * np.pi, 64)
    reach = RADIUS_M / METRES_PER_DEGREE
    rings = [
        ", ".join(
            f"{east + reach * x / squeeze:.6f} {north + reach * y:.6f}"
            for x, y in zip(np.cos(turn), np.sin(turn), strict=True)
        )
        for north, east, squeeze in zip(towns.latitude, towns.longitude, towns.squeeze, strict=True)
    ]
    shape = ", ".join(f"(({ring}))" for ring in rings)
    path.write_text(f'id,name,wkt\nP,Towns,"MULTIPOLYGON({shape})"\n', encoding="utf-8")


def _write(
    path: Path, towns: Towns, events: int, random: np.random.Generator, choices: dict[str, tuple[str, ...]]
) -> None:
    schema = pa.schema(
        [("id", pa.string()), ("at", pa.string()), ("lat", pa.float64()), ("lon", pa.float64())]
        + [(name, pa.string()) for name in choices]
    )
    first = 0
    with pa.csv.CSVWriter(path, schema) as out:
        for batch in batches(towns, events, random):
            size = len(batch.minute)
            moment = (START.astype("datetime64[m]") + batch.minute).astype("datetime64[s]")
            picked = [
                pa.DictionaryArray.from_arrays(
                    pa.array((random.random(size) ** 2 * len(values)).astype(np.int8)), list(values)
                ).cast(pa.string())
                for values in choices.values()
            ]
            number = pa.array(np.arange(first, first + size)).cast(pa.string())
            at = pa.compute.strftime(pa.array(moment), format="%Y-%m-%d %H:%M")
            columns = [number, at, pa.array(batch.latitude), pa.array(batch.longitude), *picked]
            out.write_table(pa.table(columns, schema=schema))
            first += size
