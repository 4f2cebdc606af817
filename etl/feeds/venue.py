"""Venues: licensed premises, clubs and festival sites of the night-time economy."""

from etl.feed import GEOMETRY, POINT, Column, Feed

FEED = Feed(
    id="venue",
    title="Night-time economy and festival sites",
    kind="site",
    about="One row for each venue or festival site.",
    columns=(
        Column("venue_id", "text", "The publisher's own id.", "V12", identity=True),
        Column("name", "text", "Public name.", "The Lighthouse", required=True),
        Column(
            "type",
            "choice",
            "Kind of venue.",
            "club",
            choices=("bar", "club", "restaurant", "event_hall", "festival_site", "other"),
            default="other",
        ),
        *POINT,
        GEOMETRY,
        Column("capacity_people", "integer", "Licensed capacity.", "350", unit="people", minimum=0),
        Column("closes_at", "text", "Usual closing time.", "03:00", unit="local clock time"),
        Column("starts_on", "date", "First day, for a festival.", ""),
        Column("ends_on", "date", "Last day, for a festival.", ""),
    ),
    dropped=("licence holders' names", "phone numbers and e-mail addresses"),
    cannot_show="How busy it is, or what happens inside.",
    health=False,
    health_because="A register of licensed premises.",
)
