"""Boundaries: the place, its neighbourhoods, statistical areas, water and parks."""

from etl.feed import GEOMETRY, Column, Feed

FEED = Feed(
    id="boundary",
    title="Boundaries",
    kind="area",
    about="One row for each polygon.",
    columns=(
        Column(
            "area_id", "text", "Id of the area, as other files name it.", "T014", required=True, identity=True
        ),
        Column("name", "text", "Public name.", "Harbour ward", required=True),
        Column(
            "level",
            "choice",
            (
                "place: the outer boundary; neighbourhood: what boards know by name; "
                "small_area: statistics; water and park: base map."
            ),
            "neighbourhood",
            choices=("place", "neighbourhood", "small_area", "water", "park"),
            required=True,
            identity=True,
        ),
        Column(
            "residents", "number", "People who live there, where known.", "1480", unit="people", minimum=0
        ),
        GEOMETRY,
    ),
    dropped=(),
    cannot_show="Where people feel a neighbourhood begins.",
    health=False,
    health_because="Lines on a map.",
)
