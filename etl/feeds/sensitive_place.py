"""Sensitive places: schools, play areas and the like, round which a place may have harsher rules."""

from etl.feed import GEOMETRY, POINT, Column, Feed

FEED = Feed(
    id="sensitive_place",
    title="Schools and play areas",
    kind="site",
    about="One row for each school, play area or similar place.",
    columns=(
        Column("place_id", "text", "The publisher's own id.", "SC4", identity=True),
        Column("name", "text", "Public name.", "Harbour primary school", required=True),
        Column(
            "type",
            "choice",
            "Kind of place.",
            "school",
            choices=("school", "nursery", "play_area", "youth_centre", "other"),
            required=True,
        ),
        *POINT,
        GEOMETRY,
    ),
    dropped=("staff and pupil names", "phone numbers and e-mail addresses"),
    cannot_show="When children are there.",
    health=False,
    health_because="A register of public places.",
)
