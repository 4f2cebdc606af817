"""Syringe confiscations: almost nobody collects them, so the template is our own intake form."""

from etl.feed import DROPPED_PERSONAL, OCCURRED_AT, POINT, Column, Feed

FEED = Feed(
    id="syringe_confiscation",
    title="Syringe confiscations",
    kind="event",
    about=(
        "One row for each time injecting equipment was taken, destroyed or ordered to be thrown away. "
        "An outreach worker can fill this in after talking to someone; leave blank what was not said."
    ),
    columns=(
        Column(
            "report_id",
            "text",
            "Your own running number, so that a report can be corrected later.",
            "2026-014",
            identity=True,
        ),
        OCCURRED_AT,
        *POINT,
        Column(
            "syringes_taken",
            "integer",
            "How many syringes or needles were taken, used and unused together.",
            "4",
            unit="syringes",
            minimum=0,
            maximum=10_000,
        ),
        Column("unused", "flag", "At least some of them were still sealed.", "yes"),
        Column(
            "taken_by",
            "choice",
            "Who took them.",
            "police",
            choices=("police", "transport_police", "private_security", "other", "unknown"),
            default="unknown",
        ),
        Column(
            "what_followed",
            "choice",
            "What happened next.",
            "moved_on",
            choices=("nothing", "warning", "moved_on", "search", "summons", "arrest", "other", "unknown"),
            default="unknown",
        ),
        Column("near_service", "flag", "The person was on the way to or from a service.", "yes"),
        Column("service_id", "text", "Which service, by its id in the service feed.", "S03"),
        Column(
            "avoided_service",
            "flag",
            "The person says they have since stayed away from a service, or carried less, because of it.",
            "yes",
        ),
        Column(
            "reported_by",
            "choice",
            "Where this report comes from.",
            "person_affected",
            choices=("person_affected", "outreach_worker", "witness", "police_record", "other"),
            default="other",
        ),
    ),
    dropped=DROPPED_PERSONAL,
    cannot_show="Confiscations nobody reported; reports rise where outreach is present.",
    health=True,
    health_because=(
        "What people told a health or outreach worker in confidence, most often about the police; a day "
        "and a corner can be enough for those who were there to know who spoke. Where the records are "
        "the police's own, name them."
    ),
)
