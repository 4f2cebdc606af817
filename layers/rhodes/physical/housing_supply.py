"""Housing supply."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="housing_supply",
    title="Housing supply",
    environment="physical",
    level="macro",
    question="Is there anywhere to live?",
    unit="as stated with each value",
    harm="lower",
    caveat="One number for the whole place.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:housing_supply",),
    measure=PlacePanel(indicators=("housing_supply",)),
    in_score=True,
)
