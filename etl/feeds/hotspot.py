"""Hotspots that the police declare: where they say they concentrate, when and for which operation."""

from etl.feed import GEOMETRY, POINT, Column, Feed

FEED = Feed(
    id="hotspot",
    title="Declared policing hotspots",
    kind="site",
    about="One row for each area the police declare, as a polygon, or as a point with a radius.",
    columns=(
        Column("hotspot_id", "text", "The publisher's own id.", "H2", identity=True),
        Column("name", "text", "Public name.", "Quayside", required=True),
        Column("operation", "text", "Name of the operation it belongs to.", "Operation Lantern"),
        GEOMETRY,
        *POINT,
        Column(
            "radius_m",
            "number",
            "Radius when the hotspot is a point.",
            "250",
            unit="m",
            minimum=1,
            maximum=10_000,
        ),
        Column("starts_on", "date", "First day in force.", "2026-01-05"),
        Column("ends_on", "date", "Last day in force.", "2026-06-30"),
        Column(
            "weekdays",
            "weekdays",
            "Days in force, e.g. mon-fri or fri,sat; empty means every day.",
            "thu-sat",
        ),
        Column(
            "hours", "hours", "Hours in force; empty means all day.", "20:00-04:00", unit="local clock time"
        ),
        Column("show_to_boards", "flag", "May be shown to boards.", "no", default="no"),
    ),
    dropped=("officer names", "intelligence and tasking notes"),
    cannot_show="What happens there: a declared hotspot is an intention, not a record of activity.",
    health=False,
    health_because="What the police themselves declare.",
)
