"""Outcomes: the measures that count, by service or place and period, as the services supply them."""

from etl.feed import Column, Feed

FEED = Feed(
    id="outcome_measure",
    title="Outcome measures",
    kind="table",
    about="One row for each measure, service or place, and period.",
    columns=(
        Column(
            "measure",
            "choice",
            "What was counted.",
            "service_visits",
            choices=(
                "overdose_reversals",
                "naloxone_used",
                "referrals_offered",
                "referrals_accepted",
                "service_visits",
                "satisfaction",
            ),
            required=True,
            identity=True,
        ),
        Column("service_id", "text", "Service it is about; empty for the whole place.", "S03", identity=True),
        Column(
            "period_start", "date", "First day of the period.", "2026-01-01", required=True, identity=True
        ),
        Column("period_end", "date", "Last day of the period.", "2026-03-31", required=True, identity=True),
        Column(
            "route",
            "choice",
            "Whether referrals were voluntary; coerced ones are kept apart.",
            "voluntary",
            choices=("voluntary", "coerced", "not_applicable"),
            default="not_applicable",
            identity=True,
        ),
        Column(
            "value",
            "number",
            "The count, or the mean score for satisfaction.",
            "412",
            required=True,
            minimum=0,
        ),
        Column("unit", "text", "Unit of the value.", "visits"),
    ),
    dropped=("client names and identifiers",),
    cannot_show="Lives saved: reversals are counted, never converted.",
    health=True,
    health_because=(
        "Visits, referrals and naloxone counted by services from the records of the people they care "
        "for; for a small service and a short period a count comes near to one person."
    ),
)
