"""Overdosed alone."""

from layers.layer import Layer
from layers.measure import EventShare

LAYER = Layer(
    id="overdosed_alone",
    title="Overdosed alone",
    environment="social",
    level="micro",
    question="How often was nobody there to help?",
    unit="% of calls where this is known",
    harm="higher",
    caveat=("Only calls for which it was recorded; deaths alone at home may never become a call."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed. Bacon & Spicer (2022): not "
        "calling for help is a harm that policing can add to."
    ),
    licence="As each source states; see the page about the data.",
    needs=("overdose_call",),
    measure=EventShare("overdose_call", part="alone", whole="alone is not null"),
    in_score=True,
)
