"""The events of one feed with their disclosure keys, where they are in the week and what counts them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from etl import store
from etl.feed import all_feeds
from etl.keyed import pads
from etl.schema import plain_columns
from layers.grids import rows_containing
from layers.publish.counts import Columns, Count
from layers.publish.material import Material
from layers.publish.sets import sets_of

NAMES = ("run_id", "file", "row_number", "identity", "occurrence")  # of rows, which figures do not need
CONTENT = ("occurred_local", "occurred_date", "occurred_month", "latitude", "longitude")


def keep_keyed(material: Material, feed: str) -> Count:
    """Fill the temporary table `keyed` with one feed, and return what counts it."""
    con = material.con
    con.register("spots", spots_of(material, con, feed))
    statement, named = keyed_statement(material, feed)
    store.run(con, "publish_keep", named, events=statement)
    con.unregister("spots")

    def count(by: Sequence[str]) -> Columns:
        return store.fetch(con, store.sql("publish_rollup", by=", ".join(map(store.quote, by))))

    return count


def forget_keyed(material: Material) -> None:
    """Free the memory of the feed that was keyed last. On another engine none is held."""
    if material.keep is None:
        store.run(material.con, "publish_forget")


def spots_of(material: Material, con: store.Connection, events: str) -> pa.Table:
    """Return each distinct location of some events with the row of its neighbourhood, -1 for none.

    No location of a place without neighbourhoods.
    """
    shapes = [area.shape for area in material.ground.areas]
    spots = store.fetch(con, store.sql("publish_spots", feed=events, some="true" if shapes else "false"))
    return pa.table({**spots, "area_row": rows_containing(shapes, spots["latitude"], spots["longitude"])})


def keyed_statement(material: Material, feed: str, events: str = "") -> tuple[str, dict[str, object]]:
    """Return the statement that reads keyed events of a feed beside a table `spots`, and its values.

    events: a table of SQL that holds some of them, all rows of a source or none; '' for the whole feed. Exact
    figures use no key: there each is 0.
    """
    sets, named = sets_of(feed), plain_columns(all_feeds()[feed])
    names = [*NAMES, *(column.name for column in named if column.identity and column.type == "text")]
    listed = ", ".join(map(store.quote, names))
    placed = store.sql("publish_placed", names=listed, sets=sets.sql, kinds=sets.kinds_sql)
    if material.rule.exact:
        return store.sql("publish_unkeyed", feed=events or feed, placed=placed), {}
    content = [*CONTENT, *(column.name for column in named)]
    told = ", ".join(f"coalesce({store.quote(name)}::varchar, chr(29))" for name in content)
    inner, outer = pads(material.secret)
    statement = store.sql("publish_keyed", feed=events or feed, content=told, placed=placed)
    return statement, {"inner_pad": inner, "outer_pad": outer, "feed": feed}
