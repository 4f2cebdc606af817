"""Diverted instead of charged."""

from layers.layer import Layer
from layers.measure import EventShare

LAYER = Layer(
    id="diverted",
    title="Diverted instead of charged",
    environment="policy",
    level="micro",
    question="How often does an encounter about drugs end in diversion or a warning?",
    unit="% of encounters about drugs with a known outcome",
    harm="lower",
    caveat=("Only records with a known outcome. Voluntary and coerced diversion are not told apart here."),
    source=(
        "Bacon & Spicer (2022): diversion and referral before sanctions; coerced treatment is less effective."
    ),
    licence="As each source states; see the page about the data.",
    needs=("police_activity",),
    measure=EventShare(
        "police_activity",
        part="outcome in ('diversion', 'warning')",
        whole="(category in ('possession', 'supply', 'drug_offence', 'drug_dog') or reason = 'drugs')"
        " and outcome <> 'unknown'",
    ),
    in_score=False,
)
