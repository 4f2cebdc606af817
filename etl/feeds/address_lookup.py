"""Postcode look-up: coordinates of postcodes, for files that give no other location."""

from etl.feed import EASTING, LATITUDE, LONGITUDE, NORTHING, Column, Feed

FEED = Feed(
    id="address_lookup",
    title="Postcode look-up",
    kind="site",
    about=(
        "One row for each postcode of a public register, with its coordinates. Readers can search them, "
        "so never a list of the postcodes of clients."
    ),
    columns=(
        Column("code", "text", "The postcode.", "SP1 4QA", required=True, identity=True),
        LATITUDE,
        LONGITUDE,
        EASTING,
        NORTHING,
    ),
    dropped=(),
    cannot_show="The address itself: a postcode stands for several.",
    health=False,
    health_because="A register of postcodes, whoever lives there.",
)
