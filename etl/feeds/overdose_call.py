"""Overdose calls: calls for help, ambulance attendances or a proxy for them."""

from etl.feed import DROPPED_PERSONAL, OCCURRED_AT, POINT, Column, Feed

FEED = Feed(
    id="overdose_call",
    title="Overdose calls",
    kind="event",
    about="One row for each call, attendance or record of a suspected overdose.",
    columns=(
        Column("event_id", "text", "The publisher's own number of the call.", "OD-000123", identity=True),
        OCCURRED_AT,
        *POINT,
        Column(
            "outcome",
            "choice",
            "How it ended.",
            "survived",
            choices=("survived", "died", "unknown"),
            default="unknown",
        ),
        Column("alone", "flag", "The person was alone when they overdosed.", "no"),
        Column("naloxone_given", "flag", "Naloxone was given at the scene.", "yes"),
        Column(
            "naloxone_by",
            "choice",
            "Who gave the first naloxone.",
            "bystander",
            choices=("bystander", "service", "ambulance", "police", "nobody", "unknown"),
            default="unknown",
        ),
        Column("police_attended", "flag", "Police came to the call.", "no"),
        Column(
            "basis",
            "choice",
            "What kind of record this is; police_recorded is a proxy for ambulance calls.",
            "ambulance",
            choices=("ambulance", "police_recorded", "hospital", "service", "other"),
            default="other",
        ),
    ),
    dropped=DROPPED_PERSONAL,
    cannot_show="Overdoses nobody called about; calls fall where people fear the police.",
    health=True,
    health_because=(
        "Calls to an ambulance and records of care: each is one person's health at a place and minute. "
        "People who expect the police to see them do not call."
    ),
)
