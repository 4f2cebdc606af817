"""Households without a car."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="no_car",
    title="Households without a car",
    environment="economic",
    level="micro",
    question="Where is a distant service out of reach?",
    unit="% of households",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:no_car",),
    measure=AreaIndicator("no_car"),
    in_score=True,
)
