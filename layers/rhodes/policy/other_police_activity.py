"""Other recorded police activity."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="other_police_activity",
    title="Other recorded police activity",
    environment="policy",
    level="micro",
    question="Where are police active for reasons other than drugs?",
    unit="records per km² and year",
    harm="neither",
    caveat=(
        "A check on the layer about drugs: where both are high, police may simply be busy "
        "there. It measures police, not offending."
    ),
    source=("Ensign et al. (2017): records made where police are sent feed back into where they are sent."),
    licence="As each source states; see the page about the data.",
    needs=("police_activity",),
    measure=EventDensity(
        "police_activity",
        sql="category not in ('possession', 'supply', 'drug_offence', 'drug_dog')"
        " and reason is distinct from 'drugs'",
        by="category",
    ),
    in_score=False,
)
