"""The invented town with everything that a place can have, and its twin: what differs may not be shown.

The twin's events lie elsewhere within withheld cells and are more or fewer of them, so chosen that every
count that is released stays: keys are searched, by giving new rows other ids, until the real release
function, with the place's own secret, says the same of every set that holds them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from etl import cells as h3
from etl import store
from etl.feed import all_feeds
from layers.disclosure import Law
from layers.layer import all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare
from layers.rule import Protected
from layers.zones.approved import ApprovedZone
from layers.zones.zone import read_zone
from tests.layers.town import EAST, MIDDLE, NORTH, SECRET, SOUTH, WEST, build_town, events, write

AS_OF: Final = dt.date(2026, 11, 22)
CANARY: Final = "CNRY"  # begins every text that nobody outside may see, with the place it was planted at
RULE: Final = Protected(Law(), SECRET)
# feed -> source, rows, columns that every row has
FEEDS: Final[dict[str, tuple[str, int, dict[str, Any]]]] = {
    "overdose_call": ("calls", 1492, {"outcome": "survived", "police_attended": False}),
    "police_activity": ("police", 1435, {"operation": f"{CANARY}-operation"}),
    "needle_report": ("needles", 702, {"needles_count": 3}),
    "syringe_confiscation": ("taken", 590, {"service_id": f"{CANARY}-confiscation-service"}),
    "condition_report": ("faults", 622, {}),
}
CHOICES: Final[dict[str, dict[str, tuple[Any, ...]]]] = {
    "overdose_call": {"alone": (True, False, None), "naloxone_by": ("bystander", "unknown", "police")},
    "police_activity": {
        "category": ("possession", "supply", "search"),
        "outcome": ("warning", "arrest"),
        "reason": ("drugs", "other"),
    },
    "needle_report": {"status": ("discarded", "collected")},
    "syringe_confiscation": {"taken_by": ("police", "private_security"), "unused": (True, False)},
    "condition_report": {"category": ("lighting_fault", "derelict_building")},
}
SOURCE = """
[[source]]
id = "{id}"
feed = "{feed}"
files = ["{id}.csv"]
columns = {{ {name} = "id", occurred_at = "at", latitude = "lat", longitude = "lon"{more} }}
time_format = ["%Y-%m-%d %H:%M"]
licence = "CC0-1.0"
"""
GRIDS: Final = ("place", "area", "cell_7", "cell_8", "cell_9")
TRIED: Final = 40_000  # choices of ids for each row
FIRST_QUARTER: Final = dt.date(2023, 10, 1)
QUARTERS, YEARS, FEW = 12, 3, 7  # whole quarters and years on file; the most that is withheld
NEAR: Final = (47.197, -31.503, 2_400)  # latitude, longitude, metres: services and zones lie inside


def build_payload_town(home: Path) -> Path:
    """Write a restricted store with every feed, canaries in all its texts, and return the home."""
    build_town(home, seed=3)
    path = home / "restricted" / "place.toml"
    blocks = [path.read_text(encoding="utf-8")]
    for feed, (source, _, _) in FEEDS.items():
        if source != "calls":
            name = "report_id" if feed == "syringe_confiscation" else "event_id"
            more = ', category = "c"' if "category" in CHOICES[feed] else ""
            blocks.append(SOURCE.format(id=source, feed=feed, name=name, more=more))
    path.write_text("".join(blocks), encoding="utf-8")
    con = store.connect(store.restricted_path(home))
    for feed, (source, count, fixed) in FEEDS.items():
        con.execute(f"delete from {feed}")
        rng = np.random.default_rng([len(feed), count])
        rows = events(rng, feed, count, source)
        rows["identity"] = [f"{CANARY}-{feed}-{at}" for at in range(count)]
        id_column = "report_id" if feed == "syringe_confiscation" else "event_id"
        rows.pop("event_id")
        rows[id_column] = list(rows["identity"])
        rows |= {name: [value] * count for name, value in fixed.items()}
        for name, choices in CHOICES[feed].items():
            rows[name] = [choices[at] for at in rng.integers(0, len(choices), count)]
        write(con, home, feed, rows)
    con.execute("delete from runs")
    con.execute("delete from loaded_files")
    for feed, (source, count, _) in FEEDS.items():
        con.execute(
            "insert into loaded_files values (?, ?, 'sha', 'digest', ?, 0)", [source, f"{source}.csv", source]
        )
        con.execute(
            "insert into runs values (?, ?, ?, '2026-11-01', '2026-11-01', 'd', '[]', ?, ?, 0, 0, 0, 0, [])",
            [source, source, feed, count, count],
        )
    _write_more(con, home)
    con.close()
    return home


def _write_more(con: store.Connection, home: Path) -> None:
    """Write services that clash, confidential ones, venues, a school, outcomes, streets and postcodes."""
    con.execute("delete from service")
    lat, lon = [47.19, 47.193, 47.20013, 47.205], [-31.51, -31.512, -31.50017, -31.49]
    size = len(lat)
    write(
        con,
        home,
        "service",
        {
            "source": ["s"] * size,
            "service_id": ["X1", "X2", f"{CANARY}-service-id", "X3"],
            "stop": ["", "", f"{CANARY}-stop", "quay"],
            "name": ["Corner exchange", "Corner clinic", f"{CANARY}-service-name", "Van"],
            "type": ["needle_exchange", "opioid_treatment", "needle_exchange", "naloxone"],
            "setting": ["fixed", "fixed", "confidential", "mobile"],
            "monday": ["09:00-17:00"] * size,
            "offers_needles": [True, False, True, False],
            "offers_naloxone": [False, False, True, True],
            "latitude": list(lat),
            "longitude": list(lon),
            "location_precision_m": [0.0] * size,
            **{f"cell_{r}": h3.index_points(np.array(lat), np.array(lon), r).tolist() for r in (7, 8, 9, 10)},
        },
    )
    point = {"latitude": [47.21, 47.22], "longitude": [-31.52, -31.48]}
    venues = {"venue_id": ["V1", "V2"], "name": ["Bar", "Regatta"], "type": ["bar", "festival_site"]}
    days = {"starts_on": [None, dt.date(2026, 8, 21)], "ends_on": [None, dt.date(2026, 8, 23)]}
    write(con, home, "venue", {"source": ["v"] * 2, **venues, **point, **days})
    school = {"place_id": ["SC1"], "name": ["School"], "type": ["school"]}
    write(
        con, home, "sensitive_place", {"source": ["sp"], **school, "latitude": [47.215], "longitude": [-31.5]}
    )
    measures = ("service_visits", "referrals_offered", "referrals_accepted")
    told = list(itertools.product(measures, range(QUARTERS)))
    write(
        con,
        home,
        "outcome_measure",
        {
            "source": ["o"] * len(told),
            "measure": [name for name, _ in told],
            "service_id": [f"{CANARY}-outcome-service"] * len(told),
            "period_start": [quarter(at) for _, at in told],
            "period_end": [quarter(at + 1) - dt.timedelta(days=1) for _, at in told],
            "route": ["not_applicable" if name == "service_visits" else "voluntary" for name, _ in told],
            "value": [400.0 if name == "service_visits" else 60.0 - 7 * len(name) / 10 for name, _ in told],
            "unit": ["count"] * len(told),
        },
    )
    lines = [
        shapely.LineString(line)
        for line in ([(-31.53, 47.2), (-31.47, 47.2)], [(-31.5, 47.18), (-31.5, 47.22)])
    ]
    write(
        con,
        home,
        "street",
        {
            "source": ["st"] * 2,
            "name": ["Quay Road", "Mill Lane"],
            "class": ["main", "local"],
            "geometry_wkb": [shapely.to_wkb(line) for line in lines],
        },
    )
    codes = {
        "code": ["SP1 1AA", "SP1 1AB"],
        "latitude": [47.2001, 47.2101],
        "longitude": [-31.5001, -31.4901],
    }
    write(con, home, "address_lookup", {"source": ["pc"] * 2, **codes})


def zones() -> list[ApprovedZone]:
    """Return two approved zones: one with hours, one that a confidential service makes of cells."""
    found = []
    for number, (half, services, more) in enumerate(
        (
            (0.0125, ["X1", "X2"], {"hours": "67.18-23"}),
            (0.006, [f"{CANARY}-service-id"], {"at": (-31.5, 47.2)}),
        ),
        start=1,
    ):
        at = more.pop("at", (-31.51, 47.19))
        shape = shapely.box(at[0] - half, at[1] - half, at[0] + half, at[1] + half)
        part = {"id": "p1", "kind": "rectangle", "geometry": json.loads(shapely.to_geojson(shape))}
        document = {"name": f"Zone {number}", "parts": [part], "services": services, "note": "Said aloud."}
        zone = read_zone(document | more)
        found.append(ApprovedZone(f"z{number}", 1, zone, "proposed", AS_OF, current=True))
    return found


def quarter(at: int) -> dt.date:
    """Return the first day of a quarter, counted from the first on file."""
    months = FIRST_QUARTER.month - 1 + 3 * at
    return dt.date(FIRST_QUARTER.year + months // 12, months % 12 + 1, 1)


def key_of(feed: str, source: str, identity: str) -> int:
    """Return a row's key, worked out a second time."""
    message = "\x1f".join((feed, source, f"id:{identity}", "0")).encode()
    return int.from_bytes(hmac.digest(SECRET, message, hashlib.sha256)[:4], "big")


@dataclass(frozen=True)
class Rows:
    """A feed's rows as publishing counts them. conditions: name -> which rows meet it.

    near: those near a service or zone.
    """

    feed: str
    source: str
    identity: list[str]
    month: np.ndarray[Any, Any]
    slot: np.ndarray[Any, Any]
    ground: dict[str, np.ndarray[Any, Any]]
    conditions: dict[str, np.ndarray[Any, Any]]
    key: np.ndarray[Any, Any]
    near: np.ndarray[Any, Any]


def read_rows(con: store.Connection, feed: str) -> Rows:
    """Return the rows of a feed."""
    named: dict[str, str] = {}
    for layer in all_layers().values():
        match layer.measure:
            case EventDensity(feed=own) as measure if own == feed:
                named[layer.id] = measure.sql
                for value in CHOICES[feed].get(measure.by, ()) if measure.by else ():
                    named[f"{layer.id}={value}"] = f"({measure.sql}) and {measure.by} = '{value}'"
            case EventPerOutcome(feed=own) as measure if own == feed:
                named[layer.id] = measure.sql
            case EventShare(feed=own) as measure if own == feed:
                named[f"{layer.id}, whole"] = measure.whole
                named[f"{layer.id}, part"] = f"({measure.whole}) and ({measure.part})"
    flags = ", ".join(f'coalesce(({sql}), false) as "{name}"' for name, sql in named.items())
    found = store.fetch(
        con,
        "select identity, source, latitude, longitude, cell_7, cell_8, cell_9,"
        " (year(occurred_month) * 12 + month(occurred_month) - 1)::bigint as month,"
        f" ((isodow(occurred_local) - 1) * 24 + hour(occurred_local))::bigint as slot, {flags} from {feed}",
    )
    identity, source = found["identity"].tolist(), str(found["source"][0])
    ground = {name: np.asarray(found[name], np.int64) for name in GRIDS[2:]}
    ground["place"] = np.zeros(len(identity), np.int64)
    ground["area"] = (np.asarray(found["longitude"], float) > MIDDLE).astype(np.int64)
    return Rows(
        feed,
        source,
        identity,
        np.asarray(found["month"], np.int64),
        np.asarray(found["slot"], np.int64),
        ground,
        {name: np.asarray(found[name], bool) for name in named},
        np.array([key_of(feed, source, one) for one in identity], np.int64),
        np.hypot((found["latitude"] - NEAR[0]) * 111_200, (found["longitude"] - NEAR[1]) * 75_600) < NEAR[2],
    )


def spans_of(month: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last month of each published period that holds a month: quarter, year, window."""
    first = FIRST_QUARTER.year * 12 + FIRST_QUARTER.month - 1
    for length in (3, 12, 3 * QUARTERS):
        at = first + (month - first) // length * length
        yield at, at + length - 1


def sets_of(rows: Rows, at: int) -> list[tuple[int, int]]:
    """Return the size and the key sum of every set that is released and holds a row, the largest first."""
    found: set[tuple[int, int]] = set()

    def note(chosen: np.ndarray[Any, Any]) -> None:
        found.add((int(chosen.sum()), int(rows.key[chosen].sum())))

    for name, condition in rows.conditions.items():
        if not condition[at]:
            continue
        by_kind = "=" in name  # of which only the years of the place and its neighbourhoods are released
        for first, last in spans_of(int(rows.month[at])):
            during = condition & (rows.month >= first) & (rows.month <= last)
            for grid, cell in rows.ground.items():
                if not by_kind or (grid in ("place", "area") and last - first == 11):
                    note(during & (cell == cell[at]))
        for grid in () if by_kind else ("place", "area"):
            note(during & (rows.ground[grid] == rows.ground[grid][at]) & (rows.slot == rows.slot[at]))
    return sorted(found, reverse=True)


def unchanged(size: int, key_sum: int, more: int, keys: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which changes of a set's key sum leave what is released of it, when it holds `more` rows."""
    sums = np.concatenate([[key_sum], key_sum + keys]) % 2**32
    sizes = np.concatenate([[size], np.full(len(keys), size + more)])
    found = RULE.release(sizes, sums.astype(np.uint32)).count
    return np.asarray(found[1:] == found[0])


@dataclass(frozen=True)
class Changed:
    """What the twin has otherwise: events moved, and cells in which there are more or fewer of them."""

    moved: int
    cells: int


def change_withheld(home: Path, *, seed: int, zones: bool, numbers: int = 1, moves: int = 20) -> Changed:
    """Change a home as the twin is changed. numbers: cells of each feed in which there are more.

    zones: whether zones are published. The ground that each is compared with is chosen by overdoses of the
    weeks of the clash index, to the metre, and what it holds is released as a count: so that this stays too,
    such calls are left and events move within cells of the grid on which it is chosen.
    """
    rng = np.random.default_rng(seed)
    con = store.connect(store.restricted_path(home))
    cells = moved = 0
    _add_recent(con)
    for feed, (source, count, _) in FEEDS.items():
        for _ in range(numbers):
            cells += _change_number(con, feed, count, rng, zones=zones)
        moved += _move(con, feed, moves, rng, zones=zones)
        now = store.value(con, f"select count(*) from {feed}")
        con.execute("update runs set rows_read = ?, rows_loaded = ? where source = ?", [now, now, source])
    con.close()
    return Changed(moved, cells)


def _add_recent(con: store.Connection) -> None:
    """Add events of the last weeks, too new to be shown, one of them of a kind that there was none of."""
    late = "timestamp '2026-11-10 12:00' as occurred_local, date '2026-11-10' as occurred_date"
    late += f", date '2026-11-01' as occurred_month, '{CANARY}-late' as identity"
    for feed, more in (("police_activity", ", 'drug_dog' as category"), ("overdose_call", "")):
        first = f"select * from {feed} order by identity limit 1"
        con.execute(f"insert into {feed} select * replace ({late}{more}) from ({first})")


def _change_number(
    con: store.Connection, feed: str, loaded: int, rng: np.random.Generator, *, zones: bool
) -> int:
    """Put several events in the place of one in its hour and cell, so that every released count stays."""
    rows = read_rows(con, feed)
    kind = all_feeds()[feed].kind
    told = RULE.rows_in_words(rows.source, loaded, kind)
    choices = {
        at: sets_of(rows, at) for at in rng.permutation(withheld_rows(rows, zones=zones))[:60].tolist()
    }
    for at in sorted(choices, key=lambda at: len([size for size, _ in choices[at] if size > FEW - 2])):
        many = int((rows.ground["cell_9"] == rows.ground["cell_9"][at]).sum())
        names = [f"{CANARY}-{feed}-twin-{at}-{one}" for one in range(300)]
        pool = np.array([key_of(feed, rows.source, name) for name in names], np.int64)
        for count in range(2, FEW - many + 2):  # of the cell there stay 1 to 7
            if RULE.rows_in_words(rows.source, len(rows.identity) + count - 1, kind) != told:
                continue
            drawn = np.sort(rng.integers(0, len(names), (TRIED, count)), axis=1)
            drawn = drawn[(np.diff(drawn, axis=1) > 0).all(axis=1)]
            for size, key_sum in choices[at]:
                change = pool[drawn].sum(axis=1) - rows.key[at]
                drawn = drawn[unchanged(size, key_sum, count - 1, change)]
                if not len(drawn):
                    break
            if len(drawn):
                _replace(con, feed, rows.identity[at], [names[one] for one in drawn[0]], rng)
                return 1
    raise AssertionError(f"no event of {feed} can be changed without a released count changing")


def withheld_rows(rows: Rows, *, zones: bool) -> np.ndarray[Any, Any]:
    """Return the rows in cells of the finest grid that hold 1 to 7, in ones of the boards' that do in a year.

    Those on the ground of a zone, or near a service, are left out: what is said of these is in bands, and an
    event in the midst of them may move one by a step.
    """
    cell, board = rows.ground["cell_9"], rows.ground["cell_8"]
    year = (rows.month - (FIRST_QUARTER.year * 12 + FIRST_QUARTER.month - 1)) // 12
    known = (cell > 0) & (year >= 0) & (year < YEARS)
    if zones and rows.feed == "overdose_call":
        known &= rows.month < rows.month.max() - 13
    _, which, size = np.unique(cell, return_inverse=True, return_counts=True)
    pair = board * 8 + year
    _, which_pair, size_pair = np.unique(pair, return_inverse=True, return_counts=True)
    return np.flatnonzero(known & (size[which] <= FEW) & (size_pair[which_pair] <= FEW) & ~rows.near)


def _replace(
    con: store.Connection, feed: str, identity: str, names: list[str], rng: np.random.Generator
) -> None:
    """Put rows of other ids, elsewhere in the cell, in the place of one row that is else the same."""
    id_column = "report_id" if feed == "syringe_confiscation" else "event_id"
    other = f"? as identity, ? as {id_column}"
    for name in names:
        again = f"insert into {feed} select * replace ({other}) from {feed} where identity = ?"
        con.execute(again, [name, name, identity])
        _put(con, feed, name, rng)
    con.execute(f"delete from {feed} where identity = ?", [identity])


def _move(con: store.Connection, feed: str, moves: int, rng: np.random.Generator, *, zones: bool) -> int:
    """Move events within their cells; an event keeps its key, so no count can change."""
    rows = read_rows(con, feed)
    for at in rng.permutation(withheld_rows(rows, zones=zones))[:moves].tolist():
        _put(con, feed, rows.identity[at], rng, finest=10 if zones else 9)
    return moves


def _put(
    con: store.Connection, feed: str, identity: str, rng: np.random.Generator, *, finest: int = 9
) -> None:
    """Put an event somewhere else in its cell: of every grid to `finest`, and in the same neighbourhood."""
    resolutions = range(7, finest + 1)
    asked = f"select {', '.join(f'cell_{r}' for r in resolutions)}, longitude from {feed} where identity = ?"
    *cells, was = store.rows(con, asked, [identity])[0]
    outline = shapely.from_wkb(h3.boundaries_wkb(np.array([cells[-1]], np.int64)))[0]
    west, south, east, north = outline.bounds
    while True:
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        at = np.array([lat]), np.array([lon])
        same = [int(h3.index_points(*at, r)[0]) for r in resolutions] == [int(cell) for cell in cells]
        if same and (lon > MIDDLE) == (was > MIDDLE) and WEST < lon < EAST and SOUTH < lat < NORTH:
            break
    tenth = int(h3.index_points(*at, 10)[0])
    con.execute(
        f"update {feed} set latitude = ?, longitude = ?, cell_10 = ? where identity = ?",
        [float(lat), float(lon), tenth, identity],
    )
