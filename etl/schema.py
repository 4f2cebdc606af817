"""Tables of the restricted store, worked out from what each feed states about itself."""

from __future__ import annotations

from collections.abc import Iterable

from etl import store
from etl.clock import TIME_FLAGS
from etl.errors import BadInputError
from etl.feed import Column, Feed
from etl.place import Place
from etl.staging.time import PRECISIONS


def words(values: Iterable[str]) -> str:
    """Return the SQL type of a column that holds one of a few words.

    To SQL it compares as text; it is stored as a number, for a third of the CPU that text takes.
    """
    return f"ENUM({', '.join(store.literal(value) for value in values)})"


PRECISION_TYPE, FLAG_TYPE = words(PRECISIONS), words(TIME_FLAGS)
LOCATION_TYPES = ("latitude", "longitude", "easting", "northing", "postcode", "geometry")
_SQL_TYPE = {"integer": "bigint", "number": "double", "flag": "boolean", "date": "date"}
_COMMON = (
    ("source", "varchar"),
    ("run_id", "varchar"),
    ("file", "varchar"),
    ("row_number", "bigint"),
    ("identity", "varchar"),
    ("occurrence", "integer"),
)
_TIME = (
    ("occurred_local", "timestamp"),
    ("occurred_utc", "timestamp"),
    ("occurred_date", "date"),
    ("occurred_month", "date"),
    ("time_precision", PRECISION_TYPE),
    ("time_flag", FLAG_TYPE),
)
_POINT = (("latitude", "double"), ("longitude", "double"), ("location_precision_m", "double"))


def plain_columns(feed: Feed) -> tuple[Column, ...]:
    """Return the feed's columns that are neither its time nor its location, as the table keeps them."""
    return tuple(column for column in feed.columns if column.type not in (*LOCATION_TYPES, "time"))


def sql_type(column: Column) -> str:
    """Return the SQL type in which a plain column is stored."""
    return words(column.choices) if column.type == "choice" else _SQL_TYPE.get(column.type, "varchar")


def table_columns(feed: Feed, place: Place) -> tuple[tuple[str, str], ...]:
    """Return (name, SQL type) of every column of the feed's table, in order."""
    columns = [*_COMMON]
    if feed.kind == "event":
        columns += _TIME
    columns += [(column.name, sql_type(column)) for column in plain_columns(feed)]
    if feed.kind in ("event", "site"):
        columns += _POINT
        columns += [(f"cell_{resolution}", "bigint") for resolution in place.resolutions]
    if feed.kind in ("site", "area"):
        columns.append(("geometry_wkb", "blob"))
    if feed.kind == "area":
        columns.append(("area_km2", "double"))
    return tuple(columns)


def create_tables(con: store.Connection, feeds: dict[str, Feed], place: Place) -> None:
    """Create what is missing: the ledger's tables and one table a feed.

    Raises BadInputError when the home was made with other resolutions or another place.
    """
    with store.transaction(con):  # one write to the disk, not one for each table
        for statement in store.sql("restricted").split(";"):
            if statement.strip():
                con.execute(statement)
        _check_settings(con, place)
        for feed in feeds.values():
            columns = table_columns(feed, place)
            listed = ", ".join(
                f"{store.quote(name)} {kind}{_packing(name, kind, feed)}" for name, kind in columns
            )
            con.execute(f"create table if not exists {store.quote(feed.id)} ({listed})")
            present = {row[0]: row[1] for row in store.rows(con, f"describe {store.quote(feed.id)}")}
            for name, kind in columns:  # a newer version of the product may know more columns, or more words
                if name not in present:
                    con.execute(f"alter table {store.quote(feed.id)} add column {store.quote(name)} {kind}")
                elif kind.startswith("ENUM") and present[name] != kind:
                    con.execute(f"alter table {store.quote(feed.id)} alter {store.quote(name)} type {kind}")


def _packing(name: str, kind: str, feed: Feed) -> str:
    """Return how a column is packed, where that is known: to find out takes a tenth of the CPU of storing.

    Not at all: whole numbers, times, ids, coordinates, and what takes a byte a value. Packing numbers by
    their range would save a fifth of the disk, for a sixth more CPU of storing.
    """
    ids = {
        "identity",
        *(column.name for column in plain_columns(feed) if column.identity and column.type == "text"),
    }
    plain = kind in ("bigint", "timestamp", "date", "boolean") or kind.startswith("ENUM")
    return " using compression uncompressed" if plain or name in (*ids, "latitude", "longitude") else ""


def _check_settings(con: store.Connection, place: Place) -> None:
    """Refuse to mix two places, or two sets of resolutions, in one home."""
    wanted = {"place_id": place.id, "resolutions": ",".join(str(number) for number in place.resolutions)}
    known = dict(store.rows(con, "select key, value from place_meta"))
    for key, value in wanted.items():
        if key in known and known[key] != value:
            raise BadInputError(
                f"setting {key.replace('_', ' ')}",
                f"this home was made with {known[key]} and the place file now says {value}",
                "Load into another --home, or put the setting back.",
            )
        if key not in known:
            con.execute("insert into place_meta values (?, ?, null)", [key, value])
