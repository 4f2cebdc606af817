"""Reports about the state of streets and buildings: lighting faults, derelict buildings and the like."""

from etl.feed import DROPPED_PERSONAL, OCCURRED_AT, POINT, Column, Feed

FEED = Feed(
    id="condition_report",
    title="Street condition reports",
    kind="event",
    about="One row for each report of a fault in the built environment.",
    columns=(
        Column("event_id", "text", "The publisher's own number.", "C-00815", identity=True),
        OCCURRED_AT,
        *POINT,
        Column(
            "category",
            "choice",
            "What was reported.",
            "lighting_fault",
            choices=("lighting_fault", "derelict_building", "toilet_closed", "dumped_waste", "other"),
            required=True,
        ),
    ),
    dropped=DROPPED_PERSONAL,
    cannot_show="Faults nobody reported; reporting is higher in better-off areas.",
    health=False,
    health_because="The state of streets, reported to a council; nobody's health.",
)
