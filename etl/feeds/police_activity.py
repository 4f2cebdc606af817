"""Recorded police activity: searches, stops, arrests and drug offences on record."""

from etl.feed import DROPPED_PERSONAL, OCCURRED_AT, POINT, Column, Feed

CATEGORIES = (
    "search",
    "stop",
    "arrest",
    "possession",
    "supply",
    "drug_offence",
    "dispersal",
    "drug_dog",
    "other",
)

FEED = Feed(
    id="police_activity",
    title="Recorded police activity",
    kind="event",
    about=(
        "One row for each recorded action or offence. It measures what police do and record, not offending."
    ),
    columns=(
        Column("event_id", "text", "The publisher's own number.", "PA-004711", identity=True),
        OCCURRED_AT,
        *POINT,
        Column(
            "category",
            "choice",
            "drug_offence: possession or supply, not told apart by the source; other: not about drugs.",
            "search",
            choices=CATEGORIES,
            required=True,
        ),
        Column(
            "reason",
            "choice",
            "Recorded reason or object of search.",
            "drugs",
            choices=("drugs", "weapons", "stolen_goods", "public_order", "other", "unknown"),
            default="unknown",
        ),
        Column(
            "outcome",
            "choice",
            "What came of it.",
            "no_action",
            choices=(
                "no_action",
                "warning",
                "diversion",
                "penalty_notice",
                "arrest",
                "charge",
                "other",
                "unknown",
            ),
            default="unknown",
        ),
        Column(
            "operation",
            "text",
            "Operation it belonged to, so that one raid counts as one incident.",
            "Operation Lantern",
        ),
    ),
    dropped=(*DROPPED_PERSONAL, "names and descriptions of suspects"),
    cannot_show="Offending, and encounters that were not recorded.",
    health=False,
    health_because="Records of the police about what the police did.",
)
