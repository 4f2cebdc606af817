"""Recorded police activity about drugs."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="recorded_police_activity",
    title="Recorded police activity about drugs",
    environment="policy",
    level="micro",
    question="Where do police search, stop and arrest people about drugs?",
    unit="records per km² and year",
    harm="higher",
    caveat=(
        "This measures what police do and record, not offending. Police go where they are sent,"
        " so more records do not mean more drugs. Shown beside the scores, never inside them."
    ),
    source=(
        "Baker et al. (2019, 2020): policing went with avoiding services in 9 of 27 studies; "
        "Beletsky et al. (2015): encounters cluster round exchanges. Against: Cooper et al. "
        "found hospital admissions flat or falling after crackdowns."
    ),
    licence="As each source states; see the page about the data.",
    needs=("police_activity",),
    measure=EventDensity(
        "police_activity",
        sql="category in ('possession', 'supply', 'drug_offence', 'drug_dog') or reason = 'drugs'",
        by="category",
    ),
    in_score=False,
)
