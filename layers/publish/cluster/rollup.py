"""The rollup as one Ibis expression: the same statement in whatever SQL an engine speaks.

DuckDB runs etl/sql/publish_rollup.sql, which a test holds equal to this.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pyarrow as pa

EVENTS = "events"


def rollup_sql(schema: pa.Schema, by: Sequence[str], dialect: str) -> str:
    """Return SQL that counts the table `events` by some of its columns, with the sums of the keys.

    schema: of the normalised events. dialect: as Ibis calls it.
    """
    counted = [*by, "event_key"]
    plain = {name: str(plain_type(schema.field(name).type)) for name in counted}
    events = ibis.table(plain, name=EVENTS)
    found = events.group_by(list(by)).aggregate(
        events=events.count().cast("int64"), keys=events["event_key"].sum().cast("int64")
    )
    return str(ibis.to_sql(found, dialect=dialect))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type that a column's values have, told apart from how they are packed."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind
