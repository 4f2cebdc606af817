"""Needle reports: syringes found discarded, or collected, in public places."""

from etl.feed import DROPPED_PERSONAL, OCCURRED_AT, POINT, Column, Feed

FEED = Feed(
    id="needle_report",
    title="Needle reports",
    kind="event",
    about=(
        "One row for each report of discarded needles, or each collection. "
        "Two reports at one address are two rows."
    ),
    columns=(
        Column("event_id", "text", "The publisher's own number.", "N-00042", identity=True),
        OCCURRED_AT,
        *POINT,
        Column(
            "status",
            "choice",
            "discarded: reported by someone; collected: picked up by a crew.",
            "discarded",
            choices=("discarded", "collected"),
            default="discarded",
        ),
        Column(
            "needles_count",
            "integer",
            "How many needles, where counted.",
            "3",
            unit="needles",
            minimum=0,
            maximum=100_000,
        ),
    ),
    dropped=DROPPED_PERSONAL,
    cannot_show="Needles nobody reported; reports follow footfall and the habit of reporting.",
    health=False,
    health_because=(
        "Litter reported to a council and collected by its crews, not by a health service; it says where "
        "needles lay, not who was cared for."
    ),
)
