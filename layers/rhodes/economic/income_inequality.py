"""Income inequality."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="income_inequality",
    title="Income inequality",
    environment="economic",
    level="macro",
    question="How unequal are incomes here?",
    unit="as stated with each value",
    harm="higher",
    caveat="One number for the whole place.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:gini",),
    measure=PlacePanel(indicators=("gini",)),
    in_score=True,
)
