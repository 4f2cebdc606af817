"""Naloxone from a bystander."""

from layers.layer import Layer
from layers.measure import EventShare

LAYER = Layer(
    id="bystander_naloxone",
    title="Naloxone from a bystander",
    environment="social",
    level="micro",
    question="How often did someone nearby give naloxone first?",
    unit="% of calls where it is known who gave naloxone",
    harm="lower",
    caveat="Only calls for which it is known who gave naloxone, or that nobody did.",
    source=(
        "Bacon & Spicer (2022): naloxone and training for people likely to be there are among "
        "the answers to street harms."
    ),
    licence="As each source states; see the page about the data.",
    needs=("overdose_call",),
    measure=EventShare("overdose_call", part="naloxone_by = 'bystander'", whole="naloxone_by <> 'unknown'"),
    in_score=True,
)
