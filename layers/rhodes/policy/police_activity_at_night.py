"""Recorded police activity about drugs at night."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="police_activity_at_night",
    title="Police activity about drugs at night",
    environment="policy",
    level="micro",
    question="Where do police search, stop, arrest and bring dogs about drugs between 20:00 and 05:00?",
    unit="records per km² and year",
    harm="higher",
    caveat=(
        "This measures what police do and record, not offending. Records without an hour are not in it, and"
        " it is a part of the layer about all hours. Shown beside the scores, never inside them."
    ),
    source=(
        "Bacon & Spicer (2022): heavier policing of nightlife goes with taking everything before entry, "
        "unknown sources and not asking for help; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("police_activity",),
    measure=EventDensity(
        "police_activity",
        sql="(category in ('possession', 'supply', 'drug_offence', 'drug_dog') or reason = 'drugs')"
        " and time_precision in ('second', 'minute', 'hour')"
        " and (hour(occurred_local) >= 20 or hour(occurred_local) < 5)",
    ),
    in_score=False,
)
