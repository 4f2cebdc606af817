"""Streets: centre lines, for the base map, walking distance and zones along named streets."""

from etl.feed import GEOMETRY, Column, Feed

FEED = Feed(
    id="street",
    title="Streets",
    kind="site",
    about="One row for each stretch of street.",
    columns=(
        Column("street_id", "text", "The publisher's own id.", "ST0091", identity=True),
        Column("name", "text", "Street name.", "Quay Street"),
        Column("class", "choice", "Importance.", "main", choices=("main", "local", "path"), default="local"),
        GEOMETRY,
    ),
    dropped=(),
    cannot_show="Barriers, steps and private ways, unless the source leaves them out.",
    health=False,
    health_because="Centre lines of streets.",
)
