"""Buildings: footprints, for the base map and zones drawn round a building."""

from etl.feed import GEOMETRY, Column, Feed

FEED = Feed(
    id="building",
    title="Buildings",
    kind="site",
    about="One row for each building footprint.",
    columns=(
        Column("building_id", "text", "The publisher's own id.", "B00412", identity=True),
        Column(
            "use",
            "choice",
            "Main use.",
            "home",
            choices=("home", "shop", "public", "industry", "other"),
            default="other",
        ),
        GEOMETRY,
    ),
    dropped=("owners' and occupiers' names",),
    cannot_show="Who lives or works there.",
    health=False,
    health_because="Footprints of buildings.",
)
