"""Services: the places people go to for help, their hours and how openly they may be shown."""

from etl.feed import POINT, Column, Feed

TYPES = (
    "needle_exchange",
    "naloxone",
    "consumption_room",
    "drug_checking",
    "opioid_treatment",
    "treatment",
    "outreach",
    "pharmacy",
    "hospital",
    "health_centre",
    "shelter",
    "day_centre",
    "peer_support",
    "other",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

FEED = Feed(
    id="service",
    title="Services",
    kind="site",
    about="One row for each place of help; a mobile service has one row for each of its stops.",
    columns=(
        Column(
            "service_id",
            "text",
            "The service's id; the stops of a mobile service share it.",
            "S03",
            identity=True,
        ),
        Column("stop", "text", "Name of the stop, for a mobile service.", "", identity=True),
        Column("name", "text", "Public name of the service.", "Main St exchange", required=True),
        Column("type", "choice", "What it chiefly offers.", "needle_exchange", choices=TYPES, required=True),
        Column(
            "setting",
            "choice",
            "fixed: at an address; mobile: comes to stops; confidential: the address must not be shown.",
            "fixed",
            choices=("fixed", "mobile", "confidential"),
            default="fixed",
        ),
        *POINT,
        *(
            Column(
                day,
                "hours",
                (
                    f"Opening hours on {day.capitalize()}: HH:MM-HH:MM, several with ;, "
                    "'closed', or empty when not known."
                ),
                "closed" if day == "sunday" else "09:00-12:30;13:30-17:00",
                unit="local clock time",
            )
            for day in DAYS
        ),
        Column("offers_needles", "flag", "Gives out sterile injecting equipment.", "yes"),
        Column("offers_naloxone", "flag", "Gives out take-home naloxone.", "yes"),
        Column(
            "capacity_per_day",
            "number",
            "People it can see in a day.",
            "40",
            unit="people per day",
            minimum=0,
        ),
        Column("opened_on", "date", "First day of service.", "2024-02-01"),
        Column("closed_on", "date", "Last day of service, if it has closed.", ""),
    ),
    dropped=("staff names", "phone numbers and e-mail addresses", "client lists"),
    cannot_show="Whether people feel able to use it; informal and peer provision that nobody lists.",
    health=False,
    health_because=(
        "A directory of places, without clients; the address of a confidential service reaches no page "
        "at all."
    ),
)
