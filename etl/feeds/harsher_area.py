"""Areas where rules or penalties are harsher by law or order, which no agreement lifts."""

from etl.feed import GEOMETRY, POINT, Column, Feed

FEED = Feed(
    id="harsher_area",
    title="Areas of harsher rules or penalties",
    kind="site",
    about="One row for each order or zone in force, as a polygon, or as a point with a radius. A proposal "
    "that overlaps one says so.",
    columns=(
        Column("order_id", "text", "The publisher's own id.", "PSPO-7", identity=True),
        Column("name", "text", "Public name.", "Station quarter order", required=True),
        Column(
            "type",
            "choice",
            (
                "Kind of rule. dispersal: people can be told to leave; public_space_order: acts are offences "
                "there that are none elsewhere; drug_free_zone: drug penalties are raised; alcohol_ban: "
                "drinking is barred; service_ban: services may not open."
            ),
            "public_space_order",
            choices=(
                "dispersal",
                "public_space_order",
                "drug_free_zone",
                "alcohol_ban",
                "service_ban",
                "other",
            ),
            required=True,
        ),
        Column("rule", "text", "What it forbids or raises, in a line.", "No drug use in public; fine of 100"),
        GEOMETRY,
        *POINT,
        Column(
            "radius_m",
            "number",
            "Radius when the area is a point.",
            "300",
            unit="m",
            minimum=1,
            maximum=10_000,
        ),
        Column("starts_on", "date", "First day in force.", "2025-04-01"),
        Column("ends_on", "date", "Last day in force.", "2028-03-31"),
    ),
    dropped=("names of people banned or fined", "names of officers"),
    cannot_show="How often the rule is used, or on whom.",
    health=False,
    health_because="Orders and laws that are public.",
)
