"""Overdose calls."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="overdose_calls",
    title="Overdose calls",
    environment="physical",
    level="micro",
    question="Where do people overdose and call for help?",
    unit="calls per km² and year",
    harm="higher",
    caveat=(
        "Calls, not overdoses: people who fear the police may not call, so quiet cells may hide unmet need."
    ),
    source=(
        "Bacon & Spicer (2022), Harm reduction policing: not calling for help is one of the "
        "harms of policing the street; Rhodes (2002), The risk environment, International "
        "Journal of Drug Policy: named as part of the environment; no size of effect is "
        "claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("overdose_call",),
    measure=EventDensity("overdose_call"),
    in_score=True,
)
