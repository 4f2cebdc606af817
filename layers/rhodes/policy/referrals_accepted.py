"""Voluntary referrals accepted."""

from layers.layer import Layer
from layers.measure import OutcomeShare

LAYER = Layer(
    id="referrals_accepted",
    title="Voluntary referrals accepted",
    environment="policy",
    level="micro",
    question="How often is an offer of help taken up?",
    unit="% of voluntary referrals offered",
    harm="lower",
    caveat="Whole place only. Coerced referrals are left out.",
    source=(
        "Bacon & Spicer (2022): referrals to health and social services are among the measures that count."
    ),
    licence="As each source states; see the page about the data.",
    needs=("outcome_measure:referrals_offered", "outcome_measure:referrals_accepted"),
    measure=OutcomeShare(part="referrals_accepted", whole="referrals_offered", route="voluntary"),
    in_score=False,
)
