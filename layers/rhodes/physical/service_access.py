"""Access to services on foot."""

from layers.layer import Layer
from layers.measure import Access

LAYER = Layer(
    id="service_access",
    title="Access to services on foot",
    environment="physical",
    level="micro",
    question="How much help is within a walk?",
    unit="service points per 1,000 residents within a walk",
    harm="lower",
    caveat=(
        "Straight lines × 1.3 stand for walking; bands of 400, 800 and 1,600 m are convention. "
        "Confidential services take no part, and being near is not being welcome."
    ),
    source=(
        "Allen et al. (2016): living within a ten-minute walk went with nearly three times more"
        " consistent use of exchanges. Method: enhanced two-step floating catchment area."
    ),
    licence="As each source states; see the page about the data.",
    needs=("service", "boundary"),
    measure=Access(
        sql="type in ('needle_exchange', 'naloxone', 'consumption_room', 'drug_checking', 'opioid_treatment',"
        " 'treatment', 'outreach', 'pharmacy', 'health_centre', 'peer_support')"
    ),
    in_score=True,
)
