"""Treatment funding."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="treatment_funding",
    title="Treatment funding",
    environment="economic",
    level="macro",
    question="How much is spent on treatment and harm reduction?",
    unit="as stated with each value",
    harm="lower",
    caveat="Budgets, not what reaches people. One number for the whole place.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:treatment_funding_per_head",),
    measure=PlacePanel(indicators=("treatment_funding_per_head",)),
    in_score=True,
)
